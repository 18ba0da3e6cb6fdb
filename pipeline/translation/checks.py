"""What can be wrong with a translation, seen from outside. Each check is a function and a flag of its name.

A flag says that a person should look, not that the translation is wrong.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from pipeline.document import Language, other
from pipeline.language import identify
from pipeline.translation.engine import Hypothesis
from pipeline.translation.numbers import mentioned, written

SHORTEST, LONGEST = 0.6, 1.6
"""How long a translation may be, in characters for a character of its source."""

FREE_LENGTH = 12
"""So many characters more or less are always allowed: "Ja." is "Yes, it is."."""

FEWEST_WORDS = 4
"""Of a text with fewer words in small letters the language cannot be told: it may be names only."""

_WORD = re.compile(r"\w+")
_LOWER_WORD = re.compile(r"\b[^\W\d_A-ZÅÄÖ][^\W\d_]+\b")
_PAIRS = ("()", "[]", "“”", "«»")


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence and its translation.

    Attributes:
        source: The sentence.
        target: Its translation.
        language: The language of the source.
    """

    source: str
    target: str
    language: Language

    @property
    def target_language(self) -> Language:
        """The language that the translation should be in."""
        return other(self.language)


def empty(pair: Pair) -> bool:
    """There is no translation.

    >>> empty(Pair("Ja.", " ", "sv"))
    True
    """
    return bool(pair.source.strip()) and not pair.target.strip()


def untranslated(pair: Pair) -> bool:
    """The translation is the source, though there are words in it that are no names.

    >>> untranslated(Pair("Det är så.", "Det är så.", "sv")), untranslated(Pair("Nato", "Nato", "sv"))
    (True, False)
    """
    same = _WORD.findall(pair.source.casefold()) == _WORD.findall(pair.target.casefold())
    return same and len(_LOWER_WORD.findall(pair.source)) > 1


def wrong_language(pair: Pair) -> bool:
    """The translation is in the language of its source, or in a third one.

    >>> wrong_language(Pair("Vi vet inte vad som hände i går.", "Vi vet inte vad som hände.", "sv"))
    True
    """
    if len(_LOWER_WORD.findall(pair.target)) < FEWEST_WORDS:
        return False
    return identify(pair.target) != pair.target_language


def length(pair: Pair) -> bool:
    """The translation is far too short or too long for its source.

    >>> length(Pair("Regeringen presenterade en ny plan i går.", "The plan.", "sv"))
    True
    """
    source, target = len(pair.source), len(pair.target)
    return target < source * SHORTEST - FREE_LENGTH or target > source * LONGEST + FREE_LENGTH


def number_missing(pair: Pair) -> bool:
    """A number of the source stands nowhere in the translation, neither in digits nor in words.

    >>> number_missing(Pair("2 500 personer den 5 maj", "2,500 people on the fifth of May", "sv"))
    False
    >>> number_missing(Pair("2 500 personer", "Some people", "sv"))
    True
    """
    found = mentioned(pair.target, pair.target_language)
    return any(found.isdisjoint(forms) for forms in written(pair.source))


def number_added(pair: Pair) -> bool:
    """A number stands in the translation that is not in the source.

    >>> number_added(Pair("Ett antal personer", "20 people", "sv"))
    True
    """
    found = mentioned(pair.source, pair.language)
    return any(found.isdisjoint(forms) for forms in written(pair.target))


def repetition(pair: Pair) -> bool:
    """The translation says the same again and again, and the source does not.

    >>> repetition(Pair("Han gick hem.", "He went home and he went home and he went home.", "sv"))
    True
    """
    return repeats(pair.source, pair.target)


def unbalanced(pair: Pair) -> bool:
    """A quotation mark or bracket lacks its partner, and in the source none does.

    >>> unbalanced(Pair("”Ja”, sade han.", "“Yes, he said.", "sv"))
    True
    """
    return _balanced(pair.source) and not _balanced(pair.target)


CHECKS: Mapping[str, Callable[[Pair], bool]] = {
    "empty": empty,
    "untranslated": untranslated,
    "wrong_language": wrong_language,
    "length": length,
    "number_missing": number_missing,
    "number_added": number_added,
    "repetition": repetition,
    "unbalanced": unbalanced,
}
"""All checks, the gravest first."""

GRAVE = frozenset({"empty", "untranslated", "wrong_language"})
"""Flags that leave nothing of a translation."""


LOW = 0.25
"""The likelihood below which a translation is flagged: with the embedded model about every fifth one."""


def low_score(hypothesis: Hypothesis) -> bool:
    """The engine itself holds its translation for unlikely.

    >>> low_score(Hypothesis("", -0.3, -4.1)), low_score(Hypothesis("", -0.3, -0.8))
    (True, False)
    """
    return _likelihood(hypothesis) < LOW


def flags(source: str, target: str, language: Language) -> tuple[str, ...]:
    """The names of the checks that fail, in the order of `CHECKS`.

    Args:
        source: A sentence.
        target: Its translation.
        language: The language of the source.
    """
    pair = Pair(source, target, language)
    return tuple(name for name, check in CHECKS.items() if check(pair))


def quality(hypothesis: Hypothesis, found: Collection[str]) -> float:
    """How good a translation may be, 0 to 1: an estimate for sorting, not a verdict.

    It grows with the engine's log-probability per token and, where there is one, with that of the source
    given the translation; each flag takes a third of it, a grave one nearly all.

    >>> quality(Hypothesis("", -0.1), []), quality(Hypothesis("", -0.1, -0.5), ["length"])
    (0.905, 0.494)
    """
    factor = 0.1 if GRAVE.intersection(found) else (2 / 3) ** len(found)
    return round(_likelihood(hypothesis) * factor, 3)


def _likelihood(hypothesis: Hypothesis) -> float:
    """The geometric mean of the probabilities that the scores stand for, 0 to 1."""
    scores = [hypothesis.score] if hypothesis.reverse is None else [hypothesis.score, hypothesis.reverse]
    return math.exp(min(0.0, sum(scores) / len(scores)))


def repeats(source: str, target: str) -> bool:
    """Whether `target` is in a loop that is not in `source`."""
    return _loops(target) > max(1, _loops(source))


def _loops(text: str) -> int:
    """How often a group of words comes at most, in a row or, from three words on, anywhere."""
    words = _WORD.findall(text.casefold())
    most = 1
    for size in range(1, 7):
        run = 0
        for index in range(size, len(words)):
            run = run + 1 if words[index] == words[index - size] else 0
            # A few words are doubled in good sentences ("nobody waiting for us waits for us").
            most = max(most, run // size + 1 - (size < 4))
    groups = Counter(zip(words, words[1:], words[2:], strict=False))
    return max(most, max(groups.values(), default=1) - 1)


def _balanced(text: str) -> bool:
    if any(text.count(pair[0]) != text.count(pair[1]) for pair in _PAIRS[:2]):
        return False
    if "“" in text:
        return text.count("“") == text.count("”")
    return text.count("”") % 2 == 0 and text.count('"') % 2 == 0
