"""Apply edits, undo them, and follow offsets through them. The only place that changes text.

A **pass** is the edits of one stage in one round: sorted, and those in effect do not overlap. All
their offsets refer to the text that the stage received. A **log** is the edits of all passes in order,
as it stands in ``changes.jsonl``; where round or stage changes, the next pass begins.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from pipeline.document import Edit
from pipeline.errors import ChangeLogError


def apply(text: str, edits: Iterable[Edit]) -> str:
    """`text` with those edits of one pass that are in effect.

    >>> from pipeline.document import Edit, Status
    >>> apply("all  things", [Edit("spacing", "doubled_space", 3, 5, "  ", " ", 1, "", Status.APPLIED)])
    'all things'

    Raises:
        ChangeLogError: An edit's span does not hold its `before`, or two edits overlap.
    """
    pieces, position = [], 0
    for edit in _in_effect(edits):
        if edit.start < position:
            raise ChangeLogError(f"edit {edit.id or edit.rule} at {edit.start} overlaps the one before it")
        if text[edit.start : edit.end] != edit.before:
            raise ChangeLogError(
                f"edit {edit.id or edit.rule} expects {edit.before!r} at {edit.start}, "
                f"but {text[edit.start : edit.end]!r} stands there"
            )
        pieces += [text[position : edit.start], edit.after]
        position = edit.end
    return "".join([*pieces, text[position:]])


def undo(text: str, edits: Iterable[Edit]) -> str:
    """The text before one pass: the inverse of `apply`.

    >>> from pipeline.document import Edit, Status
    >>> undo("all things", [Edit("spacing", "doubled_space", 3, 5, "  ", " ", 1, "", Status.APPLIED)])
    'all  things'

    Raises:
        ChangeLogError: An edit's `after` does not stand where the pass has put it.
    """
    pieces, position, shift = [], 0, 0
    for edit in _in_effect(edits):
        start = edit.start + shift
        end = start + len(edit.after)
        if start < position or text[start:end] != edit.after:
            raise ChangeLogError(
                f"edit {edit.id or edit.rule} has left {edit.after!r} at {start}, "
                f"but {text[start:end]!r} stands there"
            )
        pieces += [text[position:start], edit.before]
        position = end
        shift += len(edit.after) - len(edit.before)
    return "".join([*pieces, text[position:]])


def passes(log: Iterable[Edit]) -> Iterator[list[Edit]]:
    """The log in its passes, in order."""
    for _, edits in groupby(log, key=lambda edit: (edit.round, edit.stage)):
        yield list(edits)


def replay(original: str, log: Iterable[Edit]) -> str:
    """The normalised text, from the decoded original and the whole log.

    Raises:
        ChangeLogError: The log does not fit the text.
    """
    for edits in passes(log):
        original = apply(original, edits)
    return original


def rewind(normalised: str, log: Iterable[Edit]) -> str:
    """The decoded original, from the normalised text and the whole log: the inverse of `replay`.

    Raises:
        ChangeLogError: The log does not fit the text.
    """
    for edits in reversed(list(passes(log))):
        normalised = undo(normalised, edits)
    return normalised


class Projection:
    """Where the offsets of a text lie in the text before one pass.

    >>> from pipeline.document import Edit, Status
    >>> edit = Edit("spelling", "misspelling", 4, 8, "teh ", "the ", 1, "", Status.APPLIED)
    >>> shrink = Edit("spacing", "doubled_space", 0, 2, "  ", " ", 1, "", Status.APPLIED)
    >>> Projection([shrink, edit]).span(7, 9)
    (8, 10)
    """

    def __init__(self, edits: Iterable[Edit]) -> None:
        self._after: list[int] = []
        self._before: list[int] = []
        self._edits: list[Edit] = []
        shift = 0
        for edit in _in_effect(edits):
            self._after.append(edit.start + shift)
            self._before.append(edit.start)
            self._edits.append(edit)
            shift += len(edit.after) - len(edit.before)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The smallest span of the earlier text that became ``[start, end)``.

        A span that touches a changed one takes in the whole of it.
        """
        return self._offset(start, last=False), max(
            self._offset(start, last=False), self._offset(end, last=True)
        )

    def forward(self, start: int, end: int) -> tuple[int, int]:
        """The span of the later text that holds what became of ``[start, end)``, and what was put beside it.

        >>> from pipeline.document import Edit, Status
        >>> wide = Edit("spacing", "missing_space", 3, 3, "", " ", 1, "", Status.APPLIED)
        >>> Projection([wide]).forward(3, 6)
        (3, 7)
        """
        return self._later(start, last=False), self._later(end, last=True)

    def _later(self, offset: int, *, last: bool) -> int:
        # Edits do not overlap, so that only the last one that begins before an offset can contain it.
        index = (bisect_right if last else bisect_left)(self._before, offset) - 1
        if last and index >= 0 and self._before[index] == offset < self._edits[index].end:
            index -= 1  # It begins where the span ends.
        if index < 0:
            return offset
        edit, after = self._edits[index], self._after[index]
        if offset < edit.end:
            return after + len(edit.after) if last else after
        return after + len(edit.after) + offset - edit.end

    def _offset(self, offset: int, *, last: bool) -> int:
        index = bisect_right(self._after, offset) - 1
        # An edit that begins where a span ends is not part of the span.
        if last and index >= 0 and self._after[index] == offset:
            index -= 1
        if index < 0:
            return offset
        edit, after = self._edits[index], self._after[index]
        if offset < after + len(edit.after) or (last and offset == after + len(edit.after)):
            return edit.end if last else edit.start
        return edit.end + offset - after - len(edit.after)


def to_original(projections: Sequence[Projection], start: int, end: int) -> tuple[int, int]:
    """A span of a stage's text as a span of the decoded original.

    Args:
        projections: One for each pass that came before the stage, in order.
        start: Offset of the first code point.
        end: Offset behind the last one.
    """
    for projection in reversed(projections):
        start, end = projection.span(start, end)
    return start, end


def _in_effect(edits: Iterable[Edit]) -> list[Edit]:
    return sorted((edit for edit in edits if edit.in_effect), key=lambda edit: (edit.start, edit.end))
