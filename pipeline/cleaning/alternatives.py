"""Everything that may have been meant instead of a place or people that is in doubt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline import gazetteer
from pipeline.cleaning.aboutness import About, is_near
from pipeline.cleaning.claims import CITIES, Claim
from pipeline.cleaning.likeness import likeness
from pipeline.cleaning.mentions import Mention
from pipeline.cleaning.states import Fact
from pipeline.document import Language
from pipeline.gazetteer import PEOPLES, PLACES, Entry, Kind

ALIKE_CITY = 0.7
"""Likeness from which a city of the countries that a document is about may have been meant."""

LARGE_CITY = 100_000
"""Inhabitants of such a city."""

RARE_CLAIM = 30
"""Countries that a claim may fit for all of them to be looked at."""


@dataclass(frozen=True)
class Surroundings:
    """All mentions, those in the sentence of the one in question, and what the document is about."""

    found: Sequence[Mention]
    beside: Sequence[Mention]
    document: About
    language: Language
    claims: tuple[Claim, ...] = ()
    stated: tuple[Fact, ...] = ()


def alternatives(mention: Mention, around: Surroundings, *, odd_modifier: bool) -> Iterator[Entry]:
    """Everything of the same kind in the countries that the document or a claim speaks for."""
    known, document = gazetteer.countries(), around.document
    codes = document.focus | (document.weights.keys() & known.keys())
    codes |= {code for code in known for home in document.focus if is_near(code, home)}
    codes |= {code for claim in around.claims if len(claim.fits) < RARE_CLAIM for code in claim.fits}
    meant = frozenset[Kind]().union(*(claim.meant for claim in around.claims))
    if meant & CITIES or (mention.kind in CITIES and not meant):
        capitals = (known[code].capital for code in sorted(codes & known.keys()))
        yield from filter(None, capitals)
        yield from (other.senses[0] for other in around.found if other.kind in CITIES)
        yield from _cities_alike(mention, document, around.language)
        return
    if mention.kind in PEOPLES:
        kind = _kind_of_people(mention)
    elif odd_modifier:
        kind = "adjective:{}"
    else:
        kind = "country:{}"
        yield from (other.senses[0] for other in around.found if other.kind is Kind.REGION)
    yield from (entry for code in sorted(codes) if (entry := by_id().get(kind.format(code))))


def _cities_alike(mention: Mention, document: About, language: Language) -> Iterator[Entry]:
    """Large cities of the countries that the document is about, with a name like that of the mention."""
    for code in sorted(document.focus):
        for city in _large_cities().get(code, ()):
            if likeness(mention.form, city.accepted(language)[0]) >= ALIKE_CITY:
                yield city


@cache
def _large_cities() -> Mapping[str, list[Entry]]:
    cities: dict[str, list[Entry]] = {}
    for entry in gazetteer.entries():
        if entry.kind is Kind.CITY and entry.population >= LARGE_CITY:
            cities.setdefault(entry.countries[0], []).append(entry)
    return cities


def _kind_of_people(mention: Mention) -> str:
    """Which word of a people may stand for this one: the adjective, one inhabitant, or several."""
    noun_follows = mention.after[:1] in {" ", "-"} and mention.after[1:2].isalpha()
    adjective = any(sense.kind is Kind.ADJECTIVE for sense in mention.senses)
    demonyms = [sense for sense in mention.senses if sense.kind is Kind.DEMONYM]
    if not demonyms or (adjective and noun_follows):
        return "adjective:{}"
    return f"demonym:{{}}:{demonyms[0].id.rpartition(':')[2]}"


@cache
def by_id() -> Mapping[str, Entry]:
    """All places and peoples by the id of their entry."""
    return {entry.id: entry for entry in gazetteer.entries() if entry.kind in PLACES | PEOPLES}
