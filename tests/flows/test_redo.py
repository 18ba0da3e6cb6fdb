"""What is done again, by a new version or by ``--redo``, and what stays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update
from typer.testing import CliRunner

from flows.corpus import Settings, Summary, without_prefect
from flows.settings import REDO
from pipeline.cli import app
from pipeline.cli.options import Redo
from pipeline.corpus import logrecords, tables
from pipeline.corpus.entry import Decision, Entry
from pipeline.corpus.history import runs
from pipeline.corpus.store import Store
from pipeline.corpus.verify import verify
from pipeline.evaluation.kills import contents

WHEN = "2026-01-01T00:00:00Z"
MARK = "Detta har ingen motor sagt."


def run(inbox: Path, **settings: Any) -> Summary:
    return without_prefect(inbox, settings_of(inbox, **settings))


def settings_of(inbox: Path, **settings: Any) -> Settings:
    return Settings(inbox.parent / "output", **({"engine": "argos", "fast": True} | settings))


def entry(inbox: Path, name: str) -> Entry:
    with Store.existing(inbox.parent / "output") as store:
        return store.entry(name)


def write(inbox: Path, *statements: Any) -> None:
    with (
        Store.existing(inbox.parent / "output") as store,
        store.database.writing() as connection,
    ):
        for statement in statements:
            connection.execute(statement)


def mark(inbox: Path) -> None:
    """Give every segment and every cached translation a text that no engine makes."""
    write(inbox, *(update(table).values(target=MARK) for table in (tables.segments, tables.translations)))


def of_earlier_version(inbox: Path, stage: str) -> None:
    """Let all documents be made by another version of a stage."""
    columns = tables.documents.c
    other = func.replace(columns.signature, f"|{stage}:", f"|{stage}:0")
    write(inbox, update(tables.documents).values(signature=other))


def targets(inbox: Path, name: str) -> list[str]:
    return [one.translation.text for one in entry(inbox, name).segments]


def review(inbox: Path, name: str) -> None:
    """A person writes the first translation, and rejects the first edit."""
    found = entry(inbox, name)
    first, edit = found.segments[0], next(one for one in found.document.edits if one.in_effect)
    said = ("edited", first.translation.text, "Regeringen lade fram en plan.", "Anna", WHEN)
    rejected = ("rejected", edit.after, edit.before, "Anna", WHEN)
    with Store.existing(inbox.parent / "output") as store:
        store.decide([Decision(first.document, edit.id, "edit", *rejected)])
        segment = store.entry(name).segments[0]
        made = Decision(first.document, segment.id, "segment", *said, segment.source)
        store.decide([made])


def test_the_stages_of_the_command_are_those_of_the_flow() -> None:
    assert tuple(Redo) == REDO


@pytest.mark.parametrize("words", [("--redo", "speling"), ("--engine", "none", "--redo", "translation")])
def test_what_cannot_be_done_again_is_said(inbox: Path, words: tuple[str, ...]) -> None:
    found = CliRunner().invoke(app, ["run", str(inbox), "--output", str(inbox.parent / "output"), *words])
    assert found.exit_code == 2
    assert not (inbox.parent / "output").exists()


@pytest.mark.parametrize("engine", ["argos", "none"])
def test_a_new_version_of_a_stage_keeps_the_translation_of_the_same_text(inbox: Path, engine: str) -> None:
    run(inbox)
    mark(inbox)
    before = entry(inbox, "two")
    of_earlier_version(inbox, "spelling")
    summary = run(inbox, engine=engine)
    assert (summary.done, summary.redone, summary.changed) == (2, 2, 0)
    assert entry(inbox, "two") == before
    assert set(targets(inbox, "two")) == {MARK}
    assert run(inbox).done == 0


def test_a_stage_is_done_again_and_the_log_says_so(inbox: Path) -> None:
    run(inbox)
    mark(inbox)
    summary = run(inbox, redo=("spacing",))
    assert (summary.done, summary.redone, summary.changed) == (2, 2, 0)
    assert set(targets(inbox, "one")) == {MARK}
    write(inbox, update(tables.edits).values(reason="Nobody knows."))
    assert run(inbox, redo=("spacing", "names")).changed == 2
    with Store.existing(inbox.parent / "output") as store:
        assert [one.settings["redo"] for one in runs(store)] == [[], ["spacing"], ["spacing", "names"]]
    assert run(inbox).done == 0
    assert verify(inbox.parent / "output").problems == []


def test_a_translation_is_done_again_without_the_cache(inbox: Path) -> None:
    run(inbox)
    before = contents(inbox.parent / "output")
    mark(inbox)
    summary = run(inbox, redo=("translation",))
    assert (summary.done, summary.redone, summary.changed) == (2, 2, 2)
    assert contents(inbox.parent / "output") == before
    with Store.existing(inbox.parent / "output") as store:
        cached = [row.target for row in store.database.rows(select(tables.translations.c.target))]
    assert cached
    assert MARK not in cached
    assert run(inbox, redo=("translation",)).changed == 0


@pytest.mark.parametrize("redo", [("spelling",), REDO])
def test_decisions_and_reviews_stay(inbox: Path, redo: tuple[str, ...]) -> None:
    run(inbox)
    review(inbox, "two")
    run(inbox)
    before = entry(inbox, "two")
    assert run(inbox, redo=redo).changed == 0
    assert entry(inbox, "two") == before
    assert before.segments[0].translation.status == "reviewed"
    assert "plan.The court" in before.document.normalised
    assert verify(inbox.parent / "output").problems == []


def test_what_waits_for_an_engine_is_not_taken_for_translated(inbox: Path) -> None:
    run(inbox)
    review(inbox, "two")
    run(inbox, engine="none", redo=("spelling",))
    assert run(inbox).done == 1
    assert len(targets(inbox, "two")) == 1
    assert run(inbox).done == 0
    assert verify(inbox.parent / "output").problems == []


def test_a_redo_that_is_cut_off_leaves_a_sound_corpus(inbox: Path) -> None:
    run(inbox)
    output, file = inbox.parent / "output", inbox / "two.txt"
    file.write_text(file.read_text("utf-8") + "The police  stopped a car.\n", "utf-8")
    with Store.existing(output) as store, store.database.writing() as connection:
        logrecords.append(connection, "started", {"what": "renskrift run"})
    from flows.batches import make_batch
    from flows.collecting import collect_names
    from pipeline.articles import find_articles

    again = settings_of(inbox, redo=("translation", "names"))
    found = collect_names(find_articles(inbox), again)
    assert len(make_batch(found.pending, again, "cut off").made) == 2
    assert verify(output).problems
    assert (run(inbox).done, verify(output).problems) == (0, [])
