"""Names of patients, relatives and staff: patterns over the symbols of a line (see `tokens`).

Layout, titles, labels and neighbours decide; the name lists only say how sure a word is a name at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from scanner.findings import Match
from scanner.identifiers.lexicon import phrases
from scanner.identifiers.namelists import name_key
from scanner.identifiers.tokens import Token, symbol_of_word

_N = "[GFUWABCE]"  # could be a name
_S = "[GFAB]"  # stands in a list, and is no English word
_T = "[GFUW]"  # with one capital
_C = "[ABCE]"  # in capitals
_I = r"(?:I\.?)"
_GO_ON = rf"(?:v{{0,2}}{_N}|{_I})"
_FULL = rf"{_I}{{0,2}}v{{0,2}}{_N}{_GO_ON}{{0,3}}"
_MORE = rf"(?:v{{0,2}}{_N}|{_I}|(?<=[GAI.])x)"  # behind a title or label, Park and Hill are names too
_NOT_PLACE = r"(?![GFUWOABCEQoq]{0,2}x)"


@dataclass(frozen=True)
class NameRule:
    """`shape`: pattern over symbols, its group 1 is the name. `sure`: at least one word must stand in a list.

    `single`: the kind if the name is one given name and nothing more. `hits`: how often the shape must occur in
    the line; `beside`: kinds, of which one must be found in the line too.
    """

    kind: str
    name: str
    masked: str
    confidence: float
    shape: str
    positives: tuple[str, ...]
    negatives: tuple[str, ...] = ()
    sure: bool = False
    hits: int = 1
    beside: frozenset[str] = frozenset()
    single: str = ""


RULES = (
    NameRule(
        "patient_name", "name_label", "a name behind a name label", 0.93,
        rf"n(?:[:.|\-()]|[TD]\.?){{0,3}}(v{{0,2}}{_I}{{0,2}}v{{0,2}}(?:[GFUABC]|{_N}(?=,?{_N}))(?:[,.]?v{{0,2}}{_N}|,?{_I}){{0,4}})",
        positives=("Surname: [Cartwright] First name: [Joseph]", "Patient [Featherstone. Dorothy] D0B", "Name [Hul Zhang] Word T11",
                   "Pt [Zhang] NOK", "Pat. [ZHANG HUI] ID", "Nachname: [Müller]"),
        negatives=("Patient transport booked", "Name of ward", "Patients must report to Reception"),
    ),
    NameRule(
        "patient_name", "name_label_weak", "a name behind a name label", 0.8,
        rf"n[:|]({_I}?[WE]{_GO_ON}{{0,2}})",
        positives=("Surname: [Baker]", "Name: [Young]"),
    ),
    NameRule(
        "patient_name", "title", "a name with a title", 0.92,
        rf"(T\.?{_I}{{0,3}}v{{0,2}}(?:{_N}|[Ox](?![oqx])){_MORE}{{0,3}})",
        positives=("Bed 4 [Mrs Pemberton] NBM", "Discharge summary: [Mr Piotr Wisniewski] was", "[Mr G Ashworth] 14 Larkhill Road", "R/V [Mr Hussain] re"),
        negatives=("Miss a meal?", "Masters degree"),
    ),
    NameRule(
        "patient_name", "surname_comma", "a surname and a given name", 0.93,
        rf"(v{{0,2}}(?:{_C}|X){{1,2}}[,.](?:{_N}{_GO_ON}{{0,2}}|{_I}+)(?:\(T\.?\))?)",
        positives=("[OKONKWO, Josephine (Mrs)]", "[SMITH-JONES, Winifred Ada] CHI", "[GARCIA LOPEZ, Maria]", "[PEMBERTON, GEORGE] ID:"),
        negatives=("MILK, EGGS, BREAD", "STOP, LOOK, LISTEN"), sure=True,
    ),
    NameRule(
        "patient_name", "surname_comma_number", "a surname and a given name", 0.85,
        rf"((?:{_C}|X){{1,2}},{_N}{_GO_ON}{{0,2}}(?:\(T\.?\))?)(?=\|?[dil])",
        positives=("[VROKTHANE, Zyndar] Hosp No H1234567",), negatives=("MILK, EGGS",),
    ),
    NameRule(
        "patient_name", "surname_comma_mixed", "a surname and a given name", 0.75,
        rf"(?:^|[^,yGFUW])(v{{0,2}}[FUW]{{1,2}},[GA]{_GO_ON}{{0,2}}(?:\(T\.?\))?)(?!,)",
        positives=("PPSN 1234567FA [Murphy, Aoife] Eircode", "[Okonkwo, Josephine]"),
        negatives=("Visit Malaysia, Jordan, Egypt",),
    ),
    NameRule(
        "patient_name", "surname_comma_age", "a surname and a given name", 0.8, r"(?:^|[^,yGFUW])([FUW],[GW])(?=[|(]*[adi])",
        positives=("2. [Podolski, Jan] 61M R THR",), negatives=("Leeds, York, Hull",),
    ),
    NameRule(
        "patient_name", "surname_capitals", "a surname in capitals and a given name", 0.88,
        rf"(v{{0,2}}(?:{_C}|XA?){{1,2}}[GFU](?:{_T}|{_I})?)(?![a-z]*x)",
        positives=("[OKONKWO Josephine] F", "[OKONKWOJosephine]", "[PATEL Anil]", "[DUPONT Jean-Luc] né le"),
        negatives=("VITAL Signs", "BRAUN Infusomat", "NEWS Chart"), sure=True,
    ),
    NameRule(
        "patient_name", "capitals_last", "a given name and a surname in capitals", 0.86,
        rf"((?:[GF](?:{_T}|{_I})?|U(?=[AB])|I\.?(?=[AB]))(?:{_C}){{1,2}})(?!{_C}|Q)",
        positives=("[Beatrice THISTLEWOOD] F 04-Mar-1938",),
        negatives=("Alaris GP plus", "London NHS"),
    ),
    NameRule(
        "patient_name", "surname_initial", "a surname and an initial", 0.78,
        rf"(?:^|[bp|;])[:.|\-]*((?:[ABC]|{_C}(?=I\.?[|8atcd])){{1,2}}{_I}{{1,2}})(?![a-z]x)",
        positives=("[KOWALSKA Z] 12/3", "4B [WHITTAKER D] 91 Rao", "Bed 17 [O'DONNELL M] falls risk"),
        negatives=("VITAMIN D", "HEPATITIS B", "PLAN B"),
    ),
    NameRule(
        "patient_name", "surname_initial_mixed", "a surname and an initial", 0.65,
        rf"(?:^|[bp|])[:.|\-]*([FGU],?I\.?)(?=.*[cdaibt8])",
        positives=("[Prosscr A.] COPD exac", "[Hargreaves, T.] Bed 3", "[Margaret P.] 94yo"),
        negatives=("Plan B",),
    ),
    NameRule(
        "patient_name", "bed_name", "a name beside a bed", 0.87,
        rf"b[:.|\-]*((?:T\.?)?{_I}{{0,2}}(?:[GFUABC]|{_N}(?={_N})|{_N}(?=[|,(]?[ac8]))(?:,?v{{0,2}}{_N}|,?{_I}){{0,3}}){_NOT_PLACE}",
        positives=("Bed 9 [Hussaih Idrls] DKA", "B1 [T. Nowak] ? NOF", "AMU 22 [Chen Wei] ?PE", "bed 7 [Gal1aghcr Samuel] COPD"),
        negatives=("Bed 4 Empty", "Bay C Female", "Bed 4 Side Room"), single="patient_initials",
    ),
    NameRule(
        "patient_name", "name_bed", "a name beside a bed", 0.72, r"(?:^|\|)((?:[ABC]{1,2}|[FU]{1,2}|[GFU][FU])I?)(?=[,|\-(]*b)",
        positives=("[WILLIAMS] bed 11 - sepsis", "[Tremblay] Bed 6"), negatives=("STROKE UNIT Bed 4",),
    ),
    NameRule(
        "patient_initials", "title_initial", "a title and an initial", 0.7, r"(T\.?I\.?)(?![GFUWOABCEQXov])",
        positives=("[Mrs T.]", "Lovely [Mr B] - home"), negatives=("Mr A Smith"[3:],),
    ),
    NameRule(
        "patient_name", "name_illness", "a name beside an illness", 0.6, r"(?:^|\.|\|)([FB]|[GFU][FU])[\-,:]c",
        positives=("1. [Cartwright] - lap chole", "[Okonkwo]: sepsis"), negatives=("Think - sepsis",),
    ),
    NameRule(
        "patient_initials", "bed_initials", "initials beside a bed", 0.7,
        rf"b[:.|\-]*([XA]|{_I}{{2,3}})(?=[|:,\-(]?[8acdQ|?t]|$)",
        positives=("Bed 4 [JO] 74", "4A [J.O.] 91 ?DVT"),
        negatives=("Bed 4 NBM", "Bed 4 CT today"),
    ),
    NameRule(
        "patient_initials", "initials_label", "initials behind a label", 0.7, rf"n[:.\-]*((?:{_I}){{2,3}}|X)(?![GFUWOABCEQXoq])",
        positives=("Patient: [J.O.]", "Pt [KL] C4 #NOF"),
    ),
    NameRule(
        "patient_name", "name_age", "a name beside an age", 0.78,
        rf"({_I}?(?:{_S}|{_N}(?={_N}))(?:v{{0,2}}{_N}|{_I}){{0,2}})(?:,|\(|-|\||[oqh]{{1,2}}(?=a)){{0,2}}a",
        positives=("[Margaret Plowright], 94yo fell", "[Maud] 92F"),
        single="patient_initials",
    ),
    NameRule(
        "patient_name", "name_number", "two names beside a date or number", 0.75,
        rf"({_N}{{2,3}}{_I}?)(?=[|,.\-(l:]{{0,3}}(?:Q|l|I)?[di])",
        positives=("[O1uwaseun Adeyemi]14/07|1983 999 28B 2611", "[Braithwaite Harold] | 999 336 5769"), sure=True,
    ),
    NameRule(
        "patient_name", "number_name", "two names behind a number", 0.72, rf"[di][|,.\-]{{0,2}}({_N}{{2,3}}{_I}?)(?![xoq])",
        positives=("999 336 5769 [Braithwaite Harold]",), sure=True,
    ),
    NameRule(
        "patient_name", "name_alone", "a full name", 0.6,
        rf"(?:^|\|)((?:{_I}{{0,2}}[GA]{_I}?{_N}{{1,2}})|[GFUABC]{{1,2}}[GA]{_I}?)(?=$|\||[td](?:$|\|)|I8$)",
        positives=("[Josephine Okonkwo]", "[GEORGE PEMBERTON]"),
        negatives=("Marie Curie", "Grace and Mercy, Hope and Faith"),
    ),
    NameRule(
        "patient_name", "slash", "a surname and a given name", 0.8, rf"({_N}/{_N})(?=.*[id9])",
        positives=("[Eze/Chidi] D884412",), negatives=("Level 2 Dairy/Gluten 4471",), sure=True,
    ),
    NameRule(
        "patient_name", "full_name_in_text", "a full name", 0.58, rf"(?<![GFUWABCExpk])(G{_I}?[GFU])(?![GFUWABCE])(?![oq]{{0,2}}x)(?!O?x)",
        positives=("Saw [Janet Okafor] this morning", "lovely chat with [Derek Whittaker]"),
        negatives=("Kofi Annan lecture theatre", "Florence Nightingale Ward", "Sue Ryder"),
    ),
    NameRule(
        "patient_name", "baby", "a baby's name", 0.9, rf"(z(?:o|q|:|-|8|/){{0,3}}(?:T\.?)?(?:[GFUABC]|{_N}(?=[^oq]))(?:,?{_N}|{_I}){{0,2}})",
        positives=("[Baby BYRNE] Male born", "[Baby of LINDQVIST Ingrid]", "[Twin 1 of Okafor]"),
        negatives=("Baby Clinic", "baby changing"),
    ),
    NameRule(
        "patient_name", "relative", "a relative's name", 0.82,
        rf"r(?:[:,\-(|)]|r|[TD]\.?){{0,4}}({_I}{{0,2}}(?:[GFUABCm]|{_N}(?={_N}))(?:v{{0,2}}{_N}|{_I}){{0,2}})",
        positives=("Pt Zhang NOK son [David] 07700", "Next of kin: [Constance Winterbottom] (wife)", "her daughter [Anne]"),
        negatives=("Mother and Baby Unit", "Parent and child parking"), single="patient_initials",
    ),
    NameRule(
        "patient_name", "family", "a family's name", 0.8, rf"((?:T\.?)?{_S})f",
        positives=("[Wisniewski] family meeting", "the [Okonkwo] family"), negatives=("Family room",),
    ),
    NameRule(
        "patient_name", "greeting", "a name in a greeting", 0.62, rf"h(?:[hozyq]|:){{0,2}},?([GFm]{_N}?)(?![a-zA-Z]?x)",
        single="patient_initials",
        positives=("Happy birthday [Margaret]! 90 today", "RIP [Derek]", "love from [Maud]", "our lovely [Priya]"),
        negatives=("Happy birthday NHS", "From Reception"),
    ),
    NameRule(
        "patient_initials", "first_name_doing", "a first name", 0.5, r"(?:^|[\-:!?])(G)(?=q)(?!qo?x)",
        positives=("Plan - [Fatima] for OPA 6/52",), negatives=("Costa Coffee open", "Bed bath"),
    ),
    NameRule(
        "age", "age_on_board", "an age", 0.6, rf"(?:b[:.|\-]*(?:{_FULL}|{_I}{{2,3}}|[XA])[|,]?|{_N}{{2}},)(8)(?![:/%;])",
        positives=("4A | OKONKWO J | [74] | Rao | ?DVT", "4B WHITTAKER D [91] Rao", "Bed 9 MK [45] DKA", "Ethel Proudfoot, [97], from"), beside=frozenset({"patient_name", "patient_initials"}),
    ),
    NameRule(
        "staff_name", "second_name_misread", "a member of staff", 0.5, r"(?<=[a8])([UC])(?=[?;]*[cQ])",
        positives=("4A OKONKWO J 74 [Raxo] ?DVT",), beside=frozenset({"patient_name"}),
    ),
    NameRule(
        "staff_name", "second_name", "a member of staff", 0.6, rf"[dat8|]\|?([FAB]|G)(?=\|?[?;]*[cQtd]|\|)",
        positives=("KOWALSKA Z 12/3 [Harding] CAP", "4A | OKONKWO J | 74 | [Rao] | ?DVT", "4B WHITTAKER D 91 [Rao] MFFD"),
        negatives=("14:30 Harding CAP",), beside=frozenset({"patient_name"}),
    ),
    NameRule(
        "patient_initials", "first_name_in_sentence", "a first name", 0.45, r"(?<=[oqyh,])(G)(?=[q,.!?]|$)(?!qo?x)",
        positives=("Dr Lim asked if [Patricia] can go home", "The best HCA ever, [Kwame]"),
        negatives=("we went to Paris for the day", "Kerry"),
    ),
    NameRule(
        "staff_name", "doctor", "a member of staff", 0.94,
        rf"(D[./,]?(?:T\.?)?{_I}{{0,3}}v{{0,2}}(?:{_N}|X|[Ox](?![oqx]))(?:-?{_MORE}){{0,2}}j{{0,2}})",
        positives=("[Dr S. Rao]", "[Sister Carys Ellison]", "[Prof. M Lockhart]", "Dear [Dr Fitzroy], thank you", "[Dr Sunita RAO]"),
        negatives=("Dr Who", "Dr Martens boots in locker 12", "Dr Pepper", "Ask your doctor"),
    ),
    NameRule(
        "staff_name", "role_before", "a member of staff, behind a role", 0.87,
        rf"k(?:[:.|\-()]|[TD]\.?){{0,3}}({_I}{{0,3}}v{{0,2}}(?:[GFUABCX]|{_N}(?=,?{_N}|{_I}))(?:,?{_MORE}){{0,2}}(?:,?j{{1,2}})?)",
        positives=("Nurse in charge [Aneira P] Dr on call [Tan]", "JUNIOR DR: [Priya] x5521 REG: [Tomasz]", "Signed [B. Malik] 12/5/25",
                   "authorised by [Pritchard, S] on", "0630h by [J. Afolabi]", "Hello my name is [Beatrice]", "Cons: [Rao]", "NIC: Sr [Webb]"),
        negatives=("Nurse call button", "Consultant led clinic"),
    ),
    NameRule(
        "staff_name", "role_before_weak", "a member of staff, behind a role", 0.7, rf"k[:|]({_I}?[WE]{_GO_ON}?)",
        positives=("Consultant: [Moss]", "Cons: [Young]"),
    ),
    NameRule(
        "staff_name", "role_before_titled", "a member of staff, behind a role", 0.95, rf"k[:.|,\-]?(T\.?{_I}{{0,3}}{_N}{_MORE}{{0,2}}j{{0,2}})",
        positives=("Yours sinccrely [Mr T. Wong FRCS]", "Consultant: [Mr Fitzroy]"),
    ),
    NameRule(
        "staff_name", "role_after", "a member of staff, with a role", 0.85,
        rf"((?:[TD]\.?)?{_I}?(?:{_S}|{_N}(?={_N}))(?:v{{0,2}}{_N}|{_I}){{0,2}})(?:[,(|\-]?[OQx]{{0,2}}(?:j|D(?![{_N[1:-1]}I.])|k(?!:?[{_N[1:-1]}IDT])))",
        positives=("[Samuel Adeyemi] Foundation Doctor", "[Bilal Malik] Healthcare Assistaht", "NMC PIN 99A1234E [Agnieszka Zielinska] RN"),
        negatives=("Student Nurse", "Ward Manager"),
    ),
    NameRule(
        "staff_name", "titled_after_with", "a member of staff", 0.93, rf"y(T\.?{_I}{{0,2}}{_N}{{1,2}})(?!f)",
        positives=("OPA 6/52 with [Miss Mowbray]",),
    ),
    NameRule(
        "staff_name", "listed", "a member of staff, in a list", 0.5, rf"(?<=[,+/])({_S}I?)(?=[,+/|.!]|$)",
        positives=("Night team: Sunita, Jo, Ellen, [Kwame], [Priya]",), negatives=("Malaysia, Jordan, Egypt",),
        beside=frozenset({"staff_name"}),
    ),
    NameRule(
        "staff_name", "rota", "names on a rota", 0.65, rf"w[:\-]?((?:D\.?)?{_N}{_I}?)(?=[,;|/]?(?:w|$))",
        positives=("rota: Mon [Priya], Tue [Tan], Wed [Eoghan]",), negatives=("Sunday Roast",), hits=2,
    ),
    NameRule(
        "staff_name", "first_names_with", "a colleague's first name", 0.45, r"(?<=y)(G)(?=[,+q.!]|$)(?!qo?x)",
        positives=("Great shift with [Priya] and [Tomasz]!",), negatives=("Home to London",),
    ),
)  # fmt: skip


@cache
def _compiled(shape: str) -> re.Pattern[str]:
    return re.compile(shape)


def find_names(text: str, tokens: list[Token]) -> list[Match]:
    """Every name that some rule sees; overlaps are settled by the caller."""
    row = "".join(token.symbol for token in tokens)
    if not any(symbol in row for symbol in "GFUWABCEXImD"):
        return []
    found = []
    for rule in RULES:
        hits = list(_compiled(rule.shape).finditer(row))
        for hit in hits if len(hits) >= rule.hits else ():
            match = _match(rule, text, tokens, row, *hit.span(1))
            if match:
                found.append(match)
    if any(symbol in row for symbol in "abc"):
        found.extend(_beside_circumstances(text, tokens, row))
    return found


def _match(rule: NameRule, text: str, tokens: list[Token], row: str, first: int, last: int) -> Match | None:
    symbols = row[first:last]
    if rule.sure and not any(s in "GFAB" for s in symbols):
        return None
    start, end = tokens[first].start, tokens[last - 1].end
    value = text[start:end]
    if rule.name == "first_name_in_sentence" and (row.count("o") + row.count("q") < 2 or name_key(value) in _places()):
        return None
    if not_a_person(value) or (symbols[0] == "D" and _not_a_doctor(value)):
        return None
    single = rule.single and symbols in ("G", "A", "m")
    return Match(rule.single if single else rule.kind, start, end, rule.confidence,
                 "a first name" if single else rule.masked, rule.name)  # fmt: skip


def _beside_circumstances(text: str, tokens: list[Token], row: str) -> list[Match]:
    """A first name in a line that also tells a bed, an age or an illness ("Maud in bed 4 turned 92")."""
    found = []
    for i, symbol in enumerate(row):
        near = set(row[max(0, i - 4) : i + 6])
        if symbol == "G" or (symbol == "m" and near & set("ab")):
            if row[i + 1 : i + 3].find("x") >= 0 or (i and row[i - 1] in "ykDT"):
                continue
            token = tokens[i]
            found.append(Match("patient_initials", token.start, token.end, 0.52, "a first name", "first_name_beside"))
    return found


@cache
def _not_people() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(pair.split()) for pair in phrases("not_people")["pairs"])


@cache
def _places() -> frozenset[str]:
    return frozenset(phrases("not_people")["places"])


def not_a_person(value: str) -> bool:
    """Names of legends, firms and places that hang on walls."""
    words = name_key(value).replace("&", " ").split()
    return tuple(words[:2]) in _not_people() or tuple(words[-2:]) in _not_people()


def _not_a_doctor(value: str) -> bool:
    words = name_key(value).replace(".", " ").split()
    return len(words) > 1 and words[1] in phrases("not_people")["doctors"]


__all__ = ["RULES", "NameRule", "find_names", "not_a_person", "symbol_of_word"]
