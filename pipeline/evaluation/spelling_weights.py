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
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.cleaning.context import SentenceScorer, sentence_scorer
from pipeline.cleaning.ranking import WEIGHTS, change_signals
from pipeline.cleaning.readings import Doubt, shortlist
from pipeline.cleaning.spelling import misspelling, wrong_word
from pipeline.cleaning.stage import Context
from pipeline.cleaning.words import words
from pipeline.document import LANGUAGES, Language
from pipeline.evaluation.spelling_data import Case, bea, clean_news, dalaj, seeded

Kind = str

NEWS_STEP = 4
"""Of so many sentences of clean news one is read for its known words, and counts as many times."""


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
            some | {f"sentence_{self.language}": score - self.scores[0]}
            for some, score in zip(signals, self.scores, strict=True)
        ]


def examples(
    cases: Iterable[Case], kinds: Iterable[Kind], scorer: SentenceScorer, weight: float = 1.0
) -> Iterator[Example]:
    """The examples that the doubts of `cases` give, for `kinds` of ``unknown`` and ``known``."""
    for case in cases:
        context = Context(case.language, scorer)
        spoken = words(case.text, case.language)
        capitals = any(word.text[0].isupper() for word in spoken)
        inside = {word.text for word in spoken if not word.initial}
        doubts = [
            one for word in spoken if (one := misspelling(word, inside, case.language, capitals=capitals))
        ]
        if "known" in kinds:
            doubted = {doubt.word for doubt in doubts}
            rest = [word for word in spoken if word not in doubted]
            doubts += wrong_word(rest, case.language, context, capitals=capitals)
        for doubt in doubts:
            if doubt.kind in kinds and (example := _example(case, doubt, scorer, weight)):
                yield example


def _example(case: Case, doubt: Doubt, scorer: SentenceScorer, weight: float) -> Example | None:
    low = doubt.word.text.lower()
    candidates = shortlist(doubt, case.language)
    right = case.errors.get((doubt.word.start, doubt.word.end), doubt.word.text).lower()
    if right not in (low, *candidates) or not candidates:
        return None
    scores = scorer.scores(doubt.sentences(candidates, case.language), case.language)
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


def training_examples(folder: Path, scorer: SentenceScorer) -> Iterator[Example]:
    """All examples; the model need not read all of the news for words that are known.

    Seeded wrong words are many more than an archive has, and so count less.
    """
    chance = random.Random(1)
    news = list(clean_news(folder))
    typos, joined, wrong = (
        [made for case in news[first::step] if (made := seeded(case, kind, chance))]
        for kind, first, step in (("typo", 0, 3), ("joined", 1, 9), ("word", 2, 6))
    )
    some = [case for number, case in enumerate(news) if number // len(LANGUAGES) % NEWS_STEP == 0]
    yield from examples([*bea(folder), *dalaj(folder)], ("unknown", "known"), scorer)
    yield from examples([*news, *typos, *joined], ("unknown",), scorer)
    yield from examples(some, ("known",), scorer, NEWS_STEP)
    yield from examples(wrong, ("known",), scorer, 0.4)


def main(folder: Path) -> None:
    """Fit all weights and write them."""
    found: dict[Kind, list[Example]] = defaultdict(list)
    for example in training_examples(folder, sentence_scorer()):
        found[example.doubt.kind].append(example)
    fitted = {}
    for kind, ones in sorted(found.items()):
        fitted[f"{kind}_with_model"] = fit(ones)
        fitted[f"{kind}_without_model"] = fit(
            ones, frozenset(f"sentence_{language}" for language in LANGUAGES)
        )
        print(kind, len(ones), "examples,", sum(one.right > 0 for one in ones), "of them errors")
    WEIGHTS.write_text(json.dumps({"weights": fitted}, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
