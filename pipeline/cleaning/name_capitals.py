"""Names without their capitals: places, peoples, authorities, firms ("norrland", "monday", "röda korset").

Only in texts that have capitals elsewhere. Where the word is a common one too, the sentence decides.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from pipeline import gazetteer
from pipeline.cleaning.lexicon import dictionary
from pipeline.cleaning.stage import Context
from pipeline.cleaning.words import Word, runs
from pipeline.document import Edit, Language
from pipeline.gazetteer import Kind

SHORTEST = 3
"""Letters of a name; shorter ones are often other things."""

LARGE_CITY = 300_000
"""Inhabitants of a city that is known by its name alone."""

PLACES = frozenset({Kind.COUNTRY, Kind.REGION, Kind.CAPITAL, Kind.CITY, Kind.ADJECTIVE, Kind.DEMONYM})

LISTED_FROM = 3
"""Words of an English phrase that the gazetteer knows as an organisation; a shorter one may be no name (left
party)."""


class Standing(Enum):
    """How well a name is known, with its confidences by how much better the sentence reads with a capital.

    Each step is a least gain, as a natural logarithm, and the confidence from there on; without the model the
    first of them counts, where its gain is `ANY`.
    """

    LISTED = ((float("-inf"), 0.85), (0.0, 0.85), (3.0, 0.93))
    KNOWN = ((float("-inf"), 0.5), (0.0, 0.8), (3.0, 0.93))
    COMMON_WORD_TOO = ((2.0, 0.5), (5.0, 0.8))
    IN_DICTIONARY = ((2.0, 0.4), (4.0, 0.7))

    def confidence(self, gain: float | None) -> float:
        """The confidence for a gain, 0 where it is too small; without a model, None, what a gain of 0 has."""
        reached = [confidence for least, confidence in self.value if (gain or 0.0) >= least]
        return max(reached, default=0.0)


class Meant(NamedTuple):
    """What a word in small letters may be the name of.

    Attributes:
        form: The name as it is written.
        standing: How well it is known.
    """

    form: str
    standing: Standing


class _Place(NamedTuple):
    form: str
    city: bool


def name_capital(found: Sequence[Word], text: str, language: Language, context: Context) -> Iterator[Edit]:
    """The edits of the rules `missing_capital` and `organisation_capital`."""
    if not any(word.text[0].isupper() for word in found):
        return
    yield from missing_capital(found, language, context)
    yield from organisation_capital(found, text, language)


def missing_capital(found: Sequence[Word], language: Language, context: Context) -> Iterator[Edit]:
    """A word in small letters that is a name ("in london on monday", "hos skatteverket")."""
    doubted = [(word, meant) for word in found if (meant := _meant(word, language))]
    gains: list[float | None] = [None] * len(doubted)
    if context.scorer and doubted:
        readings = [one for word, meant in doubted for one in (word.sentence, word.reading(meant.form))]
        scores = context.scorer.scores(readings, language)
        gains = [large - small for small, large in zip(scores[::2], scores[1::2], strict=True)]
    for (word, meant), gain in zip(doubted, gains, strict=True):
        confidence = meant.standing.confidence(gain)
        if confidence:
            reason = f"“{meant.form}” is a name, which is written with a capital letter."
            yield Edit(
                "spelling", "missing_capital", word.start, word.end, word.text, meant.form, confidence, reason
            )


def organisation_capital(found: Sequence[Word], text: str, language: Language) -> Iterator[Edit]:
    """A name of several words with another use of capitals than its own ("svenska Akademien")."""
    phrases = _phrases(language)
    following = {one.start: two for one, two in runs(list(found), text)}
    for word in found:
        for low, forms in phrases.get(word.text.lower(), {}).items():
            written = [word]
            while len(written) < len(low) and (two := following.get(written[-1].start)):
                written.append(two)
            if tuple(one.text.lower() for one in written) != low:
                continue
            if any(
                all(_fits(one, right) for one, right in zip(written, form, strict=True)) for form in forms
            ):
                continue
            form = forms[0]
            reason = f"“{' '.join(form)}” is the name of an organisation and is written with these capitals."
            for one, right in zip(written, form, strict=True):
                if not _fits(one, right):
                    yield Edit(
                        *("spelling", "organisation_capital", one.start, one.end, one.text, right),
                        *(0.8 if word.text.islower() else 0.7, reason),
                    )


def _fits(word: Word, right: str) -> bool:
    return word.text == right or (word.initial and word.text == right.capitalize())


def _meant(word: Word, language: Language) -> Meant | None:
    if (
        not word.text.islower()
        or len(word.text) < SHORTEST
        or word.before[-1:] == "-"
        or word.after[:1] == "-"
    ):
        return None
    for base, ending in _without_genitive(word.text, language):
        if meant := _name(base, language):
            return Meant(meant.form + ending, meant.standing)
    return None


def _name(word: str, language: Language) -> Meant | None:
    """The name that is `word` but for its capitals."""
    if listed := _listed(language).get(word):
        return Meant(listed, Standing.LISTED)
    common = dictionary(language).accepts(word)
    if place := _places(language).get(word):
        if not common:
            return Meant(place.form, Standing.KNOWN)
        # There is a large city for many a common word: Bo, Vi, Are, Man.
        return None if place.city else Meant(place.form, Standing.COMMON_WORD_TOO)
    capital = word.capitalize()
    if not common and (dictionary(language).accepts(capital) or gazetteer.is_common_name(capital, language)):
        return Meant(capital, Standing.IN_DICTIONARY)
    return None


def _without_genitive(word: str, language: Language) -> Iterator[tuple[str, str]]:
    """The word as it is, and without the ending of a genitive, each with what was taken off."""
    yield word, ""
    for ending in ("'s", "’s") if language == "en" else ("s",):
        base = word.removesuffix(ending)
        if base != word and len(base) >= SHORTEST:
            yield base, ending


@cache
def _listed(language: Language) -> Mapping[str, str]:
    """Names of one word by their form in small letters."""
    lists = _lists()
    names = lists["organisations"][language] + (lists["large_in_english"] if language == "en" else [])
    return {name.lower(): name for name in names if " " not in name}


@cache
def _places(language: Language) -> Mapping[str, _Place]:
    """Places and peoples by their form in small letters, unless they are written in those."""
    found: dict[str, _Place] = {}
    small: set[str] = set()
    for entry in gazetteer.entries():
        if entry.kind in PLACES and (entry.kind is not Kind.CITY or entry.population >= LARGE_CITY):
            for form in entry.accepted(language):
                if form.islower():
                    small.add(form)
                elif " " not in form:
                    found.setdefault(form.lower(), _Place(form, entry.kind is Kind.CITY))
    return {low: place for low, place in found.items() if low not in small}


@cache
def _phrases(language: Language) -> Mapping[str, Mapping[tuple[str, ...], list[tuple[str, ...]]]]:
    """Names of several words in all their forms: by the first word, then all words, in small letters."""
    found: dict[str, dict[tuple[str, ...], list[tuple[str, ...]]]] = defaultdict(lambda: defaultdict(list))
    known = [
        form
        for entry in gazetteer.entries()
        if entry.kind is Kind.ORGANISATION
        for form in entry.accepted(language)
        if form.count(" ") >= LISTED_FROM - 1 or (language == "sv" and " " in form)
    ]
    for name in (*_lists()["organisations"][language], *known):
        parts = tuple(name.split(" "))
        if len(parts) > 1:
            found[parts[0].lower()][tuple(part.lower() for part in parts)].append(parts)
    return found


@cache
def _lists() -> Mapping[str, Any]:
    lists: Mapping[str, Any] = json.loads(
        (Path(__file__).parents[1] / "data" / "capitals.json").read_text("utf-8")
    )
    return lists
