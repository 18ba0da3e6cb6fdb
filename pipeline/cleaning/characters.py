"""Single characters that have no place in a plain text, or that are written another way."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator

from ftfy.chardata import HTML_ENTITIES

from pipeline.cleaning.protected import is_protected, protected
from pipeline.document import LANGUAGES, Edit
from pipeline.language import identify
from pipeline.plausibility import character_plausibility

LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
"""Ligatures of typesetting; letters of a language, such as Dutch ĳ and Croatian ǆ, are no such thing."""

MOST_ENTITY_LEVELS = 4

REACH = 500
"""How far to look around a place, so that the time for a long line stays linear."""

SURE_LENGTH = 60
"""The language of a text of so many characters is known."""

_ENTITY = re.compile(
    r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[0-9A-Za-z]{2,24});(?:(?:[0-9A-Za-z]{2,24}|#[0-9]{1,7});)*"
)
_SOFT_HYPHEN = re.compile("\u00ad+\n?")
_ZERO_WIDTH = re.compile("[\u200b\u2060\ufeff\u200c\u200d\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_JOINERS = frozenset("\u200c\u200d")
_UNUSUAL_SPACE = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_CONTROLS = re.compile("\x1b\\[[0-9;]*[A-Za-z]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u206a-\u206f\ufff9-\ufffc]+")
_C1_CONTROL = re.compile("[\x80-\x9f]")
_LIGATURE = re.compile("[ﬀ-ﬆ]")
_COMBINING = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff][\u0300-\u036f]+|[\u212a\u212b]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def html_entities(text: str) -> Iterator[Edit]:
    """Characters written as HTML entities, in a text that is no HTML.

    >>> [(edit.before, edit.after) for edit in html_entities("K&ouml;ln &amp; Bonn")]
    [('&ouml;', 'ö'), ('&amp;', '&')]
    """
    if "&" not in text:
        return
    taboo = protected(text)
    for match in _ENTITY.finditer(text):
        # In HTML the entities are right: taken out of it, "&lt;" would become a tag.
        if _is_html(text, match):
            continue
        after = _unescaped(match[0])
        if after == match[0] or is_protected(match.start(), match.end(), taboo):
            continue
        if all(character.isprintable() or character in "\u00a0\u00ad" for character in after):
            yield _edit(
                "html_entities", match, after, 0.98, f"“{match[0]}” is the HTML entity for “{after}”."
            )


def _is_html(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - REACH) : match.start()].rpartition("\n")[2]
    behind = text[match.end() : match.end() + REACH].partition("\n")[0]
    return "<" in before or "<" in behind


def _unescaped(entity: str) -> str:
    """What `entity` stands for, also where it was escaped several times: ``&amp;amp;``."""
    for _ in range(MOST_ENTITY_LEVELS):
        unescaped = HTML_ENTITIES.get(entity) or (
            html.unescape(entity) if entity.startswith(("&#", "&amp;")) else entity
        )
        if unescaped == entity:
            break
        entity = unescaped
    return entity


def soft_hyphen(text: str) -> Iterator[Edit]:
    """Soft hyphens: they say where a word may be divided, and are in the way of every search."""
    for match in _SOFT_HYPHEN.finditer(text):
        after = "\n" if match[0].endswith("\n") and not text[match.end() : match.end() + 1].islower() else ""
        yield _edit(
            "soft_hyphen", match, after, 0.98, "A soft hyphen, which is not seen, stands in the text."
        )


def zero_width(text: str) -> Iterator[Edit]:
    """Characters without width, where they have no work to do.

    Joiners hold emoji together and shape Persian and Indian letters; marks of direction are right beside
    Arabic and Hebrew. They stay there.
    """
    for match in _ZERO_WIDTH.finditer(text):
        if not all(map(_is_plain, _around(text, match))):
            continue
        if not _JOINERS.issuperset(match[0]) and _has_right_to_left(text, match.start()):
            continue
        yield _edit(
            "zero_width", match, "", 0.98, f"{_names(match[0])}, which is not seen, stands in the text."
        )


def _is_plain(character: str) -> bool:
    return (
        character.isascii() or unicodedata.name(character, "").startswith("LATIN") or character in "’‘“”–—…«»"
    )


def _has_right_to_left(text: str, offset: int) -> bool:
    return bool(_RIGHT_TO_LEFT.search(text, max(0, offset - REACH), offset + REACH))


def unusual_space(text: str) -> Iterator[Edit]:
    """Non-breaking and other unusual spaces between words; beside digits they are right: ``2 500``."""
    matches = list(_UNUSUAL_SPACE.finditer(text))
    if not matches:
        return
    # French sets them before ! and ?, Japanese has its own; a short text may be in any language.
    expected = len(text) >= SURE_LENGTH and identify(text) in LANGUAGES
    for match in matches:
        left, right = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1]
        if not (left.isalpha() or left in ",;:") or not right.isalpha():
            continue
        yield _edit(
            "unusual_space",
            match,
            " ",
            0.95 if expected else 0.5,
            f"{_names(match[0])} stands for a space between words.",
        )


def control_characters(text: str) -> Iterator[Edit]:
    """Control characters and terminal escapes; a form feed or vertical tab becomes a line break."""
    for match in _CONTROLS.finditer(text):
        breaks = any(character in "\x0b\x0c" for character in match[0])
        at_line_end = "\n" in _around(text, match) or len(_around(text, match)) < 2
        after = "\n" if breaks and not at_line_end else ""
        yield _edit(
            "control_characters",
            match,
            after,
            0.98,
            "A control character, which is not seen, stands in the text.",
        )


def c1_controls(text: str) -> Iterator[Edit]:
    """Characters of Windows-1252 that were read as control characters of ISO 8859-1."""
    for match in _C1_CONTROL.finditer(text):
        try:
            after = match[0].encode("latin-1").decode("cp1252")
        except UnicodeDecodeError:
            continue
        place = match.start()
        fits = character_plausibility(
            text[max(0, place - 5) : place] + after + text[place + 1 : place + 6], min(5, place)
        )
        yield _edit(
            "c1_controls",
            match,
            after,
            0.9 if fits >= 0 else 0.5,
            f"U+{ord(match[0]):04X} is “{after}” in Windows-1252 that was read as ISO 8859-1.",
        )


def ligatures(text: str) -> Iterator[Edit]:
    """Ligatures of typesetting as the letters they are made of."""
    for match in _LIGATURE.finditer(text):
        after = LIGATURES[match[0]]
        yield _edit("ligatures", match, after, 0.98, f"“{match[0]}” is one character for “{after}”.")


def combining_accents(text: str) -> Iterator[Edit]:
    """Letters with a separate accent as the one letter they are (Unicode's form NFC)."""
    for match in _COMBINING.finditer(text):
        after = unicodedata.normalize("NFC", match[0])
        if after != match[0]:
            yield _edit(
                "combining_accents", match, after, 0.98, f"“{after}” is written as letter and accent apart."
            )


def surrogate_pairs(text: str) -> Iterator[Edit]:
    """Characters that were left as two halves of UTF-16."""
    for match in _SURROGATES.finditer(text):
        after = match[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le")
        yield _edit(
            "surrogate_pairs", match, after, 0.98, f"“{after}” is written as the two halves of UTF-16."
        )


def _around(text: str, match: re.Match[str]) -> str:
    """The characters right before and right behind, where there are such."""
    return text[max(0, match.start() - 1) : match.start()] + text[match.end() : match.end() + 1]


def visible(text: str) -> str:
    r"""`text` with what cannot be seen as its number.

    >>> visible("â€\x9d")
    'â€U+009D'
    """
    return "".join(character if character.isprintable() else f"U+{ord(character):04X}" for character in text)


def _names(characters: str) -> str:
    name = unicodedata.name(characters[0], visible(characters[0])).lower()
    return f"{'An' if name[0] in 'aeio' else 'A'} {name}"


def _edit(rule: str, match: re.Match[str], after: str, confidence: float, reason: str) -> Edit:
    return Edit("encoding", rule, match.start(), match.end(), match[0], after, confidence, reason)
