"""Fit the weights of `pipeline.cleaning.ranking`: ``python -m pipeline.evaluation.spelling_weights DATA``.

The likelihood of the right readings is maximised over natural errors of learners, clean news, and clean news
with seeded errors, for words that no dictionary knows and for those that one does, each with the embedded
model and without.
"""

from __future__ import annotations

import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.cleaning.context import SentenceScorer, sentence_scorer
from pipeline.cleaning.ranking import WEIGHTS, change_signals
from pipeline.cleaning.spelling import Doubt, misspelling, shortlist, wrong_word
from pipeline.cleaning.stage import Context
from pipeline.cleaning.words import words
from pipeline.document import Language
from pipeline.evaluation.spelling_data import Case, bea, clean_news, dalaj, seeded

Kind = str


@dataclass(frozen=True)
class Example:
    """A doubted word, and which of its readings is right.

    Attributes:
        source: Where the sentence comes from.
        language: Its language.
        doubt: The word.
        candidates: Its shortlist.
        scores: What the model says of the sentence with the word, and with each candidate.
        right: 0 where the word is right as it stands, else the number of the right candidate, from 1.
        weight: How much it counts.
    """

    source: str
    language: Language
    doubt: Doubt
    candidates: Sequence[str]
    scores: Sequence[float]
    right: int
    weight: float = 1.0

    @property
    def readings(self) -> list[dict[str, float]]:
        """The signals of all readings, that of the word as it stands first."""
        low = self.doubt.word.text.lower()
        signals = [self.doubt.signals(self.candidates, self.language)]
        signals += [change_signals(low, candidate, self.language) for candidate in self.candidates]
        return [
            some | {"sentence": score - self.scores[0]}
            for some, score in zip(signals, self.scores, strict=True)
        ]


def examples(cases: Iterable[Case], scorer: SentenceScorer, weight: float = 1.0) -> dict[Kind, list[Example]]:
    """The examples that the doubts of `cases` give, by kind: ``unknown`` and ``known``."""
    found: dict[Kind, list[Example]] = defaultdict(list)
    for case in cases:
        spoken = words(case.text, case.language)
        capitals = any(word.text[0].isupper() for word in spoken)
        unknown = [
            one for word in spoken if (one := misspelling(word, spoken, case.language, cased=capitals))
        ]
        doubted = {doubt.word for doubt in unknown}
        known = wrong_word(
            [word for word in spoken if word not in doubted], case.language, Context(case.language, scorer)
        )
        for kind, doubts in (("unknown", unknown), ("known", known)):
            for doubt in doubts:
                if example := _example(case, doubt, kind, scorer, weight):
                    found[kind].append(example)
    return found


def _example(case: Case, doubt: Doubt, kind: str, scorer: SentenceScorer, weight: float) -> Example | None:
    low = doubt.word.text.lower()
    candidates = shortlist(doubt, kind, case.language)
    right = case.errors.get((doubt.word.start, doubt.word.end), doubt.word.text).lower()
    if right not in (low, *candidates) or not candidates:
        return None
    sentences = [doubt.word.sentence, *(doubt.reading(one, case.language) for one in candidates)]
    scores = scorer.scores(sentences, case.language)
    return Example(
        case.source, case.language, doubt, candidates, scores, (low, *candidates).index(right), weight
    )


def fit(
    found: Sequence[Example], without: frozenset[str] = frozenset(), steps: int = 1500
) -> dict[str, float]:
    """The weights that make the right readings likeliest, with a weak pull towards zero (Adam)."""
    readings = [one.readings for one in found]
    names = sorted({name for some in readings for signals in some for name in signals} - without)
    most = max(map(len, readings))
    signals = np.zeros((len(found), most, len(names)))
    absent = np.ones((len(found), most), dtype=bool)
    for row, some in enumerate(readings):
        absent[row, : len(some)] = False
        for column, reading in enumerate(some):
            signals[row, column] = [reading.get(name, 0.0) for name in names]
    right = signals[np.arange(len(found)), [one.right for one in found]]
    counted = np.array([one.weight for one in found])
    values, mean, square = (np.zeros(len(names)) for _ in range(3))
    for step in range(1, steps + 1):
        power = np.where(absent, -np.inf, signals @ values)
        likely = np.exp(power - power.max(axis=1, keepdims=True))
        likely /= likely.sum(axis=1, keepdims=True)
        expected = np.einsum("nr,nrf->nf", likely, signals)
        slope = counted @ (right - expected) - 0.3 * values
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        rate = 0.05 if step < steps / 2 else 0.01
        values += rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return {name: round(float(value), 3) for name, value in zip(names, values, strict=True)}


def training_cases(folder: Path) -> dict[float, list[Case]]:
    """All cases, by how much one counts: seeded wrong words are many more than an archive has."""
    chance = random.Random(1)
    news = list(clean_news(folder))
    some = [
        [made for case in news[first::step] if (made := seeded(case, kind, chance))]
        for kind, first, step in (("typo", 0, 3), ("joined", 1, 9), ("word", 2, 3))
    ]
    return {1.0: [*bea(folder), *dalaj(folder), *news, *some[0], *some[1]], 0.2: some[2]}


def main(folder: Path) -> None:
    """Fit all weights and write them."""
    scorer = sentence_scorer()
    found: dict[Kind, list[Example]] = defaultdict(list)
    for weight, cases in training_cases(folder).items():
        for kind, more in examples(cases, scorer, weight).items():
            found[kind] += more
    fitted = {}
    for kind, ones in sorted(found.items()):
        fitted[f"{kind}_with_model"] = fit(ones)
        fitted[f"{kind}_without_model"] = fit(ones, frozenset({"sentence"}))
        print(kind, len(ones), "examples,", sum(one.right > 0 for one in ones), "of them errors")
    WEIGHTS.write_text(json.dumps({"weights": fitted}, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
