"""What places a document is about, and how far a place is from them."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline import gazetteer
from pipeline.cleaning.mentions import Mention
from pipeline.gazetteer import Kind

WEIGHTS: Mapping[Kind, float] = {
    Kind.COUNTRY: 1.0,
    Kind.ADJECTIVE: 1.0,
    Kind.DEMONYM: 1.0,
    Kind.CAPITAL: 1.0,
    Kind.REGION: 0.7,
    Kind.CITY: 0.7,
    Kind.PERSON: 0.5,
    Kind.SURNAME: 0.4,
}
"""How much a mention says of the country that the document is about."""

FOCUS = 0.34
"""A country with this share of the main country's weight is one the document is about, too."""

NEAR = 900.0
"""Kilometres between capitals within which countries without a common border are near."""

NEAR_ISLAND = 2500.0
"""The same, where one of the two has no land border."""


@dataclass(frozen=True)
class About:
    """The countries of a document.

    Attributes:
        weights: Of each country, by its ISO code, the weight of its mentions.
        main: The country with the highest weight, or None where none is mentioned.
        focus: The countries that the document is about, the main one among them.
        mentions: How many mentions the main country has.
    """

    weights: Mapping[str, float]
    main: str | None
    focus: frozenset[str]
    mentions: int

    @property
    def share(self) -> float:
        """The main country's share of all weights, 0 to 1; low where a document is about many places."""
        total = sum(self.weights.values())
        return self.weights[self.main] / total if self.main else 0.0


def about(found: Sequence[Mention]) -> About:
    """What the document with these mentions is about.

    A name with several meanings (Georgia, Victoria) counts for the one whose country is named most elsewhere.
    """
    rough: dict[str, float] = defaultdict(float)
    for mention in found:
        for code in mention.senses[0].countries:
            rough[code] += 1 / len(mention.senses[0].countries)
    weights: dict[str, float] = defaultdict(float)
    numbers: Counter[str] = Counter()
    for mention in found:
        sense = max(
            mention.senses, key=lambda entry: max((rough[code] for code in entry.countries), default=0)
        )
        for code in sense.countries:
            weights[code] += WEIGHTS[sense.kind] / len(sense.countries)
            numbers[code] += len(sense.countries) == 1
    if not weights:
        return About({}, None, frozenset(), 0)
    main = min(weights, key=lambda code: (-weights[code], code))
    least = max(1.9, FOCUS * weights[main])
    focus = {code for code, weight in weights.items() if weight >= least}
    return About(weights, main, frozenset({main, *focus}), numbers[main])


def borders(one: str, two: str) -> bool:
    """Whether two countries, by ISO codes, have a common land border.

    >>> borders("KZ", "KG"), borders("KZ", "IQ")
    (True, False)
    """
    country = gazetteer.countries().get(one)
    return country is not None and two in country.neighbours


def is_near(one: str, two: str, *, by_land: bool = False) -> bool:
    """Whether somebody could call one country the other's neighbour: a border, or little water between.

    Args:
        one: An ISO code.
        two: Another one.
        by_land: Whether a border is spoken of, so that wide water does not count.

    >>> is_near("SE", "DK"), is_near("AT", "AU"), is_near("KZ", "IQ")
    (True, False, False)
    """
    if one == two or borders(one, two):
        return True
    known = gazetteer.countries()
    island = not by_land and any(code in known and not known[code].neighbours for code in (one, two))
    return kilometres(one, two) < (NEAR_ISLAND if island else NEAR)


@cache
def kilometres(one: str, two: str) -> float:
    """The distance between two countries' capitals; infinite where it is not known."""
    known = gazetteer.countries()
    if one not in known or two not in known:
        return math.inf
    found = gazetteer.distance(known[one].entry, known[two].entry)
    return math.inf if found is None else found


def remoteness(codes: Collection[str], focus: Collection[str]) -> float:
    """How far countries are from those a document is about: 0 for neighbours, 1 from 4,000 km on.

    >>> remoteness({"SK"}, {"AT"}), remoteness({"AU"}, {"AT"})
    (0.0, 1.0)
    """
    pairs = [(code, home) for code in codes for home in focus]
    if any(code == home or borders(code, home) for code, home in pairs):
        return 0.0
    nearest = min((kilometres(code, home) for code, home in pairs), default=math.inf)
    return min(1.0, max(0.0, (nearest - 500.0) / 3500.0))
