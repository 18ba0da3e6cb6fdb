"""What reviewers have decided, in numbers: how right the rules were, how much was rewritten, who, when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import sqrt
from typing import Any

from rapidfuzz.distance import Levenshtein
from sqlalchemy import ColumnElement, select, type_coerce
from sqlalchemy import Text as PlainText

from pipeline.corpus import tables
from pipeline.corpus.store import Store

_VERDICTS = frozenset({"accepted", "rejected", "edited"})
"""Those that hold; the others undo, or only say something."""

_Z = 1.96
"""Standard errors on each side of 95 in 100."""


@dataclass(frozen=True, slots=True)
class Held:
    """A decision that holds: the last one on its subject that was not taken back.

    Attributes:
        kind: ``edit`` or ``segment``.
        verdict: ``accepted``, ``rejected`` or ``edited``.
        who: The reviewer.
        day: ISO 8601, UTC; "" where it is not known.
        draft: What stood there before the first decision on the subject.
        after: What stands there now.
        confidence: Of an edit, as its rule saw it.
    """

    kind: str
    verdict: str
    who: str
    day: str
    draft: str
    after: str
    confidence: float | None

    @property
    def change(self) -> float:
        """The share of characters that a reviewer has changed in a translation: 0 where it was accepted."""
        return Levenshtein.normalized_distance(self.draft, self.after)


@dataclass(slots=True)
class Bin:
    """Decided edits of like confidence.

    Attributes:
        tenth: The lowest confidence in it: 0.0, 0.1, …, 0.9.
        number: How many edits.
        accepted: How many of them were accepted as they were proposed.
        confidence: The sum of their confidences.
    """

    tenth: float
    number: int = 0
    accepted: int = 0
    confidence: float = 0.0

    @property
    def label(self) -> str:
        """The range in words."""
        return f"{self.tenth:.1f} to {self.tenth + 0.1:.1f}"

    @property
    def mean(self) -> float:
        """The mean confidence."""
        return self.confidence / self.number

    @property
    def share(self) -> float:
        """The share that was accepted."""
        return self.accepted / self.number

    @property
    def interval(self) -> tuple[float, float]:
        """Where the share of all such edits lies, 95 times in 100 (Wilson's interval).

        >>> tuple(round(end, 3) for end in Bin(0.9, 10, 9).interval)
        (0.596, 0.982)
        """
        share, number, square = self.share, self.number, _Z * _Z
        middle = (share + square / (2 * number)) / (1 + square / number)
        reach = _Z * sqrt(share * (1 - share) / number + square / (4 * number * number))
        reach /= 1 + square / number
        return max(0.0, middle - reach), min(1.0, middle + reach)


@dataclass(slots=True)
class Day:
    """What was decided on one day.

    Attributes:
        day: ISO 8601.
        edits: Decisions on edits.
        segments: Decisions on translations.
        changes: For each translation that was accepted or rewritten the share of it that was changed.
    """

    day: str
    edits: int = 0
    segments: int = 0
    changes: list[float] = field(default_factory=list)

    @property
    def decisions(self) -> int:
        """All decisions."""
        return self.edits + self.segments

    @property
    def change(self) -> float | None:
        """The mean share of a translation that was changed; None where there was none."""
        return sum(self.changes) / len(self.changes) if self.changes else None


def held(store: Store) -> list[Held]:
    """The decisions that hold, in the order in which they were made."""
    known = tables.decisions.c
    query = select(
        *(known.number, known.undoes, known.document, known.subject, known.confidence, known.who),
        *map(_raw, (known.kind, known.verdict, known.before, known.after, known.when)),
    )
    rows = list(store.database.rows(query.order_by(known.number)))
    undone = {row.undoes for row in rows}
    days = {when: _day(when) for when in {row.when for row in rows}}
    found: dict[tuple[str, str, str], Held] = {}
    for number, _, document, subject, confidence, who, kind, verdict, before, after, when in rows:
        if verdict in _VERDICTS and number not in undone:
            key = (document, kind, subject)
            earlier = found.pop(key, None)
            draft = earlier.draft if earlier else before
            found[key] = Held(kind, verdict, who, days[when], draft, after, confidence)
    return list(found.values())


def _raw(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A text as the database has it: its escapes do not matter here, and taking them out takes time."""
    return type_coerce(column, PlainText).label(column.key)


def _day(when: str) -> str:
    """The day of a time; "" where it is none, as in a file that somebody has written by hand.

    >>> _day("2026-11-22T09:55:00Z"), _day("yesterday")
    ('2026-11-22', '')
    """
    try:
        return date.fromisoformat(when[:10]).isoformat()
    except ValueError:
        return ""


def bins(decisions: Iterable[Held]) -> list[Bin]:
    """The decided edits by tenths of confidence; tenths without any are left out.

    An edit in whose place the reviewer wrote something else was not accepted.
    """
    found: dict[int, Bin] = {}
    for one in decisions:
        if one.kind == "edit" and one.confidence is not None:
            tenth = min(9, int(one.confidence * 10 + 1e-9))
            own = found.setdefault(tenth, Bin(tenth / 10))
            own.number += 1
            own.accepted += one.verdict == "accepted"
            own.confidence += one.confidence
    return [found[tenth] for tenth in sorted(found)]


def days(decisions: Iterable[Held]) -> list[Day]:
    """What was decided by day, the first one first; days without decisions are left out."""
    found: dict[str, Day] = {}
    for one in decisions:
        if not one.day:
            continue
        own = found.setdefault(one.day, Day(one.day))
        if one.kind == "edit":
            own.edits += 1
            continue
        own.segments += 1
        if one.verdict != "rejected":
            own.changes.append(one.change)
    return [found[day] for day in sorted(found)]


def reviewers(decisions: Sequence[Held]) -> list[tuple[str, int, int]]:
    """Each reviewer with the decisions on edits and on translations, the busiest first."""
    made = Counter((one.who, one.kind) for one in decisions)
    found = [(who, made[who, "edit"], made[who, "segment"]) for who in {who for who, _ in made}]
    return sorted(found, key=lambda one: (-one[1] - one[2], one[0]))
