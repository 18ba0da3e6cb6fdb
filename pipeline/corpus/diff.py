"""Original and normalised text side by side, with the edits that lie between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from pipeline import changelog
from pipeline.document import Document, Edit


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a document in both revisions.

    Attributes:
        original: The piece as it came.
        normalised: The piece as it is now.
        edits: What stands between them, in the order of the log; also suggestions, which change nothing.
    """

    original: str
    normalised: str
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class _Mark:
    """Edits on ``text[start:end]`` of the current text, and what stood there in the original."""

    start: int
    end: int
    original: str
    edits: tuple[Edit, ...]
    is_new: bool = False


def spans(document: Document) -> list[Span]:
    """The document in pieces: their `original` joined is the original, `normalised` the normalised text.

    Edits of different passes that touch each other's text share one piece.

    >>> from pipeline.document import Decoding, Status
    >>> edit = Edit("spelling", "misspelling", 0, 3, "Teh", "The", 1, "", Status.APPLIED)
    >>> document = Document("1", "a", "", Decoding("utf-8"), "en", "", "Teh end", "The end", (edit,))
    >>> [(span.original, span.normalised, len(span.edits)) for span in spans(document)]
    [('Teh', 'The', 1), (' end', ' end', 0)]

    Raises:
        ChangeLogError: The log does not fit the text.
    """
    text, marks = document.original, list[_Mark]()
    for edits in changelog.passes(document.edits):
        marks = list(_weave(text, marks, edits))
        text = changelog.apply(text, edits)
    pieces, position = [], 0
    for mark in marks:
        if mark.start > position:
            pieces.append(Span(text[position : mark.start], text[position : mark.start]))
        pieces.append(Span(mark.original, text[mark.start : mark.end], mark.edits))
        position = mark.end
    return [*pieces, Span(text[position:], text[position:])] if position < len(text) else pieces


def cut(pieces: Iterable[Span], offsets: Sequence[int]) -> list[list[Span]]:
    """The pieces of the text between each two `offsets` of the normalised text.

    A changed piece goes whole to the part in which it begins.

    >>> [[span.normalised for span in part] for part in cut([Span("One. Two.", "One. Two.")], [0, 5, 9])]
    [['One. '], ['Two.']]
    """
    parts: list[list[Span]] = [[] for _ in offsets[1:]]
    position, number = 0, 0
    for piece in pieces:
        rest = piece
        while True:
            while number < len(parts) - 1 and position >= offsets[number + 1]:
                number += 1
            room = offsets[number + 1] - position
            if rest.edits or number == len(parts) - 1 or len(rest.normalised) <= room:
                parts[number].append(rest)
                position += len(rest.normalised)
                break
            parts[number].append(Span(rest.normalised[:room], rest.normalised[:room]))
            rest = Span(rest.normalised[room:], rest.normalised[room:])
            position += room
    return parts


def _weave(text: str, marks: list[_Mark], edits: list[Edit]) -> Iterator[_Mark]:
    """The marks on the text behind one pass, from those on `text` before it."""
    new = (_Mark(edit.start, edit.end, "", (edit,), is_new=True) for edit in edits)
    shift = 0
    for group in _groups([*marks, *new]):
        start, end = group[0].start, max(mark.end for mark in group)
        kept = [mark for mark in group if not mark.is_new]
        changes = [mark.edits[0] for mark in group if mark.is_new]
        here = (replace(edit, start=edit.start - start, end=edit.end - start) for edit in changes)
        length = len(changelog.apply(text[start:end], here))
        log = (*(edit for mark in kept for edit in mark.edits), *changes)
        yield _Mark(start + shift, start + shift + length, _original(text, start, end, kept), log)
        shift += length - (end - start)


def _groups(marks: list[_Mark]) -> Iterator[list[_Mark]]:
    """The marks in groups that share no text."""
    ordered = sorted(marks, key=lambda mark: (mark.start, mark.end))
    ends = accumulate((mark.end for mark in ordered), max)
    group: list[_Mark] = []
    for mark, end_before in zip(ordered, (-1, *ends), strict=False):
        if group and mark.start >= end_before:
            yield group
            group = []
        group.append(mark)
    if group:
        yield group


def _original(text: str, start: int, end: int, marks: list[_Mark]) -> str:
    """What ``text[start:end]`` was in the original, `marks` being all that changed in it."""
    pieces, position = [], start
    for mark in marks:
        pieces += [text[position : mark.start], mark.original]
        position = mark.end
    return "".join([*pieces, text[position:end]])
