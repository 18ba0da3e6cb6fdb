"""What a person has decided on a translation is obeyed, now and at every later run."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from articles import SIGNATURE, document, segments

from pipeline.corpus.cache import StoreCache
from pipeline.corpus.entry import Decision, Entry
from pipeline.corpus.faults import faults
from pipeline.corpus.reuse import reuse
from pipeline.corpus.schema import read_segment, segment_record
from pipeline.corpus.store import FILE_NAME, Store
from pipeline.document import Document, Edit, Segment, Status
from pipeline.errors import CorpusError
from pipeline.translation import Text, choose_engines, translate_documents
from pipeline.translation.installing import install
from pipeline.translation.memory import Unit

TINY = Path(__file__).parents[1] / "data" / "tiny-argos" / "translate-sv_en-0_1.argosmodel"
TEXT = "Regeringen presenterade en ny plan i går. Skolan köpte ett hus.\n\nLaget sålde bilen i morse.\n"


def decision(one: Segment, verdict: str, after: str, when: str = "2026-11-22T03:00:00Z") -> Decision:
    return Decision(one.document, one.id, "segment", verdict, one.translation.text, after, "Ann", when)  # type: ignore[arg-type]


def swedish(text: str = TEXT, file: str = "plan.txt") -> Document:
    return document(file, text, (), language="sv")


def translations(store: Store, found: Document) -> list[tuple[str, str]]:
    return [(one.translation.status, one.translation.text) for one in store.segments(found.id)]


def save(store: Store, found: Document) -> list[Segment]:
    made = segments(found)
    store.save(found, made, SIGNATURE)
    return made


def test_a_decision_makes_the_segment_a_reviewed_one_and_goes_to_the_memory(store: Store) -> None:
    found = swedish()
    first, second, third = save(store, found)
    store.decide(
        [decision(second, "edited", "The school bought a house."), decision(third, "accepted", "ok")]
    )
    assert translations(store, found) == [
        ("machine", first.translation.text),
        ("reviewed", "The school bought a house."),
        ("reviewed", "ok"),
    ]
    assert next(store.memory.units()) == Unit(
        *("Skolan köpte ett hus.", "The school bought a house.", "sv", "reviewed", "Ann"),
        when="2026-11-22T03:00:00Z",
        document=found.id,
        segment=second.id,
    )
    kept = store.segments(found.id)[1].translation
    assert (kept.engine, kept.model, kept.flags, kept.quality) == ("starter", "tiny@1", (), 1.0)


def test_a_new_revision_keeps_what_was_reviewed(store: Store) -> None:
    found = swedish()
    save(store, found)
    store.decide([decision(store.segments(found.id)[1], "edited", "A house was bought.")])
    moved = replace(swedish("Nytt här.\n\nSkolan köpte ett hus."), id=found.id)
    save(store, moved)
    assert translations(store, moved)[1] == ("reviewed", "A house was bought.")


def test_a_document_that_comes_back_has_what_was_reviewed(store: Store) -> None:
    found = swedish()
    one = save(store, found)[1]
    store.decide([decision(one, "edited", "A house was bought.")])
    store.remove(found.file)
    save(store, found)
    assert translations(store, found)[1] == ("reviewed", "A house was bought.")


def test_the_last_decision_counts(store: Store) -> None:
    found = swedish()
    one = save(store, found)[1]
    for text in ("First.", "Second.", "Third."):
        store.decide([decision(one, "edited", text)])
    assert [unit.target for unit in store.memory.units()] == ["Third."]
    assert translations(store, found)[1] == ("reviewed", "Third.")
    store.decide([decision(one, "rejected", "")])
    assert len(store.memory) == 0
    save(store, found)
    assert translations(store, found)[1] == ("machine", one.translation.text)


def test_decisions_on_edits_and_on_what_is_gone_change_no_segment(store: Store) -> None:
    found = swedish()
    one = save(store, found)[0]
    before = translations(store, found)
    store.decide([replace(decision(one, "accepted", "x"), kind="edit")])
    store.decide([replace(decision(one, "edited", "x"), subject="gone")])
    assert translations(store, found) == before
    assert len(store.memory) == 0


def test_what_the_memory_has_learnt_is_used_for_older_segments_but_not_for_reviewed_ones(
    store: Store,
) -> None:
    one, two = swedish(), swedish(file="two.txt")
    save(store, one)
    save(store, two)
    store.decide([decision(store.segments(one.id)[1], "edited", "A house was bought.")])
    store.decide([decision(store.segments(two.id)[1], "edited", "They bought it.", "2026-11-23T03:00:00Z")])
    store.memory.add([Unit("Laget sålde bilen i morse.", "The team sold its car.", "sv")])
    assert reuse(store) == 2
    assert translations(store, one)[1:] == [
        ("reviewed", "A house was bought."),
        ("memory", "The team sold its car."),
    ]
    assert translations(store, two)[1:] == [
        ("reviewed", "They bought it."),
        ("memory", "The team sold its car."),
    ]
    assert reuse(store) == 0


def test_with_a_better_engine_only_what_no_person_has_reviewed_is_translated_again(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RENSKRIFT_PACKAGES", str(tmp_path / "packages"))
    found, other = swedish(), swedish("Skolan  köpte ett hus.", "other.txt")

    def run() -> None:
        engines, _ = choose_engines("auto", ["sv"])
        for one in (found, other):
            texts = [Text(one.id, one.normalised, "sv")]
            (made,) = translate_documents(texts, engines, StoreCache(store, engines), store.memory)
            store.save(one, made, engines["sv"].name)

    run()
    assert {one.translation.engine for one in store.segments(found.id)} == {"starter"}
    store.decide([decision(store.segments(found.id)[1], "edited", "A house was bought.")])
    install("sv-en", TINY, tmp_path / "packages")
    run()
    assert translations(store, found) == [
        ("machine", "The government presented a new plan yesterday."),
        ("reviewed", "A house was bought."),
        ("machine", "The team sold the car this morning."),
    ]
    assert translations(store, other) == [("memory", "A house was bought.")]
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        asked = connection.execute("SELECT source FROM translations WHERE engine = 'argos' ORDER BY source")
        assert [source for (source,) in asked] == [
            "Laget sålde bilen i morse.",
            "Regeringen presenterade en ny plan i går.",
        ]


def test_a_store_of_before_gets_the_table_of_the_memory(tmp_path: Path) -> None:
    Store.of(tmp_path).close()
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        connection.execute("DROP TABLE memory")
    with Store.of(tmp_path) as store:
        assert len(store.memory) == 0


def corrected(one: Segment) -> Segment:
    """The segment with its translation's first letter put right."""
    text = one.translation.text
    edit = Edit("terms", "name_form", 0, 1, "<", text[0], 0.97, "It was wrong.", Status.APPLIED, "ab")
    return replace(one, translation=replace(one.translation, edits=(edit,)))


def test_the_corrections_of_a_translation_are_kept_until_a_person_decides(store: Store) -> None:
    found = swedish()
    made = [corrected(one) for one in segments(found)]
    store.save(found, made, SIGNATURE)
    assert store.segments(found.id) == tuple(made)
    assert [read_segment(segment_record(one)) for one in made] == [
        replace(one, translation=replace(one.translation, score=-0.1235, quality=0.8765)) for one in made
    ]
    store.decide([decision(made[0], "edited", "Another one.")])
    assert [len(one.translation.edits) for one in store.segments(found.id)] == [0, 1, 1]


def test_corrections_that_do_not_fit_are_found(store: Store) -> None:
    found = swedish()
    first, *rest = [corrected(one) for one in segments(found)]
    wrong = replace(first, translation=replace(first.translation, text="x"))
    entry = Entry(found, (wrong, *rest), SIGNATURE)
    assert [problem for problem in faults(entry) if "corrections" in problem] == [
        f"the corrections of segment {first.id} do not fit its translation: "
        "edit ab has left '[' at 0, but 'x' stands there"
    ]


@pytest.mark.parametrize("edits", [[1], [{"id": "ab"}], [{"start": "0"}]])
def test_corrections_that_cannot_be_read_are_said(edits: list[object]) -> None:
    record = segment_record(segments(swedish())[0])
    with pytest.raises(CorpusError):
        read_segment(record | {"target_edits": edits})
    del record["target_edits"]
    assert read_segment(record).translation.edits == ()


def test_a_store_of_before_gets_the_column_of_the_corrections(tmp_path: Path) -> None:
    found = swedish()
    with Store.of(tmp_path) as store:
        save(store, found)
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        connection.execute("ALTER TABLE segments DROP COLUMN target_edits")
    with Store.of(tmp_path) as store:
        assert [one.translation.edits for one in store.segments(found.id)] == [(), (), ()]
        made = [corrected(one) for one in segments(found)]
        store.save(found, made, SIGNATURE)
        assert store.segments(found.id) == tuple(made)
