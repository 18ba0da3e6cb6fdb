"""What the memory holds for the same, what for alike, and which unit it takes."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from pipeline.corpus.store import Store
from pipeline.translation import Text, translate_documents, translate_lines
from pipeline.translation.alike import Alike
from pipeline.translation.argos import ArgosEngine
from pipeline.translation.memory import Match, Unit, fold, from_memory, key, utc

CASES = json.loads((Path(__file__).parents[1] / "cases" / "memory-folding.json").read_text("utf-8"))
SCHOOL = Unit("Skolan köpte ett hus.", "The school has bought a building.", "sv")


@pytest.fixture
def store(tmp_path):
    with Store.of(tmp_path) as store:
        yield store


@pytest.fixture
def engine(installed):
    return ArgosEngine(installed)


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_what_counts_as_the_same_source(case):
    assert (fold(case["left"]) == fold(case["right"])) is case["same"]
    assert (key(case["left"], "sv") == key(case["right"], "sv")) is case["same"]


@given(st.text() | st.text("a\u030a\u200b\xad “' \u2000"))
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


def test_a_text_is_not_the_same_in_the_other_language():
    assert key("Nato", "sv") != key("Nato", "en")


@pytest.mark.parametrize(
    ("time", "found"),
    [
        ("2026-11-22T03:00:00Z", "2026-11-22T03:00:00Z"),
        ("20261122T030000Z", "2026-11-22T03:00:00Z"),
        ("2026-11-22T03:00:00.123456+00:00", "2026-11-22T03:00:00Z"),
        ("2026-11-22", "2026-11-22T00:00:00Z"),
        ("0001-01-01T00:00:00+14:00", ""),
        ("", ""),
        ("20261399T030000Z", ""),
    ],
)
def test_times(time, found):
    assert utc(time) == found
    assert utc(found) == found


def test_a_unit_is_used_both_ways(store, engine):
    store.memory.add([SCHOOL])
    (there,) = translate_lines(["Skolan  köpte ett hus."], "sv", engine, memory=store.memory)
    (back,) = translate_lines(["The school has bought a building."], "en", engine, memory=store.memory)
    assert (there.text, back.text) == (SCHOOL.target, SCHOOL.source)
    assert (there.engine, there.status, there.model) == ("memory", "memory", f"imported@{SCHOOL.id}")
    assert (there.score, there.flags) == (None, ())
    assert there.quality > 0.9


def test_only_the_rest_goes_to_the_engine(store, engine):
    store.memory.add([SCHOOL])
    text = "Skolan köpte ett hus. Laget sålde bilen i morse.\n\nSkolan köpte ett hus!"
    (segments,) = translate_documents([Text("d", text, "sv")], {"sv": engine}, memory=store.memory)
    assert [one.translation.status for one in segments] == ["memory", "machine", "machine"]
    assert segments[1].translation.text == "The team sold the car this morning."


def test_a_line_with_a_machines_sentence_is_the_machines(store, engine):
    store.memory.add([SCHOOL])
    (mixed,) = translate_lines(
        ["Skolan köpte ett hus. Laget sålde bilen i morse."], "sv", engine, memory=store.memory
    )
    assert (mixed.engine, mixed.status) == ("argos", "machine")
    assert mixed.text == f"{SCHOOL.target} The team sold the car this morning."


def test_no_engine_is_asked_where_the_memory_knows_all(store):
    class Forbidden:
        name = "forbidden"

        def supports(self, source, target):
            return True

        def model(self, source, target):
            return "forbidden@1"

        def translate(self, sentences, source, target):
            assert not sentences

    store.memory.add([SCHOOL])
    assert (
        translate_lines([SCHOOL.source] * 3, "sv", Forbidden(), memory=store.memory)[2].text == SCHOOL.target
    )


def test_the_checks_look_at_the_memory_too():
    unit = Unit("12 personer dog i branden.", "13 people died in the fire.", "sv")
    found = from_memory(unit.source, Match.of(unit, "sv"), "sv")
    assert found.flags
    assert found.quality < 0.9


@pytest.mark.parametrize(
    ("units", "best"),
    [
        ([Unit("Ja.", "Yes.", "sv", when="2020-01-01T00:00:00Z"), Unit("Ja.", "Aye.", "sv")], 0),
        ([Unit("Ja.", "Yes.", "sv"), Unit("Aye.", "Ja.", "en", origin="reviewed")], 0),
        ([Unit("Ja.", "Yes.", "sv", origin="reviewed"), Unit("Ja.", "Aye.", "sv", when="2030-01-01")], 0),
        ([Unit("Ja.", "Yes.", "sv"), Unit("Ja. ", "Aye.", "sv", when="2030-01-01T00:00:00Z")], 0),
        ([Unit("Aye.", "Ja.", "en")], 0),
    ],
    ids=["newer", "same direction", "reviewed", "same characters", "turned round"],
)
def test_of_several_units_the_best_is_taken_whatever_the_order(store, tmp_path, units, best):
    store.memory.add(units)
    (tmp_path / "other").mkdir()
    with Store.of(tmp_path / "other") as other:
        other.memory.add(units[::-1])
        for one in (store, other):
            assert one.memory.exact(["Ja."], "sv")["Ja."].unit == units[best]


def test_alike_units_are_offered_with_their_score(store):
    store.memory.add([SCHOOL, Unit("Laget sålde bilen.", "The team sold the car.", "sv")])
    (match,) = store.memory.alike("Skolan köpte tre hus.", "sv")
    assert match.unit == SCHOOL
    assert 75 <= match.score < 100
    assert match.score == fuzz.ratio("Skolan köpte tre hus.", SCHOOL.source)
    assert store.memory.alike("Skolan köpte tre hus.", "sv", at_least=95) == []
    assert store.memory.alike("Skolan köpte tre hus.", "en") == []
    (back,) = store.memory.alike("The school has bought buildings.", "en")
    assert (back.source, back.target) == (SCHOOL.target, SCHOOL.source)
    store.memory.add([Unit("Skolan köpte tre hus.", "The school bought three houses.", "sv")])
    assert [round(one.score) for one in store.memory.alike("Skolan  köpte tre hus.", "sv")] == [100, 90]
    assert store.memory.alike("", "sv") == []


def test_alike_texts_are_found_as_by_comparing_all():
    chosen = random.Random(1)
    words = [f"ord{number}" for number in range(300)]
    texts = [" ".join(chosen.choices(words, k=chosen.randint(1, 20))) for _ in range(2000)]
    known = Alike()
    for number, text in enumerate(texts):
        known.add(number, text)
    for text in chosen.sample(texts, 100):
        changed = text.split()
        changed[chosen.randrange(len(changed))] = chosen.choice(["nytt", "ord7", ""])
        asked = " ".join(changed).strip()
        scores = {number: fuzz.ratio(fold(asked), one) for number, one in enumerate(texts)}
        # Of made-up words all begin alike, so that everything is a little alike; of real ones few are.
        expected = {number for number, score in scores.items() if score >= 85 and asked}
        assert expected <= {number for number, _ in known.find(asked, 85, limit=3000)}
