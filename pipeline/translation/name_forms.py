"""In which forms a name may stand in the other language.

It stands in a translation as it is, in a form that the other language accepts, romanised the other way, as
the adjective or the people of a country (*Sverige*, *Swedish*), in a compound (*Clintonkampanjen*), or spelt
a little otherwise (*Aristoteles*, *Aristotle*).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from pipeline import gazetteer
from pipeline.cleaning.lexicon import dictionary
from pipeline.document import Language, other
from pipeline.gazetteer import PEOPLES, Kind, normalised
from pipeline.romanisation import to_english, to_swedish
from pipeline.translation.name_data import data
from pipeline.translation.spellings import FEWEST_IN_COMPOUND, SHORTEST, spellings, words

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ABBREVIATION = re.compile(r"\b[A-ZÅÄÖ]{2,5}\b")
_LITTLE = r"(?: (?:of|the|and|for|och|för|av|i))*"

NATIONS = PEOPLES | {Kind.COUNTRY}

SHORTEST_TAIL = 4
"""Letters of the shortest word that makes a compound of a name: Natoland."""

_DEFINITE = ("n", "en", "et", "s")
"""What Swedish puts behind a name of another language: Towern."""

_FEWEST_FOR_SMALL_LETTERS = 3
"""Letters of an abbreviation for which words with small letters may stand: WHO, but not AP."""


def stands_in(form: str, target: str, language: Language) -> bool:
    """Whether a name of a text in `language` stands in its translation `target`.

    >>> stands_in("Sverige", "the Swedish government", "sv"), stands_in("Sverige", "the Swiss one", "sv")
    (True, False)
    >>> stands_in("Associated Press", "for AP", "en"), stands_in("AP", "for the Associated Press", "sv")
    (True, True)
    """
    text = " ".join(words(target))
    if any(stands(normalised(known), text) for known in accepted(form, language)):
        return True
    if _has_in_full(target, form) or any(_has_in_full(form, word) for word in _ABBREVIATION.findall(target)):
        return True
    if " " in form:
        own = list(core(form, language))
        return own != [form] and all(stands_in(word, target, language) for word in own)
    if len(normalised(form)) <= SHORTEST:
        return False
    if language == "sv" and _is_definite(form, target):
        return True
    part = part_of(form, language)
    return bool(spellings(form, target, language) or (part and spellings(part, target, language)))


def _has_in_full(text: str, short: str) -> bool:
    """Whether words in a row of `text` have the letters of an abbreviation as their initials.

    >>> _has_in_full("in the United States of America", "USA"), _has_in_full("Anna pratar", "AP")
    (True, False)
    """
    if not _ABBREVIATION.fullmatch(short):
        return False
    small = "(?i:{})" if len(short) >= _FEWEST_FOR_SMALL_LETTERS else "{}"
    words_of_it = [
        rf"{letter if not at else small.format(letter)}[^\W\d_]+" for at, letter in enumerate(short)
    ]
    return bool(re.search(r"\b" + rf"{_LITTLE}[\s-]".join(words_of_it) + r"\b", text))


def _is_definite(form: str, target: str) -> bool:
    """Whether a name of another language with a Swedish article is in `target` without it.

    >>> _is_definite("Towern", "the Tower of London")
    True
    """
    found = set(_WORD.findall(target))
    stems = [form.removesuffix(end) for end in _DEFINITE if form.endswith(end)]
    return any(len(stem) > SHORTEST and stem in found for stem in stems)


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
    ('Wien', 'Vienna', 'Viennese')
    """
    target = other(language)
    convert = to_english if language == "sv" else to_swedish
    found = [
        form,
        *convert(form),
        *institutions(language).get(form.lower(), ()),
    ]
    for entry in gazetteer.find(form, language):
        found += [*entry.accepted(target), *entry.variants(target)]
        if entry.kind in NATIONS and len(entry.countries) == 1:
            found += _nation(target).get(entry.countries[0], ())
    found += pairs(language).get(form, ())
    if part := part_of(form, language) or head_of(form, language):
        found += accepted(part, language)
    return tuple(dict.fromkeys(found))


@cache
def pairs(language: Language) -> Mapping[str, tuple[str, ...]]:
    """What the gazetteer lacks: names of kings and gods, seas and rivers, lands and peoples of the past."""
    found: dict[str, tuple[str, ...]] = {}
    for swedish, english in [*data()["given_names"], *data()["lands_and_waters"], *data()["also_called"]]:
        own, theirs = (swedish, english) if language == "sv" else (english, swedish)
        found[own] = (*found.get(own, ()), theirs)
    return found


@cache
def lands(language: Language) -> frozenset[str]:
    """The lands and waters among the pairs."""
    column = 0 if language == "sv" else 1
    return frozenset(pair[column] for pair in data()["lands_and_waters"])


def core(form: str, language: Language) -> Iterator[str]:
    """The words of a name that are its own: not *River*, *Kingdom of* or *the Elder*, unless it has no other.

    >>> list(core("Federal Republic of Cameroon", "en")), list(core("Irländska sjön", "sv"))
    (['Cameroon'], ['Irländska'])
    """
    generic = data()["generic"][language]
    capital = [word.strip(".,") for word in form.split() if word[0].isupper()]
    yield from [word for word in capital if word.lower() not in generic] or capital


@cache
def institutions(language: Language) -> Mapping[str, tuple[str, ...]]:
    """What institutions and the like are called in the other language, by their names without capitals."""
    found: dict[str, tuple[str, ...]] = {}
    for swedish, english in data()["institutions"]:
        own, theirs = (swedish, english) if language == "sv" else (english, swedish)
        found[own.lower()] = (*found.get(own.lower(), ()), theirs)
    return found


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


def head_of(form: str, language: Language) -> str:
    """The known name that a Swedish compound nobody knows begins with, or nothing.

    >>> head_of("Köpenhamnsskolan", "sv"), head_of("Pekingregeringen", "sv"), head_of("Lindberg", "sv")
    ('Köpenhamn', 'Peking', '')
    """
    if language == "en" or not form.isalpha() or _is_known(form):
        return ""
    accepts = dictionary(language).accepts
    for cut in range(len(form) - SHORTEST_TAIL, SHORTEST, -1):
        head, tail = form[:cut], form[cut:]
        if accepts(tail):
            for name in (head, head.removesuffix("s")):
                if len(name) > SHORTEST and _is_known(name):
                    return name
    return ""


def _is_known(form: str) -> bool:
    return bool(gazetteer.find(form, "sv")) or form in pairs("sv")


@cache
def _nation(language: Language) -> Mapping[str, tuple[str, ...]]:
    """By country the names of it, its people and what is of it."""
    found: dict[str, list[str]] = defaultdict(list)
    for entry in gazetteer.entries():
        if entry.kind in NATIONS and len(entry.countries) == 1:
            found[entry.countries[0]] += [*entry.accepted(language), *entry.variants(language)]
    return {code: tuple(dict.fromkeys(forms)) for code, forms in found.items()}
