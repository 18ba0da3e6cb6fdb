r"""One rule for characters that a format cannot hold: ``\u`` and the four hexadecimal digits of each.

A backslash that stands before ``u`` and four such digits in the text itself becomes ``\u005c``, so that
every text comes back as it was. A text without such characters or sequences is not changed at all.
"""

from __future__ import annotations

import re

NOT_IN_XML = "\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
"""What XML 1.0 has no way to write."""

NOT_IN_DATABASE = "\0\ud800-\udfff"
"""What SQLite or PostgreSQL cannot keep in a text column."""

NOT_IN_CELL = NOT_IN_XML + "\r"
"""What the cell of a spreadsheet cannot keep: its files are XML, and it reads one kind of line break."""

NOT_IN_LINE = "\0\t\n\x0b-\r\x1c-\x1e\x85\u2028\u2029\ud800-\udfff"
"""What ends a line, or a column of a line, for one reader or another."""

_ESCAPED = re.compile(r"\\u([0-9a-f]{4})")
_ESCAPABLE = {
    characters: re.compile(rf"[{characters}]|\\(?=u[0-9a-f]{{4}})")
    for characters in (NOT_IN_XML, NOT_IN_DATABASE, NOT_IN_CELL, NOT_IN_LINE)
}


def escape(text: str, characters: str) -> str:
    r"""`text` without `characters`, which is one of the four constants.

    >>> print(escape("bell \a, path C:\\u0041", NOT_IN_XML))
    bell \u0007, path C:\u005cu0041
    """
    return _ESCAPABLE[characters].sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def unescape(text: str) -> str:
    r"""The text before `escape`.

    >>> unescape("bell \\u0007, path C:\\u005cu0041") == "bell \a, path C:\\u0041"
    True
    """
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
