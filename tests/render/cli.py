"""`python -m tests.render`: the sample pictures, and the suites of synthetic photos."""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.render.samples import write_samples


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.render", description=__doc__)
    parser.add_argument(
        "--samples", type=Path, help="write the sample pictures and expected.json into this folder"
    )
    parser.add_argument("--only", help="only files whose name contains this")
    args = parser.parse_args()
    if args.samples:
        write_samples(args.samples, args.only)
        return 0
    parser.error("nothing to do")
