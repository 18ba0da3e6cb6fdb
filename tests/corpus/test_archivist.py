"""What archivists and auditors do to a corpus over the years: nothing is lost, and nothing passes unseen."""

from __future__ import annotations

import os
import re
import sqlite3
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from articles import SIGNATURE, document, segments
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.corpus import tombstones
from pipeline.corpus.entry import Decision
from pipeline.corpus.history import taken_out
from pipeline.corpus.runlog import logged
from pipeline.corpus.runlog_checks import differences
from pipeline.corpus.store import DECISIONS, FILE_NAME, Store, is_there
from pipeline.corpus.verify import verify
from pipeline.decoding import encode
from pipeline.document import Origin
from pipeline.errors import CorpusError
from pipeline.titles import first_line


def call(*words: object, status: int = 0) -> str:
    said = CliRunner().invoke(app, [*map(str, words)])
    assert said.exit_code == status, said.output
    return str(said.exception) if status == 1 else said.output


def decide(store: Store, verdict: str = "edited") -> str:
    """A reviewer's decision on a translation; gives the document's id."""
    one = document()
    (segment, *_) = segments(one)
    text = segment.translation.text
    when = "2026-01-01T00:00:00Z"
    store.decide([Decision(one.id, segment.id, "segment", verdict, text, "Ny.", "Bo", when, segment.source)])
    return one.id


@pytest.fixture
def exported(folder: Path, store: Store) -> Path:
    store.close()
    call("export", "--output", folder)
    return folder


def change(folder: Path, statement: str, *values: object) -> None:
    connection = sqlite3.connect(folder / FILE_NAME)
    connection.execute(statement, values)
    connection.commit()
    connection.close()


def test_a_store_of_no_bytes_is_none_and_exports_nothing_over_the_corpus(exported: Path) -> None:
    before = (exported / "documents.jsonl").read_bytes()
    (exported / FILE_NAME).write_bytes(b"")
    assert not is_there(exported)
    assert "there is no store" in call("export", "--output", exported, status=1)
    assert (exported / "documents.jsonl").read_bytes() == before


def test_an_older_copy_of_the_store_does_not_lose_decisions(folder: Path, store: Store) -> None:
    older = (folder / FILE_NAME).with_name("older")
    store.close()
    with sqlite3.connect(folder / FILE_NAME) as source, sqlite3.connect(older) as target:
        source.backup(target)
    with Store.existing(folder) as newer:
        decide(newer)
    call("export", "--output", folder)
    written = (folder / DECISIONS).read_bytes()
    for path in folder.glob(f"{FILE_NAME}*"):
        path.unlink()
    older.rename(folder / FILE_NAME)
    assert "has more decisions (1) than the store (0)" in call("export", "--output", folder, status=1)
    assert (folder / DECISIONS).read_bytes() == written
    call("decisions", "import", folder / DECISIONS, "--output", folder)
    call("export", "--output", folder)
    assert (folder / DECISIONS).read_bytes() == written
    assert verify(folder).problems == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents SET flags = 'no JSON'",
        "UPDATE documents SET original = x'00ff'",
        "UPDATE run_log SET line = line || 'å' WHERE number = 2",
    ],
)
def test_what_no_version_writes_is_a_problem_and_no_traceback(exported: Path, statement: str) -> None:
    change(exported, statement)
    assert verify(exported).problems


def test_a_decision_does_not_cover_other_bytes(folder: Path, store: Store) -> None:
    one = document()
    with logged(store, folder, "renskrift run"):
        pass
    decide(store)
    other = one.original.replace("came", "went")
    text = one.normalised.replace("came", "went")
    values = (other, text, sha256(other.encode()).hexdigest(), one.id)
    change(folder, "UPDATE documents SET original = ?, normalised = ?, sha256 = ? WHERE id = ?", *values)
    change(
        folder,
        "UPDATE segments SET source = replace(source, 'came', 'went') WHERE document = ?",
        one.id,
    )
    for _ in range(2):
        told = [what for place, what in differences(store, folder) if place == one.file]
        assert any("is of other bytes than those of record" in what for what in told)
        with logged(store, folder, "renskrift run"):
            pass


def test_what_a_file_says_of_an_article_is_in_the_run_log(folder: Path, store: Store) -> None:
    one = replace(document(), origin=Origin(date="2019-02-03", source="DN"))
    store.save(one, segments(one), SIGNATURE)
    for _ in range(2):
        with logged(store, folder, "renskrift run"):
            pass
        assert list(differences(store, folder)) == []
    change(folder, "UPDATE documents SET origin = json_set(origin, '$.source', 'SvD') WHERE id = ?", one.id)
    ((place, what),) = differences(store, folder)
    assert place == one.file
    assert "another origin than record" in what


def test_a_run_without_an_engine_has_translated_nothing(folder: Path, store: Store) -> None:
    one = document()
    with logged(store, folder, "renskrift run", engine="none") as noted:
        noted.documents([one.id])
    store.close()
    call("export", "--output", folder)
    assert ": cleaned; renskrift run" in call("log", one.id, "--output", folder)


@pytest.mark.parametrize("kept", ["abc", "x" * 64])
def test_what_is_no_hash_is_no_proof_of_a_log_cut_off(exported: Path, kept: str) -> None:
    assert "a hash has 64" in call("verify", "--expect", kept, "--output", exported, status=2)


def test_a_first_line_without_a_space_is_cut_all_the_same() -> None:
    assert first_line("x" * 5000) == "x" * 199 + " …"


def test_an_earlier_store_that_may_only_be_read_is_said_to_be_one(
    exported: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(exported, "DROP TABLE places")
    monkeypatch.setattr(os, "access", lambda _, mode: mode != os.W_OK)
    assert "is from an earlier version" in call("log", "--output", exported, status=1)
    monkeypatch.undo()
    call("log", "--output", exported)


def test_every_column_of_what_takes_room_has_a_heading(exported: Path) -> None:
    heading = call("prune", "--dry-run", "--output", exported).splitlines()[1]
    assert all(cell.strip() for cell in heading.strip("┃").split("┃"))


def test_what_was_taken_out_tells_its_life_and_gives_its_bytes_back(exported: Path) -> None:
    one = document()
    call("remove", one.id, "--reason", "Withdrawn.", "--who", "Bo", "--output", exported)
    whole = encode(one.original, one.decoding)
    for _ in range(2):  # It stands in the exports until they are written again.
        told = call("log", one.file, "--output", exported)
        assert re.search(r"taken out on 2\d{3}-\S+ by Bo: Withdrawn\.", told)
        assert all(edit.reason in told for edit in one.edits)
        assert "taken out of the corpus; renskrift remove" in told
        assert CliRunner().invoke(app, ["original", one.id, "--output", str(exported)]).stdout_bytes == whole
        call("export", "--format", "jsonl,package", "--output", exported)
    for path in exported.glob(f"{FILE_NAME}*"):
        path.unlink()
    Store.of(exported).close()
    for command in ("log", "original"):
        said = CliRunner().invoke(app, [command, one.id, "--output", str(exported)])
        assert f"has only the SHA-256: {one.sha256}" in f"{said.output}{said.exception}"
    assert "has no document 'nowhere'" in call("log", "nowhere", "--output", exported, status=1)


def test_two_that_were_taken_out_of_one_place_are_told_apart(store: Store) -> None:
    for text in ("One.\n", "Another one.\n"):
        one = document("a.txt", text, ())
        store.save(one, segments(one), SIGNATURE)
        tombstones.take_out(store.database, one.id)
    with pytest.raises(CorpusError, match=f"say which by its id: .*{one.id}"):
        taken_out(store, "a.txt")
    found = taken_out(store, one.id)
    assert found
    assert found.document == one
