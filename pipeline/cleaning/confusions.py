"""Right words for one another: rare ones beside a common one, and those that writers mix up.

`pipeline.cleaning.spelling.wrong_word` doubts what its sentence makes unlikely. A rare word ("min sön") is
never expected, so that here the other reading is tried at once; and of words that are mixed up by habit ("den
har boken") the rarer one may have been meant too, also where it has two letters.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline import gazetteer
from pipeline.cleaning.candidates import neighbours
from pipeline.cleaning.expectations import unexpected
from pipeline.cleaning.lexicon import confused_with, frequencies, is_word
from pipeline.cleaning.ranking import WORTH_MENTIONING, probabilities, weigh
from pipeline.cleaning.sounds import sound
from pipeline.cleaning.stage import Context
from pipeline.cleaning.words import Word
from pipeline.document import Edit, Language

DATA = Path(__file__).parents[1] / "data" / "confusions.json"

MOST = 0.89
"""Both readings are words, so that a person should look."""

RARE = 10_000
"""How often in a billion words a word occurs that hardly any news article needs."""

MUCH_MORE_COMMON = 20
"""A rare word is doubted beside one that is written this many times as often."""

LONGEST = 7
"""Letters of a word that may have become another one by accident."""

READINGS = 4
"""So many other words are tried in a sentence, the most frequent ones."""

UNEXPECTED = 1.0
"""A word that is often mixed up is doubted where its sentence makes it less likely by that much, as a natural
logarithm, than its frequency alone."""

LARGEST_GAIN = 20.0
"""However much better the sentence reads with the other word."""

BEYOND_FREQUENCY = 6.0
"""A sentence hardly ever gains more from another word than what it lacked with this one, what the other is
more frequent, and that much, as a natural logarithm. In 243 cases it did once, of 14 worth mentioning."""


@dataclass(frozen=True, slots=True)
class Confusion:
    """A word of the dictionary, and another one that may have been meant.

    Attributes:
        word: The word.
        other: The other one.
        unexpected: How much less likely its sentence makes the word than its frequency alone.
    """

    word: Word
    other: str
    unexpected: float

    @property
    def after(self) -> str:
        """The other word, with a capital where the word has one."""
        return self.other.capitalize() if self.word.text.istitle() else self.other

    @property
    def reading(self) -> str:
        """The sentence with the other word."""
        return self.word.reading(self.after)

    def signals(self, language: Language, gain: float) -> dict[str, float]:
        """What speaks for and against the other word.

        Args:
            language: The language of the text.
            gain: How much better the sentence reads with it, as a natural logarithm.
        """
        text, counts = self.word.text.lower(), frequencies(language)
        known = {
            "always": 1.0,
            "sentence": max(-LARGEST_GAIN, min(LARGEST_GAIN, gain)),
            "unexpected": max(-LARGEST_GAIN, min(LARGEST_GAIN, self.unexpected)),
            "more_frequent": math.log1p(counts.get(self.other, 0)) - math.log1p(counts.get(text, 0)),
            "confused": self.other in confused_with(text, language),
            "same_sound": sound(text) == sound(self.other),
            "rare": is_rare(text, language),
            "length": len(text),
        }
        return {name: float(value) for name, value in known.items() if value}


def confusion(found: Sequence[Word], language: Language, context: Context) -> Iterator[Edit]:
    """The edits of the rules `rare_word` and `mixed_up_word`; none without the model."""
    if not context.scorer:
        return
    doubted = confusions(found, language, context)
    readings = [one for doubt in doubted for one in (doubt.word.sentence, doubt.reading)]
    scores = context.scorer.scores(readings, language)
    best: dict[Word, tuple[float, Confusion]] = {}
    for doubt, as_it_is, other in zip(doubted, scores[::2], scores[1::2], strict=True):
        weight = weigh(doubt.signals(language, other - as_it_is), _weights())
        best[doubt.word] = max(best.get(doubt.word, (weight, doubt)), (weight, doubt), key=lambda one: one[0])
    for word, (weight, doubt) in best.items():
        confidence = probabilities([0.0, weight])[1]
        if confidence >= WORTH_MENTIONING:
            rare = is_rare(word.text.lower(), language)
            why = "is a rare word" if rare else "is often mixed up with another word"
            yield Edit(
                "spelling",
                "rare_word" if rare else "mixed_up_word",
                word.start,
                word.end,
                word.text,
                doubt.after,
                round(min(confidence, MOST), 4),
                f"“{word.text}” {why}; the sentence reads better with “{doubt.after}”.",
            )


def confusions(found: Sequence[Word], language: Language, context: Context) -> list[Confusion]:
    """What is doubted: words that a dictionary knows in small letters, and that are no names."""
    lacking = unexpected(found, language, context.scorer) if context.scorer else {}
    doubted = []
    for word in found:
        low = word.text.lower()
        if not (word.text.islower() or _opens(word)) or not low.isalpha() or not is_word(low, language):
            continue
        near = confused_with(low, language)
        if is_rare(low, language) and 2 < len(low) <= LONGEST:
            near |= _more_common(low, language)
        elif lacking[word] < UNEXPECTED:
            continue
        doubted += [Confusion(word, other, lacking[word]) for other in _likeliest(near, language)]
    return [doubt for doubt in doubted if _can_win(doubt, language)]


def _opens(word: Word) -> bool:
    """Whether its capital says only that a sentence begins (Jak tycker): nobody is called that."""
    text = word.text
    return word.initial and text.istitle() and not gazetteer.find(text) and not gazetteer.is_common_name(text)


def _can_win(doubt: Confusion, language: Language) -> bool:
    """Whether the model could still make the other word likely enough to be mentioned."""
    counts = frequencies(language)
    low = doubt.word.text.lower()
    more_frequent = math.log1p(counts.get(doubt.other, 0)) - math.log1p(counts.get(low, 0))
    gain = doubt.unexpected + more_frequent + BEYOND_FREQUENCY
    return probabilities([0.0, weigh(doubt.signals(language, gain), _weights())])[1] >= WORTH_MENTIONING


def is_rare(word: str, language: Language) -> bool:
    """Whether hardly any news article needs the word.

    >>> is_rare("sön", "sv"), is_rare("son", "sv")
    (True, False)
    """
    return frequencies(language).get(word, 0) < RARE


def _likeliest(words: frozenset[str], language: Language) -> list[str]:
    counts = frequencies(language)
    return sorted(words, key=lambda word: (-counts.get(word, 0), word))[:READINGS]


def _more_common(word: str, language: Language) -> frozenset[str]:
    counts = frequencies(language)
    least = MUCH_MORE_COMMON * (counts.get(word, 0) + 1)
    return frozenset(one for one in neighbours(language).within_one(word) if counts.get(one, 0) > least)


@cache
def _weights() -> Mapping[str, float]:
    weights: Mapping[str, float] = json.loads(DATA.read_text("utf-8"))["weights"]
    return weights
