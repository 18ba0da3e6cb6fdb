"""What a sentence claims about a place: whose neighbour it is, what its capital is called, who rules it.

A claim that does not hold for the place that is named, and would hold for another one, is what gives a slip
away. The patterns stand in ``pipeline/data/slips.json``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Any

from pipeline.cleaning.aboutness import About, borders, is_near, kilometres
from pipeline.cleaning.mentions import DATA, Mention
from pipeline.cleaning.states import Fact, facts
from pipeline.document import Language
from pipeline.gazetteer import PEOPLES, PERSONS, PLACES, Kind, countries

LIST_RADIUS = 3500.0
"""Kilometres: places in one list no farther apart than this are of one part of the world."""

CITIES = frozenset({Kind.CAPITAL, Kind.CITY})
_STATES = PEOPLES | {Kind.COUNTRY}
_JOINED = re.compile(r"(?:,| and| och|, and)(?: the)? $|^,$")


@dataclass(frozen=True)
class Claim:
    """Something that a sentence says of a place and that is not so.

    Attributes:
        kind: ``neighbour``, ``border``, ``capital``, ``city``, ``person``, ``region``, ``list``, ``slot`` or
            ``state``.
        fits: ISO codes of the countries of which it would be so.
        words: What is claimed, to go on after “the sentence …”.
        partner: The mention that it is seen with, or None.
        meant: Kinds of names that fit there where it is not the kind of the mention.
    """

    kind: str
    fits: frozenset[str]
    words: str
    partner: Mention | None = None
    meant: frozenset[Kind] = frozenset()


def false_claims(
    mention: Mention, sentence: Sequence[Mention], document: About, language: Language
) -> Iterator[Claim]:
    """The claims of its sentence that do not hold for a mention.

    Args:
        mention: The one in question.
        sentence: All mentions in its sentence, in order.
        document: What the document is about.
        language: The language of the text.
    """
    for claim in (
        *_neighbour(mention, sentence, document, language),
        *_pairs(mention, sentence, language),
        *_list(mention, sentence),
        *_slot(mention, sentence, document, language),
        *_state(mention, sentence, language),
    ):
        if claim.fits and not claim.fits & mention.countries:
            yield claim


def matches(kind: str, mention: Mention, sentence: Sequence[Mention], language: Language) -> int:
    """How many of the patterns of that kind the sentence fits, ``<it>`` being the mention."""
    masked = _masked(mention, sentence, {mention: "<it>"})
    return sum(pattern.search(masked) is not None for pattern in patterns(kind, language))


def stated(mention: Mention, sentence: Sequence[Mention], language: Language) -> list[Fact]:
    """What the sentence says that a country has, of what only some have: a king, a coast, the Saeima."""
    if mention.kind not in _STATES:
        return []
    masked = _masked(mention, sentence, {mention: "<it>"})
    return [fact for fact in facts(language) if fact.pattern.search(masked)]


@cache
def settings() -> Mapping[str, Any]:
    """The tables of ``pipeline/data/slips.json``."""
    found: Mapping[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return found


@cache
def patterns(kind: str, language: Language) -> tuple[re.Pattern[str], ...]:
    """The compiled patterns of one kind."""
    return tuple(
        re.compile(pattern.replace("<place>", "(?:<country>|<people>)"))
        for pattern in settings()["patterns"][language][kind]
    )


@cache
def _regions() -> Mapping[str, frozenset[str]]:
    return {name: frozenset(codes.split()) for name, codes in settings()["regions"].items()}


def _neighbour(
    mention: Mention, sentence: Sequence[Mention], document: About, language: Language
) -> Iterator[Claim]:
    if mention.kind in CITIES:
        return
    land = matches("border", mention, sentence, language) > 0
    if not land and not matches("neighbour", mention, sentence, language):
        return
    beside = {code for other in sentence if other is not mention for code in _home(other)}
    homes = (beside & set(countries())) | document.focus
    # What is near anything that the document mentions more than once may be meant as its neighbour.
    known = homes | {code for code, weight in document.weights.items() if weight >= 1.5}
    pairs = [(code, home) for code in mention.countries for home in known]
    near = any(is_near(code, home, by_land=land) for code, home in pairs)
    if near and not (land and all(code != home and not borders(code, home) for code, home in pairs)):
        return
    fits = {code for home in homes for code in countries() if borders(home, code)}
    named = " or ".join(sorted(countries()[code].entry.accepted("en")[0] for code in document.focus))
    kind = "border" if near else "neighbour"
    yield Claim(kind, frozenset(fits), f"makes it a neighbour, but it has no border with {named}")


def _pairs(mention: Mention, sentence: Sequence[Mention], language: Language) -> Iterator[Claim]:
    """Claims that say two names belong together."""
    for other in sentence:
        home = other.countries
        if other is not mention and (codes := _regions().get(other.senses[0].id.partition(":")[2])):
            masked = _masked(mention, sentence, {mention: "<it>", other: "<other>"})
            if any(pattern.search(masked) for pattern in patterns("region", language)):
                yield Claim("region", codes, f"counts it as {other.form}, which it is not", other)
        if other is mention or not home or home & mention.countries:
            continue
        if kind := _belongs(mention, other, sentence, language):
            place, city = (mention, other) if other.kind in CITIES else (other, mention)
            meant = frozenset({Kind.COUNTRY} if place is mention else CITIES)
            wrong_kind = meant.isdisjoint({mention.kind}) and mention.kind in PLACES
            words = f"says that {city.form} belongs to {'it' if place is mention else place.form}"
            fits = (_governed_from(other) or home) if kind == "capital" and place is mention else home
            yield Claim(kind, fits, words, other, meant if wrong_kind else frozenset())
        elif other.kind in PERSONS:
            masked = _masked(mention, sentence, {mention: "<country>", other: "<person>"})
            if any(pattern.search(masked) for pattern in patterns("person", language)):
                meant = frozenset({Kind.COUNTRY} if mention.kind in CITIES else ())
                yield Claim("person", home, f"gives it {other.form}, who is at home elsewhere", other, meant)


def _belongs(mention: Mention, other: Mention, sentence: Sequence[Mention], language: Language) -> str:
    """Whether one is said to be a city of the other: ``capital``, ``city``, or "" where it is not.

    Only a capital tells enough where a city stands as a country (Lagos huvudstad Vientiane) or the other way.
    """
    if {mention.kind, other.kind} & PERSONS or (mention.kind in PEOPLES and other.kind not in CITIES):
        return ""
    place, city = (mention, other) if other.kind in CITIES else (other, mention)
    kind_of_place = "<people>" if place.kind in PEOPLES else "<country>"
    masked = _masked(mention, sentence, {place: kind_of_place, city: "<city>"})
    as_they_are = (place.kind in CITIES, city.kind in CITIES) == (False, True)
    for kind in ("capital", "city") if as_they_are else ("capital",):
        if any(pattern.search(masked) for pattern in patterns(kind, language)):
            return kind
    return ""


def _governed_from(city: Mention) -> frozenset[str]:
    """The countries whose capital it is: of Libya, not of the Lebanon with its own Tripoli."""
    return frozenset(code for sense in city.senses if sense.kind is Kind.CAPITAL for code in sense.countries)


def _slot(
    mention: Mention, sentence: Sequence[Mention], document: About, language: Language
) -> Iterator[Claim]:
    """A city that has a president, or a country that has a mayor."""
    if mention.kind is Kind.CITY and matches("slot_country", mention, sentence, language):
        yield Claim("slot", document.focus, "speaks of it as a country", None, frozenset({Kind.COUNTRY}))
    only_country = mention.kind is Kind.COUNTRY and not any(sense.kind in CITIES for sense in mention.senses)
    if only_country and matches("slot_city", mention, sentence, language):
        yield Claim("slot", document.focus, "speaks of it as a city", None, CITIES)


def _list(mention: Mention, sentence: Sequence[Mention]) -> Iterator[Claim]:
    """A list of places of one part of the world, and one that is far from all of them."""
    if mention.kind not in PLACES:
        return
    members = [other for other in _joined(mention, sentence) if other is not mention]
    homes = [other.senses[0].countries[0] for other in members if len(other.senses[0].countries) == 1]
    if len(set(homes)) < 2 or len(homes) < len(members):
        return
    if any(kilometres(one, two) > LIST_RADIUS for one, two in combinations(sorted(set(homes)), 2)):
        return
    away = min((kilometres(code, home) for code in mention.countries for home in homes), default=0.0)
    widest = max(kilometres(one, two) for one, two in combinations(sorted(set(homes)), 2))
    if away > max(2500.0, 1.7 * widest):
        fits = {
            code
            for code in countries()
            if code not in homes and all(kilometres(code, home) < max(1500.0, widest) for home in homes)
        }
        names = " and ".join(other.form for other in members)
        yield Claim("list", frozenset(fits), f"names it in a row with {names}, far from it")


def _state(mention: Mention, sentence: Sequence[Mention], language: Language) -> Iterator[Claim]:
    for fact in stated(mention, sentence, language):
        yield Claim("state", fact.fits, f"speaks of {fact.named} there, which it does not have")


def _joined(mention: Mention, sentence: Sequence[Mention]) -> list[Mention]:
    """The mentions of places in one row with this one: A, B and C."""
    row: list[Mention] = []
    for other in sentence:
        text = other.sentence.text[: other.start - other.sentence.start]
        between = text[row[-1].end - other.sentence.start :] if row else ""
        if row and other.kind in PLACES and (between == ", " or _JOINED.match(between)):
            row.append(other)
        elif mention in row:
            break
        else:
            row = [other] if other.kind in PLACES else []
    return row if mention in row else []


def _home(mention: Mention) -> frozenset[str]:
    """Where it surely is: the countries of its likeliest sense."""
    return frozenset(mention.senses[0].countries)


def _masked(mention: Mention, sentence: Sequence[Mention], names: Mapping[Mention, str]) -> str:
    """The sentence with placeholders instead of its names."""
    text, pieces, position = mention.sentence.text, [], 0
    for other in sentence:
        start, end = other.start - mention.sentence.start, other.end - mention.sentence.start
        wide = other.senses[0].id.partition(":")[2] in _regions() and other not in names
        if not wide:
            pieces += [text[position:start], names.get(other, "<m>")]
            position = end
    return "".join([*pieces, text[position:]])
