"""In which forms a name may stand in the other language.

It stands in a translation as it is, in a form that the other language accepts, romanised the other way, as
the adjective or the people of a country (*Sverige*, *Swedish*), in a compound (*Clintonkampanjen*), or spelt
a little otherwise (*Aristoteles*, *Aristotle*).
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from rapidfuzz.distance import OSA

from pipeline import gazetteer
from pipeline.cleaning.lexicon import dictionary
from pipeline.document import Language, other
from pipeline.gazetteer import PEOPLES, Kind, normalised
from pipeline.romanisation import to_english, to_swedish

DATA = Path(__file__).parents[1] / "data" / "name_pairs.json"

NATIONS = PEOPLES | {Kind.COUNTRY}

SHORTEST = 3
"""Letters of the longest name that has to stand as a word of its own, and has no other spellings."""

FEWEST_IN_COMPOUND = 5
"""Letters of a name that is looked for inside of a longer word."""

LONGEST_ENDING = 4
"""Letters of the longest ending that one language gives a name and the other does not."""

LONGEST_BY_CHANCE = 6
"""Letters of the longest common word that may be like a name by chance: Martin, marina."""

ALIKE = 0.65
"""From this likeness on, 0 to 1, two spellings may be of one name."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def stands_in(form: str, target: str, language: Language) -> bool:
    """Whether a name of a text in `language` stands in its translation `target`.

    >>> stands_in("Sverige", "the Swedish government", "sv"), stands_in("Sverige", "the Swiss one", "sv")
    (True, False)
    """
    text = " ".join(words(target))
    if any(stands(normalised(known), text) for known in accepted(form, language)):
        return True
    plain = normalised(form)
    if " " in form or len(plain) <= SHORTEST:
        return False
    return bool(spellings(form, target, language))


def spellings(form: str, target: str, language: Language) -> list[str]:
    """The words of `target` that may be another spelling of a name of one word, without capitals and accents.

    >>> spellings("Aristoteles", "He read Aristotle at school.", "sv")
    ['aristotle']
    """
    # A word of the other language is a spelling of the name only where it is too long for chance.
    plain, accepts = normalised(form), dictionary(other(language)).accepts
    return [
        word
        for word in words(target)
        if (len(word) > LONGEST_BY_CHANCE or (len(word) > SHORTEST and not accepts(word)))
        and _alike(plain, word)
    ]


def _alike(one: str, two: str) -> bool:
    """Whether two spellings may be of one name, or one is a part of the other, a compound.

    >>> _alike("aristoteles", "aristotle"), _alike("potomacfloden", "potomac"), _alike("clinton", "carter")
    (True, True, False)
    """
    shorter, longer = sorted((one, two), key=len)
    if len(shorter) >= FEWEST_IN_COMPOUND and shorter in longer:
        return True
    # The longer one may have an ending: Achaemenid, akamenidiska.
    ending = len(shorter) >= FEWEST_IN_COMPOUND and len(longer) - len(shorter) <= LONGEST_ENDING
    if ending and OSA.normalized_similarity(shorter, longer[: len(shorter)]) >= ALIKE:
        return True
    return OSA.normalized_similarity(one, two) >= ALIKE


def stands(form: str, text: str) -> bool:
    """Whether a form begins a word of `text`, or is a part of one where it is long enough for that."""
    position = text.find(form)
    if position >= 0 and len(form) >= FEWEST_IN_COMPOUND:
        return True
    while position >= 0:
        end = position + len(form)
        whole = len(form) > SHORTEST or not text[end : end + 2].removeprefix("s")[:1].isalpha()
        if whole and not text[max(0, position - 1) : position].isalpha():
            return True
        position = text.find(form, position + 1)
    return False


@lru_cache(maxsize=4096)
def accepted(form: str, language: Language) -> tuple[str, ...]:
    """What may stand for a name of a text in `language` in the other one, the form itself first.

    >>> accepted("Wien", "sv")
    ('Wien', 'Vienna')
    """
    target = other(language)
    convert = to_english if language == "sv" else to_swedish
    found = [form, *convert(form), *pairs(language).get(form, ())]
    for entry in gazetteer.find(form, language):
        found += [*entry.accepted(target), *entry.variants(target)]
        if entry.kind in NATIONS and len(entry.countries) == 1:
            found += _nation(target).get(entry.countries[0], ())
    if part := part_of(form, language):
        found += accepted(part, language)
    return tuple(dict.fromkeys(found))


@cache
def pairs(language: Language) -> Mapping[str, tuple[str, ...]]:
    """What the gazetteer does not have: names of kings and popes, seas and rivers, lands of the past."""
    found: dict[str, tuple[str, ...]] = {}
    for swedish, english in [*data()["given_names"], *data()["lands_and_waters"]]:
        own, theirs = (swedish, english) if language == "sv" else (english, swedish)
        found[own] = (*found.get(own, ()), theirs)
    return found


@cache
def lands(language: Language) -> frozenset[str]:
    """The lands and waters among the pairs."""
    column = 0 if language == "sv" else 1
    return frozenset(pair[column] for pair in data()["lands_and_waters"])


def part_of(form: str, language: Language) -> str:
    """The name that a compound is made of, or nothing: *Hudsonfloden*, *Sydkamerun*, *Northern Italy*."""
    if language == "en":
        first, _, rest = form.partition(" ")
        return rest if first in data()["compass"]["en"] else ""
    for ending in data()["swedish_endings"]:
        if form.endswith(ending) and len(form) >= len(ending) + SHORTEST:
            return form.removesuffix(ending)
    for side in data()["compass"]["sv"]:
        if form.startswith(side) and len(form) > len(side) + SHORTEST:
            return form.removeprefix(side).capitalize()
    return ""


@cache
def data() -> Any:
    """What stands in ``data/name_pairs.json``."""
    return json.loads(DATA.read_text("utf-8"))


@cache
def _nation(language: Language) -> Mapping[str, tuple[str, ...]]:
    """By country the names of it, its people and what is of it."""
    found: dict[str, list[str]] = defaultdict(list)
    for entry in gazetteer.entries():
        if entry.kind in NATIONS and len(entry.countries) == 1:
            found[entry.countries[0]] += [*entry.accepted(language), *entry.variants(language)]
    return {code: tuple(dict.fromkeys(forms)) for code, forms in found.items()}


@lru_cache(maxsize=256)
def words(text: str) -> tuple[str, ...]:
    """The words of `text`, without capitals and accents."""
    return tuple(normalised(word) for word in _WORD.findall(text))
