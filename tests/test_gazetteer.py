"""The tables are sound, and the look-ups find what they hold and merge nothing that is different."""

import json
import unicodedata
from collections import Counter
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import gazetteer
from pipeline.document import LANGUAGES, Language, other
from pipeline.gazetteer import PEOPLES, PLACES, Entry, Kind, find

PAIRS: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent / "cases" / "name-pairs.json").read_text(encoding="utf-8")
)
ENTRIES = gazetteer.entries()


def named(form: str, language: Language, kind: Kind) -> Entry:
    return next(entry for entry in find(form, language) if entry.kind is kind)


def label(case: dict[str, Any]) -> str:
    names = [case[key] for key in ("one", "other", "preferred", "written") if key in case]
    return f"{case['language']} {'/'.join(names)}"


def test_identifiers_are_unique() -> None:
    assert not [name for name, times in Counter(entry.id for entry in ENTRIES).items() if times > 1]


def test_every_form_is_clean() -> None:
    for entry, language in product(ENTRIES, LANGUAGES):
        accepted, variants = entry.accepted(language), entry.variants(language)
        assert accepted, entry
        assert len({*accepted, *variants}) == len(accepted) + len(variants), entry
        for form in (*accepted, *variants):
            assert form == " ".join(form.split()), entry
            assert form == unicodedata.normalize("NFC", form), entry
            assert not set(form) & set("[]~|\t"), entry


def test_coordinates_are_on_the_globe() -> None:
    for entry in ENTRIES:
        if entry.kind in PLACES and entry.kind is not Kind.COUNTRY:
            assert entry.latitude is not None, entry
        if entry.latitude is not None and entry.longitude is not None:
            assert -90 <= entry.latitude <= 90, entry
            assert -180 <= entry.longitude <= 180, entry


def test_countries_hang_together() -> None:
    countries = gazetteer.countries()
    assert len(countries) > 240
    for code, country in countries.items():
        assert country.entry.kind is Kind.COUNTRY
        assert country.capital is None or country.capital.countries == (code,)
        assert all(code in countries[neighbour].neighbours for neighbour in country.neighbours), code
        assert code not in country.neighbours
    assert {code for entry in ENTRIES for code in entry.countries} <= {*countries}
    without = {code for code, country in countries.items() if country.capital is None}
    assert without == {"BQ", "IO", "PW", "TK"}


def test_every_independent_country_has_its_peoples() -> None:
    adjectives = {entry.id.partition(":")[2] for entry in ENTRIES if entry.kind is Kind.ADJECTIVE}
    assert len([code for code in gazetteer.countries() if code in adjectives]) >= 200
    assert {"SE", "KZ", "KG", "US", "XK", "PS", "TW", "VA", "LS", "TT"} <= adjectives


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_counterpart_leads_back(language: Language) -> None:
    """Except where one form has two entries of a kind: Congolese is of two countries, Galicia two regions."""
    target = other(language)
    ambiguous = set()
    for entry in ENTRIES:
        form = gazetteer.preferred(entry, language)
        there = gazetteer.counterpart(form, language, target, entry.kind)
        assert there is not None
        if gazetteer.counterpart(there, target, language, entry.kind) != form:
            rivals = [hit for hit in find(there, target) if hit.kind is entry.kind]
            assert len(rivals) > 1 or form != gazetteer.preferred(rivals[0], language), entry
            if entry.kind in {Kind.COUNTRY, Kind.CAPITAL, Kind.ORGANISATION}:
                ambiguous.add(form)
    assert not ambiguous


def test_adjectives_and_peoples_follow_their_number() -> None:
    for swedish, english, kind in [
        ("kazakisk", "Kazakh", Kind.ADJECTIVE),
        ("kazakiska", "Kazakh", Kind.ADJECTIVE),
        ("kazak", "Kazakh", Kind.DEMONYM),
        ("kazaken", "Kazakh", Kind.DEMONYM),
        ("kazaker", "Kazakhs", Kind.DEMONYM),
        ("kazakerna", "Kazakhs", Kind.DEMONYM),
        ("norrmännen", "Norwegians", Kind.DEMONYM),
        ("finländarna", "Finns", Kind.DEMONYM),
        ("irakierna", "Iraqis", Kind.DEMONYM),
        ("ryssarna", "Russians", Kind.DEMONYM),
        ("svenska", "Swedish", Kind.ADJECTIVE),
        ("kurder", "Kurds", Kind.DEMONYM),
        ("persern", "Persian", Kind.DEMONYM),
        ("panamanen", "Panamanian", Kind.DEMONYM),
        ("engelsmannen", "Englishman", Kind.DEMONYM),
        ("zulun", "Zulu", Kind.DEMONYM),
        ("svensken", "Swede", Kind.DEMONYM),
    ]:
        assert gazetteer.counterpart(swedish, "sv", "en", kind) == english
        assert set(named(swedish, "sv", kind).countries) <= set(gazetteer.countries())


@pytest.mark.parametrize(
    ("form", "source", "expected"),
    [
        ("Moskva", "sv", "Moscow"),
        ("Göteborg", "sv", "Gothenburg"),
        ("Copenhagen", "en", "Köpenhamn"),
        ("Tokajev", "sv", "Tokayev"),
        ("Kassym-Jomart Tokayev", "en", "Kasym-Zjomart Tokajev"),
        ("Bombay", "sv", "Bombay"),
        ("Kiev", "sv", "Kyiv"),
        ("CSTO", "sv", "CSTO"),
        ("FN", "sv", "UN"),
        ("Kazachstan", "sv", "Kazakhstan"),
        ("Georgia", "en", "Georgien"),
        ("Chelyabinsk", "en", "Tjeljabinsk"),
        ("Xyzzy", "en", None),
        ("", "sv", None),
    ],
)
def test_counterpart(form: str, source: Language, expected: str | None) -> None:
    assert gazetteer.counterpart(form, source, other(source)) == expected


def test_historic_names_are_accepted_and_foreign_ones_are_variants() -> None:
    belarus, kazakhstan = find("Belarus", "sv")[0], find("Kazakstan", "sv")[0]
    assert "Vitryssland" in belarus.accepted("sv")
    assert "Kazakhstan" in kazakhstan.variants("sv")
    assert "Kazakhstan" in kazakhstan.accepted("en")


def test_normalised_look_up() -> None:
    assert find("KAZAKSTAN", "sv") == []
    assert find("KAZAKSTAN", "sv", exact=False)[0].id == "country:KZ"
    assert find("Chisinau", "sv", exact=False)[0].kind is Kind.CAPITAL
    assert find("Goteborg", "sv", exact=False)[0].en[0] == "Gothenburg"


def test_similar_is_ordered_and_keeps_to_its_kinds() -> None:
    found = gazetteer.similar("Kazakgstan", "en", 2, PLACES)
    assert found[0][1:] == ("Kazakhstan", 1)
    assert [distance for *_, distance in found] == sorted(distance for *_, distance in found)
    assert {entry.kind for entry, *_ in gazetteer.similar("kazakisk", "sv", 2, PEOPLES)} <= PEOPLES
    assert gazetteer.similar("Kazakstan", "sv", 0)[0][0].id == "country:KZ"


@pytest.mark.parametrize("form", ["", " ", "\n", "\ud800", "A" * 500, "مرحبا", "😀"])
def test_odd_forms_are_unknown(form: str) -> None:
    assert find(form) == []
    assert find(form, exact=False) == []
    assert gazetteer.similar(form, "sv", 0) == []


def test_distances() -> None:
    stockholm, bishkek = find("Stockholm", "sv")[0], find("Bisjkek", "sv")[0]
    assert gazetteer.distance(stockholm, stockholm) == 0
    assert gazetteer.distance(stockholm, bishkek) == pytest.approx(4300, abs=150)
    assert gazetteer.distance(stockholm, find("FN", "sv")[0]) is None
    near, far = (
        gazetteer.distance(find(name, "en")[0], find("Kazakhstan", "en")[0])
        for name in ("Kyrgyzstan", "Kurdistan")
    )
    assert near is not None
    assert far is not None
    assert near < 1100 < 2000 < far


@given(st.sampled_from(ENTRIES), st.sampled_from(ENTRIES))
def test_distance_is_a_distance(one: Entry, two: Entry) -> None:
    there = gazetteer.distance(one, two)
    assert there == gazetteer.distance(two, one)
    assert there is None or 0 <= there <= 20_038


@given(st.sampled_from(ENTRIES), st.sampled_from(LANGUAGES))
def test_every_form_finds_its_entry(entry: Entry, language: Language) -> None:
    for form in (*entry.accepted(language), *entry.variants(language)):
        assert entry in find(form, language)
        assert entry in find(form.upper(), exact=False)
    assert entry.accepted(language)[0] in gazetteer.forms(language)


@pytest.mark.parametrize("case", PAIRS["different"], ids=label)
def test_different_names_share_no_entry(case: dict[str, Any]) -> None:
    one, two = (set(find(case[key], case["language"])) for key in ("one", "other"))
    assert not one & two
    assert case["other"] not in {
        gazetteer.preferred(entry, case["language"]) for entry in find(case["one"], case["language"])
    }


@pytest.mark.parametrize("case", PAIRS["same"], ids=label)
def test_variants_and_typing_errors_lead_to_the_preferred_form(case: dict[str, Any]) -> None:
    language, written = case["language"], case["written"]
    known = {gazetteer.preferred(entry, language) for entry in find(written)}
    near = {gazetteer.preferred(entry, language) for entry, *_ in gazetteer.similar(written, language, 2)}
    assert case["preferred"] in (known if case["what"] == "variant" else known | near)


def test_there_are_enough_pairs() -> None:
    assert len(PAIRS["different"]) >= 170
    assert len(PAIRS["same"]) >= 80
