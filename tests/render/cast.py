"""Invented people and numbers. Nobody here exists; every number lies in a range that is never issued.

NHS numbers: 999 000 0000 - 999 999 9999 (never issued) with a valid modulus-11 check digit (DCB0079).
Telephone numbers: the ranges Ofcom reserves for drama. Codes: GS1 demonstration prefix 952.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from numpy.random import Generator

PHOTO_DAY = date(2025, 9, 14)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def nhs_valid(digits: str) -> bool:
    """Modulus 11 over the first nine digits, weights 10 to 2."""
    if len(digits) != 10 or not digits.isdigit():
        return False
    check = (11 - sum(int(d) * w for d, w in zip(digits[:9], range(10, 1, -1), strict=True)) % 11) % 11
    return check < 10 and check == int(digits[9])


def nhs_from(nine: str) -> str | None:
    """The ten digits for nine, or None where the check digit would be ten."""
    check = (11 - sum(int(d) * w for d, w in zip(nine, range(10, 1, -1), strict=True)) % 11) % 11
    return None if check == 10 else f"{nine}{check}"


def gs1_check(digits: str) -> str:
    """GS1 General Specifications 7.9: weights 3, 1 from the right."""
    total = sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(digits)))
    return str(-total % 10)


@dataclass(frozen=True)
class Patient:
    """One invented patient. `nhs` without blanks."""

    key: str
    surname: str
    given: str
    sex: str
    born: date
    nhs: str
    mrn: str

    @property
    def nhs_spaced(self) -> str:
        return f"{self.nhs[:3]} {self.nhs[3:6]} {self.nhs[6:]}"

    @property
    def born_long(self) -> str:
        return f"{self.born.day:02d}-{MONTHS[self.born.month - 1]}-{self.born.year}"

    @property
    def born_slash(self) -> str:
        return self.born.strftime("%d/%m/%Y")

    @property
    def age(self) -> int:
        had = (PHOTO_DAY.month, PHOTO_DAY.day) >= (self.born.month, self.born.day)
        return PHOTO_DAY.year - self.born.year - (0 if had else 1)

    @property
    def title(self) -> str:
        if self.age < 16:
            return "Miss" if self.sex == "F" else "Master"
        return "Mrs" if self.sex == "F" else "Mr"

    @property
    def full(self) -> str:
        return f"{self.surname} {self.given}"

    @property
    def initials(self) -> str:
        return f"{self.given[0]}.{self.surname[0]}."

    @property
    def gsrn(self) -> str:
        """GS1 application identifier 8018: company prefix, NHS number, check digit (DCB1077)."""
        body = f"9520000{self.nhs}"
        return body + gs1_check(body)

    @property
    def gs1_text(self) -> str:
        return f"(8018){self.gsrn}(91)RXX01^{self.mrn}(93){self.surname}^{self.given}^{self.born_long}"


@dataclass(frozen=True)
class Staff:
    title: str
    given: str
    surname: str
    role: str

    @property
    def full(self) -> str:
        return f"{self.title} {self.given} {self.surname}".strip()

    @property
    def initials(self) -> str:
        return f"{self.given[0]}{self.surname[0]}"


NAMED: tuple[Patient, ...] = (
    Patient("okonkwo", "OKONKWO", "Josephine", "F", date(1951, 3, 12), "9993395633", "H1234567"),
    Patient("whittaker", "WHITTAKER", "Derek", "M", date(1934, 8, 19), "9999939082", "H2047713"),
    Patient("nagarajan", "NAGARAJAN", "Priya", "F", date(1984, 6, 27), "9991581766", "H3310942"),
    Patient("fernsby", "FERNSBY", "Maud", "F", date(1933, 1, 8), "9994140027", "H1880356"),
    Patient("patel", "PATEL", "Anil", "M", date(1969, 8, 3), "9990506310", "H2996401"),
)
STAFF: tuple[Staff, ...] = (
    Staff("Dr", "Sunita", "RAO", "Specialty Registrar"),
    Staff("Dr", "Edward", "MOSS", "Consultant Physician"),
    Staff("Sr", "Kate", "WEBB", "Ward Sister"),
    Staff("", "Jo", "TARRANT", "Student Doctor"),
    Staff("Dr", "Hamish", "LOWRIE", "Foundation Doctor"),
    Staff("", "Bisi", "ADEYEMI", "Staff Nurse"),
    Staff("", "Grete", "HOLM", "Physiotherapist"),
    Staff("Mr", "Tomos", "PRYCE", "Consultant Surgeon"),
)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SURNAMES = _words("""
ABERNETHY ACHTERBERG BALOGUN BRACEGIRDLE CADWALLADER CHAUDHRY COPPERTHWAITE DALGLIESH DRINKWATER
EASTERBROOK EZEKWESILI FAIRWEATHER FARROKHZAD GILLESPIE GOLIGHTLY HASSELBACH HINDMARSH IBRAHIMOVA
JAYAWARDENE KOSTOPOULOS KOWALCZYK LETHBRIDGE MACALLISTER MAGUIRE MBEKI NAKAMURA NORTHCOTT O'HALLORAN
OLUWASEUN PENHALIGON PICKERSGILL QURESHI RADCLIFFE ROSENQVIST SATHANANTHAN SHUTTLEWORTH SIDEBOTTOM
TREVELYAN TSVETKOVA UTTERIDGE VANDERMEER WIGGLESWORTH WOOLACOTT YARDLEY ZIELINSKI CLARKE BEGUM LI NG
SINGH HUGHES AHMED ROSE BAKER
""")
GIVEN_F = _words("""
Agnes Amara Bronwen Chidinma Dorothy Edith Fatima Gwendoline Hannah Ines Joyce Kamala Leila Mabel
Nora Olga Pearl Rosalind Saoirse Thandiwe Ursula Vera Winifred Yasmin Zofia
""")
GIVEN_M = _words("""
Albert Babatunde Clifford Dilip Emrys Farouk Gordon Hector Ivan Jarek Kenneth Leopold Mohammed Nigel
Oscar Percival Quentin Rajesh Stanley Tobias Umar Vikram Walter Xavier Yusuf
""")
TRUST = "Northmoor Royal Hospital"
WARDS = ("Ward 7 Larch", "Ward 12", "Bay 3", "Stroke Unit", "Acute Medical Unit", "Rowan Ward")
PLANS = (
    "?DVT - USS",
    "MFFD - POC",
    "NBM, CT abdo",
    "#NOF, DNACPR",
    "C.diff - isolate",
    "IV abx, obs 4 hrly",
    "Home TTO",
    "PT/OT review",
    "?PE - CTPA",
    "NSTEMI - tele",
    "SALT assess",
    "Bloods am",
    "T2DM - BM qds",
    "AKI - fluids",
    "Awaiting bed SR2",
    "LP today",
    "COPD - nebs",
)
DRUGS = (
    "Amoxicillin 500 mg PO TDS",
    "Paracetamol 1 g PO QDS",
    "Enoxaparin 40 mg SC OD",
    "Ramipril 5 mg PO OD",
    "Bisoprolol 2.5 mg PO OD",
    "Metformin 500 mg PO BD",
    "Omeprazole 20 mg PO OD",
    "Furosemide 40 mg IV BD",
    "Atorvastatin 80 mg PO ON",
    "Salbutamol 2.5 mg NEB QDS",
    "Senna 15 mg PO ON",
    "Prednisolone 30 mg PO OD",
)


def random_patient(rng: Generator, taken: frozenset[str] = frozenset()) -> Patient:
    """A new invented patient whose surname is not in `taken`."""
    free = [s for s in SURNAMES if s not in taken]
    surname = free[int(rng.integers(len(free)))]
    sex = "F" if rng.random() < 0.5 else "M"
    pool = GIVEN_F if sex == "F" else GIVEN_M
    given = pool[int(rng.integers(len(pool)))]
    years = float(rng.choice([rng.uniform(0.2, 18), rng.uniform(18, 60), rng.uniform(60, 99)], p=[0.1, 0.35, 0.55]))
    born = PHOTO_DAY - timedelta(days=int(years * 365.25))
    number = None
    while number is None:
        number = nhs_from(f"999{int(rng.integers(1_000_000)):06d}")
    letter = "HRKMX"[int(rng.integers(5))]
    return Patient(surname.lower(), surname, given, sex, born, number, f"{letter}{int(rng.integers(10**6, 10**7))}")


def patients(rng: Generator, count: int) -> list[Patient]:
    """`count` different invented patients; now and then one of the named cast is among them."""
    out: list[Patient] = []
    for person in _stream(rng):
        if len(out) == count:
            return out
        if person.surname not in {p.surname for p in out}:
            out.append(person)
    return out


def _stream(rng: Generator) -> Iterator[Patient]:
    while True:
        if rng.random() < 0.15:
            yield NAMED[int(rng.integers(len(NAMED)))]
        else:
            yield random_patient(rng)


def staff_member(rng: Generator) -> Staff:
    return STAFF[int(rng.integers(len(STAFF)))]


def drama_phone(rng: Generator) -> str:
    return f"{('07700 900', '01632 960', '020 7946 0')[int(rng.integers(3))]}{int(rng.integers(1000)):03d}"
