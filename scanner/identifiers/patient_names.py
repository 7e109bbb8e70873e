"""How names of patients and relatives stand on bands, boards, screens, papers, and in sentences."""

from __future__ import annotations

from scanner.identifiers.shapes import NameRule

_PATIENT = frozenset({"patient_name", "patient_initials"})

RULES = (
    NameRule(
        "patient_name", "name_label", "a name behind a name label", 0.93,
        r"NAMELABEL (MARK|[()]|MR|DR){0,3} <PARTICLES INITIAL{0,2} PARTICLES (FIRM | NAME (?=COMMA? NAME))"
        r" ([,.]? PARTICLES NAME | COMMA? INITIAL){0,4}>",
        positives=(
            "Surname: [Cartwright] First name: [Joseph]", "Patient [Featherstone. Dorothy] D0B", "Pt [Zhang] NOK",
            "Name [Hul Zhang] Word T11", "Pat. [ZHANG HUI] ID", "Nachname: [Müller]", "Naam [Van Dijk, Els]",
        ),
        negatives=("Patient transport booked", "Name of ward", "Patients must report to Reception"),
    ),
    NameRule(
        "patient_name", "name_label_weak", "a name behind a name label", 0.8,
        r"NAMELABEL [:|] <INITIAL? WEAK MORE{0,2}>",
        positives=("Surname: [Baker]", "Name: [Young]"),
    ),
    NameRule(
        "patient_name", "title", "a name with a title", 0.92,
        r"<MR INITIAL{0,3} PARTICLES (NAME | [Ox] (?![oqx])) MOREOVER{0,3}>",
        positives=(
            "Bed 4 [Mrs Pemberton] NBM", "Discharge summary: [Mr Piotr Wisniewski] was", "R/V [Mr Hussain] re",
            "[Mr G Ashworth] 14 Larkhill Road", "Saw [Mrs Hill] today",
        ),
        negatives=("Miss a meal?", "Masters degree", "Mr Whippy"),
    ),
    NameRule(
        "patient_name", "surname_comma", "a surname and a given name", 0.93,
        r"<PARTICLES (CAPITALS | SHORT){1,2} [,.] (NAME MORE{0,2} | INITIAL+) ([(] MR [)])?>",
        positives=(
            "[OKONKWO, Josephine (Mrs)]", "[SMITH-JONES, Winifred Ada] CHI", "[GARCIA LOPEZ, Maria]",
            "[PEMBERTON, GEORGE] ID:",
        ),
        negatives=("MILK, EGGS, BREAD", "STOP, LOOK, LISTEN"),
        sure=True,
    ),
    NameRule(
        "patient_name", "dicom", "a name as medical images carry it", 0.95,
        r"<(NAME | SHORT | PLAIN){1,2} CARET (NAME | SHORT | PLAIN | INITIAL)> (?! CARET (8 | 9))",
        positives=("[SIDEBOTTOM^Edith]", "[Sidebottom^Edith]^^Mrs", "[YOUNG^GRACE]^A"),  # DICOM PS3.5, 6.2.1
        negatives=("Platelets 10^9/L",),
    ),
    NameRule(
        "patient_name", "surname_comma_number", "a surname and a given name", 0.85,
        r"<(CAPITALS | SHORT){1,2} COMMA NAME MORE{0,2} ([(] MR [)])?> (?= CELL? [dil])",
        positives=("[VROKTHANE, Zyndar] Hosp No H1234567",),
        negatives=("MILK, EGGS",),
    ),
    NameRule(
        "patient_name", "surname_comma_mixed", "a surname and a given name", 0.75,
        r"(^ | [^,yGFUW]) <PARTICLES [FUW]{1,2} COMMA GIVEN MORE{0,2} ([(] MR [)])?> (?!,)",
        positives=("PPSN 1234567FA [Murphy, Aoife] Eircode", "[Okonkwo, Josephine]"),
        negatives=("Visit Malaysia, Jordan, Egypt",),
    ),
    NameRule(
        "patient_name", "surname_comma_age", "a surname and a given name", 0.8,
        r"(^ | [^,yGFUW]) <[FUW] COMMA [GW]> (?= [|(]* [adi])",
        positives=("2. [Podolski, Jan] 61M R THR",),
        negatives=("Leeds, York, Hull",),
    ),
    NameRule(
        "patient_name", "surname_capitals", "a surname in capitals and a given name", 0.88,
        r"<PARTICLES (CAPITALS | X A?){1,2} [GFU] (TITLECASE | INITIAL)?> (?! [a-z]* x)",
        positives=("[OKONKWO Josephine] F", "[OKONKWOJosephine]", "[PATEL Anil]", "[DUPONT Jean-Luc] né le"),
        negatives=("VITAL Signs", "BRAUN Infusomat", "NEWS Chart"),
        sure=True,
    ),
    NameRule(
        "patient_name", "capitals_last", "a given name and a surname in capitals", 0.86,
        r"<([GF] (TITLECASE | INITIAL)? | U (?=[AB]) | INITIAL (?=[AB])) CAPITALS{1,2}> (?! CAPITALS | Q)",
        positives=("[Beatrice THISTLEWOOD] F 04-Mar-1938",),
        negatives=("Alaris GP plus", "London NHS"),
    ),
    NameRule(
        "patient_name", "surname_initial", "a surname and an initial", 0.78,
        r"(^ | [bp|;]) MARK* <([ABC] | CAPITALS (?= INITIAL [|8atcd])){1,2} INITIAL{1,2}> (?! [a-z] x)",
        positives=("[KOWALSKA Z] 12/3", "4B [WHITTAKER D] 91 Rao", "Bed 17 [O'DONNELL M] falls risk"),
        negatives=("VITAMIN D", "HEPATITIS B", "PLAN B"),
    ),
    NameRule(
        "patient_name", "surname_initial_mixed", "a surname and an initial", 0.65,
        r"(^ | [bp|]) MARK* <[FGU] COMMA? INITIAL> (?= .* [cdaibt8])",
        positives=("[Prosscr A.] COPD exac", "[Hargreaves, T.] Bed 3", "[Margaret P.] 94yo"),
        negatives=("Plan B",),
    ),
    NameRule(
        "patient_name", "bed_name", "a name beside a bed", 0.87,
        r"BED MARK* <MR? INITIAL{0,2} (FIRM | NAME (?=NAME) | NAME (?= [|,(]? [ac8]))"
        r" (COMMA? PARTICLES NAME | COMMA? INITIAL){0,3}> NOPLACE",
        positives=(
            "Bed 9 [Hussaih Idrls] DKA", "B1 [T. Nowak] ? NOF", "AMU 22 [Chen Wei] ?PE",
            "bed 7 [Gal1aghcr Samuel] COPD",
        ),
        negatives=("Bed 4 Empty", "Bay C Female", "Bed 4 Side Room"),
        single="patient_initials",
    ),
    NameRule(
        "patient_name", "name_bed", "a name beside a bed", 0.72,
        r"START <([ABC]{1,2} | SURNAME{1,2} | [GFU] SURNAME) I?> (?= [,|\-(]* BED)",
        positives=("[WILLIAMS] bed 11 - sepsis", "[Tremblay] Bed 6"),
        negatives=("STROKE UNIT Bed 4",),
    ),
    NameRule(
        "patient_initials", "title_initial", "a title and an initial", 0.7, r"<MR INITIAL> (?!v) NONAME",
        positives=("[Mrs T.]", "Lovely [Mr B] - home"),
    ),
    NameRule(
        "patient_name", "name_illness", "a name beside an illness", 0.6,
        r"(^ | DOT | CELL) <[FB] | [GFU] SURNAME> [\-,:] ILLNESS",
        positives=("1. [Cartwright] - lap chole", "[Okonkwo]: sepsis"),
        negatives=("Think - sepsis",),
    ),
    NameRule(
        "patient_initials", "bed_initials", "initials beside a bed", 0.7,
        r"BED MARK* <[XA] | INITIAL{2,3}> (?= [|:,\-(]? [8acdQ?t] | [|] | $)",
        positives=("Bed 4 [JO] 74", "4A [J.O.] 91 ?DVT"),
        negatives=("Bed 4 NBM", "Bed 4 CT today"),
    ),
    NameRule(
        "patient_initials", "initials_age", "initials beside an age and an illness", 0.6,
        r"(^ | [|;]) MARK* <(I DOT?){2,3}> (?= [|:,\-(]? [8a])",
        positives=("[J.O.] 74 ?DVT", "[P. N.] 41 AKI"),
        negatives=("U.K. 24 hour helpline", "T.V. 12", "A. B. Smith 20 Diabetes"),
        beside=frozenset({"clinical_text"}),
    ),
    NameRule(
        "patient_initials", "initials_label", "initials behind a label", 0.7,
        r"NAMELABEL MARK* <INITIAL{2,3} | SHORT> NONAME",
        positives=("Patient: [J.O.]", "Pt [KL] C4 #NOF"),
    ),
    NameRule(
        "patient_name", "name_age", "a name beside an age", 0.78,
        r"<INITIAL? (LISTED | NAME (?=NAME)) MORE{0,2}> ([,(|\-] | [oqh]{1,2} (?=a)){0,2} AGE",
        positives=("[Margaret Plowright], 94yo fell", "[Maud] 92F"),
        single="patient_initials",
    ),
    NameRule(
        "patient_initials", "word_age", "a first name", 0.6, r"FRESH <[WEOQ]> [,(] AGE", listed="words too",
        positives=("[Rose], 92, broke her hip", "[Ivy] (97) came in today"),
        negatives=("Rose (12)", "Price (5 years)", "Hope, page 92"),
    ),
    NameRule(
        "patient_name", "name_number", "two names beside a date or number", 0.75,
        r"<NAME{2,3} INITIAL?> (?= [|,.\-(l:]{0,3} [QlI]? [di])",
        positives=("[O1uwaseun Adeyemi]14/07|1983 999 28B 2611", "[Braithwaite Harold] | 999 336 5769"),
        sure=True,
    ),
    NameRule(
        "patient_name", "number_name", "two names behind a number", 0.72,
        r"[di] [|,.\-]{0,2} <NAME{2,3} INITIAL?> (?! [xoq])",
        positives=("999 336 5769 [Braithwaite Harold]",),
        sure=True,
    ),
    NameRule(
        "patient_name", "name_alone", "a full name", 0.6,
        r"START <INITIAL{0,2} GIVEN INITIAL? NAME{1,2} | FIRM{1,2} GIVEN INITIAL?> (?= END | [td] END | I 8 $)",
        positives=("[Josephine Okonkwo]", "[GEORGE PEMBERTON]"),
        negatives=("Marie Curie", "Grace and Mercy, Hope and Faith"),
    ),
    NameRule(
        "patient_name", "capitals_alone", "a surname and a word beside medical words", 0.6,
        r"START <[AB] [ABCX]> END",
        positives=("[PATEL AUL] | COPD exac",),
        negatives=("PATEL AUL", "HARTMANN SOLUTION | COPD"),
        beside=frozenset({"clinical_text"}),
        sure=True,
    ),
    NameRule(
        "patient_name", "slash", "a surname and a given name", 0.8, r"<NAME SLASH NAME> (?= .* [id9])",
        positives=("[Eze/Chidi] D884412",),
        negatives=("Level 2 Dairy/Gluten 4471",),
        sure=True,
    ),
    NameRule(
        "patient_name", "full_name_in_text", "a full name", 0.58,
        r"FRESH <FIRST INITIAL? [GFU]> (?!NAME) (?! SMALLWORD{0,2} x) (?! O? x)",
        positives=("Saw [Janet Okafor] this morning", "lovely chat with [Derek Whittaker]"),
        negatives=("Kofi Annan lecture theatre", "Florence Nightingale Ward", "Sue Ryder"),
    ),
    NameRule(
        "patient_name", "baby", "a baby's name", 0.9,
        r"<BABY (SMALLWORD | [:\-8/]){0,3} MR? (FIRM | NAME (?=[^oq])) (COMMA? NAME | INITIAL){0,2}>",
        positives=("[Baby BYRNE] Male born", "[Baby of LINDQVIST Ingrid]", "[Twin 1 of Okafor]"),
        negatives=("Baby Clinic", "baby changing"),
    ),
    NameRule(
        "patient_name", "relative", "a relative's name", 0.82,
        r"RELATIVE ([:,\-(|)] | RELATIVE | MR | DR){0,4} <INITIAL{0,2} (FIRM | LOWERNAME | NAME (?=NAME)) MORE{0,2}>",
        positives=(
            "Pt Zhang NOK son [David] 07700", "Next of kin: [Constance Winterbottom] (wife)", "her daughter [Anne]",
        ),
        negatives=("Mother and Baby Unit", "Parent and child parking"),
        single="patient_initials",
    ),
    NameRule(
        "patient_name", "family", "a family's name", 0.8, r"<MR? LISTED> FAMILY",
        positives=("[Wisniewski] family meeting", "the [Okonkwo] family"),
        negatives=("Family room",),
    ),
    NameRule(
        "patient_name", "greeting", "a name in a greeting", 0.62,
        r"GREETING ([hozyq] | :){0,2} COMMA? <[GFm] NAME?> (?! [a-zA-Z]? x)",
        positives=("Happy birthday [Margaret]! 90 today", "RIP [Derek]", "love from [Maud]", "our lovely [Priya]"),
        negatives=("Happy birthday NHS", "From Reception"),
        single="patient_initials",
    ),
    NameRule(
        "patient_initials", "greeting_family", "a first name in a greeting", 0.6,
        r"GREETING ([hozyq] | :){0,2} COMMA? <[UW]> AND? SMALLWORD{0,2} FAMILY",
        positives=("love from [Gwvendoline] & family", "Thank you from [Zorbella] and all the family"),
        negatives=("love from your family", "Welcome to the family", "from Hospital to family"),
    ),
    NameRule(
        "patient_initials", "first_name_doing", "a first name", 0.5, r"(^ | [\-:!?]) <FIRST> (?=[qy]) (?! [qy] o? x)",
        positives=("Plan - [Fatima] for OPA 6/52",),
        negatives=("Costa Coffee open", "Bed bath", "Olive oil"),
    ),
    NameRule(
        "patient_initials", "first_name_in_sentence", "a first name", 0.45,
        r"[oqyh,] <FIRST> (?= [qy,.!?] | $) (?! q o? x)",
        positives=("Dr Lim asked if [Patricia] can go home", "The best HCA ever, [Kwame]"),
        negatives=("we went to Paris for the day", "Kerry"),
    ),
    NameRule(
        "age", "age_on_board", "an age", 0.6,
        r"(BED MARK* (INITIAL{0,2} PARTICLES NAME MORE{0,3} | INITIAL{2,3} | [XA]) [|,]? | NAME{2} COMMA) <SMALL> "
        r"(?! [:/%;])",
        positives=(
            "4A | OKONKWO J | [74] | Rao | ?DVT", "4B WHITTAKER D [91] Rao", "Bed 9 MK [45] DKA",
            "Ethel Proudfoot, [97], from",
        ),
        beside=_PATIENT,
    ),
)  # fmt: skip
