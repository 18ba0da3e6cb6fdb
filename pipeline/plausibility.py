"""How well the characters of a text read as Swedish or English.

Every reading of a byte gives some character; only the right one stands where such a character stands in
Swedish or English: ``ä`` inside a word, ``’`` between letters or at a word's edge, ``–`` between spaces.
Each character beyond ASCII is scored by itself and its two neighbours, in units of roughly one natural
logarithm, and the scores are added up.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import islice

SWEDISH_LETTERS = frozenset("åäöÅÄÖ")
FREQUENT_LETTERS = frozenset("éÉüÜ")
BORROWED_LETTERS = frozenset("áàâãçèêëíîïñóôøæúûšžčćłÁÀÂÃÇÈÊËÍÎÏÑÓÔØÆÚÛŠŽČĆŁßýğışńřőě")
STANDALONE_LETTERS = frozenset("åöàéÅÖÀ")

NOTHING = -3.0
"""The score of a character that has no place in running Swedish or English text."""

NEVER = -6.0
"""The score of a character that only a wrong reading puts into a text."""

UNPAIRED = -2.0
"""The score of an odd number of curly quotation marks."""

MOST_CHARACTERS = 4000
"""So many characters beyond ASCII are enough to decide on; it bounds the time for a long text."""

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_JOINED_WORDS = re.compile(r"\w{3}[–—]\w{3}")
_DOUBLE_QUOTES = re.compile(r"[“”„]")
_APOSTROPHE = re.compile(r"\w’(?:(?:s|t|d|m|re|ve|ll|n)\b|(?<=\b[DLOdlo]’)\w)", re.IGNORECASE)


def plausibility(text: str) -> float:
    """The sum over all characters beyond ASCII; 0 where there is none.

    >>> plausibility("räksmörgås") > 0 > plausibility("r‰ksmˆrgÂs")
    True
    """
    offsets = (match.start() for match in islice(_BEYOND_ASCII.finditer(text), MOST_CHARACTERS))
    return sum(character_plausibility(text, offset) for offset in offsets)


def quotation_plausibility(text: str) -> float:
    """A malus for curly quotation marks of which one stands alone."""
    return UNPAIRED if len(_DOUBLE_QUOTES.findall(text)) % 2 else 0.0


def character_plausibility(text: str, offset: int) -> float:
    """How well the character at `offset` fits between its neighbours.

    >>> character_plausibility("don’t", 3) > character_plausibility("donít", 3)
    True
    """
    character = text[offset]
    left = text[offset - 1] if offset else "\n"
    right = text[offset + 1] if offset + 1 < len(text) else "\n"
    if character.isalpha():
        return _letter(character, left, right)
    return _sign(text, offset, left, right)


def _letter(character: str, left: str, right: str) -> float:
    if left.isdigit() or right.isdigit():
        return NOTHING
    score = _letter_frequency(character)
    if score < 0:
        return score
    if not left.isalpha() and not right.isalpha():
        return 1.0 if character in STANDALONE_LETTERS else NOTHING
    if character.islower():
        return NOTHING if right.isupper() else score
    # A capital stands first in its word, or among capitals.
    if left.islower() or (left.isupper() and right.islower()):
        return NEVER
    return score if left.isupper() or right.isalpha() else 0.0


def _letter_frequency(character: str) -> float:
    if character in SWEDISH_LETTERS:
        return 4.0
    if character in FREQUENT_LETTERS:
        return 3.0
    if character in BORROWED_LETTERS:
        return 1.5
    return NEVER if character in "ƒˆªºŒœŸÿ" or not _is_latin(character) else -1.0


def _is_latin(character: str) -> bool:
    return unicodedata.name(character, "").startswith("LATIN")


def _sign(text: str, offset: int, left: str, right: str) -> float:
    character = text[offset]
    opening = (left.isspace() or left in "([\"'”’“‘–—-/") and not right.isspace()
    closing = (not left.isspace()) and not right.isalnum()
    if character == "’":
        return 3.0 if opening or closing or _APOSTROPHE.match(text, offset - 1) else -1.0
    if character in "”":
        return 3.0 if opening or closing else -1.0
    if character in "“‘":
        return 3.0 if opening else 0.0 if closing else -1.0
    if character in "„‚":
        return 1.5 if opening else NOTHING
    if character in "–—":
        return _dash(text, offset, left, right)
    if character == "…":
        return 3.0 if closing else 0.5 if left.isspace() else 0.0
    if character == "\N{NO-BREAK SPACE}":
        return -1.0 if left.isalpha() and right.isalpha() else 1.0
    if character in "£€":
        return 3.0 if right.isdigit() or left.isdigit() or left.isspace() else NOTHING
    if character == "°":
        return 3.0 if left.isdigit() else 0.0 if right in "CF" else NOTHING
    if character in "«»":
        return 1.5 if opening or closing else -1.0
    if character in "½¼¾²³¹×±":
        return 1.5 if left.isalnum() or right.isdigit() or left.isspace() else -1.0
    if character == "§":
        return 1.5 if right.isspace() or right.isdigit() else -1.0
    if character in "•·":
        return 2.0 if left.isspace() and right.isspace() else -1.0
    if character in "®©™´\N{SOFT HYPHEN}":
        return 0.5 if closing else NOTHING
    if character in "¿¡":
        return 0.5 if opening else NOTHING
    return NEVER if _is_never_written(character) else NOTHING


def _dash(text: str, offset: int, left: str, right: str) -> float:
    if left.isspace() and right.isspace():
        return 4.0
    if left.isdigit() and right.isdigit():
        return 3.0
    if left.isalpha() and right.isalpha():
        return 2.0 if _JOINED_WORDS.match(text, max(0, offset - 3)) else -1.0
    return 0.5


def _is_never_written(character: str) -> bool:
    return "\x80" <= character <= "\x9f" or "\u2500" <= character <= "\u259f" or character == "\ufffd"
