"""What a reviewer decides is obeyed at once, can be taken back, and is never lost."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "corpus"))
from articles import SIGNATURE, document, segments

from pipeline.corpus.faults import faults
from pipeline.corpus.obeying import disobeyed
from pipeline.corpus.store import FILE_NAME, Store
from pipeline.corpus.waiting import waiting
from pipeline.document import Document, Status
from pipeline.review.desk import Conflict, Desk, Selection, Unknown

TEXT = "Earlear this week.Then they came.\n\nThe  end of teh story. It is teh end.\n\nAll is well.\n"
CHANGES = (
    ("spacing", ".T", ". T", "applied"),
    ("spacing", "  ", " ", "applied"),
    ("spelling", "Earlear", "Earlier", "applied"),
    ("spelling", "teh", "the", "suggested"),
    ("spelling", "well", "swell", "suggested"),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.of(tmp_path) as store:
        yield store


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


@pytest.fixture
def article(store: Store) -> Document:
    return kept(store)


def kept(store: Store, file: str = "one.txt", text: str = TEXT) -> Document:
    found = document(file, text, CHANGES)
    store.save(found, segments(found), SIGNATURE)
    return found


def edit_of(found: Document, before: str) -> str:
    return next(edit.id for edit in found.edits if edit.before == before)


def state(store: Store, identity: str) -> tuple[object, ...]:
    """All that an undo has to bring back."""
    entry = store.entry(identity)
    return entry.document, entry.segments, sorted(unit.target for unit in store.memory.units())


def is_sound(store: Store, identity: str) -> bool:
    entry = store.entry(identity)
    return not [*faults(entry), *disobeyed(entry, store.decisions(identity))]


def test_an_accepted_edit_changes_the_text_and_its_sentence_waits(
    store: Store, desk: Desk, article: Document
) -> None:
    before = store.entry(article.id)
    made = desk.decide_edit(article.id, edit_of(article, "teh"), "accepted", "Ann")
    after = store.entry(article.id)
    assert made.documents == (article.id,)
    assert [(one.before, one.after, one.who, one.stage) for one in made.decisions] == [
        ("teh", "the", "Ann", "spelling")
    ]
    assert after.document.normalised == before.document.normalised.replace("teh story", "the story")
    changed = [one for one in after.segments if one not in before.segments]
    assert [one.source for one in changed] == ["The end of the story."]
    assert "source_changed" in changed[0].translation.flags
    assert changed[0].translation.text == before.segments[2].translation.text
    assert waiting(store.database) == {"one.txt": "translate"}
    assert is_sound(store, article.id)


def test_a_rejected_edit_of_an_early_pass_moves_those_of_later_ones(
    store: Store, desk: Desk, article: Document
) -> None:
    desk.decide_edit(article.id, edit_of(article, "  "), "rejected", "Ann")
    assert "The  end of teh story." in store.document(article.id).normalised
    desk.decide_edit(article.id, edit_of(article, "teh"), "edited", "Bo", after="that old")
    now = store.document(article.id)
    assert "The  end of that old story." in now.normalised
    edit = next(edit for edit in now.edits if edit.before == "teh")
    assert (edit.status, edit.after) == (Status.ACCEPTED, "that old")
    assert "A person wrote" in edit.reason
    assert is_sound(store, article.id)


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1)])
def test_undo_in_any_order_restores_everything(
    store: Store, desk: Desk, article: Document, order: tuple[int, ...]
) -> None:
    before = state(store, article.id)
    first = store.segments(article.id)[0].id
    numbers = [
        desk.decide_edit(article.id, edit_of(article, "  "), "rejected", "Ann").number,
        desk.decide_edit(article.id, edit_of(article, "teh"), "accepted", "Ann").number,
        desk.decide_segment(article.id, first, "edited", "Ann", text="Tidigare i veckan.").number,
        desk.decide_edit(article.id, edit_of(article, "Earlear"), "edited", "Ann", after="Early").number,
    ]
    assert store.segments(article.id)[0].translation.flags == ("source_changed",)
    for number in order:
        desk.undo(numbers[number], "Bo")
        assert is_sound(store, article.id)
    document_now, segments_now, memory_now = state(store, article.id)
    assert (document_now, memory_now) == (before[0], before[2])
    assert [(one.id, one.source, one.translation.status) for one in segments_now] == [  # type: ignore[attr-defined]
        (one.id, one.source, one.translation.status)
        for one in before[1]  # type: ignore[attr-defined]
    ]


def test_a_decision_on_a_translation_is_kept_and_taken_back(
    store: Store, desk: Desk, article: Document
) -> None:
    before = state(store, article.id)
    one = store.segments(article.id)[1].id
    first = desk.decide_segment(article.id, one, "edited", "Ann", text=" Sedan kom\nde. ")
    second = desk.decide_segment(article.id, one, "edited", "Ann", text="De kom sedan.")
    assert store.segments(article.id)[1].translation.text == "De kom sedan."
    desk.undo(first.number, "Ann")
    assert store.segments(article.id)[1].translation.text == "De kom sedan."
    desk.undo(second.number, "Ann")
    assert state(store, article.id) == before
    third = desk.decide_segment(article.id, one, "accepted", "Ann")
    assert [unit.source for unit in store.memory.units()] == ["Then they came."]
    desk.undo(third.number, "Ann")
    assert state(store, article.id) == before


def test_a_reviewed_translation_stays_where_its_source_changes(
    store: Store, desk: Desk, article: Document
) -> None:
    third = store.segments(article.id)[2].id
    desk.decide_segment(article.id, third, "edited", "Ann", text="Slutet på sagan.")
    desk.decide_edit(article.id, edit_of(article, "teh"), "accepted", "Ann")
    found = store.segments(article.id)[2]
    assert (found.id, found.source) == (third, "The end of the story.")
    assert (found.translation.text, found.translation.status) == ("Slutet på sagan.", "reviewed")
    assert found.translation.flags == ("source_changed",)
    # The flow has made it again, from a text in which other rules have changed more.
    fresh = document(
        "one.txt", TEXT.replace("story", "tales"), [*CHANGES[:3], ("spelling", "teh", "the", "applied")]
    )
    fresh = replace(fresh, id=article.id)
    store.save(fresh, segments(fresh), SIGNATURE)
    kept_again = store.segments(article.id)[2]
    assert (kept_again.id, kept_again.source) == (third, "The end of the tales.")
    assert kept_again.translation.text == "Slutet på sagan."
    desk.decide_segment(article.id, third, "accepted", "Ann")
    assert store.segments(article.id)[2].translation.flags == ()
    assert is_sound(store, article.id)


def test_an_edit_that_splits_a_sentence_leaves_no_sentence_without_translation(
    store: Store, desk: Desk, article: Document
) -> None:
    desk.decide_edit(article.id, edit_of(article, ".T"), "rejected", "Ann")
    sources = [one.source for one in store.segments(article.id)]
    assert sources[0] == "Earlier this week.Then they came."
    desk.decide_edit(article.id, edit_of(article, ".T"), "accepted", "Ann")
    found = store.segments(article.id)
    assert [one.source for one in found][:2] == ["Earlier this week.", "Then they came."]
    assert all("source_changed" in one.translation.flags for one in found[:2])
    assert is_sound(store, article.id)


def test_what_the_flow_saves_meanwhile_obeys_what_was_decided(
    store: Store, desk: Desk, article: Document
) -> None:
    number = desk.decide_edit(article.id, edit_of(article, "Earlear"), "rejected", "Ann").number
    store.save(article, segments(article), "new", seen=0)
    assert store.document(article.id).normalised.startswith("Earlear this")
    assert waiting(store.database) == {"one.txt": "translate"}
    obeyed = store.document(article.id)
    desk.undo(number, "Ann")
    store.save(obeyed, segments(obeyed), "new", seen=1)
    assert store.document(article.id).normalised == article.normalised
    assert is_sound(store, article.id)


def test_one_undo_takes_back_what_was_decided_in_one_go(store: Store, desk: Desk) -> None:
    found = [kept(store, f"{number}.txt") for number in range(3)]
    before = [state(store, one.id) for one in found]
    selection = Selection(before="teh", after="the")
    seen = desk.preview(selection)
    assert (seen.edits, seen.documents, len(seen.examples)) == (3, 3, 3)
    assert (seen.examples[0].left, seen.examples[0].right[:7]) == (
        "Earlear this week. Then they came.\n\nThe end of ",
        " story.",
    )
    made = desk.decide_all(selection, "accepted", "Ann", newest=seen.newest)
    assert len(made.decisions) == 3
    assert made.batch
    assert all("the story" in store.document(one.id).normalised for one in found)
    assert desk.preview(selection).edits == 0
    desk.undo(made.decisions[1].number, "Bo")
    assert [state(store, one.id)[0] for one in found] == [one[0] for one in before]
    with pytest.raises(Unknown, match="taken back already"):
        desk.undo(made.decisions[0].number, "Bo")
    with pytest.raises(Unknown, match="decide again instead"):
        desk.undo(desk.newest(), "Bo")
    nothing = desk.decide_all(Selection(rule="no such rule"), "accepted", "Ann", newest=desk.newest())
    assert (nothing.decisions, nothing.documents, nothing.batch) == ((), (), "")


def test_nobody_overrules_what_he_has_not_seen(store: Store, desk: Desk, article: Document) -> None:
    teh = edit_of(article, "teh")
    first = desk.decide_edit(article.id, teh, "accepted", "Ann", seen=0)
    with pytest.raises(Conflict, match="Ann has decided") as caught:
        desk.decide_edit(article.id, teh, "rejected", "Bo", seen=0)
    assert caught.value.decision == first.decisions[0]
    assert desk.decide_edit(article.id, teh, "rejected", "Ann", seen=0).number == 2
    desk.comment(article.id, teh, "edit", "Really?", "Ann")
    assert desk.decide_edit(article.id, teh, "accepted", "Bo", seen=2).number == 4
    one = store.segments(article.id)[0].id
    desk.decide_segment(article.id, one, "accepted", "Ann")
    with pytest.raises(Conflict):
        desk.decide_segment(article.id, one, "edited", "Bo", text="x", seen=0)
    seen = desk.preview(Selection(before="well"))
    desk.decide_edit(article.id, edit_of(article, "well"), "rejected", "Ann")
    desk.undo(desk.newest(), "Ann")
    with pytest.raises(Conflict, match="look again"):
        desk.decide_all(seen.selection, "accepted", "Bo", newest=seen.newest)


def test_an_accepted_edit_that_stands_on_others_words_is_not_taken_away(store: Store, desk: Desk) -> None:
    changes = (("spelling", "teh", "the", "applied"), ("names", "the", "The", "suggested"))
    found = document("x.txt", "teh end", changes)
    store.save(found, segments(found), SIGNATURE)
    desk.decide_edit(found.id, edit_of(found, "the"), "accepted", "Ann")
    with pytest.raises(Conflict, match="“the” → “The” was accepted by Ann"):
        desk.decide_edit(found.id, edit_of(found, "teh"), "rejected", "Bo")
    assert store.document(found.id).normalised == "The end"
    desk.undo(1, "Ann")
    desk.decide_edit(found.id, edit_of(found, "teh"), "rejected", "Bo")
    assert store.document(found.id).normalised == "teh end"
    assert len(store.document(found.id).edits) == 1
    assert waiting(store.database) == {"x.txt": "clean"}


def test_what_is_not_there_is_unknown(store: Store, desk: Desk, article: Document) -> None:
    teh = edit_of(article, "teh")
    one = store.segments(article.id)[0].id
    for call in (
        lambda: desk.decide_edit("nothing", teh, "accepted", "Ann"),
        lambda: desk.decide_edit(article.id, "nothing", "accepted", "Ann"),
        lambda: desk.decide_edit(article.id, teh, "edited", "Ann"),
        lambda: desk.decide_segment(article.id, "nothing", "accepted", "Ann"),
        lambda: desk.decide_segment(article.id, one, "edited", "Ann", text=" \n"),
        lambda: desk.comment(article.id, "nothing", "edit", "x", "Ann"),
        lambda: desk.comment(article.id, teh, "edit", " ", "Ann"),
        lambda: desk.undo(7, "Ann"),
    ):
        with pytest.raises(Unknown):
            call()
    assert desk.newest() == 0


def test_comments_decide_nothing(store: Store, desk: Desk, article: Document) -> None:
    before = state(store, article.id)
    one = store.segments(article.id)[0].id
    made = desk.comment(article.id, one, "segment", "Is this right?", "Ann")
    desk.undo(made.number, "Ann")
    desk.comment(article.id, edit_of(article, "teh"), "edit", "And this?", "Bo")
    assert state(store, article.id) == before
    assert waiting(store.database) == {}
    assert [(one.verdict, one.comment) for one in desk.since(0, article.id)] == [
        ("commented", "Is this right?"),
        ("undone", ""),
        ("commented", "And this?"),
    ]
    assert (desk.newest(article.id), desk.newest("other"), desk.since(3)) == (3, 0, [])


def test_a_change_to_what_stood_there_is_none(store: Store, desk: Desk, article: Document) -> None:
    teh = edit_of(article, "teh")
    kinds = [
        desk.decide_edit(article.id, teh, "edited", "Ann", after=text).decisions[0].verdict
        for text in ("that", "teh", "the", "that")
    ]
    assert kinds == ["edited", "rejected", "accepted", "edited"]
    assert is_sound(store, article.id)


def test_learnt_names_have_other_documents_cleaned_again(store: Store, desk: Desk) -> None:
    changes = (("names", "Massimov", "Masimov", "suggested"),)
    one = document("one.txt", "Massimov left.", changes)
    store.save(one, segments(one), SIGNATURE)
    for file, text in (("two.txt", "Then Massimov came."), ("three.txt", "Nobody came.")):
        other = document(file, text, ())
        store.save(other, segments(other), SIGNATURE)
    made = desk.decide_edit(one.id, one.edits[0].id, "accepted", "Ann")
    assert waiting(store.database) == {"one.txt": "translate", "two.txt": "clean"}
    terms = store.lessons().terms(None)
    assert terms
    assert [found.preferred for found in terms.find("Massimov", "en")] == ["Masimov"]
    assert list(terms.find("Massimov", "sv")) == []
    desk.undo(made.number, "Ann")
    assert store.lessons().terms(None) is None


def test_a_store_of_before_opens_and_is_decided_in(tmp_path: Path) -> None:
    with Store.of(tmp_path) as store:
        found = kept(store)
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        for index in ("on_subject", "of_batch", "undone", "of_stage"):
            connection.execute(f"DROP INDEX decisions_{index}")
        for column in ("context", "comment", "batch", "stage", "rule", "undoes", "confidence"):
            connection.execute(f"ALTER TABLE decisions DROP COLUMN {column}")
        connection.execute("ALTER TABLE documents DROP COLUMN pending")
        connection.execute("ALTER TABLE segments DROP COLUMN draft")
    with Store.of(tmp_path) as store:
        Desk(store).decide_edit(found.id, edit_of(found, "teh"), "accepted", "Ann")
        assert is_sound(store, found.id)
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        names = {
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'index'")
        }
    assert {"decisions_on_subject", "decisions_of_batch"} <= names


def test_eight_threads_and_a_flow_lose_no_decision(store: Store, desk: Desk) -> None:
    found = [kept(store, f"{number}.txt") for number in range(4)]
    each = 25

    def review(reviewer: int) -> None:
        for number in range(each):
            one = found[(reviewer + number) % len(found)]
            verdict = "accepted" if number % 2 else "rejected"
            if number % 5 == 4:
                segment = next(part.id for part in store.segments(one.id) if part.source.startswith("Then"))
                desk.decide_segment(one.id, segment, "edited", f"R{reviewer}", text=f"{reviewer}-{number}")
            else:
                edit = edit_of(one, "teh" if number % 3 else "well")
                desk.decide_edit(one.id, edit, verdict, f"R{reviewer}")  # type: ignore[arg-type]

    def flow() -> None:
        for _ in range(8):
            for one in found:
                store.save(one, segments(one), SIGNATURE, seen=0)

    with ThreadPoolExecutor(9) as pool:
        jobs = [pool.submit(flow), *(pool.submit(review, number) for number in range(8))]
        for job in jobs:
            job.result()
    made = list(store.decisions())
    assert len(made) == 8 * each
    assert {name: sum(one.who == name for one in made) for name in {one.who for one in made}} == {
        f"R{number}": each for number in range(8)
    }
    assert all(is_sound(store, one.id) for one in found)
