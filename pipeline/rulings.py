"""What people have decided on changes of a text, and where those changes stand when it comes again.

An edit is known again by the words around its place in the original, not by its rule or its offsets: so a
decision holds when the article arrives with other words elsewhere, and when a rule sees the same change with
a wider or narrower span, or under another name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.changelog import Projection, to_original
from pipeline.document import Edit, Status

AROUND = 40
"""Code points on each side of a place that are kept to find it again."""

ENOUGH = 20
"""Of them, how many are enough where what stands farther away has changed."""


@dataclass(frozen=True, slots=True)
class Place:
    """A span of an original, and what stands around it.

    Attributes:
        start: Offset of its first code point.
        end: Offset behind its last one.
        left: What stands before it.
        text: What stands there.
        right: What stands behind it.
        nth: Which of the equal changes of that span is meant, from 0; one line may have been rewritten whole.
    """

    start: int
    end: int
    left: str
    text: str
    right: str
    nth: int = 0

    @classmethod
    def of(cls, original: str, start: int, end: int, nth: int = 0) -> Place:
        """The place of a span of `original`."""
        left, right = original[max(0, start - AROUND) : start], original[end : end + AROUND]
        return cls(start, end, left, original[start:end], right, nth)

    def find(self, original: str) -> list[tuple[int, int]]:
        """Where the place is in another revision of its text: nowhere, in one place, or in several.

        >>> place = Place.of("They had teh keys.", 9, 12)
        >>> place.find("They had teh keys."), place.find("No. They had teh keys."), place.find("teh")
        ([(9, 12)], [(13, 16)], [])
        """
        whole = self.left + self.text + self.right
        if original[max(0, self.start - len(self.left)) : self.end + len(self.right)] == whole:
            return [(self.start, self.end)]
        near, far = self.left[-ENOUGH:], self.right[:ENOUGH]
        for left, right in ((self.left, self.right), (near, far), (self.left, ""), ("", self.right)):
            if len((left + right).strip()) >= min(ENOUGH, len((self.left + self.right).strip())) and (
                found := list(_matches(original, left, self.text, right))
            ):
                return found
        return []

    def find_exactly(self, original: str) -> list[tuple[int, int]]:
        """Where the very same words stand in another text, with the very same words around."""
        whole = self.left + self.text + self.right
        found, position = [], original.find(whole)
        while position >= 0:
            start = position + len(self.left)
            found.append((start, start + len(self.text)))
            position = original.find(whole, position + 1)
        return found


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a person has decided on a change.

    Attributes:
        edit: The change as it was proposed, with its id, stage, rule, confidence and reason.
        decided: The same as the person wants it: accepted, rejected, or with other words.
        place: Where it stood.
        own: Whether it was decided in the document itself, rather than in another one with the same words.
    """

    edit: Edit
    decided: Edit
    place: Place
    own: bool = True

    @property
    def accepted(self) -> bool:
        """Whether the person wants a change there."""
        return self.decided.status is Status.ACCEPTED

    @property
    def travels(self) -> bool:
        """Whether enough stands around it to know the sentence in another document."""
        return len((self.place.left + self.place.right).strip()) >= AROUND


class Rulings:
    """The rulings that concern one text, while the stages run over it.

    Args:
        rulings: All that may concern it; those of its own document come before others.
        original: The decoded text.
    """

    def __init__(self, rulings: Iterable[Ruling], original: str) -> None:
        self._open: list[tuple[Ruling, tuple[int, int]]] = []
        self._rejected: set[str] = set()
        taken: set[tuple[int, int]] = set()
        # Where two disagree on words that other documents have as well, nothing is changed.
        for ruling in sorted(rulings, key=lambda ruling: (not ruling.own, ruling.accepted)):
            if not ruling.own and ruling.place.text not in original:
                continue
            spans = ruling.place.find(original) if ruling.own else ruling.place.find_exactly(original)
            # To change one of several equal places would be a guess; to leave all of them alone is none.
            spans = spans[:0] if ruling.accepted and len(spans) > 1 else spans
            self._open += [(ruling, span) for span in spans if ruling.own or span not in taken]
            taken.update(spans)
        self.ids = {ruling.edit.id for ruling, _ in self._open if ruling.own}

    def obeyed(
        self, edits: Sequence[Edit], stage: str, text: str, projections: Sequence[Projection]
    ) -> tuple[list[Edit], dict[str, Status]]:
        """The edits of one pass, those put in and left out that people have decided on, and their status.

        Args:
            edits: What the stage proposes.
            stage: Its name.
            text: What the stage has received.
            projections: Of the passes before.
        """
        proposed, statuses = list(edits), dict[str, Status]()
        settled: list[Edit] = []
        for ruling, span in list(self._open):
            found = _stands(ruling, span, text, projections)
            if found is None:
                continue
            beside = [edit for edit in proposed if _overlap(edit, found, found + len(ruling.edit.before))]
            same = [edit for edit in beside if _is_same(edit, ruling, found, text)]
            for edit in beside:
                statuses[edit.id] = Status.SUGGESTED
            if not same and not (ruling.accepted and (beside or stage == ruling.edit.stage)):
                continue
            proposed = [edit for edit in proposed if edit not in same]
            if decided := self._decided(ruling, same, found, stage):
                settled.append(decided)
            if ruling.accepted:
                self._open.remove((ruling, span))
        return [*proposed, *settled], statuses | {edit.id: edit.status for edit in settled}

    def _decided(self, ruling: Ruling, same: Sequence[Edit], start: int, stage: str) -> Edit | None:
        """The edit as the person wants it; None where it is rejected and stands in the log already."""
        edit = replace(ruling.decided, start=start, end=start + len(ruling.edit.before), stage=stage, round=0)
        if same and ruling.decided.after == ruling.edit.after:
            known = same[0]
            edit = replace(edit, rule=known.rule, confidence=known.confidence, reason=known.reason)
        if not ruling.own:
            edit = replace(edit, id=same[0].id if same else "")
        if not ruling.accepted:
            key = edit.id or f"{start}"
            if key in self._rejected:
                return None
            self._rejected.add(key)
        return edit


def _matches(original: str, left: str, text: str, right: str) -> Iterator[tuple[int, int]]:
    """Where `text` stands between `left` and `right`, whatever white space is between their words."""
    before, after = (r"\s+".join(map(re.escape, re.split(r"\s+", part))) for part in (left, right))
    pattern = re.compile(f"{before}({re.escape(text)})(?={after})")
    return (match.span(1) for match in pattern.finditer(original))


def _stands(
    ruling: Ruling, span: tuple[int, int], text: str, projections: Sequence[Projection]
) -> int | None:
    """Where in a stage's text the words stand that the person has decided on, or None."""
    first, last = span
    for projection in projections:
        first, last = projection.forward(first, last)
    before, found = ruling.edit.before, list[int]()
    position = text.find(before, first, last)
    while position >= 0:
        if to_original(projections, position, position + len(before)) == span:
            found.append(position)
        position = text.find(before, position + 1, last) if position < last else -1
    return found[min(ruling.place.nth, len(found) - 1)] if found else None


def _overlap(edit: Edit, start: int, end: int) -> bool:
    return (edit.start < end and start < edit.end) or (edit.start, edit.end) == (start, end)


def _is_same(edit: Edit, ruling: Ruling, start: int, text: str) -> bool:
    """Whether `edit` makes of the text what the ruling's edit makes of it, with whatever span."""
    end = start + len(ruling.edit.before)
    first, last = min(start, edit.start), max(end, edit.end)
    made = text[first : edit.start] + edit.after + text[edit.end : last]
    return any(
        made == text[first:start] + after + text[end:last]
        for after in {ruling.edit.after, ruling.decided.after}
    )
