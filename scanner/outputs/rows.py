"""What reports about many photos are made of: neutral records, whoever collected them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scanner.findings import Severity, Status
from scanner.outputs.ranking import Group

DEPTHS = {0: "not_yet", 1: "first_look", 2: "full"}


@dataclass(frozen=True)
class Decision:
    """What a person decided about a photo: publish, publish_redacted, hold or reject; who, and when (ISO 8601)."""

    decision: str
    who: str
    decided: str
    note: str = ""


@dataclass(frozen=True)
class PhotoRow:
    """One photo of an audit. `photo` is its entry of the JSON contract as text, with an empty path; its status is
    `not_yet` where nobody has looked at the photo.

    `depth`: 0 not looked at yet, 1 first look, 2 in full. `severity`: worst finding as a number, -1 for none.
    `taken`: by the camera, else when the file was last changed (`by_camera` says which); ISO 8601.
    `named`: the user named this very file. `incomplete`: something in it could not be examined.
    `not_checked`: names of the detectors that did not look at it.
    `alike`: number that photos which look alike share. `same_content`: how many other files have this very content.
    `people`: numbers of strangers who are in other photos too. `fresh`: findings that are not in the baseline,
    None where there is no baseline.
    """

    number: int
    path: str
    folder: str
    photo: str
    status: str
    depth: int
    verdict: str | None
    severity: int
    clinical: float
    priority: float
    group: Group
    kinds: Mapping[str, int]
    named: bool = False
    incomplete: bool = False
    sha256: str | None = None
    size: int | None = None
    taken: str | None = None
    by_camera: bool = False
    alike: int | None = None
    same_content: int = 0
    picture: str | None = None
    people: tuple[int, ...] = ()
    decision: Decision | None = None
    fresh: tuple[int, ...] | None = None
    not_checked: tuple[str, ...] = ()

    @property
    def partial(self) -> bool:
        """Scanned, but not for everything: by the user's choice, or because something did not work."""
        return self.status == Status.SCANNED.value and bool(self.not_checked)

    @property
    def misnamed(self) -> bool:
        """Named like a picture, met in a folder, and none: told, but no failure."""
        return self.status == Status.UNSUPPORTED.value and not self.named

    @property
    def failed(self) -> bool:
        """Looked at, and could not be examined whole."""
        return self.depth > 0 and (self.incomplete or (self.status != Status.SCANNED.value and not self.misnamed))

    @property
    def accepted(self) -> bool:
        """Examined whole, and nothing in it is missing from the baseline."""
        return self.fresh == () and self.depth == 2 and not self.failed

    def news(self) -> list[tuple[Severity, str]]:
        """Severity and kind of the findings that are not in the baseline; of none where there is no baseline."""
        if not self.fresh:
            return []
        found = (finding for finding in self.entry()["findings"] if finding["id"] in self.fresh)
        return [(Severity.parse(finding["severity"]), finding["kind"]) for finding in found]

    def entry(self) -> dict[str, Any]:
        """The contract's entry, with what an audit adds."""
        loaded: dict[str, Any] = json.loads(self.photo)
        loaded["path"] = self.path
        loaded["depth"] = DEPTHS[self.depth]
        if self.picture:
            loaded["annotated"] = self.picture
        if self.people:
            loaded["people"] = list(self.people)
        if self.decision:
            loaded["decision"] = vars(self.decision)
        if self.fresh is not None:
            loaded["new_findings"] = list(self.fresh)
        return loaded


@dataclass(frozen=True)
class Skipped:
    """A name that was met and not scanned."""

    path: str
    family: str
    reason: str


@dataclass
class Summary:
    """An audit on one page. All counts are of photos unless they say otherwise.

    `failures`: photos that could not be examined whole. `misnamed`: named like photos, and none; in no group.
    `not_checked`: name of a detector to the number of scanned photos that it did not look at (after a first look only,
    photos are counted in `depths`). `worst`: severity of the worst finding that counts (with a baseline: that is new),
    -1 for none. `different`:
    kind to the number of different values; `exact` is False where runs were counted apart, so that their sum can
    count one person twice.
    """

    tool: str = ""
    folders: list[str] = field(default_factory=list)
    started: str = ""
    finished: str | None = None
    photos: int = 0
    depths: Counter[int] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    severities: Counter[int] = field(default_factory=Counter)
    groups: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    worst_folders: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    decisions: Counter[str] = field(default_factory=Counter)
    not_checked: Counter[str] = field(default_factory=Counter)
    same_content: int = 0
    alike_groups: int = 0
    oldest: str | None = None
    newest: str | None = None
    by_camera: bool = True
    failures: int = 0
    misnamed: int = 0
    copies_failed: int = 0
    worst: int = -1
    fresh: int | None = None
    different: dict[str, int] = field(default_factory=dict)
    exact: bool = True
    shards: list[str] = field(default_factory=list)

    @property
    def people(self) -> int:
        """About how many patients: the largest number of different values of one kind."""
        return max(self.different.values(), default=0)

    @property
    def whole(self) -> bool:
        """Every photo was examined in full."""
        return self.finished is not None and self.depths[2] == self.photos

    def to_json(self) -> dict[str, Any]:
        return {
            "folders": self.folders,
            "started": self.started,
            "finished": self.finished,
            "photos": self.photos,
            "depth": {name: self.depths[depth] for depth, name in DEPTHS.items()},
            "status": dict(self.statuses),
            "not_examined": dict(self.skipped),
            "not_checked": dict(self.not_checked),
            "same_content": self.same_content,
            "alike_groups": self.alike_groups,
            "oldest": self.oldest,
            "newest": self.newest,
            "different_values": self.different,
            "different_values_exact": self.exact,
            **({"new_findings": self.fresh} if self.fresh is not None else {}),
        }
