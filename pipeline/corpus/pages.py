"""A document as a page shows it: rows of source and translation, with the edits marked in the source."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline import changelog
from pipeline.corpus.diff import Span, cut, spans
from pipeline.corpus.entry import Entry
from pipeline.corpus.schema import place
from pipeline.document import Document, Edit, Segment, Status

CONTEXT = 24
"""Characters on each side of an edit that the list of changes shows."""

_INVISIBLE = {
    " ": "\N{OPEN BOX}",
    "\n": "\N{RETURN SYMBOL}",
    "\t": "\N{RIGHTWARDS ARROW TO BAR}",
    "\xa0": "\N{SHOULDERED OPEN BOX}",
}
_CONTROL = re.compile(r"[\0-\x08\x0b-\x1f]")
_UNPRINTABLE = re.compile("[\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Numbered:
    """An edit with its number on the page, and what stands on both sides of it in its stage's text."""

    number: int
    edit: Edit
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A span of the source and how it is marked.

    Attributes:
        kind: ``plain``, ``changed``, or ``suggested`` where a person has to decide.
        original: The text as it came.
        normalised: The text as it is now.
        edits: What stands between the two.
    """

    kind: str
    original: str
    normalised: str
    edits: tuple[Numbered, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One sentence beside its translation, or one line of a text that has none.

    Attributes:
        pieces: The source, and the white space behind it where an edit stands in it.
        segment: The sentence, or None where the text has no translation.
        paragraph: Number of the line in the normalised text, from 0.
        opens_paragraph: Whether it is the first of its paragraph.
    """

    pieces: list[Piece]
    segment: Segment | None
    paragraph: int
    opens_paragraph: bool


def rows(entry: Entry) -> Iterator[Row]:
    """The document in the order of the text."""
    document = entry.document
    numbers = {id(one.edit): one for one in numbered(document)}
    offsets = _offsets(document, entry.segments) or _offsets_of_lines(document.normalised)
    paragraph = -1
    segments: Sequence[Segment | None] = entry.segments or [None] * (len(offsets) - 1)
    parts = zip(cut(spans(document), offsets), segments, strict=True)
    for line, (part, segment) in enumerate(parts):
        before, paragraph = paragraph, segment.paragraph if segment else line
        pieces = list(_trimmed([_piece(span, numbers) for span in part]))
        if pieces or segment:
            yield Row(pieces, segment, paragraph, opens_paragraph=paragraph != before)


def numbered(document: Document) -> list[Numbered]:
    """The change log with the numbers that the page shows."""
    text, found = document.original, list[Numbered]()
    for edits in changelog.passes(document.edits):
        for edit in edits:
            left = text[max(0, edit.start - CONTEXT) : edit.start].rpartition("\n")[2]
            right = text[edit.end : edit.end + CONTEXT].partition("\n")[0]
            found.append(Numbered(len(found) + 1, edit, left, right))
        text = changelog.apply(text, edits)
    return found


def queue(document: Document) -> list[Numbered]:
    """The same, first the slips that wait for a person: they can change what an article says."""
    return sorted(
        numbered(document),
        key=lambda one: (one.edit.stage, one.edit.status) != ("slips", Status.SUGGESTED),
    )


def visible(text: str) -> str:
    r"""`text` with pictures for control characters, which HTML cannot hold.

    >>> visible("bell\a")
    'bell␇'
    """
    return _UNPRINTABLE.sub("\ufffd", _CONTROL.sub(lambda found: chr(0x2400 + ord(found[0])), text))


def sign(text: str) -> str:
    r"""What to show in place of `text` where nothing of it can be seen; "" where it can.

    >>> sign("  "), sign("a b"), sign("\u200b")
    ('␣␣', '', '‹U+200B›')
    """
    if not text or any(unicodedata.category(character)[0] not in "ZC" for character in text):
        return ""
    return "".join(_INVISIBLE.get(character, f"‹U+{ord(character):04X}›") for character in text)


def _offsets(document: Document, segments: Sequence[Segment]) -> list[int]:
    """Where each segment begins, white space before it left to the one before; and the end."""
    places = place(document.normalised, segments)
    return [0, *(one.start for one in places[1:]), len(document.normalised)] if places else []


def _offsets_of_lines(text: str) -> list[int]:
    return [0, *(found.end() for found in re.finditer("\n", text)), len(text)]


def _piece(span: Span, numbers: dict[int, Numbered]) -> Piece:
    edits = tuple(numbers[id(edit)] for edit in span.edits)
    if span.original != span.normalised:
        return Piece("changed", span.original, span.normalised, edits)
    if any(edit.status == Status.SUGGESTED for edit in span.edits):
        return Piece("suggested", span.original, span.normalised, edits)
    return Piece("plain", span.original, span.normalised, edits)


def _trimmed(pieces: list[Piece]) -> Iterator[Piece]:
    """The pieces without the line breaks around them, which rows stand for."""
    for number, piece in enumerate(pieces):
        text = piece.original
        if piece.kind == "plain":
            text = text.lstrip("\n") if number == 0 else text
            text = text.rstrip("\n ") if number == len(pieces) - 1 else text
            if text or piece.edits:
                yield Piece("plain", text, text, piece.edits)
        else:
            yield piece
