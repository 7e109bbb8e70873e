"""How names of staff stand: behind titles and roles, before jobs, on rotas, second in a patient's row."""

from __future__ import annotations

from scanner.identifiers.shapes import NameRule

_PATIENT = frozenset({"patient_name"})

RULES = (
    NameRule(
        "staff_name", "doctor", "a member of staff", 0.94,
        r"<DR [./,]? MR? INITIAL{0,3} PARTICLES (NAME | SHORT | [Ox] (?![oqx])) (-? MOREOVER){0,2} JOB{0,2}>",
        positives=(
            "[Dr S. Rao]", "[Sister Carys Ellison]", "[Prof. M Lockhart]", "Dear [Dr Fitzroy], thank you",
            "[Dr Sunita RAO]", "Happy retirement [Sister Pat]!",
        ),
        negatives=("Dr Who", "Dr Martens boots in locker 12", "Dr Pepper", "Ask your doctor"),
    ),
    NameRule(
        "staff_name", "role_before", "a member of staff, behind a role", 0.87,
        r"ROLE (MARK | [()] | MR | DR){0,3} <INITIAL{0,3} PARTICLES (FIRM | SHORT | NAME (?= COMMA? NAME | INITIAL))"
        r" (COMMA? MOREOVER){0,2} (COMMA? JOB{1,2})?>",
        positives=(
            "Nurse in charge [Aneira P] Dr on call [Tan]", "JUNIOR DR: [Priya] x5521 REG: [Tomasz]",
            "Signed [B. Malik] 12/5/25", "authorised by [Pritchard, S] on", "0630h by [J. Afolabi]",
            "Hello my name is [Beatrice]", "Cons: [Rao]", "NIC: Sr [Webb]", "Provider: [Susan Park, MD]",
        ),
        negatives=("Nurse call button", "Consultant led clinic"),
    ),
    NameRule(
        "staff_name", "role_before_weak", "a member of staff, behind a role", 0.7, r"ROLE [:|] <INITIAL? WEAK MORE?>",
        positives=("Consultant: [Moss]", "Cons: [Young]"),
    ),
    NameRule(
        "staff_name", "role_before_titled", "a member of staff, behind a role", 0.95,
        r"ROLE [:.|,\-]? <MR INITIAL{0,3} NAME MOREOVER{0,2} JOB{0,2}>",
        positives=("Yours sinccrely [Mr T. Wong FRCS]", "Consultant: [Mr Fitzroy]"),
    ),
    NameRule(
        "staff_name", "role_after", "a member of staff, with a role", 0.85,
        r"<(MR | DR DOT?)? INITIAL? (LISTED | NAME (?=NAME)) MORE{0,2}>"
        r" [,(|\-]? [OQx]{0,2} (JOB | DR (?! NAME | [I.]) | ROLE (?! :? (NAME | [IDT])))",
        positives=(
            "[Samuel Adeyemi] Foundation Doctor", "[Bilal Malik] Healthcare Assistaht",
            "NMC PIN 99A1234E [Agnieszka Zielinska] RN",
        ),
        negatives=("Student Nurse", "Ward Manager"),
    ),
    NameRule(
        "staff_name", "titled_after_with", "a member of staff", 0.93, r"WITH <MR INITIAL{0,2} NAME{1,2}> (?!FAMILY)",
        positives=("OPA 6/52 with [Miss Mowbray]",),
    ),
    NameRule(
        "staff_name", "listed", "a member of staff, in a list", 0.5, r"[,+/] <LISTED I?> (?= [,+/|.!] | $)",
        positives=("Night team: Sunita, Jo, Ellen, [Kwame], [Priya]",),
        negatives=("Malaysia, Jordan, Egypt",),
        beside=frozenset({"staff_name"}),
    ),
    NameRule(
        "staff_name", "rota", "names on a rota", 0.65,
        r"WEEKDAY [:\-]? <(DR DOT?)? NAME INITIAL?> (?= [,;|/]? (w | $))",
        positives=("rota: Mon [Priya], Tue [Tan], Wed [Eoghan]",),
        negatives=("Sunday Roast",),
        hits=2,
    ),
    NameRule(
        "staff_name", "first_names_with", "a colleague's first name", 0.45,
        r"WITH <FIRST> (?= [,+q.!] | $) (?! q o? x)",
        positives=("Great shift with [Priya] and [Tomasz]!",),
        negatives=("Home to London",),
    ),
    NameRule(
        "staff_name", "second_name", "a member of staff", 0.6, r"[dat8|] CELL? <[FABG]> (?= CELL? [?;]* [cQtd] | CELL)",
        positives=("KOWALSKA Z 12/3 [Harding] CAP", "4A | OKONKWO J | 74 | [Rao] | ?DVT",
                   "4B WHITTAKER D 91 [Rao] MFFD"),
        negatives=("14:30 Harding CAP",),
        beside=_PATIENT,
    ),
    NameRule(
        "staff_name", "second_name_misread", "a member of staff", 0.5, r"[a8] <[UC]> (?= [?;]* [cQ])",
        positives=("4A OKONKWO J 74 [Raxo] ?DVT",),
        beside=_PATIENT,
    ),
)  # fmt: skip
