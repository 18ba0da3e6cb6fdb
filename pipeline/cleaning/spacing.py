"""The second stage: spaces that are missing, doubled, or stand before punctuation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pipeline.cleaning.missing_spaces import (
    Spaced,
    missing_space_after_bracket,
    missing_space_after_punctuation,
    missing_space_after_quotation,
    missing_space_before_bracket,
    missing_space_before_quotation,
    words,
)
from pipeline.cleaning.protected import is_protected
from pipeline.cleaning.stage import Context
from pipeline.document import Edit, is_language
from pipeline.language import foreign

VERSION = "1"

WIDEST_SLIP = 3
"""More spaces than this are layout and no slip of the finger."""

_DOUBLED = re.compile(r"(?<=\S)[ \u00a0]{2,}(?=\S)")
_WIDE = re.compile(rf" {{{WIDEST_SLIP + 1}}}")
_BEFORE_MARK = re.compile(r"(?<! \.)(?<=[\w)\]”\"’»%])([ \u00a0]+)(?=[,.;!?](?:[\s”\"’»)]|\Z))(?!;\)|\. \.)")
_BEFORE_HYPHEN = re.compile(r"(?<!\w)([^\W\d_]{2,60}) -([^\W\d_]{2,60})(?![\w-])")
_HYPHEN = re.compile(r"(?<![\w-])([^\W\d_]{3,60})(-)([^\W\d_]{3,60})(?![\w-])")
_JOINERS = frozenset(["och", "eller", "samt", "and", "or"])


def spacing(text: str, context: Context) -> Iterator[Edit]:
    """Insert the spaces that are missing, and take out those that are too many.

    White space at the ends of lines, indents and aligned columns are layout, and stay.

    >>> [(edit.start, edit.after) for edit in spacing("All  is well,he said .", Context("en"))]
    [(3, ' '), (13, ' '), (20, '')]
    """
    if not is_language(context.language):
        return
    spaced = Spaced.of(text, context.language)
    found = [edit for rule in RULES for edit in rule(spaced)]
    places: set[tuple[int, int]] = set()
    for edit in sorted(found, key=lambda edit: (edit.start, edit.end, -edit.confidence)):
        if (edit.start, edit.end) not in places:
            places.add((edit.start, edit.end))
            yield edit


def doubled_space(spaced: Spaced) -> Iterator[Edit]:
    """Two or three spaces in a line where one belongs."""
    if "  " not in spaced.text and "\u00a0" not in spaced.text:
        return
    for match in _DOUBLED.finditer(spaced.text):
        if len(match[0]) > WIDEST_SLIP or is_protected(*match.span(), spaced.taboo):
            continue
        confidence = 0.5 if _is_column(spaced, match) else 0.95
        reason = f"{'Two' if len(match[0]) == 2 else 'Three'} spaces stand where one belongs."
        yield _edit("doubled_space", match.start(), match[0], " ", confidence, reason)


def _is_column(spaced: Spaced, match: re.Match[str]) -> bool:
    """Whether the gap is one of a table: a wide one in its line, or one that ends there in another line."""
    before, behind = spaced.line(match.end())
    if _WIDE.search((before + behind).strip()):
        return True
    column = len(before)
    start, end = match.end() - column, match.end() + len(behind)
    above = "".join(spaced.line(start - 1)) if start else ""
    below = "".join(spaced.line(end + 1)) if end < len(spaced.text) else ""
    return any(
        line[column - 2 : column] == "  " and line[column : column + 1].strip() for line in (above, below)
    )


def space_before_punctuation(spaced: Spaced) -> Iterator[Edit]:
    """``word ,``; the dots that leave something out, ``word ...``, and smileys keep their space."""
    elsewhere: list[tuple[int, int]] | None = None
    for match in _BEFORE_MARK.finditer(spaced.text):
        if elsewhere is None:
            elsewhere = [(start, end) for start, end, _ in foreign(spaced.text, spaced.language)]
        # French, for one, has a space before "!" and ";".
        if is_protected(*match.span(), elsewhere) or "« " in spaced.line(match.start())[0]:
            continue
        mark = spaced.text[match.end()]
        reason = f"A space stands before “{mark}”."
        yield _edit("space_before_punctuation", match.start(), match[0], "", 0.95, reason)


def space_before_hyphen(spaced: Spaced) -> Iterator[Edit]:
    """``Russian -led``; ``import och -export`` and ``tar -xzf`` are left."""
    if " -" not in spaced.text:
        return
    for match in _BEFORE_HYPHEN.finditer(spaced.text):
        head, tail = match[1], match[2]
        if head in _JOINERS or is_protected(*match.span(), spaced.taboo):
            continue
        joined = f"{head}-{tail}"
        if joined in spaced.text:
            confidence, spoke = 0.93, "as elsewhere in the text"
        elif spaced.language == "en" and tail in words()["second_elements"]:
            confidence, spoke = 0.92, f"since “{tail}” is joined to the word before it"
        else:
            continue
        reason = f"“{joined}” is written without a space, {spoke}."
        yield _edit("space_before_hyphen", match.end(1), " ", "", confidence, reason)


def hyphen_for_dash(spaced: Spaced) -> Iterator[Edit]:
    """``enough-for``: a hyphen where a dash with its spaces may be meant; only suggested."""
    if "-" not in spaced.text:
        return
    for match in _HYPHEN.finditer(spaced.text):
        head, tail = match[1], match[3]
        if tail not in words()["dash_words"] or is_protected(*match.span(), spaced.taboo):
            continue
        if not spaced.knows(head):
            continue
        reason = f"“{head}” and “{tail}” are joined by a hyphen; a dash may be meant."
        yield _edit("hyphen_for_dash", match.start(2), "-", " – ", 0.5, reason)


def _edit(rule: str, start: int, before: str, after: str, confidence: float, reason: str) -> Edit:
    return Edit("spacing", rule, start, start + len(before), before, after, confidence, reason)


RULES: tuple[Callable[[Spaced], Iterator[Edit]], ...] = (
    missing_space_after_punctuation,
    missing_space_after_quotation,
    missing_space_before_quotation,
    missing_space_before_bracket,
    missing_space_after_bracket,
    doubled_space,
    space_before_punctuation,
    space_before_hyphen,
    hyphen_for_dash,
)
