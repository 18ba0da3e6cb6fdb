"""Known names in Swedish and English: places, peoples, organisations, persons; with their whereabouts.

Everything is read from ``pipeline/data/gazetteer`` at first use; its ``README.md`` has sources and licences.

A form is **accepted** where a copy editor would leave it (Burma, Kyjiv), the first of them is the
**preferred** one, and a **variant** is known to mean the name but is a mistake in that language (Kazachstan).
The genitive is left to the caller.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import cache
from math import asin, cos, radians, sin, sqrt

from pipeline.document import LANGUAGES, Language
from pipeline.gazetteer_tables import Country, Entry, Kind, entries, rows
from pipeline.near_forms import NearForms

__all__ = [
    "PEOPLES",
    "PERSONS",
    "PLACES",
    "Country",
    "Entry",
    "Kind",
    "counterpart",
    "countries",
    "distance",
    "entries",
    "find",
    "forms",
    "is_common_name",
    "normalised",
    "preferred",
    "similar",
]

PLACES = frozenset({Kind.COUNTRY, Kind.REGION, Kind.CAPITAL, Kind.CITY})
PEOPLES = frozenset({Kind.ADJECTIVE, Kind.DEMONYM})
PERSONS = frozenset({Kind.PERSON, Kind.SURNAME, Kind.GIVEN_NAME})


def find(form: str, language: Language | None = None, *, exact: bool = True) -> list[Entry]:
    """The entries with that form, accepted ones before variants, then in the order of `Kind`.

    Capitals and cities stand together, the largest first.

    Args:
        form: As written; in Swedish, adjectives and peoples begin with a small letter.
        language: Only forms of that language; None for both.
        exact: False also finds other capitals, missing accents and other apostrophes and hyphens.

    >>> [entry.id for entry in find("Niger")]
    ['country:NE']
    >>> [entry.en[0] for entry in find("kirgiziska", "sv")], find("kyiv", exact=False)[0].sv
    (['Kyrgyz'], ('Kiev', 'Kyjiv'))
    """
    key = form if exact else normalised(form)
    languages = LANGUAGES if language is None else (language,)
    found = [hit for code in languages for hit in _index(code, exact).get(key, ())]
    found.sort(key=lambda hit: hit[:3])
    return list(dict.fromkeys(entry for *_, entry in found))


@cache
def forms(language: Language) -> Mapping[str, Entry]:
    """Every accepted form in that language with its entry; the likeliest one where there are several."""
    return {form: hits[0][3] for form, hits in _index(language, True).items() if not hits[0][0]}


def preferred(entry: Entry, language: Language) -> str:
    """The form that is written where nothing speaks for another one.

    >>> preferred(find("Kazachstan", "sv")[0], "sv")
    'Kazakstan'
    """
    return entry.accepted(language)[0]


def counterpart(form: str, source: Language, target: Language, kind: Kind | None = None) -> str | None:
    """The form to write in `target` for one of `source`, or None where it is not known.

    A name that is accepted though not preferred is kept where the other language accepts it too: Bombay
    stays Bombay. Of several entries the likeliest counts; `kind` chooses among them.

    >>> counterpart("Kirgizistan", "sv", "en"), counterpart("Burma", "en", "sv")
    ('Kyrgyzstan', 'Burma')
    >>> counterpart("Kazakh", "en", "sv"), counterpart("Kazakh", "en", "sv", Kind.DEMONYM)
    ('kazakisk', 'kazak')
    """
    for entry in find(form, source):
        if kind is None or entry.kind is kind:
            if form in entry.accepted(source)[1:] and form in entry.accepted(target):
                return form
            return preferred(entry, target)
    return None


def similar(
    form: str, language: Language, max_distance: int = 2, kinds: Collection[Kind] | None = None
) -> list[tuple[Entry, str, int]]:
    """Accepted forms within some edits of `form` (a swap of two neighbours is one), the nearest first.

    Args:
        form: As written; capitals count.
        language: The language of the forms.
        max_distance: How many edits, 0 to about 4.
        kinds: Only entries of these kinds; None for all.

    >>> [(found, distance) for _, found, distance in similar("Kazaksthan", "sv", 2)]
    [('Kazakstan', 1)]
    """
    wanted = None if kinds is None else frozenset(kinds)
    found = [
        (distance, position, entry, match)
        for match, distance in _near_forms(language, wanted).within(form, max_distance)
        for position, (_, _, _, entry) in enumerate(_index(language, True)[match])
        if match in entry.accepted(language) and (wanted is None or entry.kind in wanted)
    ]
    found.sort(key=lambda hit: (hit[0], hit[3], hit[1]))
    return [(entry, match, distance) for distance, _, entry, match in found]


@cache
def countries() -> Mapping[str, Country]:
    """All countries and territories by their ISO code.

    >>> sorted(countries()["KZ"].neighbours)
    ['CN', 'KG', 'RU', 'TM', 'UZ']
    """
    named = {entry.id: entry for entry in entries()}
    return {
        row["code"]: Country(
            named[f"country:{row['code']}"],
            named.get(f"city:{row['capital']}"),
            frozenset(filter(None, row["neighbours"].split("|"))),
            tuple(row["languages"].split("|")),
        )
        for row in rows("countries.tsv")
    }


def distance(one: Entry, two: Entry) -> float | None:
    """Kilometres between two places on the great circle, or None where one of them has no place.

    >>> round(distance(find("Stockholm", "sv")[0], find("Göteborg", "sv")[0]))
    397
    """
    if one.latitude is None or one.longitude is None or two.latitude is None or two.longitude is None:
        return None
    north, south = radians(one.latitude), radians(two.latitude)
    east = radians(two.longitude - one.longitude)
    chord = sin((north - south) / 2) ** 2 + cos(north) * cos(south) * sin(east / 2) ** 2
    return 2 * 6371 * asin(sqrt(chord))


def normalised(form: str) -> str:
    """A form without capitals and accents, and with simple apostrophes and hyphens.

    >>> normalised("Chișinău"), normalised("N’Djamena")
    ('chisinau', "n'djamena")
    """
    plain = unicodedata.normalize("NFD", form.translate(_SIMPLE).casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


_SIMPLE = str.maketrans("’‘ʼ`–‐‑øØłŁđĐı", "''''---oOlLdDi")


def is_common_name(name: str, language: str | None = None) -> bool:
    """Whether it is a common given name or surname: in that language, or in any with Latin letters.

    >>> is_common_name("Hansson"), is_common_name("Alexei", "sv"), is_common_name("Massimov")
    (True, False, False)
    """
    languages = _common_names().get(name, "")
    return bool(languages) if language is None else language in languages.split("|")


@cache
def _common_names() -> dict[str, str]:
    names: dict[str, str] = {}
    for file in ("given_names.tsv", "surnames.tsv"):
        for row in rows(file):
            names[row["name"]] = f"{names.get(row['name'], '')}|{row['languages']}"
    return names


@cache
def _index(language: Language, exact: bool) -> dict[str, list[_Hit]]:
    """By form: whether it is a variant, the rank of its kind, how many live there, and the entry."""
    rank = {kind: number for number, kind in enumerate(Kind)}
    rank[Kind.CITY] = rank[Kind.CAPITAL]  # Hamilton in Canada is larger than the capital of Bermuda
    index: dict[str, list[_Hit]] = defaultdict(list)
    for entry in entries():
        for is_variant, written in enumerate((entry.accepted(language), entry.variants(language))):
            for form in written:
                key = form if exact else normalised(form)
                index[key].append((is_variant, rank[entry.kind], -entry.population, entry))
    for hits in index.values():
        if len(hits) > 1:
            hits.sort(key=lambda hit: hit[:3])
    return dict(index)


@cache
def _near_forms(language: Language, kinds: frozenset[Kind] | None) -> NearForms:
    """The accepted forms."""
    found = (
        form
        for entry in entries()
        if kinds is None or entry.kind in kinds
        for form in entry.accepted(language)
    )
    return NearForms(sorted(set(found)))


_Hit = tuple[int, int, int, Entry]
