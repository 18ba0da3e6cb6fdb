"""What can be wrong with a translation, seen from outside. Each check is a function and a flag of its name.

A flag says that a person should look, not that the translation is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import sqrt

from pipeline.document import Language, other
from pipeline.language import identify
from pipeline.translation.foreign import longest_run
from pipeline.translation.names import invented, missing
from pipeline.translation.negation import denies_more
from pipeline.translation.numbers import mentioned, written
from pipeline.translation.repetition import repeats, stutters

VERSION = 4
"""Raised where the frame, the correction of names, checks or quality change: what stands behind the cache.

Every corpus is then done again, with the translations that the cache has."""

SHORTER, LONGER = 3.5, 4.5
"""So many roots of its source's length, in characters, a translation may be shorter or longer.

In good translations the difference grows with the root, and is below its triple nearly always.
"""

FREE_LENGTH = 5
"""So many characters more are always allowed: "Ja." is "Yes, it is."."""

FEWEST_WORDS = 4
"""Of a text with fewer words in small letters the language cannot be told: it may be names only."""

LONGEST_SENTENCE = 3000
"""Characters of a sentence beyond which its words are not compared one by one."""

LONGEST_LEFT = 3
"""Words in a row that have to be left untranslated to be noticed; fewer may be a title or a quotation."""

_WORD = re.compile(r"\w+")
_LOWER_WORD = re.compile(r"\b[^\W\d_A-ZÅÄÖ][^\W\d_]+\b")
_BRACKETS = ("()", "[]", "{}")
_MARKS = re.compile(r"[”“\"«»„]")


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

    @property
    def is_endless(self) -> bool:
        """Whether one of the two is no sentence but a table or a whole text."""
        return max(len(self.source), len(self.target)) > LONGEST_SENTENCE


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


def partly_untranslated(pair: Pair) -> bool:
    """Several words in a row were left in the language of the source.

    >>> partly_untranslated(Pair("Hon gick hem och sov gott.", "She went home och sov gott.", "sv"))
    True
    """
    if pair.is_endless or untranslated(pair):
        return False
    return longest_run(pair.source, pair.target, pair.language) >= LONGEST_LEFT


def too_short(pair: Pair) -> bool:
    """The translation is far too short for its source, as if a part were missing.

    >>> too_short(Pair("Regeringen presenterade en ny plan i går.", "The plan.", "sv"))
    True
    """
    length = len(pair.source)
    return len(pair.target) < length - SHORTER * sqrt(length)


def too_long(pair: Pair) -> bool:
    """The translation is far too long for its source, as if something were made up.

    >>> too_long(Pair("Stora skillnader", "There are great differences between all the countries", "sv"))
    True
    """
    length = len(pair.source)
    return len(pair.target) > length + LONGER * sqrt(length) + FREE_LENGTH


def number_missing(pair: Pair) -> bool:
    """A number of the source stands nowhere in the translation, neither in digits nor in words.

    >>> number_missing(Pair("2 500 personer den 5 maj", "2,500 people on the fifth of May", "sv"))
    False
    >>> number_missing(Pair("2 500 personer", "Some people", "sv"))
    True
    """
    return _lacks(pair.source, pair.language, pair.target) and not number_changed(pair)


def number_added(pair: Pair) -> bool:
    """A number stands in the translation that is not in the source.

    >>> number_added(Pair("Ett antal personer", "20 people", "sv"))
    True
    """
    return _lacks(pair.target, pair.target_language, pair.source) and not number_changed(pair)


def number_changed(pair: Pair) -> bool:
    """The translation has another number in the place of one of the source.

    >>> number_changed(Pair("3 miljarder kronor", "3 million kronor", "sv"))
    True
    """
    return _lacks(pair.source, pair.language, pair.target) and _lacks(
        pair.target, pair.target_language, pair.source
    )


def name_missing(pair: Pair) -> bool:
    """A name of the source stands nowhere in the translation, in no form that is known.

    >>> name_missing(Pair("Tokajev for till Wien.", "Tokayev went to Vienna.", "sv"))
    False
    >>> name_missing(Pair("Tokajev for till Wien.", "Nazarbayev went to Vienna.", "sv"))
    True
    """
    return not pair.is_endless and bool(missing(pair.source, pair.target, pair.language))


def name_added(pair: Pair) -> bool:
    """A well-known name stands in the translation that is not in the source.

    >>> name_added(Pair("Presidenten for till Wien.", "Nazarbayev went to Vienna.", "sv"))
    True
    """
    if pair.is_endless or wrong_language(pair):  # German nouns have capitals.
        return False
    return bool(invented(pair.source, pair.target, pair.target_language))


def negation_lost(pair: Pair) -> bool:
    """The source denies something that the translation does not deny.

    >>> negation_lost(Pair("Hon kommer inte.", "She is coming.", "sv"))
    True
    """
    return denies_more(pair.source, pair.language, pair.target)


def negation_added(pair: Pair) -> bool:
    """The translation denies something that the source does not deny.

    >>> negation_added(Pair("Hon saknar pengar.", "She has no money.", "sv"))
    False
    >>> negation_added(Pair("Hon har pengar.", "She has no money.", "sv"))
    True
    """
    return denies_more(pair.target, pair.target_language, pair.source)


def repetition(pair: Pair) -> bool:
    """The translation says the same again, and the source does not.

    >>> repetition(Pair("Han gick hem.", "He went home and he went home and he went home.", "sv"))
    True
    """
    return repeats(pair.source, pair.target) or stutters(pair.source, pair.target, pair.target_language)


def unbalanced(pair: Pair) -> bool:
    """A quotation mark or bracket lacks its partner, and in the source none does.

    >>> unbalanced(Pair("”Ja”, sade han.", "“Yes, he said.", "sv"))
    True
    """
    if any(_open(pair.source, bracket) == 0 != _open(pair.target, bracket) for bracket in _BRACKETS):
        return True
    return len(_MARKS.findall(pair.source)) % 2 != len(_MARKS.findall(pair.target)) % 2


CHECKS: Mapping[str, Callable[[Pair], bool]] = {
    check.__name__: check
    for check in (
        *(empty, untranslated, wrong_language, partly_untranslated, too_short, too_long, repetition),
        *(number_changed, number_missing, number_added, name_missing, name_added),
        *(negation_lost, negation_added, unbalanced),
    )
}
"""All checks by their names, the gravest first."""


def flags(source: str, target: str, language: Language) -> tuple[str, ...]:
    """The names of the checks that fail, in the order of `CHECKS`.

    Args:
        source: A sentence.
        target: Its translation.
        language: The language of the source.
    """
    pair = Pair(source, target, language)
    return tuple(name for name, check in CHECKS.items() if check(pair))


def _lacks(text: str, language: Language, translation: str) -> bool:
    """Whether a number in the digits of `text` is nowhere in its translation."""
    found = mentioned(translation, other(language))
    return any(found.isdisjoint(forms) for forms in written(text, language))


def _open(text: str, bracket: str) -> int:
    return text.count(bracket[0]) - text.count(bracket[1])
