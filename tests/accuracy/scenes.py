"""Ward-like scenes on the validation half: ranking, recall at fixed false alarms, calibration, spoiled copies."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.accuracy.harness import Bench, Section, wilson

SCORES = re.compile(r"AUC ([\d.]+).*recall@5%FPR ([\d.]+).*recall@10%FPR ([\d.]+)")
WARD, OTHER, NOT = "ward", "clinical_other", "not_ward"
BINS = 10
EVERYTHING = "faces,text,codes,artefacts,scene,metadata"
Scores = Mapping[str, Sequence[float]]  # by label


def measure(bench: Bench) -> Section:
    root = bench.part("scenes")
    section = Section("scenes")
    with (root / "labels.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["path"].startswith("val/")]
    names = bench.sample(row["path"] for row in rows)
    label = {row["path"]: row["label"] for row in rows}
    likeness = _likeness(bench, root, names)
    chosen = bench.work / "scenes"
    chosen.mkdir()
    (chosen / "val").symlink_to(root / "val", target_is_directory=True)
    with (chosen / "labels.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys())
        writer.writeheader()
        writer.writerows(row for row in rows if row["path"] in likeness)
    scores = bench.work / "scores.csv"
    with scores.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("path", "score"), *likeness.items()])
    section.photos = len(names)
    by_label = _by_label(likeness, label)
    fused = _by_label(_likeness(bench, root, names, EVERYTHING), label)
    section.table = "\n".join(
        [
            bench.score("eval_scenes.py", scores, "--set", chosen, "--split", "val").rstrip(),
            *_recall(by_label),
            *_calibration(by_label),
            *_fused(fused),
            *_spoiled(bench, chosen, names, label, by_label),
        ]
    )
    found = SCORES.search(section.table)
    if found:
        section.figures = dict(zip(("AUC", "recall@5%", "recall@10%"), map(float, found.groups()), strict=True))
    section.figures["calibration error"] = round(_error(by_label), 4)
    section.figures["calibration error, fused"] = round(_error(fused), 4)
    return section


def _likeness(bench: Bench, root: Path, names: Sequence[str], detect: str = "scene") -> dict[str, float]:
    answers = bench.scan(root, names, detect)
    return {name: (answer["scene"] or {}).get("ward_like", 0.0) for name, answer in zip(names, answers, strict=True)}


def _by_label(likeness: Mapping[str, float], label: Mapping[str, str]) -> Scores:
    return {wanted: [s for name, s in likeness.items() if label[name] == wanted] for wanted in (WARD, OTHER, NOT)}


def _limit(scores: Scores, share: float) -> float:
    """The score that this share of the photos without clinical content reaches."""
    return sorted(scores[NOT], reverse=True)[int(share * len(scores[NOT]))]


def _above(scores: Sequence[float], limit: float) -> str:
    return wilson(sum(score > limit for score in scores), len(scores))


def _recall(scores: Scores) -> list[str]:
    return [
        f"{name} above the score of {share:.0%} false alarms: {_above(scores[name], _limit(scores, share))}"
        for name in (WARD, OTHER)
        for share in (0.05, 0.10)
    ]


def _bins(scores: Scores) -> list[list[tuple[float, bool]]]:
    """(score, is a ward) in ten equal bins of the score; other clinical places are neither."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for name in (WARD, NOT):
        for score in scores[name]:
            bins[min(BINS - 1, int(score * BINS))].append((score, name == WARD))
    return bins


def _error(scores: Scores) -> float:
    """Expected calibration error (Naeini et al. 2015)."""
    bins = _bins(scores)
    return sum(abs(sum(s for s, _ in bin_) - sum(w for _, w in bin_)) for bin_ in bins) / max(1, sum(map(len, bins)))


def _calibration(scores: Scores) -> list[str]:
    curve = [
        f"  claimed {sum(s for s, _ in bin_) / len(bin_):.2f}, wards {wilson(sum(w for _, w in bin_), len(bin_))}"
        for bin_ in _bins(scores)
        if bin_
    ]
    return [f"expected calibration error {_error(scores):.3f}", *curve]


def _fused(scores: Scores) -> list[str]:
    """The same with what all detectors saw in the photo: words, bands, boards, monitors."""
    limit = _limit(scores, 0.05)
    return [
        "with everything that was seen in the photo:",
        f"  wards at 5% false alarms {_above(scores[WARD], limit)}, {OTHER} {_above(scores[OTHER], limit)}",
        *(f"  {line}" for line in _calibration(scores)),
    ]


def _spoiled(bench: Bench, chosen: Path, names: Sequence[str], label: Mapping[str, str], clean: Scores) -> list[str]:
    """The same photos dark, blurred, cut, turned ...: what the threshold of the clean ones still finds."""
    folder = bench.work / "spoiled"
    bench.quietly("eval_scenes.py", "--set", chosen, "--split", "val", "--perturb", folder)
    lines = []
    for way in sorted(path.name for path in folder.iterdir()):
        scores = _by_label(_likeness(bench, folder / way, names), label)
        limit = _limit(clean, 0.05)
        lines.append(f"{way}: wards {_above(scores[WARD], limit)}, false alarms {_above(scores[NOT], limit)}")
    return lines
