"""Words written apart that belong together: Swedish compounds ("ord förråd"), stray spaces ("in formation").

Nearly every two Swedish words that stand side by side could be one compound, so the rules only suggest.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.cleaning.lexicon import dictionary, frequencies, vocabulary
from pipeline.cleaning.ranking import WORTH_MENTIONING, probabilities, weigh
from pipeline.cleaning.stage import Context
from pipeline.cleaning.words import Word, runs
from pipeline.document import Edit, Language

DATA = Path(__file__).parents[1] / "data" / "split_words.json"

MOST = 0.89
"""No compound is surer than that: whoever writes two words may have meant two."""

SHORTEST = 5
"""Letters of the whole word; below, any two short words make another one."""

WORTH_MENTIONING_ALONE = 0.5
"""The least confidence without the model."""

LARGEST_GAIN = 15.0
"""However much better the sentence reads with one word, as a natural logarithm."""

KNOWN_PART = 1_000
"""How often in a billion words a part occurs that makes sense by itself."""

FUNCTION_WORD = 1_000_000
"""How often in a billion words a word occurs that is seldom a part of another one."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two words with one space between them.

    Attributes:
        first: The one.
        second: The other.
    """

    first: Word
    second: Word

    @property
    def joined(self) -> str:
        """The two as one word."""
        return self.first.text + self.second.text

    @property
    def reading(self) -> str:
        """The sentence with one word instead of two."""
        after = self.first.sentence[self.first.offset + len(self.first.text) + 1 + len(self.second.text) :]
        return self.first.before + self.joined + after


def split_words(found: Sequence[Word], text: str, language: Language, context: Context) -> Iterator[Edit]:
    """The edits of the rules `split_compound` (Swedish) and `split_word` (English)."""
    best = LARGEST_GAIN if context.scorer else None
    pairs = [
        Pair(one, two)
        for one, two in runs(list(found), text)
        if could_be_one(one.text, two.text, language, listed=context.scorer is None)
        and likelihood(one.text, two.text, language, best) >= WORTH_MENTIONING
    ]
    gains = [0.0] * len(pairs)
    if context.scorer and pairs:
        readings = [reading for pair in pairs for reading in (pair.first.sentence, pair.reading)]
        scores = context.scorer.scores(readings, language)
        gains = [joined - apart for apart, joined in zip(scores[::2], scores[1::2], strict=True)]
    for pair, gain in zip(pairs, gains, strict=True):
        confidence = likelihood(pair.first.text, pair.second.text, language, gain if context.scorer else None)
        if confidence >= (WORTH_MENTIONING if context.scorer else WORTH_MENTIONING_ALONE):
            yield _edit(pair, min(confidence, MOST), language, with_model=context.scorer is not None)


def could_be_one(first: str, second: str, language: Language, *, listed: bool = False) -> bool:
    """Whether two words written apart are one word in a dictionary, and not better known as two.

    Args:
        first: The one.
        second: The other.
        language: Their language.
        listed: Only words that stand in the frequency list, which is faster; Swedish makes new compounds.

    >>> could_be_one("narkotika", "brott", "sv"), could_be_one("över", "huvud", "sv")
    (True, False)
    """
    low = first.lower()
    if len(first) < 2 or len(second) < 2 or len(first) + len(second) < SHORTEST:
        return False
    if not (first.isalpha() and second.isalpha() and first[1:].islower() and second.islower()):
        return False
    if f"{low} {second}" in _either_way(language):
        return False
    joined, known, counts = low + second, vocabulary(language), frequencies(language)
    rarer, commoner = sorted((counts.get(low, 0), counts.get(second, 0)))
    if language == "en":
        # Without the sentence, "in formation" and "off shore" are right as often as not.
        return joined in known and not (listed and rarer >= KNOWN_PART)
    # What is hardly ever written as one word is no word with a function word in it (utanför is frequent).
    if commoner >= FUNCTION_WORD and (listed or joined not in known):
        return False
    if _is_verb(low) or (listed and joined not in known and low not in _bound_parts()):
        return False
    return joined in known or dictionary("sv").accepts(joined)


def likelihood(first: str, second: str, language: Language, gain: float | None) -> float:
    """How likely two words are one, from 0 to 1.

    Args:
        first: The one.
        second: The other.
        language: Their language.
        gain: How much better the sentence reads with one word, as a natural logarithm; None where no model
            was asked.
    """
    by = _weights()[f"{language}_{'without' if gain is None else 'with'}_model"]
    return probabilities([0.0, weigh(signals(first.lower(), second, language, gain or 0.0), by)])[1]


def signals(first: str, second: str, language: Language, gain: float) -> dict[str, float]:
    """What speaks for and against two words in small letters being one."""
    counts = frequencies(language)
    known: dict[str, float] = {
        "always": 1.0,
        "sentence": max(-LARGEST_GAIN, min(LARGEST_GAIN, gain)),
        "joined": math.log1p(counts.get(first + second, 0)),
        "first": math.log1p(counts.get(first, 0)),
        "second": math.log1p(counts.get(second, 0)),
    }
    if language == "sv":
        known |= {
            "bound": first in _bound_parts(),
            "adjective": _is_adjective(first),
            "linking_s": first.endswith("s") and first[:-1] in vocabulary("sv"),
            "verb": _is_verb(second),
            "new": not counts.get(first + second, 0),
        }
    return {name: float(value) for name, value in known.items() if value}


def _is_adjective(word: str) -> bool:
    """Whether a Swedish word has the forms of an adjective (social, socialt, sociala)."""
    known = vocabulary("sv")
    return any(
        stem + "t" in known and stem + "a" in known
        for stem in {word, word.removesuffix("a"), word.removesuffix("t")}
        if len(stem) > 2
    )


def _is_verb(word: str) -> bool:
    """Whether a Swedish word is an inflected form of a verb or its infinitive; by its other forms."""
    known = vocabulary("sv")
    if word.endswith("r") and word + "a" in known and word + "de" in known:
        return True
    return any(
        word.endswith(ending)
        and len(stem := word.removesuffix(ending)) > 1
        and {stem + "a", stem + past} <= known.keys()
        for ending, past in _VERB_ENDINGS
    )


_VERB_ENDINGS = (
    *((ending, "ade") for ending in ("a", "ar", "ade", "ades", "at", "ats", "as")),
    *((ending, past) for ending in ("a", "er", "de", "des", "te", "tes") for past in ("de", "te")),
)


def _edit(pair: Pair, confidence: float, language: Language, *, with_model: bool) -> Edit:
    one, two = pair.first, pair.second
    what = "a compound written apart" if language == "sv" else "a word with a space inside it"
    fits = ", and the sentence was read with both" if with_model else ""
    return Edit(
        "spelling",
        "split_compound" if language == "sv" else "split_word",
        one.start,
        two.end,
        f"{one.text} {two.text}",
        pair.joined,
        round(confidence, 4),
        f"“{one.text} {two.text}” looks like {what}: the dictionary knows “{pair.joined}”{fits}.",
    )


@cache
def _weights() -> Mapping[str, Mapping[str, float]]:
    weights: Mapping[str, Mapping[str, float]] = json.loads(DATA.read_text("utf-8"))["weights"]
    return weights


@cache
def _bound_parts() -> frozenset[str]:
    return frozenset(json.loads(DATA.read_text("utf-8"))["bound_parts"])


@cache
def _either_way(language: Language) -> frozenset[str]:
    return frozenset(json.loads(DATA.read_text("utf-8"))["either_way"][language])
