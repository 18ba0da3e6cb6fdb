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
from pipeline.document import Language
from pipeline.gazetteer import PERSONS, PLACES, Kind, countries

LIST_RADIUS = 3500.0
"""Kilometres: places in one list no farther apart than this are of one part of the world."""

CITIES = frozenset({Kind.CAPITAL, Kind.CITY})
_JOINED = re.compile(r"(?:,| and| och|, and)(?: the)? $|^,$")


@dataclass(frozen=True)
class Claim:
    """Something that a sentence says of a place and that is not so.

    Attributes:
        kind: ``neighbour``, ``capital``, ``city``, ``person``, ``region`` or ``list``.
        fits: ISO codes of the countries of which it would be so.
        words: What is claimed, to go on after “the sentence …”.
        partner: The mention that it is seen with, or None.
    """

    kind: str
    fits: frozenset[str]
    words: str
    partner: Mention | None = None


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
    ):
        if claim.fits and not claim.fits & mention.countries:
            yield claim


def matches(kind: str, mention: Mention, sentence: Sequence[Mention], language: Language) -> int:
    """How many of the patterns of that kind the sentence fits, ``<it>`` being the mention."""
    masked = _masked(mention, sentence, {mention: "<it>"})
    return sum(pattern.search(masked) is not None for pattern in patterns(kind, language))


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
    if any(is_near(code, home, by_land=land) for code in mention.countries for home in known):
        return
    fits = {code for home in homes for code in countries() if borders(home, code)}
    named = " or ".join(sorted(countries()[code].entry.accepted("en")[0] for code in document.focus))
    yield Claim("neighbour", frozenset(fits), f"makes it a neighbour, but it has no border with {named}")


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
        if (mention.kind in CITIES) != (other.kind in CITIES) and not {mention.kind, other.kind} & PERSONS:
            place, city = (other, mention) if mention.kind in CITIES else (mention, other)
            kind_of_place = "<country>" if place.kind in PLACES else "<people>"
            masked = _masked(mention, sentence, {place: kind_of_place, city: "<city>"})
            for kind in ("capital", "city"):
                if any(pattern.search(masked) for pattern in patterns(kind, language)):
                    yield Claim(kind, home, f"says that {city.form} belongs to it", other)
                    break
        elif other.kind in PERSONS and mention.kind not in CITIES:
            masked = _masked(mention, sentence, {mention: "<country>", other: "<person>"})
            if any(pattern.search(masked) for pattern in patterns("person", language)):
                yield Claim("person", home, f"gives it {other.form}, who is at home elsewhere", other)


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
