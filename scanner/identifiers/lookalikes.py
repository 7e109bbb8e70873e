"""Characters that readers of photographs take for one another, and two views of a line that put this right.

Both views have as many characters as the line, so that offsets found in them hold in the line itself.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_AS_DIGIT = str.maketrans("OoQDIliSsBbZzGgqT", "00001115588226997")

# One representative for each group of characters that are often confused in small or blurred print.
_GROUPS = str.maketrans("aehlvq01258|!", "ocniugoizsbii")


def _fold_table() -> dict[int, str]:
    """The groups, and every accented Latin letter as its plain letter's group."""
    table = {code: str(chr(same)) for code, same in _GROUPS.items()}
    for code in range(0xC0, 0x180):
        base = unicodedata.normalize("NFKD", chr(code).lower())[0]
        if base.isascii():
            table[code] = base.translate(_GROUPS)
    table.update({ord(c): plain for c, plain in zip("øØłŁđĐıæÆ", "ooiiddioo", strict=True)})
    return table


_FOLD = _fold_table()
_SAME: dict[str, str] = {
    "a": "ao0", "o": "ao0", "c": "ce", "e": "ce", "n": "nh", "h": "nh", "i": "il1|!", "l": "il1|!",
    "u": "uv", "v": "uv", "g": "gq9", "q": "gq9", "s": "s5", "b": "b8", "z": "z2",
}  # fmt: skip

_LIKE = "0-9OoQDIliSsBbZzGgqT"
_WHOLE = re.compile(rf"(?<![^\W_])(?=[{_LIKE}]*\d)[{_LIKE}]{{2,}}(?![^\W_])")
# Inside a longer word (a space was lost): from digit to digit or to the word's end, and one capital before it.
_INSIDE = re.compile(rf"(?:(?<=[a-z])[OISBZ](?=\d))?\d(?:[{_LIKE}]*\d|[{_LIKE}]{{1,3}}(?![^\W_]))?")


def digits_view(text: str) -> str:
    """The line with O, I, S, B ... inside mostly numeric words replaced by the digits they resemble.

    "999 28B 2611" gives "999 288 2611"; a word that is less than half digits stays as it is.
    """
    if not any(c.isdigit() for c in text):
        return text
    return _INSIDE.sub(_repair, _WHOLE.sub(_repair, text))


def _repair(match: re.Match[str]) -> str:
    word = match.group()
    if word.isdigit() or 2 * sum(c.isdigit() for c in word) < len(word):
        return word
    return word.translate(_AS_DIGIT)


def skeleton(text: str) -> str:
    """The text in lower case with each confusable character replaced by its group's representative."""
    lowered = text.lower()
    return (lowered if len(lowered) == len(text) else text).translate(_FOLD)


@cache
def tolerant(words: str) -> str:
    """A pattern that matches any of the words (separated by |) also where letters were confused.

    To be compiled with re.IGNORECASE.
    """
    return "(?:" + "|".join("".join(_letter(c) for c in word) for word in words.split("|")) + ")"


def _letter(c: str) -> str:
    same = _SAME.get(c.lower())
    return f"[{same}]" if same else re.escape(c)
