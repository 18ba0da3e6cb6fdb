"""Fit the weights of single rules: ``python -m pipeline.evaluation.rule_weights DATA``.

These are the rules of `pipeline.cleaning.split_words` and `pipeline.cleaning.confusions`. Each asks one
thing of a place, whether the other reading is right, so that a logistic regression is enough. Right
readings come from errors of learners and from seeded ones, which count less because an archive has fewer
of them; wrong ones from clean news.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from pipeline.cleaning import confusions, split_words
from pipeline.cleaning.candidates import neighbours
from pipeline.cleaning.context import sentence_scorer
from pipeline.cleaning.lexicon import confused_with, frequencies, vocabulary
from pipeline.cleaning.stage import Context, Scorer
from pipeline.cleaning.words import Word, runs, words
from pipeline.document import LANGUAGES, Language
from pipeline.evaluation.spelling_data import Case, clean_news, dalaj

Example = tuple[dict[str, float], bool, float]
"""The signals of a place, whether the other reading is right there, and how much that counts."""

SEEDED = 0.1
"""How much a seeded error counts beside a clean place."""

LEARNERS = 3.0
"""How much a natural error counts."""

COMMON_PART = 1_000
"""How often in a billion words both parts of a word occur that is seeded as two."""

CAUTION = 0.8
"""What is taken off the odds of a confusion, as a natural logarithm: clean news shall get few suggestions."""

NEWS_STEP = 6
"""Of so many sentences of clean news one is read for `confusions`, whose doubts are many."""


def split_examples(cases: Sequence[Case], scorer: Scorer, weight: float) -> list[Example]:
    """Each pair of words that could be one, and whether it should."""
    found: list[tuple[split_words.Pair, bool]] = []
    sentences: list[str] = []
    for case in cases:
        for one, two in runs(words(case.text, case.language), case.text):
            wanted = case.errors.get((one.start, two.end)) == one.text + two.text
            could = split_words.could_be_one(one.text, two.text, case.language)
            if could and (wanted or not case.errors):
                pair = split_words.Pair(one, two)
                found.append((pair, wanted))
                sentences += [one.sentence, pair.reading]
    language: Language = next((case.language for case in cases), "sv")
    return [
        (split_words.signals(pair.first.text.lower(), pair.second.text, language, gain), wanted, weight)
        for (pair, wanted), gain in zip(found, _gains(sentences, language, scorer), strict=True)
    ]


def confusion_examples(cases: Sequence[Case], scorer: Scorer, weight: float) -> list[Example]:
    """Each word that could be another one, and whether it should."""
    found: list[tuple[confusions.Confusion, bool]] = []
    language: Language = next((case.language for case in cases), "sv")
    context = Context(language, scorer)
    for case in cases:
        # In a sentence with an error, only the wrong word tells something.
        spoken = [
            word
            for word in words(case.text, language)
            if not case.errors or (word.start, word.end) in case.errors
        ]
        for doubt in confusions.confusions(spoken, language, context):
            found.append((doubt, case.errors.get((doubt.word.start, doubt.word.end)) == doubt.other))
    sentences = [one for doubt, _ in found for one in (doubt.word.sentence, doubt.reading)]
    return [
        (doubt.signals(language, gain), wanted, weight)
        for (doubt, wanted), gain in zip(found, _gains(sentences, language, scorer), strict=True)
    ]


def _gains(sentences: Sequence[str], language: Language, scorer: Scorer) -> list[float]:
    """How much better the second of each two sentences reads than the first."""
    scores = scorer.scores(sentences, language)
    return [second - first for first, second in zip(scores[::2], scores[1::2], strict=True)]


def seeded(case: Case, kind: str, chance: random.Random) -> Case | None:
    """The clean sentence `case` with one error of `kind` (``split``, ``mixed`` or ``rare``), or None."""
    places = [word for word in words(case.text, case.language) if word.text.islower() and word.text.isalpha()]
    chance.shuffle(places)
    for word in places:
        wrong = _split(word, case.language) if kind == "split" else _other(word, kind, case.language, chance)
        if wrong:
            text = case.text[: word.start] + wrong + case.text[word.end :]
            return Case(
                f"seeded {kind}", case.language, text, {(word.start, word.start + len(wrong)): word.text}
            )
    return None


def _split(word: Word, language: Language) -> str:
    known = vocabulary(language)
    cuts = [
        (
            min(known.get(head, 0) or known.get(head.removesuffix("s"), 0), known.get(tail, 0)),
            f"{head} {tail}",
        )
        for cut in range(2, len(word.text) - 1)
        for head, tail in [(word.text[:cut], word.text[cut:])]
    ]
    count, best = max(cuts, default=(0, ""))
    head, _, tail = best.partition(" ")
    return best if count >= COMMON_PART and split_words.could_be_one(head, tail, language) else ""


def _other(word: Word, kind: str, language: Language, chance: random.Random) -> str:
    counts = frequencies(language)
    near = confused_with(word.text, language)
    if kind == "rare":
        near = frozenset(
            one
            for one in neighbours(language).within_one(word.text)
            if confusions.is_rare(one, language)
            and counts.get(word.text, 0) > confusions.MUCH_MORE_COMMON * (counts.get(one, 0) + 1)
        )
    return chance.choice(sorted(near)) if near else ""


def fit(examples: Sequence[Example], without: frozenset[str] = frozenset()) -> dict[str, float]:
    """The weights of a logistic regression with a weak pull towards zero, by Newton's method."""
    names = sorted({name for signals, _, _ in examples for name in signals} - without)
    values = np.array([[signals.get(name, 0.0) for name in names] for signals, _, _ in examples])
    right = np.array([float(wanted) for _, wanted, _ in examples])
    counted = np.array([weight for _, _, weight in examples])
    scale = np.maximum(np.abs(values).max(axis=0), 1.0)
    values = values / scale
    weights = np.zeros(len(names))
    pull = np.array([0.01 if name == "always" else 0.1 for name in names])
    for _ in range(100):
        likely = 1 / (1 + np.exp(-values @ weights))
        slope = values.T @ (counted * (right - likely)) - pull * weights
        bend = (values.T * (counted * likely * (1 - likely))) @ values + np.diag(pull)
        weights = weights + np.linalg.solve(bend, slope)
    return {name: round(float(weight), 3) for name, weight in zip(names, weights / scale, strict=True)}


def main(folder: Path) -> None:
    """Fit all weights and write them into the data of the two rules."""
    scorer, chance = sentence_scorer(), random.Random(1)
    learners = list(dalaj(folder))
    parts: dict[str, float | dict[str, float]] = {}
    others: list[Example] = []
    for language in LANGUAGES:
        news = [case for case in clean_news(folder) if case.language == language]
        seeds = {
            kind: [made for case in news[first::6] if (made := seeded(case, kind, chance))]
            for first, kind in enumerate(("split", "mixed", "rare"))
        }
        natural = learners if language == "sv" else []
        pairs = [
            *split_examples(news, scorer, 1.0),
            *split_examples(seeds["split"], scorer, SEEDED),
            *split_examples(natural, scorer, LEARNERS),
        ]
        parts[f"{language}_with_model"] = fit(pairs)
        parts[f"{language}_without_model"] = fit(pairs, frozenset({"sentence"}))
        others += [
            *confusion_examples(news[::NEWS_STEP], scorer, NEWS_STEP),
            *confusion_examples(seeds["mixed"] + seeds["rare"], scorer, SEEDED * 2),
            *confusion_examples(natural, scorer, LEARNERS),
        ]
    _write(split_words.DATA, parts)
    weights = fit(others)
    weights["always"] = round(weights["always"] - CAUTION, 3)
    _write(confusions.DATA, weights)


def _write(path: Path, weights: Mapping[str, float | Mapping[str, float]]) -> None:
    """Put the weights, which stand last, into a data file."""
    head, _, _ = path.read_text("utf-8").partition('"weights": ')
    path.write_text(f'{head}"weights": {json.dumps(weights, indent=1)}\n}}\n', "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
