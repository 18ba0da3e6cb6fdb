"""The converter finds most pairs it has not seen, and proposes nothing for names that are not romanised."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.gazetteer_tables import rows
from pipeline.romanisation import MOST, same_name, to_english, to_swedish

CASES: dict[str, Any] = json.loads(
    (Path(__file__).parent / "cases" / "romanisation.json").read_text(encoding="utf-8")
)


def part(name: str) -> list[tuple[str, str]]:
    return [(pair["sv"], pair["en"]) for pair in CASES["pairs"] if pair["part"] == name]


@pytest.mark.parametrize(
    ("name", "english", "swedish", "same"),
    [("development", 0.95, 0.92, 1.0), ("held-out", 0.8, 0.8, 0.92), ("fresh", 0.83, 0.77, 0.94)],
)
def test_hit_rate(name: str, english: float, swedish: float, same: float) -> None:
    pairs = part(name)
    assert len(pairs) >= 60
    assert sum(en in to_english(sv) for sv, en in pairs) >= english * len(pairs)
    assert sum(sv in to_swedish(en) for sv, en in pairs) >= swedish * len(pairs)
    assert sum(same_name(sv, en) for sv, en in pairs) >= same * len(pairs)


@pytest.mark.parametrize(
    ("swedish", "english"),
    [
        ("Nazarbajev", "Nazarbayev"),
        ("Pasjinjan", "Pashinyan"),
        ("Chrusjtjov", "Khrushchev"),
        ("Solzjenitsyn", "Solzhenitsyn"),
        ("Gorbatjov", "Gorbachev"),
        ("Saltykov-Sjtjedrin", "Saltykov-Shchedrin"),
        ("Sergijev Posad", "Sergiyev Posad"),
    ],
)
def test_first_candidates(swedish: str, english: str) -> None:
    assert to_english(swedish)[0] == english
    assert to_swedish(english)[0] == swedish


def test_kazakh_names_may_keep_their_j() -> None:
    assert to_english("Zjomart") == ["Zhomart", "Jomart"]
    assert to_swedish("Jomart") == to_swedish("Zhomart") == ["Zjomart"]


@pytest.mark.parametrize("name", CASES["names_of_other_languages"])
def test_other_names_are_left_alone(name: str) -> None:
    assert set(to_english(name)) <= {name}
    assert set(to_swedish(name)) <= {name}


def test_common_names_are_never_converted() -> None:
    """A name that is common in both languages stays, though Viktor and Alexander are Russian names too."""
    common = [
        row["name"]
        for file in ("given_names.tsv", "surnames.tsv")
        for row in rows(file)
        if {"sv", "en"} <= set(row["languages"].split("|"))
    ]
    assert len(common) > 200
    assert [name for name in common if {*to_english(name), *to_swedish(name)} - {name}] == []


@pytest.mark.parametrize(
    ("swedish", "english"),
    [("Sjaw", "Shaw"), ("Jens", "Yens"), ("Tjurtjill", "Churchill"), ("Chan", "Khan"), ("Jonas", "Yonas")],
)
def test_names_that_only_look_like_a_pair(swedish: str, english: str) -> None:
    assert not same_name(swedish, english)


def test_capitals_are_kept() -> None:
    assert to_english("GORBATJOV")[0] == "GORBACHEV"
    assert to_english("Petropavlovsk-Kamtjatskij")[0] == "Petropavlovsk-Kamchatsky"


@given(st.text(max_size=40))
def test_any_text_has_few_candidates_all_different(text: str) -> None:
    for convert in (to_english, to_swedish):
        for surely in (False, True):
            found = convert(text, surely=surely)
            assert len(found) == len(set(found)) <= MOST
            assert all(found)


@given(st.sampled_from(part("development") + part("held-out") + part("fresh")))
def test_what_is_known_to_be_romanised_has_a_candidate(pair: tuple[str, str]) -> None:
    swedish, english = pair
    assert to_english(swedish, surely=True)
    assert to_swedish(english, surely=True)
