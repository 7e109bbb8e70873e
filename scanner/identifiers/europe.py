"""Personal and health insurance numbers of continental Europe, checked by python-stdnum."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from scanner.identifiers import checkdigits
from scanner.identifiers.rules import Rule, any_of, compiled

# Shape and the stdnum modules that know it. Only shapes that hardly anything else has count without a label.
_DISTINCT = {
    r"[1-478] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}": "fr.nir",
    r"[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]": "it.codicefiscale",
    r"756[. ]?\d{4}[. ]?\d{4}[. ]?\d{2}": "ch.ssn",
    r"\d{6}[-+A]\d{3}[0-9A-FHJ-NPR-Y]": "fi.hetu",
    r"(?:19|20)?\d{6}[-+]\d{4}": "se.personnummer dk.cpr is_.kennitala",
    r"\d{2}[01]\d[0-3]\d[/]\d{3,4}": "cz.rc sk.rc",
    r"\d{2}\.[0-3]\d\.[0-3]\d[- ]\d{3}[. ]\d{2}": "be.nn",
}
_LABELLED = "nl.bsn fr.nir es.dni es.nie es.nif it.codicefiscale se.personnummer dk.cpr no.fodselsnummer " \
            "fi.hetu pl.pesel be.nn at.vnr ch.ssn de.idnr pt.nif pt.cc cz.rc sk.rc hr.oib bg.egn ro.cnp ee.ik " \
            "lt.asmens gr.amka si.emso is_.kennitala"  # fmt: skip


@cache
def _valid_in(country: str, value: str) -> bool:
    module = import_module(f"stdnum.{country}")
    return bool(module.is_valid(value))


def _valid_distinct(value: str) -> bool:
    return any(
        compiled(rf"(?:{shape})\Z").match(value) and any(_valid_in(c, value) for c in countries.split())
        for shape, countries in _DISTINCT.items()
    )


def _valid_anywhere(value: str) -> bool:
    if checkdigits.kvnr(value) or checkdigits.ehic(value):
        return True
    return any(_valid_in(country, checkdigits.compact(value)) for country in _LABELLED.split())


RULES = (
    Rule(
        "eu_id", "eu_distinct", "personal number, check digits valid", 0.8,
        pattern=rf"(?<![\w/.+\-])(?:{'|'.join(_DISTINCT)})(?![\w])(?![./\-]\d)", validate=_valid_distinct,
        labels=any_of("eu", "id", "mrn", "ssn"), labelled=0.97, unproven=0.8,
        digits=7, positives=("[2 55 08 14 168 025 38]", "[RSSMRA80A01H501U]", "[756.9217.0769.85]", "[131052-308T]",
                   "Personnummer [19121212-1212]", "Rijksregisternummer [85.07.30-033 28]"),
        negatives=("Lot 211062-5620", "756.9217.0769.84"),
        source="python-stdnum: fr.nir, it.codicefiscale, ch.ssn, fi.hetu, se.personnummer, dk.cpr, cz.rc, be.nn",
    ),
    Rule(
        "eu_id", "eu_labelled", "personal, insurance or passport number", 0,
        pattern=r"(?=[\w .\-/]*\d(?:[ .\-/]{0,2}[\w]){3})[A-Z]{0,3}(?:[ .\-/]?\d){6,20}(?:[ "
                r".\-]?[A-Z](?![A-Z]))?(?![\w])"
                r"|(?=(?:[A-Z]*\d){2})[A-Z0-9]{8,20}(?![\w])",
        labels=any_of("eu"), labelled=0.97, unproven=0.85, validate=_valid_anywhere,
        positives=("Pasaporte [XDA999999] F.Nac.", "N° SS [1 99 99 99 999 999 57] DUPONT", "BSN [999990019]",
                   "BSN [999990O19]",
                   "DNI [12345678Z]", "PESEL [44051401359]", "KVNR [A123456780]", "SVNR [1237 010180]",
                   "CPR [211062-5629]", "Fødselsnummer [15108695088]"),
        negatives=("Passport control",),
        source="python-stdnum; section 290 SGB V (KVNR); EU decision S2 (EHIC)",
    ),
)  # fmt: skip
