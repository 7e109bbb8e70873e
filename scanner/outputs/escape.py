"""Untrusted words (file names, text read in a photo) made harmless for a terminal.

Whoever names a file can put terminal commands, line breaks or right-to-left marks into the name.
"""

from __future__ import annotations

import os
import shlex
import subprocess


def plain(text: str) -> str:
    """`text` on one line: every character that is not printable as an escape such as \\n, \\x1b or \\u202e.

    Bytes of a file name that are no valid text (kept by Python as lone surrogates) appear as \\xff.
    """
    return "".join(c if c.isprintable() else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")


def quoted(argument: str) -> str:
    """`argument` as one word of a command that the user can paste into their shell; always on one line."""
    if os.name == "nt":
        return subprocess.list2cmdline([plain(argument)])
    if argument.isprintable():
        return shlex.quote(argument)
    # $'...' takes any byte (POSIX.1-2024, 2.2.4; bash, zsh and ksh have long had it).
    safe = (chr(b) if 32 <= b < 127 and b not in b"\\'" else f"\\x{b:02x}" for b in os.fsencode(argument))
    return "$'" + "".join(safe) + "'"
