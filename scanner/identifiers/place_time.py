"""Where in the hospital, and which hospital: one half of the jigsaw."""

from __future__ import annotations

import re

from scanner.identifiers.lexicon import ordinary
from scanner.identifiers.lookalikes import tolerant
from scanner.identifiers.rules import Rule, any_of

UNITS = (
    "AMU|SAU|EAU|MAU|CDU|SDEC|AEC|ITU|ICU|HDU|NICU|PICU|SCBU|CCU|CICU|A&E|ED|MIU|UTC|ASU|HASU|EPAU|DCU|"
    "STAU|GAU|FAU|ACU|PAU|CAU|LDU|MLU|PACU|Resus|Majors|Minors|Paeds|Delivery Suite|Labour Ward"
)
_BED = tolerant("bed|bay|cubicle|room|trolley") + r"|bedspace|chair|cub|pod|rm|side ?room|s/?r|sideroom|cot|bd"
_WARD = tolerant("ward") + r"|wd"
_KINDS = (
    "hospital|infirmary|hospice|nhs (?:foundation )?trust|health board|health centre|medical centre|"
    "medical practice|surgery|care home|nursing home|clinic|general|"
    "university health board|treatment centre|walk-in centre|birth centre|ambulance service|medical center"
)
_TITLE = r"(?-i:[A-Z][^\W\d_]+(?:['’.&\-][^\W\d_]+){0,3}\.?)"
_JOB = tolerant(
    "assistant|consultant|nurse|doctor|sister|manager|clerk|matron|porter|pharmacist|name|patient|location|to"
)
_PERSON = any_of("patient_name", "patient_initials", "age", "date_of_birth")

_ROYAL = (  # what stands behind "Royal" and is no hospital
    r"(?:College|Family|Mail|Navy|Air|Marine|Society|Highness|Oak|Albert|Opera|Academy|Assent|Institut|Mile|Wedding|"
    r"Visit|Train|Yacht|Ascot|Mint|Exchange|Festival|Ballet|Variety|Artillery|Engineers|Legion|Logistic|Corps|Botanic)"
)


def _no_words(value: str) -> bool:
    """Whether the last word is no word of every day: "Little Help" is no village."""
    last = re.split(r"[ \-]", value)[-1].lower()
    return last not in ordinary() and last not in _NO_VILLAGE


_NO_VILLAGE = frozenset("britain acorns ireland back limb school house barrier reef yarmouth".split())

RULES = (
    Rule(
        "place_signal", "bed", "a bed, bay or room", 0.85, repaired=False,
        pattern=rf"(?<![\w])(?:(?:{_BED})\.? ?(?:no\.? ?)?(?:[A-Z]?\d{{1,3}}[A-Z]?|(?-i:[lIZ]))|{tolerant('bay')} "
                rf"[A-H])(?![\w'’])",
        digits=0, case=False,
        positives=("[Bed 4] Mrs Pemberton NBM", "[Bay C] 5 pts", "Philips IntelliVue [Bed 12]", "[bed 7] Gallagher",
                   "[SR1] PATEL A"),
        negatives=("Bed bath", "room for 2"),
    ),
    Rule(
        "place_signal", "ward", "a ward or unit", 0.85, digits=0,
        pattern=rf"(?<![\w])(?:{_WARD})\.? ?(?:(?:no\.? ?)?[A-Z]?\d{{1,3}}[A-Z]?|[A-H](?![\w'’]))(?![\w])(?:,? "
                rf"(?:{_BED}) ?[A-Z]?\d{{1,3}}[A-Z]?(?![\w]))?"
                rf"|(?<![\w])(?!(?-i:The|This|Our|My|Your|A|On|In|To|Each|Every|Best|Other|Another|All|Any|Per|Main|"
                rf"New|Of|And|Welcome)\b)"
                rf"(?:(?!{_JOB}\b){_TITLE} )?{_TITLE} (?:ward|(?-i:Unit|Suite|Wing|WARD|UNIT|SUITE|WING))(?![\w])"
                rf"(?! ?[A-Z]?\d)(?! (?:Sister|Manager|Clerk|Nurse|Matron|Round|Pharmacist|Doctor|Lead|Secretary))",
        positives=("Welcome to [Elderberry Ward] Visiting", "thank you [Ward 14] xx",
                   "Patient ID 00471882 [Ward 7B Bed 12]",
                   "Assistant [Rowan Ward]", "Name Hul Zhang [Word T11] Date03/06"),
        negatives=("our ward round", "WARD-PC-0412"),
    ),
    Rule(
        "place_signal", "unit", "a ward or unit", 0.8, case=True, digits=0,
        pattern=rf"(?<![\w&/\-])(?:{UNITS})(?: ?\d{{1,2}})?(?![\w/\-])",
        positives=("[AMU 22] Chen Wei", "28/02/1988 [SAU] Dr Kapoor"),
        negatives=("EDD 14/03", "RESUSCITATION"),
    ),
    Rule(
        "place_signal", "bed_code", "a bed or bay", 0.6, case=True,
        pattern=r"(?:^|(?<=[|;,]) ?|(?<=  )|(?<=bed |Bed |BED ))(?P<v>[A-LN-Z]\d{1,2}|\d{1,2}[A-F]|SR ?\d{1,2}|S/R "
                r"?\d{1,2})(?=[ |.:)\-]+[0158]?[A-Z])"
                r"|\| ?(?P<w>[A-Z]\d{1,2}) ?\|", beside=_PERSON,
        positives=("[B1] T. Nowak ? NOF #", "[4A] | OKONKWO J | 74", "Braithwaite Harold | [J42] | Mr Lockhart"),
        negatives=("4A battery", "B1 vitamins"),
    ),
    Rule(
        "place_signal", "bed_number", "a bed", 0.5, case=True, pattern=r"^\d{1,2}(?=[ |.:)\-]+[0158]?[A-Z])",
        beside=_PERSON,
        positives=("[12] Mr Adeyemi NSTEMI",), negatives=("4 DOMAINS", "28 Enoxaparin 40mg"),
    ),
    Rule(
        "place_signal", "hospital", "a hospital, practice or trust", 0.7, digits=0,
        pattern=rf"(?<![\w])(?:(?!(?-i:The|This|Our|My|Your|At|In|Of|To|For|Local|Any|Every|Private|General|Day|"
                rf"Clinical|Pharmacy)\b){_TITLE} +(?:(?:and|of|the|upon|on|&) )?){{1,4}}(?:{_KINDS})(?![\w])(?: "
                rf"(?-i:NHS )?(?:foundation )?trust)?"
                rf"|\b(?:royal|university|st\.?) (?:{_TITLE} ){{0,2}}(?:{_KINDS})\b",
        hints=('hosp', 'infirmary', 'trust', 'board', 'centre', 'center', 'practice', 'surgery', 'home', 'clinic',
        'general', 'service'), positives=("[Northmoor Royal Hospital]", "[Royal Wexbridge Infirmary]",
        "fell at [Sunnybank care home]"),
        negatives=("visit the hospital", "in clinic today"),
    ),
    Rule(
        "place_signal", "hospital_short", "a hospital by its short name", 0.6, digits=0,
        pattern=rf"(?<![\w])(?:at|in|to|from|of|and|near|outside|leaving|left) (?:the )?(?P<v>(?-i:"
                rf"(?!The|This|Theatre|Battle|Port|Hotel|Princess|Park|Ascot)(?:{_TITLE} ){{1,2}}(?:Royal|Infirmary)"
                rf"|Royal (?!{_ROYAL}){_TITLE}(?: (?:County|{_TITLE}))?"
                rf"|(?:St\.?|Saint) [A-Z][a-z]+(?:['’]s|s['’])))(?![\w'’])(?! (?-i:[A-Z]))",
        hints=("royal", "infirmary", "st", "saint"),
        positives=("Ward 7 at [Northmoor Royal] today", "at Leeds and the [Royal Wexbridge]",
                   "was taken to [St Wilfrid's] by air", "moved from [Wexbridge Infirmary]"),
        negatives=("visit of the Royal Family", "at the Royal Albert Hall", "at St Mary's Church", "the Royal Mail",
                   "in St James's Park", "a Theatre Royal night out", "of the Royal College of Nursing",
                   "left the Royal Navy", "on St George's Day", "member of the Royal Society"),
    ),
    Rule(
        "place_signal", "village", "a village or small town", 0.55, digits=0, validate=_no_words,
        pattern=r"(?<![\w])(?:in|from|near|of|to|at|around|outside) (?P<v>(?-i:"
                r"(?:Little|Great|Nether|Upper|Lower|Much|Chipping|Steeple|Stow|Stoke|Temple|Monks?|Abbots?) "
                r"[A-Z][a-z]{3,}"
                r"|[A-Z][a-z]{3,}[ \-](?:on|upon|under|in|le|next)[ \-](?:the[ \-])?[A-Z][a-z]{2,}))(?![\w'’])"
                r"(?! (?-i:[A-Z]))",
        hints=("little", "great", "nether", "upper", "lower", "much", "chipping", "steeple", "stow", "stoke", "temple",
               "monk", "abbot", "on", "under", "in", "le", "next"),
        positives=("fell off a tractor in [Little Snoring]", "from [Nether Wallop] to",
        "a farm near [Stow-on-the-Wold]"),
        negatives=("in Great Britain", "pain in Lower Back", "at Great Ormond Street", "in Upper School",
                   "of Little Help", "from Little Acorns"),
        source="England's double place names: most are villages",
    ),
    Rule(
        "place_signal", "department", "a department or floor", 0.5, digits=0,
        pattern=rf"\b(?:department|dept\.?|division) of (?:{_TITLE} ?){{1,3}}|\b(?-i:(?:East|West|North|South) Wing|"
                rf"Level \d|(?:[1-9](?:st|nd|rd|th)|Ground) Floor)\b",
        hints=('dep', 'division', 'wing', 'level', 'floor'), positives=("[Department of Cardiology], Level 2",),
        negatives=("spirit level 2",),
    ),
)  # fmt: skip
