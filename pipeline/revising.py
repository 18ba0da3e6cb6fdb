"""Change one edit of a log after the fact: the edits of later passes move with the text, or go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from pipeline.changelog import passes
from pipeline.document import Edit
from pipeline.errors import ChangeLogError


class Revision(NamedTuple):
    """A log in which one edit has become another one.

    Attributes:
        log: The log.
        dropped: Edits of later passes that had changed what the edit has written; they are not in the log.
    """

    log: list[Edit]
    dropped: list[Edit]


def revise(log: Iterable[Edit], new: Edit) -> Revision:
    """The log with `new` in place of the edit with its id, which has the same span of the same pass.

    The edits of later passes move with the text. Those that rest on what was there before are dropped, and so
    is what was put in behind words that go: nothing would tell any more which side of them it stood on.

    >>> from pipeline.document import Edit, Status
    >>> one = Edit("spacing", "doubled_space", 0, 2, "  ", " ", 1, "", Status.APPLIED, "a")
    >>> two = Edit("spelling", "misspelling", 2, 5, "teh", "the", 1, "", Status.APPLIED, "b")
    >>> from dataclasses import replace
    >>> [edit.start for edit in revise([one, two], replace(one, status=Status.REJECTED)).log]
    [0, 3]

    Raises:
        ChangeLogError: There is no such edit, or `new` overlaps another one that is in effect.
    """
    kept: list[Edit] = []
    dropped: list[Edit] = []
    found = None
    for edits in passes(log):
        if found:
            edits, lost, found = _moved(edits, found)
            dropped += lost
        elif old := next((edit for edit in edits if edit.id == new.id), None):
            if (old.start, old.end, old.before) != (new.start, new.end, new.before):
                raise ChangeLogError(f"edit {new.id} cannot move from {old.start} to {new.start}")
            others = [edit for edit in edits if edit.in_effect and edit.id != new.id]
            if new.in_effect and any(_overlap(new, other) for other in others):
                raise ChangeLogError(f"edit {new.id} overlaps another one that is in effect")
            start = old.start + sum(
                len(edit.after) - len(edit.before)
                for edit in others
                if (edit.start, edit.end) < (old.start, old.end)
            )
            before, after = _written(old), _written(new)
            found = _Change(start, start + len(before), len(after) - len(before))
            found = found if before != after else _Change(0, 0, 0)
            edits = [new if edit.id == new.id else edit for edit in edits]
        kept += edits
    if found is None:
        raise ChangeLogError(f"the log has no edit {new.id}")
    return Revision(kept, dropped)


class _Change(NamedTuple):
    """A span of a text that is to hold something else, which is so much longer."""

    start: int
    end: int
    longer: int


def _moved(edits: list[Edit], change: _Change) -> tuple[list[Edit], list[Edit], _Change]:
    """The edits of a pass where `change` was made before it, those that go, and the change behind it."""
    start, end, longer = change
    if start == end and not longer:  # nothing was there, and nothing is
        return edits, [], change
    goes = end + longer == start
    lost: list[Edit] = []

    def rests(edit: Edit) -> bool:
        return (edit.start < end and start < edit.end) or (goes and edit.start == edit.end == end)

    while touched := [edit for edit in edits if rests(edit) and edit not in lost]:
        lost += touched
        start = min(start, *(edit.start for edit in touched if edit.in_effect), start)
        end = max(end, *(edit.end for edit in touched if edit.in_effect), end)
    kept = [edit for edit in edits if edit not in lost]
    left = sum(len(edit.after) - len(edit.before) for edit in kept if edit.in_effect and edit.end <= start)
    inside = sum(len(edit.after) - len(edit.before) for edit in lost if edit.in_effect)
    moved = [
        edit if edit.end <= start else replace(edit, start=edit.start + longer, end=edit.end + longer)
        for edit in kept
    ]
    return moved, lost, _Change(start + left, end + left + inside, longer - inside)


def _written(edit: Edit) -> str:
    return edit.after if edit.in_effect else edit.before


def _overlap(one: Edit, two: Edit) -> bool:
    return (one.start < two.end and two.start < one.end) or (one.start, one.end) == (two.start, two.end)
