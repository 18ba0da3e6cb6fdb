"""The tables of the gazetteer as records: what stands in ``pipeline/data/gazetteer``, and how it is read.

A cell holds ``preferred|accepted~variant|variant``. Swedish nouns and adjectives stand in their base forms
and are inflected here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import product
from typing import NamedTuple

from pipeline.document import Language


class Kind(StrEnum):
    """What a name is the name of; where a form has several entries, the first kind comes first."""

    COUNTRY = "country"
    REGION = "region"
    CAPITAL = "capital"
    CITY = "city"
    ADJECTIVE = "adjective"
    DEMONYM = "demonym"
    ORGANISATION = "organisation"
    PERSON = "person"
    SURNAME = "surname"
    GIVEN_NAME = "given_name"


class Entry(NamedTuple):
    """One name in both languages; a named tuple because some thirty thousand are made at first use.

    Attributes:
        id: Stable, such as ``country:KZ``, ``demonym:KZ:many``, ``city:1526273`` (GeoNames).
        kind: What it is the name of.
        sv: Accepted forms in Swedish, the preferred one first; never empty.
        en: Accepted forms in English, the preferred one first; never empty.
        sv_variants: Known forms that are not accepted in Swedish text.
        en_variants: Known forms that are not accepted in English text.
        countries: ISO 3166 codes (XK for Kosovo) of where it is.
        latitude: Degrees north, or None for what has no place; of a country and its people the capital's.
        longitude: Degrees east, or None.
        population: Of a city, else 0.
    """

    id: str
    kind: Kind
    sv: tuple[str, ...]
    en: tuple[str, ...]
    sv_variants: tuple[str, ...] = ()
    en_variants: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    population: int = 0

    def accepted(self, language: Language) -> tuple[str, ...]:
        """The forms that may stand in a text of that language, the preferred one first."""
        return self.sv if language == "sv" else self.en

    def variants(self, language: Language) -> tuple[str, ...]:
        """The forms that mean this name but should not stand in a text of that language."""
        return self.sv_variants if language == "sv" else self.en_variants


class Country(NamedTuple):
    """A country or territory, beside its name.

    Attributes:
        entry: Its name and place.
        capital: Its capital's name and place, or None.
        neighbours: ISO codes of the countries with a common land border.
        languages: ISO 639 codes, the most spoken first.
    """

    entry: Entry
    capital: Entry | None
    neighbours: frozenset[str]
    languages: tuple[str, ...]


def rows(file: str) -> Iterator[dict[str, str]]:
    """The lines of one table of the gazetteer, by the names in its first line."""
    lines = (files("pipeline") / "data" / "gazetteer" / file).read_text(encoding="utf-8").splitlines()
    header = lines[0].split("\t")
    for line in lines[1:]:
        yield dict(zip(header, line.split("\t"), strict=True))


@cache
def entries() -> tuple[Entry, ...]:
    """Everything the gazetteer knows, table by table."""
    places = [*_countries(), *_cities(), *_regions()]
    home = {entry.countries[0]: entry for entry in places if entry.kind is Kind.COUNTRY}
    return (
        *places,
        *(entry for row in rows("nations.tsv") for entry in _people(row, home[row["country"]])),
        *_organisations(),
        *_persons(),
        *_common_names("surnames.tsv", Kind.SURNAME),
        *_common_names("given_names.tsv", Kind.GIVEN_NAME),
    )


def cell(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The accepted forms of a cell, and the variants.

    >>> cell("Kiev|Kyjiv~Kyiv")
    (('Kiev', 'Kyjiv'), ('Kyiv',))
    """
    accepted, _, variants = text.partition("~")
    return _split(accepted), _split(variants)


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


def _countries() -> Iterator[Entry]:
    capitals = {row["id"]: row for row in rows("cities.tsv") if row["capital"]}
    for row in rows("countries.tsv"):
        capital = capitals.get(row["capital"])
        place = (float(capital["latitude"]), float(capital["longitude"])) if capital else ()
        code = row["code"]
        yield _named(f"country:{code}", Kind.COUNTRY, row["sv"], row["en"], (code,), *place)


def _cities() -> Iterator[Entry]:
    for row in rows("cities.tsv"):
        kind = Kind.CAPITAL if row["capital"] else Kind.CITY
        place = (float(row["latitude"]), float(row["longitude"]), int(row["population"]))
        identifier = f"city:{row['id']}"
        yield _named(identifier, kind, row["sv"] or row["en"], row["en"], (row["country"],), *place)


def _regions() -> Iterator[Entry]:
    for row in rows("regions.tsv"):
        where, place = _split(row["countries"]), (float(row["latitude"]), float(row["longitude"]))
        region = _named(f"region:{row['id']}", Kind.REGION, row["sv"], row["en"], where, *place)
        if region.sv:
            yield region
        yield from _people(row, region)


def _people(row: dict[str, str], home: Entry) -> Iterator[Entry]:
    """The adjective, one inhabitant and several: three entries, or fewer where a language has no word."""
    where = home.id.partition(":")[2]
    place = (home.countries, home.latitude, home.longitude)
    for part, kind, inflected in (
        ("adjective", Kind.ADJECTIVE, _adjective),
        ("one", Kind.DEMONYM, _one),
        ("many", Kind.DEMONYM, _many),
    ):
        accepted, variants = cell(row[f"sv_{part}"])
        english, english_variants = cell(row[f"en_{part}"])
        if accepted and english:
            swedish = tuple(dict.fromkeys(form for base in accepted for form in inflected(base)))
            known = tuple(form for base in variants for form in inflected(base) if form not in swedish)
            identifier = f"{kind}:{where}" if part == "adjective" else f"{kind}:{where}:{part}"
            yield Entry(identifier, kind, swedish, english, known, english_variants, *place)


def _adjective(base: str) -> Iterable[str]:
    """Kazakisk, kazakiskt, kazakiska."""
    return (base, base + "t", base + "a") if base.endswith("sk") else (base,)


def _one(base: str) -> Iterable[str]:
    """Kazak, kazaken."""
    if base.endswith(("rrman", "sman")):  # norrman, engelsman; not panaman
        return base, base + "nen"
    return base, base + ("n" if base.endswith(("er", "e", "a", "i", "o", "u")) else "en")


def _many(base: str) -> Iterable[str]:
    """Kazaker, kazakerna."""
    if base.endswith("män"):
        return base, base + "nen"
    if base.endswith("are"):
        return base, base.removesuffix("e") + "na"
    return base, base + "na"


def _organisations() -> Iterator[Entry]:
    for row in rows("organisations.tsv"):
        name = row["sv"].partition("|")[0]
        yield _named(f"organisation:{name}", Kind.ORGANISATION, row["sv"], row["en"])


def _persons() -> Iterator[Entry]:
    """Every person with the whole name, and every family name of theirs once."""
    families: dict[tuple[str, str], list[str]] = {}
    for row in rows("people.tsv"):
        english = row["en"] or row["sv"]
        where = _split(row["country"])
        swedish_forms, swedish_variants = _full_names(row["sv"])
        english_forms, english_variants = _full_names(english)
        yield Entry(
            f"person:{swedish_forms[0]}",
            Kind.PERSON,
            swedish_forms,
            english_forms,
            swedish_variants,
            english_variants,
            where,
        )
        family = _family(row["sv"]), _family(english)
        families.setdefault(family, []).extend(where)
    for (swedish, english), homes in families.items():
        name = f"{cell(swedish)[0][0]}:{cell(english)[0][0]}"
        yield _named(f"surname:{name}", Kind.SURNAME, swedish, english, tuple(dict.fromkeys(homes)))


def _family(text: str) -> str:
    """The family name of a person, which stands in brackets, or the whole of a single name."""
    return text[text.index("[") + 1 : text.index("]")] if "[" in text else text


def _full_names(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Accepted forms and variants of a whole name: every given name with every family name."""
    before, after = text.split(f"[{_family(text)}]") if "[" in text else ("", "")
    accepted, variants = (
        tuple(
            " ".join(filter(None, map(str.strip, parts)))
            for parts in product(before.split("|"), family, after.split("|"))
        )
        for family in cell(_family(text))
    )
    return accepted, variants


def _common_names(file: str, kind: Kind) -> Iterator[Entry]:
    for row in rows(file):
        name = (row["name"],)
        yield Entry(f"{kind}:{row['name']}", kind, name, name)


def _named(
    identifier: str,
    kind: Kind,
    swedish: str,
    english: str,
    where: tuple[str, ...] = (),
    latitude: float | None = None,
    longitude: float | None = None,
    population: int = 0,
) -> Entry:
    accepted, variants = cell(swedish)
    english_accepted, english_variants = cell(english)
    return Entry(
        identifier,
        kind,
        accepted,
        english_accepted,
        variants,
        english_variants,
        where,
        latitude,
        longitude,
        population,
    )
