"""Given names and surnames: the `names` package (US census), Faker's language files, and our own short lists.

A list hit alone is weak evidence (700 given names are English words); it only supports what layout and
neighbours say. Faker itself takes most of a second to import, so the lists are read from its source files
without running them.
"""

from __future__ import annotations

import ast
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from scanner.identifiers.lexicon import words

LOCALES = (
    "en_GB en_IE en_IN en_NG en_KE en_PK ga_IE pl_PL de_DE fr_FR es_ES it_IT nl_NL pt_PT ro_RO tr_TR sv_SE "
    "no_NO da_DK fi_FI cs_CZ hu_HU hr_HR lt_LT lv_LV sk_SK yo_NG ig_NG ha_NG tw_GH vi_VN id_ID zu_ZA"
).split()
_COMMON = 5000  # surnames, most frequent first
_EVERYWHERE = 500
_SPECIAL = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i",
                          "'": "", "’": "", "`": ""})  # fmt: skip


def name_key(name: str) -> str:
    """Lower case, without accents and apostrophes: the form in which names are compared."""
    lowered = name.lower()
    if lowered.isascii():
        return lowered.replace("'", "").replace("`", "")
    plain = unicodedata.normalize("NFKD", lowered.translate(_SPECIAL))
    return "".join(c for c in plain if not unicodedata.combining(c))


@cache
def given_names() -> frozenset[str]:
    faker = (name_key(name) for locale in LOCALES for name in _faker(locale, "first_name"))
    census = (*_census("dist.female.first"), *_census("dist.male.first"))
    return frozenset((*faker, *census)) | words("given_names")


@cache
def family_names() -> frozenset[str]:
    return _listed_family_names() | frozenset(_census("dist.all.last"))


@cache
def _listed_family_names() -> frozenset[str]:
    """Without the census, which has a bearer of almost every word."""
    return frozenset(name_key(name) for locale in LOCALES for name in _faker(locale, "last_name")) | words(
        "family_names"
    )


@cache
def clear_family_names() -> frozenset[str]:
    """Surnames that are seen as such also where no capital says so: very common ones, and those that are no word."""
    return (_listed_family_names() - words("ordinary_english")) | frozenset(_census("dist.all.last")[:_EVERYWHERE])


@cache
def common_family_names() -> frozenset[str]:
    """The surnames that most people bear: only these count where the word is also ordinary English."""
    british = (name_key(name) for name in _faker("en_GB", "last_name"))
    return frozenset((*_census("dist.all.last")[:_COMMON], *british))


def _package_file(package: str, path: str) -> Path | None:
    try:
        found = Path(str(distribution(package).locate_file(path)))
    except PackageNotFoundError:
        return None
    return found if found.is_file() else None


@cache
def _census(file: str) -> tuple[str, ...]:
    """The names of one census table, the most frequent first, in lower case (it holds letters only)."""
    path = _package_file("names", f"names/{file}")
    text = path.read_text(encoding="ascii") if path else ""
    return tuple(line.split(" ", 1)[0] for line in text.lower().splitlines() if line)


@cache
def _faker_lists(locale: str) -> dict[str, tuple[str, ...]]:
    """Every list of strings that a language file assigns to a class attribute, by the attribute's name."""
    path = _package_file("Faker", f"faker/providers/person/{locale}/__init__.py")
    if path is None:
        return {}
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: dict[str, tuple[str, ...]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if isinstance(target, ast.Name):
                strings = (leaf.value for leaf in ast.walk(node.value) if isinstance(leaf, ast.Constant))
                found[target.id] = tuple(s for s in strings if isinstance(s, str))
    return found


def _faker(locale: str, wanted: str) -> Iterator[str]:
    for attribute, listed in _faker_lists(locale).items():
        if wanted in attribute and "format" not in attribute and "romanized" not in attribute:
            yield from (name for name in listed if len(name) > 1 and "{" not in name and " " not in name)
