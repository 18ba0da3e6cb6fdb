"""What a stage is: a pure function from a text and its context to edits. It never changes text itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from pipeline.document import Edit, Language

Level = Literal["safe", "balanced", "bold"]

THRESHOLDS: Mapping[Level, float] = {"safe": 0.98, "balanced": 0.9, "bold": 0.6}
"""The confidence from which an edit is applied rather than suggested."""


class Surprise(NamedTuple):
    """A piece of a sentence, and the natural logarithm of its probability after what stands before it.

    Attributes:
        start: Offset of its first code point in the sentence.
        end: Offset behind its last one.
        score: The logarithm; 0 is certain.
    """

    start: int
    end: int
    score: float


class Scorer(Protocol):
    """Anything that can say how well sentences read, such as `pipeline.cleaning.context.SentenceScorer`."""

    def scores(self, sentences: Iterable[str], language: Language) -> list[float]:
        """The natural logarithm of each sentence's probability; higher reads better."""
        ...

    def surprises(self, sentences: Iterable[str], language: Language) -> list[list[Surprise]]:
        """For each sentence its pieces (words or parts of one), in order, with how expected they were."""
        ...


@dataclass(frozen=True)
class Context:
    """What a stage may know beside the text.

    Attributes:
        language: ISO 639-1 code of the document's language, or "" where it is not known yet.
        scorer: The embedded model, or None in the fast mode without it.
    """

    language: str = ""
    scorer: Scorer | None = None


Stage = Callable[[str, Context], Iterable[Edit]]
