"""Telephone numbers, e-mail, addresses and post codes."""

from __future__ import annotations

from scanner.identifiers.lookalikes import tolerant
from scanner.identifiers.rules import Rule, any_of, compiled

_STREET = (
    tolerant(
        "road|street|lane|avenue|close|drive|crescent|court|place|terrace|gardens|gdns|grove|square|mews|parade|"
        "view|ave|walk|green|rise|boulevard|blvd|heights|cottages|buildings|fields|quay|wharf|hill|park|row|way|"
        "esplanade|vale|croft|meadow|meadows|parkway|highway|circle|loop|trail|plaza|estate|villas|mount|bank"
    )
    + r"|rd|st|ave?|cres|cl|ln|tce|terr|ct|pl|sq|dr"
)
_NUMBER = (
    r"(?:(?:flat|apt|apartment|unit|no\.?) ?\d{1,4}[a-z]?,? +)?"
    r"\d{1,5}(?:[a-z]?(?:-\d{1,4})?,? +|(?=(?-i:[A-Z][a-z]{2})))"
)
_NAME = r"(?:(?:the|st\.?|old|[A-Z][\w'’.\-]*)(?:[ ]+|(?=(?:Road|Street|Lane|Avenue|Close|Drive)\b))){1,3}"
_TOWN = (
    r"(?:,? (?-i:(?!(?:POC|NHS|DOB|Tel|Ward|Bed|GP|Mob|MRN|Hosp)\b)[A-Z][^\W\d_'’\-]{2,}(?![\w])"
    r"(?:[ \-](?:[A-Z][^\W\d_]+(?![\w])|on|upon|under|le|in|the))*)){0,2}"
)
_AREAS = frozenset(
    "AB AL B BA BB BD BF BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX "
    "FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE "
    "NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ "
    "TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE ZZ".split()
)
_INWARD = "[ABD-HJLNP-UW-Z]{2}"
_STATES = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|"
    "OR|PA|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|DC"
)
_UK_PHONE = (
    r"(?:\+44 ?(?:\(0\) ?)?|0044 ?|\(?0)(?:"
    r"7\d{3}[ \-.]?\d{3}[ \-.]?\d{3}|7\d{3}[ \-.]?\d{6}|7\d{2}[ \-.]?\d{3}[ \-.]?\d{4}|"
    r"2\d\)?[ \-.]?\d{4}[ \-.]?\d{4}|1\d{3}\)?[ \-.]?\d{3}[ \-.]?\d{3}|1\d{3}\)?[ \-.]?\d{5,6}|"
    r"1\d1\)?[ \-.]?\d{3}[ \-.]?\d{4}|[38]\d{2}[ \-.]?\d{3}[ \-.]?\d{3,4}|1\d{2}\)?[ \-.]?\d{3}[ \-.]?\d{4})(?!\d)"
)
_IRISH_PHONE = r"(?:\+353 ?(?:\(0\) ?)?|\(?0)(?:8[35679]|1|[2-9]\d)\)?[ \-.]\d{3}[ \-.]?\d{3,4}(?!\d)"
_US_PHONE = r"(?:\+?1[ \-.])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[\-.])\d{3}[\-. ]\d{4}(?!\d)"
_INDIAN_PHONE = r"(?:0\d{2,4}[ \-]?\d{6,8}|(?:\+?91[ \-]?|0)?[6-9]\d{4}[ \-]?\d{5})"
_WORLD_PHONE = r"\+[1-9]\d{0,2}(?:[ \-.]?\(?\d{1,4}\)?){2,5}(?!\d)"


def _known_area(value: str) -> bool:
    letters = compiled(r"[A-Z]+").match(value.upper())
    return letters is not None and letters.group() in _AREAS


def _world(value: str) -> bool:
    import phonenumbers

    try:
        return bool(phonenumbers.is_possible_number(phonenumbers.parse(value)))
    except phonenumbers.NumberParseException:
        return False


_FRONT = r"(?<![\d./\-+_])(?<!(?-i:[A-Z]))"

RULES = (
    Rule(
        "phone", "phone_uk", "a telephone number", 0.85, pattern=_FRONT + _UK_PHONE, repaired=True,
        labels=any_of("phone", "relative", "name"), labelled=0.95,
        digits=9, positives=("Mob [07700 900733]", "Tel (home) [01632 960 482]", "[+44 7700 900 158]",
        "[020 7946 0321]",
                   "daughter [07700900617]"),
        negatives=("REF 07700900733", "GTIN 05012345678900"),
        source="Ofcom National Telephone Numbering Plan",
    ),
    Rule(
        "phone", "phone_ireland", "a telephone number", 0.8, pattern=_FRONT + _IRISH_PHONE, repaired=True,
        labels=any_of("phone", "relative", "name"), labelled=0.95,
        digits=8, positives=("[087 123 4567]", "[+353 86 123 4567]", "Tel: [01 234 5678]"),
        source="ComReg numbering conditions",
    ),
    Rule(
        "phone", "phone_us", "a telephone number", 0.8, pattern=_FRONT + _US_PHONE, repaired=True,
        labels=any_of("phone", "relative", "name"), labelled=0.95,
        digits=10, positives=("Call me on [(202) 555-0143] ext 12", "cell [202-555-0143]", "[1-202-555-0143]"),
        source="North American Numbering Plan",
    ),
    Rule(
        "phone", "phone_world", "a telephone number", 0.8, pattern=_FRONT + _WORLD_PHONE, repaired=True,
        validate=_world, labels=any_of("phone", "relative", "name"), labelled=0.95,
        digits=7, hints=('+',), positives=("[+48 601 234 567]", "Mobile [+91 98765 43210]"),
        negatives=("Temp +37.5", "K+2 hrly"),
        source="ITU E.164; phonenumbers",
    ),
    Rule(
        "phone", "phone_labelled", "digits behind a telephone label", 0,
        pattern=r"\(?\d(?:[ \-.()/]{0,2}\d){4,13}(?!\d)", repaired=True, labels=any_of("phone"), labelled=0.8,
        positives=("Tel: [960 482]", "Mobile [7700 900461]"),
        negatives=("Call 999", "Call 111"),
    ),
    Rule(
        "phone", "phone_india", "a telephone number", 0.85, repaired=True,
        pattern=rf"(?<![\w])(?:PH(?:ONE)?|MOB(?:ILE)?|CELL|TEL)\.?(?: ?NO\.?)?[ .:;\-]{{0,4}}(?P<v>{_INDIAN_PHONE})"
                rf"(?:[ .,/]{{1,3}}(?P<w>{_INDIAN_PHONE}))?(?!\d)",
        digits=10, hints=("ph", "mob", "cell", "tel"),
        positives=("PH:-[0755-4137582].[8889678633]", "Ph. [98765 43210]", "Mob. No. [9876543210] / [9876543211]",
                   "PH [+91 98765 43210]"),
        negatives=("pH 7.35 4.5 22", "pH 7351 45223344", "PhD 2013", "PH: 1234567890"),
        source="Department of Telecommunications, National Numbering Plan 2003: mobile numbers begin with 6 to 9",
    ),
    Rule(
        "phone", "extension", "an extension or bleep", 0, pattern=r"[#*]?\d{3,6}(?!\d)", repaired=True,
        labels=any_of("extension"), labelled=0.75,
        positives=("Bleep [2041]", "ext. [5521]"),
        negatives=("In emergency dial 2222", "Bleep 2222 for cardiac arrest"),
        validate=lambda v: v not in ("2222", "999", "112", "111", "911"), unproven=0,
    ),
    Rule(
        "phone", "extension_x", "an extension", 0.6, repaired=True, pattern=r"(?<![\w.])x ?(?P<v>\d{4,6})(?!\d)",
        digits=4, hints=('x',), positives=("Priya x[5521] REG: Tomasz x[5530]",),
        negatives=("2x 500 mg",),
    ),
    Rule(
        "email", "email", "an e-mail address", 0.95, digits=0,
        pattern=r"[\w.+\-]{1,64}(?:@| @ ?|\(at\)|\[at\])[\w\-]{2,}(?:(?:\.| \.|\. )[\w\-]{2,}){1,4}|"
                r"[\w.+\-]{2,64}@[\w\-]{2,}(?: |,)(?:nhs|co|com|org|net|uk|ie|gov|ac)\b",
        hints=('@', '(at)', '[at]'), positives=("[j.okonkwo@example.org]", "Email: [maud.fernsby@nhs.example.net]"),
        negatives=("follow @ward7_nurses", "meet @ 10 tomorrow"),
        source="RFC 5321 (simplified)",
    ),
    Rule(
        "postcode", "postcode_uk", "a UK postcode", 0.8, case=True,
        pattern=rf"(?<![\w.\-/])[A-Z]{{1,2}}\d[A-Z\d]? {{1,2}}\d{_INWARD}(?![\w])",
        labels=any_of("postcode", "address"), labelled=0.97,
        digits=2, positives=("Northwick [NW77 1ZZ]", "Postcode: [ZZ99 3WZ]", "Larkhill Road [WX3 7QD]"),
        negatives=("Ref AB1 2CD", "T4 9AM"),
        source="BS 7666; Royal Mail PAF",
    ),
    Rule(
        "postcode", "postcode_uk_misread", "a UK postcode", 0.6, validate=_known_area,
        pattern=rf"(?<![\w.\-/])[A-Z]{{1,2}}[\dOIl](?:[A-Z\d])? ?[\dOIlSZ]{_INWARD}(?![\w])", case=True,
        labels=any_of("postcode", "address"), labelled=0.9, unproven=0.7, beside=any_of("address", "patient_name",
        "phone", "postcode"),
        digits=1, positives=("14 Larkhill Road, Leeds [LS14AP]", "3 Mill Lane, Leeds [LS1 4AP]"),
    ),
    Rule(
        "postcode", "eircode", "an Eircode", 0.8, case=True,
        pattern=r"(?<![\w.\-/])(?:[AC-FHKNPRTV-Y]\d{2}|D6W)[ ]?[0-9AC-FHKNPRTV-Y]{4}(?![\w])",
        validate=lambda v: any(c.isalpha() for c in v[3:]) and any(c.isdigit() for c in v[3:]),
        labels=any_of("postcode", "address"), labelled=0.97,
        digits=2, positives=("Eircode [A65 F4E2]", "Dublin [D02 X285]"),
        negatives=("T12 BEDS", "REF A65 F4E2"),
        source="Eircode product guide",
    ),
    Rule(
        "postcode", "zip_us", "a US state and ZIP code", 0.8, case=True,
        pattern=rf"(?<![\w])(?:{_STATES}),? (?P<v>\d{{5}}(?:-\d{{4}})?)(?![\w\-])", labels=any_of("postcode"),
        labelled=0.9,
        digits=5, positives=("Springfield, IL [62704]", "Boston MA [02114-2696]"),
        source="USPS Publication 28",
    ),
    Rule(
        "postcode", "zip_labelled", "a postal code", 0,
        pattern=r"(?:[A-Z]{1,2}-)?\d{4,5}(?:-\d{4})?(?![\w])|[A-Z]{1,2}\d{1,2}[A-Z]? ?\d?[A-Z]{0,2}(?![\w])",
        labels=any_of("postcode"), labelled=0.85,
        positives=("ZIP [62704]", "PLZ [10115]"),
    ),
    Rule(
        "address", "house_and_street", "a house number and a street", 0.8,
        pattern=rf"(?<![\w./\-£$€])(?:(?:bed|ward|bay|room|level|floor|theatre|lift|car park) "
                rf"{_NUMBER}{_NAME}(?:{_STREET})\b)|"
                rf"(?<![\w./\-£$€])(?P<v>{_NUMBER}(?-i:{_NAME})(?:{_STREET})\b\.?(?-i:{_TOWN}))",
        labels=any_of("address"), labelled=0.95,
        positives=("Address: [88 Station Parade, Northwick] NW77 1ZZ", "Mr G Ashworth [14 Larkhill Rood] WX3 7QD",
                   "Pt lives alone at [2 Mill Lane, Oakhampton], POC bd", "[Flat 3, 12 St Mary's Street, Leeds]",
                   "[1200 Oak St, Springfield]", "at [27 BeaconStreet]", "[12Mill Lane]"),
        negatives=("Larkhill Road", "2 units RBC", "Bed 4 Rose Court", "3 Course meal"),
        source="HIPAA Safe Harbor B; Wales prints address line 1 on wristbands",
    ),
    Rule(
        "address", "address_labelled", "an address", 0, digits=0,
        pattern=r"(?=[^|]{6})(?-i:[A-Z0-9])[\w'’.\-/]*(?:,? (?-i:[A-Z0-9])[\w'’.\-]*){1,7}", labels=any_of("address"),
        labelled=0.8,
        positives=("Address: [Rose Cottage, Nether Wallop]", "Addr: [7 The Paddocks]"),
        negatives=("Address the patient by name",),
    ),
    Rule(
        "address", "street_continental", "a street and a house number", 0.75,
        pattern=r"(?<![\w])(?-i:[A-ZÄÖÜ])[\wäöüß\-]+(?:straße|strasse|str\.|gasse|weg|platz|allee|laan|straat|plein|"
                r"gatan|vägen|vej) \d{1,4} ?[a-z]?\b"
                r"|\b(?:rue|avenue|bd|boulevard|calle|via|viale|plaza|piazza|ul\.|rua) (?-i:[A-Zdl])[\w'’\-. "
                r"]{2,30},? (?:n[°º.]? ?)?\d{1,4}\b",
        positives=("[Musterstraße 12], 10115 Berlin", "[Calle Mayor 45]"),
    ),
)  # fmt: skip
