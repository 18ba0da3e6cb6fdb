"""How good a translation may be: one number between 0 and 1 that sorts the reviewer's queue.

It is the probability that a translation is usable, from a logistic regression over what the models say and
what the checks found. Its weights are in ``data/translation_quality.json``; how they were fitted and what
counts as usable stands in `pipeline.evaluation.quality_weights`.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import cache
from math import exp, sqrt
from pathlib import Path
from typing import Any

from pipeline.translation.checks import CHECKS, Pair
from pipeline.translation.engine import Hypothesis

DATA = Path(__file__).parents[1] / "data" / "translation_quality.json"

LOWEST_SCORE, LOWEST_REVERSE = -3.0, -8.0
"""Below these log-probabilities per token nothing more can be read from them."""

LOW = 0.1
"""The quality, by the scores alone, below which a translation is flagged."""

LONGEST_MISFIT = 6.0


def assess(pair: Pair, hypothesis: Hypothesis | None = None) -> tuple[tuple[str, ...], float]:
    """The flags of a translation, and its quality.

    Args:
        pair: The sentence and its translation.
        hypothesis: What the engine has said of it; None where a person has made it.

    >>> good = Pair("Regeringen faller.", "The government falls.", "sv")
    >>> assess(good, Hypothesis("", -0.1, -0.4))[0]
    ()
    >>> assess(Pair(good.source, "The government never falls.", "sv"))[0]
    ('negation_added',)
    """
    found = tuple(name for name, check in CHECKS.items() if check(pair))
    if hypothesis and low_score(pair, hypothesis):
        found = (*found, "low_score")
    return found, quality(pair, hypothesis, found)


def low_score(pair: Pair, hypothesis: Hypothesis) -> bool:
    """The models hold the translation for unlikely, or cannot find the source in it.

    >>> low_score(Pair("Regeringen faller.", "A lamp.", "sv"), Hypothesis("", -0.3, -7.5))
    True
    """
    return quality(pair, hypothesis, ()) < LOW


def quality(pair: Pair, hypothesis: Hypothesis | None, found: Collection[str]) -> float:
    """The probability, 0 to 1, that a translation is usable; an estimate for sorting, not a verdict.

    Args:
        pair: The sentence and its translation.
        hypothesis: What the engine has said of it; None where a person has made it.
        found: Its flags.
    """
    weights = _data()["weights"][_kind(hypothesis)]
    total = sum(weights[name] * value for name, value in signals(pair, hypothesis, found).items())
    return round(1 / (1 + exp(-max(-30.0, min(30.0, total)))), 3)


def signals(pair: Pair, hypothesis: Hypothesis | None, found: Collection[str]) -> dict[str, float]:
    """What is weighed, by name: the scores, how far the length is from the usual, and each flag."""
    known = {"bias": 1.0, "length": -min(LONGEST_MISFIT, _misfit(pair))}
    if hypothesis:
        known["score"] = min(0.0, max(LOWEST_SCORE, hypothesis.score))
        if hypothesis.reverse is not None:
            known["reverse"] = min(0.0, max(LOWEST_REVERSE, hypothesis.reverse))
    return known | {name: -1.0 for name in found if name in CHECKS}


def _misfit(pair: Pair) -> float:
    """How much longer or shorter than its source a translation is, in roots of the source's length."""
    length = len(pair.source)
    return abs(len(pair.target) - length) / sqrt(max(1, length))


def _kind(hypothesis: Hypothesis | None) -> str:
    if hypothesis is None:
        return "by_a_person"
    return "without_reverse" if hypothesis.reverse is None else "with_reverse"


def usual_score() -> float:
    """The mean score of the translations that the weights were fitted to: for what no engine has scored."""
    return float(_data()["usual_score"])


@cache
def _data() -> Any:
    return json.loads(DATA.read_text("utf-8"))
