"""An engine whose translations are judged by the embedded model, which knows both directions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from pipeline.document import Language
from pipeline.translation.engine import Engine, Hypothesis

LONGEST = 1500
"""Characters of a sentence or its translation beyond which the embedded model is not asked."""


class Judge(Protocol):
    """Whoever can say how well a translation gives its source back."""

    def reverse_scores(
        self, pairs: Sequence[tuple[str, str]], source: Language, target: Language
    ) -> list[float]:
        """The log-probability per token of each source, given its translation; 0 is best."""
        ...


class JudgedEngine:
    """Another engine, with reverse scores, which say more of a translation than its own score.

    Scoring a sentence takes about as long as a good engine needs to translate it.

    Args:
        engine: The engine that translates.
        judge: The one that scores.
    """

    def __init__(self, engine: Engine, judge: Judge) -> None:
        self.engine = engine
        self._judge = judge

    @property
    def name(self) -> str:
        """The name of the engine that translates."""
        return self.engine.name

    def supports(self, source: Language, target: Language) -> bool:
        """Whether the engine can translate from `source` to `target`."""
        return self.engine.supports(source, target)

    def model(self, source: Language, target: Language) -> str:
        """Name and version of the engine's model."""
        return self.engine.model(source, target)

    def translate(self, sentences: Sequence[str], source: Language, target: Language) -> list[Hypothesis]:
        """One hypothesis for each sentence, in order, with a reverse score where one can be had."""
        found = self.engine.translate(sentences, source, target)
        open_ones = [
            index
            for index, (sentence, hypothesis) in enumerate(zip(sentences, found, strict=True))
            if hypothesis.reverse is None
            and hypothesis.text
            and max(len(sentence), len(hypothesis.text)) <= LONGEST
        ]
        pairs = [(sentences[index], found[index].text) for index in open_ones]
        for index, score in zip(open_ones, self._judge.reverse_scores(pairs, source, target), strict=True):
            found[index] = replace(found[index], reverse=score)
        return found
