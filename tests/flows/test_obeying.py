"""What a reviewer has decided is obeyed by every later run, wherever the article comes from."""

from pathlib import Path
from shutil import copyfile

import pytest

from flows.corpus import Settings, Summary, corpus, without_prefect
from pipeline.corpus.entry import Verdict
from pipeline.corpus.importing import take_in
from pipeline.corpus.reading import read_decisions
from pipeline.corpus.store import Store
from pipeline.corpus.verify import verify
from pipeline.corpus.waiting import waiting
from pipeline.document import Document, Edit, Status
from pipeline.review.desk import Desk

ENGLISH = (
    "The government presented a new plan yesterday.The court criticised the decision. "
    "The police stopped the car in  Stockholm.\n"
)


@pytest.fixture
def inbox(tmp_path: Path, packages: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "one.txt").write_text(ENGLISH, "utf-8")
    (folder / "two.txt").write_text("The police stopped the car.", "utf-8")
    return folder


def run(inbox: Path, output: Path) -> Summary:
    summary = corpus(inbox, Settings(output, engine="argos", fast=True))
    assert verify(output).problems == []
    return summary


def edit_of(found: Document, after: str) -> Edit:
    return next(edit for edit in found.edits if edit.after == after and edit.before != "  ")


def test_decisions_are_obeyed_by_every_later_run(inbox: Path, tmp_path: Path) -> None:
    output = tmp_path / "output"
    run(inbox, output)
    with Store.of(output) as store:
        desk, found = Desk(store), store.document("one")
        space = edit_of(found, " ")
        desk.decide_edit(found.id, space.id, "rejected", "Ann")
        last = store.segments(found.id)[-1]
        desk.decide_segment(found.id, last.id, "edited", "Ann", text="Polisen tog bilen.")
        assert waiting(store.database) == {"one.txt": "translate"}

    # Only what has waited is done, and only translated.
    summary = run(inbox, output)
    assert (summary.done, summary.skipped, summary.obeyed) == (1, 1, 1)
    with Store.of(output) as store:
        first, *_, last = store.segments(found.id)
        assert first.source.endswith("yesterday.The court criticised the decision.")
        assert first.translation.flags == () or "source_changed" not in first.translation.flags
        assert (last.translation.text, last.translation.status) == ("Polisen tog bilen.", "reviewed")
        assert waiting(store.database) == {}
    assert run(inbox, output).done == 0

    # The article arrives again: with more before it, and under another name.
    copyfile(inbox / "one.txt", inbox / "copy.txt")
    (inbox / "one.txt").write_text("Some more news came today.\n\n" + ENGLISH, "utf-8")
    assert run(inbox, output).done == 2
    with Store.of(output) as store:
        for name in ("one", "copy"):
            again = store.document(name)
            assert "yesterday.The court" in again.normalised
            assert "car in Stockholm" in again.normalised
            assert edit_of(again, " ").status is Status.REJECTED
        assert store.segments(found.id)[-1].translation.text == "Polisen tog bilen."
        assert edit_of(store.document("one"), " ").id == space.id

        # It is taken back: the copy, too, is as the rules want it.
        Desk(store).undo(1, "Bo")
        assert waiting(store.database) == {"one.txt": "clean", "copy.txt": "clean"}
    run(inbox, output)
    with Store.of(output) as store:
        assert all("yesterday. The court" in store.document(name).normalised for name in ("one", "copy"))


def test_a_copy_of_the_exports_and_an_import_lose_no_decision(inbox: Path, tmp_path: Path) -> None:
    output = tmp_path / "output"
    run(inbox, output)
    with Store.of(output) as store:
        desk, found = Desk(store), store.document("one")
        space = edit_of(found, " ").id
        desk.decide_edit(found.id, space, "edited", "Ann", after=" – ")
        desk.decide_edit(found.id, space, "rejected", "Bo")
        desk.undo(2, "Bo")
        desk.decide_segment(found.id, store.segments(found.id)[-1].id, "edited", "Ann", text="Bilen.")
    run(inbox, output)
    made = list(read_decisions(output / "decisions.jsonl"))
    assert [(one.who, one.verdict) for one in made] == [
        ("Ann", "edited"),
        ("Bo", "rejected"),
        ("Bo", "undone"),
        ("Ann", "edited"),
    ]

    copy, other = tmp_path / "copy", tmp_path / "other"
    copy.mkdir()
    copyfile(output / "decisions.jsonl", copy / "decisions.jsonl")
    run(inbox, copy)
    run(inbox, other)
    with Store.of(other) as store:
        with store.database.writing() as connection:
            assert take_in(connection, made) == 4
        with store.database.writing() as connection:
            assert take_in(connection, made) == 0
    run(inbox, other)
    for folder in (copy, other):
        with Store.of(folder) as store:
            assert list(store.decisions()) == made
            assert "yesterday. – The" in store.document("one").normalised
            assert store.segments(found.id)[-1].translation.text == "Bilen."
            assert [unit.target for unit in store.memory.units()] == ["Bilen."]
        for name in ("documents.jsonl", "segments.jsonl", "changes.jsonl", "decisions.jsonl"):
            assert (folder / name).read_bytes() == (output / name).read_bytes()


@pytest.mark.parametrize("verdict", ["accepted", "rejected"])
def test_it_does_not_matter_which_came_first_the_decision_or_the_document(
    verdict: Verdict, tmp_path: Path
) -> None:
    made = {}
    for order in ("decision", "document"):
        inbox, output = tmp_path / order, tmp_path / f"{order}-output"
        inbox.mkdir()
        texts = {"one.txt": ENGLISH, "two.txt": f"It was a long day in the town. {ENGLISH}"}
        settings = Settings(output, engine="none", fast=True)
        for name in ("one.txt", *(["two.txt"] if order == "document" else [])):
            (inbox / name).write_text(texts[name], "utf-8")
        without_prefect(inbox, settings)
        with Store.of(output) as store:
            found = store.document("one")
            Desk(store).decide_edit(found.id, edit_of(found, " ").id, verdict, "Ann")
        (inbox / "two.txt").write_text(texts["two.txt"], "utf-8")
        assert without_prefect(inbox, settings).done == 1
        assert without_prefect(inbox, settings).done == 0
        with Store.of(output) as store:
            assert edit_of(store.document("two"), " ").status == verdict
        made[order] = [(output / name).read_bytes() for name in ("documents.jsonl", "changes.jsonl")]
    assert made["decision"] == made["document"]
