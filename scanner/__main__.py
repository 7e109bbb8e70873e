"""`scanner` and `python -m scanner`."""

from __future__ import annotations

import sys


def run() -> int:
    """The exit code of one command line; loading the program can be interrupted like the rest."""
    try:
        from scanner.cli.main import main

        return main()
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(run())
