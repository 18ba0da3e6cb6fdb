"""What people have said about the parts of one document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.corpus.effective import DECIDES, Said, said
from pipeline.corpus.entry import Decision


@dataclass(frozen=True, slots=True)
class Opinions:
    """The decisions and comments on a document.

    Attributes:
        about: By the id of an edit or segment all decisions on it, in order.
        undone: The numbers of those that were taken back.
        newest: The number of the last one, 0 where there is none.
    """

    about: Mapping[str, Sequence[Decision]]
    undone: frozenset[int]
    newest: int
    _said: Mapping[str, Said]

    @classmethod
    def of(cls, decisions: Iterable[Decision]) -> Opinions:
        """What was said, from all decisions on one document in order."""
        made = list(decisions)
        about: dict[str, list[Decision]] = defaultdict(list)
        for decision in made:
            about[decision.subject].append(decision)
        undone = frozenset(decision.undoes for decision in made if decision.undoes)
        return cls(about, undone, made[-1].number if made else 0, said(made))

    def seen(self, subject: str) -> int:
        """The number of the last decision on an edit or segment, 0 where there is none."""
        about = self.about.get(subject)
        return about[-1].number if about else 0

    def stands(self, decision: Decision) -> bool:
        """Whether it decides something, and was not taken back."""
        return decision.verdict in DECIDES and decision.number not in self.undone

    def effective(self, subject: str) -> Decision | None:
        """The decision that holds for an edit or segment: the last one that was not taken back."""
        return self._said[subject].effective if subject in self._said else None

    def comments(self, subject: str) -> int:
        """How many comments there are on it."""
        return sum(bool(decision.comment) for decision in self.about.get(subject, ()))
