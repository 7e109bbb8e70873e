"""Findings as a person takes them in: what stands on one thing is one item, twelve unread lines are one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scanner.findings import Finding, Severity
from scanner.geometry import area, share_inside

THINGS = frozenset(
    ("wristband", "board", "screen", "patient_monitor", "paper_record", "patient_list", "specimen_label",
     "drip_label", "bedhead_sign", "sticky_note", "medical_image", "staff_badge")
)  # fmt: skip


@dataclass(frozen=True)
class Group:
    """`members` are of one kind and severity and told as one item; `carried` stand on the thing that the only
    member is (then the members' number stands for all of them)."""

    members: tuple[Finding, ...]
    carried: tuple[Finding, ...] = ()

    @property
    def lead(self) -> Finding:
        return self.members[0]

    @property
    def severity(self) -> Severity:
        return max(f.severity for f in (*self.members, *self.carried))

    @property
    def stays(self) -> bool:
        """People who agreed to be shown: nothing needs to be done."""
        return self.lead.kind == "face_consented" and not self.lead.redact

    @property
    def everything(self) -> tuple[Finding, ...]:
        return (*self.members, *self.carried)


def grouped(findings: Sequence[Finding]) -> tuple[Group, ...]:
    """Worst first, then by number; every finding is in exactly one group."""
    things = [f for f in findings if f.kind in THINGS and f.polygon is not None]
    carried: dict[int, list[Finding]] = {thing.id: [] for thing in things}
    alike: dict[tuple[str, Severity, int, bool], list[Finding]] = {}
    for finding in findings:
        if finding.id in carried:
            continue
        carrier = _carrier(finding, things)
        if carrier is not None:
            carried[carrier.id].append(finding)
        else:
            key = (finding.kind, finding.severity, finding.frame, finding.detector == "caption")
            alike.setdefault(key, []).append(finding)
    groups = [Group((thing,), tuple(carried[thing.id])) for thing in things]
    groups += [Group(tuple(members)) for members in alike.values()]
    return tuple(sorted(groups, key=lambda group: (-group.severity, group.lead.id)))


def _carrier(finding: Finding, things: Sequence[Finding]) -> Finding | None:
    """The smallest thing that a text or code stands on. A face in front of a board is not on it."""
    if finding.polygon is None or not (finding.on or finding.detector == "codes"):
        return None
    around = [
        thing
        for thing in things
        if thing.frame == finding.frame
        and thing.polygon is not None
        and share_inside(finding.polygon, thing.polygon) >= 0.5
    ]
    return min(around, key=lambda thing: area(thing.polygon or ()), default=None)
