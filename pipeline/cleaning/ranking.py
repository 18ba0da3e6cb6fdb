"""How likely each reading of a word is: one calibrated probability out of several weak signals.

A noisy channel as a conditional logit: a reading's weight is the weighted sum of its signals, and its
probability the exponential of that, divided by the sum over all readings, the unchanged word included. The
weights stand in ``pipeline/data/spelling.json``; `pipeline.evaluation.spelling_weights` fits them
and says on what.
"""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from rapidfuzz.distance import OSA

from pipeline.cleaning.channel import slip
from pipeline.cleaning.lexicon import confused_with, frequencies, is_compound, is_word
from pipeline.cleaning.sounds import sound, squeezed
from pipeline.document import Language, other

WEIGHTS = Path(__file__).parents[1] / "data" / "spelling.json"

WORTH_MENTIONING = 0.2
"""Below this confidence another word is not even suggested, unless the one that stands there is more likely
wrong than right."""

NAME_WORTH_MENTIONING = 0.3
"""The same for names, of which most are right."""

USUAL = 5.0
"""A spelling that is so much rarer than another one, as a natural logarithm, is no usual one."""

_VOWELS = frozenset("aeiouyåäöé")

Signals = Mapping[str, float]


def change_signals(word: str, candidate: str, language: Language) -> dict[str, float]:
    """What speaks for and against `word` being a slip of the pen for `candidate`, both in small letters.

    >>> sorted(change_signals("tought", "thought", "en"))
    ['frequency_en', 'same_sound', 'slip_en']
    """
    count = min(frequencies(language).get(part, 0) for part in candidate.split(" "))
    signals = {
        f"frequency_{language}": math.log1p(count),
        f"slip_{language}": 0.0 if " " in candidate else slip(word, candidate, language),
        "two_words": " " in candidate,
        "two_edits": OSA.distance(word, candidate, score_cutoff=2) > 1,
        "other_first_letter": word[0] != candidate[0],
        "doubled_letter": squeezed(word) == squeezed(candidate),
        "swapped_letters": len(word) == len(candidate) and sorted(word) == sorted(candidate),
        "accent": _plain(word) == _plain(candidate),
        "confused": candidate in confused_with(word, language),
        "same_sound": sound(word) == sound(candidate),
        "vowel": _differs_in_a_vowel(word, candidate),
        "ending": min(len(word), len(candidate)) > 3 and word[:-1] == candidate[:-1],
    }
    return {name: float(value) for name, value in signals.items() if value}


def keep_signals(word: str, candidates: Sequence[str], language: Language) -> dict[str, float]:
    """What speaks for `word` being right as it stands, beside its `candidates`.

    How often it is written counts only beside the most frequent candidate: "goverment" is frequent too.
    """
    low, counts = word.lower(), frequencies(language)
    most = max((counts.get(candidate, 0) for candidate in candidates), default=0)
    usual = math.log1p(counts.get(low, 0)) - math.log1p(most)
    signals = {
        f"keep_{language}": 1.0,
        "keep_usual": max(0.0, usual + USUAL),
        "keep_compound": language == "sv" and is_compound(low),
        "keep_capital": word[0].isupper(),
        "keep_short": len(word) <= 3,
        "keep_length": len(word),
        "keep_foreign": len(word) > 1 and is_word(low, other(language)),
        "keep_name": word.islower() and is_word(word.capitalize(), language),
    }
    return {name: float(value) for name, value in signals.items() if value}


def weights(kind: str, *, with_model: bool) -> Mapping[str, float]:
    """The fitted weights.

    Args:
        kind: ``unknown`` for words that no dictionary knows, ``known`` for those that one does.
        with_model: Whether the signals from the embedded model, ``sentence_en`` and ``sentence_sv``, are
            among them.
    """
    return _all_weights()[f"{kind}_with_model" if with_model else f"{kind}_without_model"]


def weigh(signals: Signals, by: Mapping[str, float]) -> float:
    """The weighted sum of `signals`."""
    return sum(by.get(name, 0.0) * value for name, value in signals.items())


def probabilities(readings: Sequence[float]) -> list[float]:
    """The probability of each reading, from their weights.

    >>> probabilities([0.0, 0.0])
    [0.5, 0.5]
    """
    top = max(readings)
    powers = [math.exp(reading - top) for reading in readings]
    return [power / sum(powers) for power in powers]


@cache
def _all_weights() -> Mapping[str, Mapping[str, float]]:
    weights: Mapping[str, Mapping[str, float]] = json.loads(WEIGHTS.read_text("utf-8"))["weights"]
    return weights


def _plain(word: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))


def _differs_in_a_vowel(word: str, candidate: str) -> bool:
    if len(word) != len(candidate):
        return False
    different = [pair for pair in zip(word, candidate, strict=True) if pair[0] != pair[1]]
    return len(different) == 1 and _VOWELS.issuperset(different[0])
