"""Check digits that python-stdnum does not offer, or not as strictly as photographs need.

Every function takes a string that may hold spaces, dots and hyphens, and says whether the number is valid.
"""

from __future__ import annotations

import re

_SEPARATORS = re.compile(r"[\s.\-/·_]+")


def compact(number: str) -> str:
    return _SEPARATORS.sub("", number)


def mod11(number: str) -> bool:
    """NHS, CHI and H&C numbers: ten digits, weights 10..2, check digit 11 - sum mod 11 (NHS Data Dictionary).

    One repeated digit and 9876543210 pass the arithmetic but are never issued, and are refused.
    """
    digits = compact(number)
    if len(digits) != 10 or not digits.isascii() or not digits.isdigit():
        return False
    if len(set(digits)) == 1 or digits == "9876543210":
        return False
    return _check11(digits)


def luhn(number: str) -> bool:
    digits = compact(number)
    if not digits.isascii() or not digits.isdigit():
        return False
    doubled = [int(d) * (2 if i % 2 else 1) for i, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def gs1(number: str) -> bool:
    """GS1 General Specifications 7.9.1: weights 3 and 1 from the right, sum a multiple of ten."""
    digits = compact(number)
    if len(digits) < 2 or not digits.isascii() or not digits.isdigit():
        return False
    return sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(reversed(digits))) % 10 == 0


def nhs_number(number: str) -> bool:
    """Mod 11 within the ranges in use: 400-499 and 600-799 million, and 999 for tests (treated as real)."""
    digits = compact(number)
    return mod11(digits) and (digits[0] in "467" or digits.startswith("999"))


def health_and_care(number: str) -> bool:
    """Northern Ireland: mod 11 within 320 000 0001 to 399 999 9999."""
    digits = compact(number)
    return mod11(digits) and "320" <= digits[:3] <= "399"


def chi(number: str) -> bool:
    """Scotland: mod 11, and the first six digits are a day, a month and a year."""
    digits = compact(number)
    return mod11(digits) and 1 <= int(digits[:2]) <= 31 and 1 <= int(digits[2:4]) <= 12


def irish_ihi(number: str) -> bool:
    """Irish individual health identifier: the ten-digit core, or 18 digits with a GS1 prefix and check digit.

    HSE: the core's first nine digits run from 812000000 to 859999999, the tenth is mod 11 over the core.
    The FHIR profile IE Core runs mod 11 over all 16 digits before it; either is accepted.
    """
    digits = compact(number)
    if not digits.isascii() or not digits.isdigit():
        return False
    if len(digits) == 10:
        return "812000000" <= digits[:9] <= "859999999" and mod11(digits)
    if len(digits) != 18 or not gs1(digits):
        return False
    core = digits[7:17]
    return "812000000" <= core[:9] <= "859999999" and (mod11(core) or _check11(digits[:17]))


def _check11(digits: str) -> bool:
    weights = range(len(digits), 1, -1)
    total = sum(int(d) * weight for d, weight in zip(digits[:-1], weights, strict=True))
    return (11 - total % 11) % 11 == int(digits[-1])  # ten is no digit, so such numbers are never valid


def australian_ihi(number: str) -> bool:
    """16 digits starting 800360, Luhn (AS 5017)."""
    digits = compact(number)
    return len(digits) == 16 and digits.startswith("800360") and luhn(digits)


def medicare_au(number: str) -> bool:
    """Ten digits (an eleventh is the person's place on the card), the ninth checks the first eight."""
    digits = compact(number)
    if len(digits) not in (10, 11) or not digits.isascii() or not digits.isdigit() or digits[0] not in "23456":
        return False
    weights = (1, 3, 7, 9, 1, 3, 7, 9)
    return sum(int(d) * weight for d, weight in zip(digits[:8], weights, strict=True)) % 10 == int(digits[8])


def kvnr(number: str) -> bool:
    """German health insurance number: a letter and nine digits; section 290 SGB V, weights 1 and 2 in turn."""
    value = compact(number).upper()
    if not re.fullmatch(r"[A-Z][0-9]{9}", value):
        return False
    digits = f"{ord(value[0]) - 64:02d}{value[1:9]}"
    products = (int(d) * (2 if i % 2 else 1) for i, d in enumerate(digits))
    return sum(p // 10 + p % 10 for p in products) % 10 == int(value[9])


def mbi(number: str) -> bool:
    """US Medicare beneficiary identifier: eleven characters without S, L, O, I, B, Z (CMS); no check digit."""
    letter, either = "[AC-HJKMNP-RT-Y]", "[0-9AC-HJKMNP-RT-Y]"
    pattern = f"[1-9]{letter}{either}[0-9]{letter}{either}[0-9]{letter}{letter}[0-9][0-9]"
    return re.fullmatch(pattern, compact(number).upper()) is not None


def ssn(number: str) -> bool:
    """US social security number: area not 000, 666 or 9xx; 987-65-4320 to 4329 are kept for examples."""
    digits = compact(number)
    if len(digits) != 9 or not digits.isascii() or not digits.isdigit() or len(set(digits)) == 1:
        return False
    if digits.startswith("98765432"):
        return True
    return digits[:3] not in ("000", "666") and digits[0] != "9" and digits[3:5] != "00" and digits[5:] != "0000"


def npi(number: str) -> bool:
    """US national provider identifier: ten digits starting 1 or 2, Luhn with 80840 in front."""
    digits = compact(number)
    return re.fullmatch(r"[12][0-9]{9}", digits) is not None and luhn("80840" + digits)


def nino(number: str) -> bool:
    """UK National Insurance number, shape and forbidden prefixes (HMRC NIM39110); QQ is kept for examples."""
    value = compact(number).upper()
    if not re.fullmatch(r"[A-Z]{2}[0-9]{6}[A-D]", value):
        return False
    prefix = value[:2]
    if prefix == "QQ":
        return True
    forbidden = {"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"}
    return prefix not in forbidden and prefix[0] not in "DFIQUV" and prefix[1] not in "DFIOQUV"


def ehic(number: str) -> bool:
    """European health insurance card: 20 digits starting 80 (EU decision S2)."""
    digits = compact(number)
    return len(digits) == 20 and digits.isdigit() and digits.startswith("80")
