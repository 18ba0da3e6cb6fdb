"""Runs that clean and do not translate: a later run translates what stands there."""

from __future__ import annotations

from pathlib import Path

from flows.corpus import Settings, Summary, without_prefect
from flows.settings import RunEngine
from pipeline.corpus.entry import Decision
from pipeline.corpus.reading import open_corpus
from pipeline.corpus.store import Store
from pipeline.corpus.verify import verify
from pipeline.evaluation.kills import contents


def run(inbox: Path, engine: RunEngine, output: str = "output") -> tuple[Summary, Path]:
    folder = inbox.parent / output
    summary = without_prefect(inbox, Settings(folder, engine=engine, fast=True))
    assert verify(folder).problems == []
    return summary, folder


def test_documents_are_cleaned_and_have_no_segments(inbox: Path) -> None:
    summary, output = run(inbox, "none")
    assert (summary.done, summary.counts.segments) == (2, 0)
    assert "plan. The court" in open_corpus(output).document("two").normalised
    assert [path.name for path in sorted((output / "text").iterdir())] == ["one.sv.txt", "two.en.txt"]
    assert run(inbox, "none")[0].done == 0


def test_a_later_run_translates_them_as_one_run_would(inbox: Path) -> None:
    run(inbox, "none")
    summary, output = run(inbox, "argos")
    assert (summary.done, summary.skipped) == (2, 0)
    assert run(inbox, "argos")[0].done == 0
    _, other = run(inbox, "argos", "at-once")
    assert contents(output) == contents(other)


def test_what_is_translated_stays_so(inbox: Path) -> None:
    _, output = run(inbox, "argos")
    before = contents(output)
    summary, _ = run(inbox, "none")
    assert (summary.done, summary.skipped) == (0, 2)
    assert contents(output) == before


def test_a_reviewed_translation_survives_a_run_without_engine(inbox: Path) -> None:
    _, output = run(inbox, "argos")
    with Store.existing(output) as store:
        segment = store.entry("two").segments[0]
        said = (
            "edited",
            segment.translation.text,
            "Regeringen lade fram en plan.",
            "Anna",
            "2026-01-01T00:00:00Z",
        )
        store.decide([Decision(segment.document, segment.id, "segment", *said, segment.source)])
    text = (inbox / "two.txt").read_text("utf-8")
    (inbox / "two.txt").write_text(text + "\nThe police stopped a car.\n", "utf-8")
    run(inbox, "none")
    run(inbox, "argos")
    with Store.existing(output) as store:
        found = store.entry("two").segments
    assert found[0].translation.status == "reviewed"
    assert found[0].translation.text == "Regeringen lade fram en plan."
    assert [one.translation.engine for one in found[1:]] == ["argos"] * (len(found) - 1)


def test_an_edit_that_is_decided_on_leaves_a_document_without_segments(inbox: Path) -> None:
    _, output = run(inbox, "none")
    with Store.existing(output) as store:
        document = store.entry("two").document
        edit = next(one for one in document.edits if one.in_effect)
        said = ("rejected", edit.after, edit.before, "Anna", "2026-01-01T00:00:00Z")
        store.decide([Decision(document.id, edit.id, "edit", *said)])
        assert store.entry("two").segments == ()
    assert run(inbox, "none")[0].done == 0
    assert "plan.The court" in open_corpus(output).document("two").normalised
    assert run(inbox, "argos")[0].done == 2
