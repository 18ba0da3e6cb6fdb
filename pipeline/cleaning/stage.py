"""What a stage is: a pure function from a text and its context to edits. It never changes text itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from pipeline.document import Edit, Language
from pipeline.terms import Termbase

Level = Literal["safe", "balanced", "bold"]

THRESHOLDS: Mapping[Level, float] = {"safe": 0.98, "balanced": 0.9, "bold": 0.6}
"""The confidence from which an edit is applied rather than suggested."""

BOLD_MISSPELLING = 0.35
"""The same at `bold` for a word that no dictionary knows: where its likeliest correction is that likely, it
is hardly ever right itself, even if another correction may be meant."""


def threshold(rule: str, level: Level) -> float:
    """The confidence from which an edit of `rule` is applied.

    >>> threshold("misspelling", "bold"), threshold("wrong_word", "bold")
    (0.35, 0.6)
    """
    if rule == "misspelling" and level == "bold":
        return BOLD_MISSPELLING
    return THRESHOLDS[level]


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


class Seen(NamedTuple):
    """Where the other documents of an archive write one form of a name.

    Attributes:
        documents: In how many of them.
        times: How often in all of them.
        given: The given names before it.
        beside: What those documents are about, by the names that each of them writes most often.
    """

    documents: int = 0
    times: int = 0
    given: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()


class NameMemory(Protocol):
    """What the other documents of an archive know, such as `pipeline.cleaning.name_memory.Others`."""

    def seen(self, form: str, language: Language) -> Seen:
        """Where the other documents in that language write `form`."""
        ...

    def similar(self, form: str, language: Language, farthest: int) -> list[str]:
        """The forms that other documents write within `farthest` edits of `form`, sorted."""
        ...


@dataclass(frozen=True)
class Context:
    """What a stage may know beside the text.

    Attributes:
        language: ISO 639-1 code of the document's language, or "" where it is not known yet.
        scorer: The embedded model, or None in the fast mode without it.
        archive: How the other documents of the archive write names, or None for a text by itself.
        terms: The user's termbase, or None.
        mistakes: How many misspelt words of the text were corrected in earlier rounds; they tell of its care.
    """

    language: str = ""
    scorer: Scorer | None = None
    archive: NameMemory | None = None
    terms: Termbase | None = None
    mistakes: int = 0


Stage = Callable[[str, Context], Iterable[Edit]]
