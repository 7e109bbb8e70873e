"""What makes an old result useless, and what does not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from scanner.audit.fingerprint import fingerprint
from scanner.findings import Detector, Severity
from scanner.settings import ConsentSettings, Limits, RedactionSettings, Secret, Settings


def test_only_what_changes_results_changes_the_name(tmp_path: Path) -> None:
    plain = Settings()
    same = [replace(plain, threads=4), replace(plain, fail_on=Severity.LOW), replace(plain, reveal=True)]
    same.append(replace(plain, redaction=RedactionSettings(method="blur")))
    assert {fingerprint(settings) for settings in same} == {fingerprint(plain)}
    other = [replace(plain, detect=frozenset({Detector.TEXT})), replace(plain, ocr="both")]
    other.append(replace(plain, limits=Limits(frames=2)))
    assert len({fingerprint(settings) for settings in [plain, *other]}) == 4
    assert fingerprint(same[-1], copies=True) != fingerprint(plain, copies=True) != fingerprint(plain)


def test_a_register_counts_by_its_contents_and_its_passphrase_not_at_all(tmp_path: Path) -> None:
    register, words = tmp_path / "register", tmp_path / "words"
    register.write_bytes(b"one")
    words.write_text("a passphrase")
    consent = ConsentSettings("web", register, words, Secret("a passphrase"))
    first = fingerprint(Settings(consent=consent))
    words.write_text("another passphrase")
    assert fingerprint(Settings(consent=replace(consent, secret=Secret("another")))) == first
    register.write_bytes(b"two")
    assert fingerprint(Settings(consent=consent)) != first
