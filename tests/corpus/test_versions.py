"""Versions of a corpus, and what is new between two of them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from articles import SIGNATURE, document, segments
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.corpus import tombstones, versions
from pipeline.corpus.comparing import Difference, Side, compare
from pipeline.corpus.export import export
from pipeline.corpus.store import Store
from pipeline.errors import CorpusError

DAY = date(2026, 11, 22)
FIRST = "v2026.11.22-1"


def change(path: Path, number: int, edit: Callable[[dict[str, Any]], object]) -> str:
    """Change one line of a file of JSON; gives the id of its record."""
    lines = path.read_text("utf-8").splitlines()
    record = json.loads(lines[number])
    edit(record)
    lines[number] = json.dumps(record, ensure_ascii=False)
    path.write_text("\n".join([*lines, ""]), "utf-8")
    return str(record["id"])


def test_a_version_is_named_by_the_day(folder: Path) -> None:
    made = versions.make(folder, "For the trainers", DAY)
    assert made
    assert (made.version, made.note) == (FIRST, "For the trainers")
    assert versions.read(folder, FIRST) == made
    assert made.records["documents"] == 4
    assert sum(made.records.values()) == len(list(versions.of_version(folder, FIRST)))


def test_no_version_is_made_where_nothing_is_new(folder: Path) -> None:
    versions.make(folder, day=DAY)
    assert versions.make(folder, "again", DAY) is None
    assert versions.names(folder) == [FIRST]


def test_versions_of_a_day_are_counted_and_stand_in_their_order(folder: Path) -> None:
    for number in range(11):
        change(folder / "segments.jsonl", 0, lambda record, text=f"{number}": record.update(target=text))
        versions.make(folder, day=DAY)
    versions.make(folder, day=date(2026, 1, 2))
    assert versions.names(folder) == [f"v2026.11.22-{number}" for number in range(1, 12)]
    change(folder / "segments.jsonl", 0, lambda record: record.update(target="last"))
    versions.make(folder, day=date(2027, 1, 2))
    assert versions.names(folder)[-2:] == ["v2026.11.22-11", "v2027.01.02-1"]


def test_equal_corpora_make_equal_files(folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy")
    for one in (folder, copy):
        versions.make(one, day=DAY)
    path = Path(versions.FOLDER) / f"{FIRST}{versions.ENDING}"
    assert (folder / path).read_bytes() == (copy / path).read_bytes()


def test_a_difference_names_the_keys_that_have_changed(folder: Path, tmp_path: Path) -> None:
    before = shutil.copytree(folder, tmp_path / "before")
    versions.make(folder, day=DAY)
    segment = change(
        folder / "segments.jsonl", 1, lambda record: record.update(quality=0.1, flags=["name_missing"])
    )
    gone = change(folder / "changes.jsonl", 0, lambda record: None)
    edit = change(folder / "changes.jsonl", 1, lambda record: record.pop("round"))
    text = (folder / "changes.jsonl").read_text("utf-8")
    (folder / "changes.jsonl").write_text(text.split("\n", 1)[1], "utf-8")
    expected = [
        Difference("changed", "segments", segment, ("quality", "flags")),
        Difference("changed", "changes", edit, ("round",)),
        Difference("removed", "changes", gone),
    ]
    for side in (Side(folder, FIRST), Side(before)):
        assert list(compare(side, Side(folder))) == expected
    assert [found.change for found in compare(Side(folder), Side(before))] == ["changed", "added", "changed"]


def test_what_is_new_is_found_between_two_folders(tmp_path: Path) -> None:
    sides = []
    for name, files in (("one", "ab"), ("two", "bc")):
        with Store.of(tmp_path / name) as store:
            for file in files:
                found = document(f"{file}.txt")
                store.save(found, segments(found), SIGNATURE)
            export(store, tmp_path / name, ["jsonl"])
        sides.append(Side(tmp_path / name))
    found = list(compare(*sides))
    documents = {one.change: one.id for one in found if one.table == "documents"}
    assert documents == {"added": document("c.txt").id, "removed": document("a.txt").id}
    assert {one.table for one in found} == {"documents", "segments", "changes"}
    assert list(compare(sides[0], sides[0])) == []


def test_a_damaged_version_is_refused(folder: Path) -> None:
    versions.make(folder, day=DAY)
    path = folder / versions.FOLDER / f"{FIRST}{versions.ENDING}"
    data = path.read_bytes()
    path.write_bytes(data[:-20])
    with pytest.raises(CorpusError, match="cannot be read"):
        list(versions.of_version(folder, FIRST))
    path.write_bytes(b"not packed")
    with pytest.raises(CorpusError, match="cannot be read"):
        versions.read(folder, FIRST)


@pytest.mark.parametrize("name", ["v2026.11.22-9", "../v2026.11.22-1"])
def test_a_version_that_is_not_there_is_said(folder: Path, name: str) -> None:
    versions.make(folder, day=DAY)
    with pytest.raises(CorpusError):
        versions.read(folder, name)
    with pytest.raises(CorpusError):
        Side.named(name, folder)


def test_the_commands(folder: Path) -> None:
    def call(*words: str) -> str:
        found = CliRunner().invoke(app, [*words, "--output", str(folder)])
        assert found.exit_code == 0, found.output
        return found.stdout

    name = call("versions", "make", "--note", "For the trainers").strip()
    assert versions.is_name(name)
    assert call("versions", "make").startswith("nothing is new")
    assert "4 documents" in call("versions", "list")
    assert call("diff", name) == ""
    identity = change(folder / "documents.jsonl", 0, lambda record: record.update(title="Another"))
    assert [json.loads(line) for line in call("diff", name).splitlines()] == [
        {"change": "changed", "table": "documents", "id": identity, "keys": ["title"]}
    ]
    assert call("diff", str(folder), name) != ""
    with Store.existing(folder) as store:
        found = next(store.documents())
        store.save(replace(found, original="", normalised="", edits=()), [], SIGNATURE)
        assert {stone.version for stone in tombstones.read(store.database)} == {name}
