"""An audit with two real workers that prints what the parent process itself took; see `tests.benchmarks.audit`."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from scanner.audit.audit import Plan, audit
from scanner.audit.engine import LocalEngine
from scanner.pipeline import Scanner
from scanner.settings import Settings
from tests.unit.audit.fakes import Watch


def main() -> None:
    plan = Plan((sys.argv[1],), Path(sys.argv[2]), Settings(threads=1), pictures=False)
    audit(plan, lambda: LocalEngine(2, 600), Scanner, Watch())
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    parent = own.ru_utime + own.ru_stime
    print(json.dumps({"parent": parent, "all": parent + children.ru_utime + children.ru_stime}))


if __name__ == "__main__":
    main()
