"""Marks on documents whose files are gone, in the store and in the run log."""

from __future__ import annotations

from pathlib import Path

from articles import SIGNATURE, document

from pipeline.corpus.history import made
from pipeline.corpus.presence import Absent, missing, missing_since, settle
from pipeline.corpus.runlog import logged
from pipeline.corpus.runlog_checks import differences
from pipeline.corpus.store import Store

ODD = "odd\udcff name.txt"


def look(store: Store, folder: Path, *files: str, source: str = "/news", left_out: str = "") -> Absent:
    with logged(store, folder, "renskrift run") as log:
        return settle(store.database, log, source, files, lambda file: file != left_out)


def test_marks_come_and_go(store: Store, tmp_path: Path) -> None:
    for file in ("a.txt", ODD):
        store.save(document(file), [], SIGNATURE)
    store.refuse("bad.txt", "", "it is empty")
    assert look(store, tmp_path, "a.txt", ODD, "bad.txt", "bad.txt") == Absent(0, 0)
    assert look(store, tmp_path, "a.txt", left_out=ODD) == Absent(0, 0)
    assert store.refusals() == []
    assert look(store, tmp_path, "a.txt", source="/other") == Absent(0, 0)
    assert look(store, tmp_path, "b.txt") == Absent(1, 1)
    (one,) = missing(store.database)
    assert (one.file, one.source) == (ODD, "/news")
    assert missing_since(store.database, one.id) == one
    assert look(store, tmp_path, source="/third") == Absent(1, 0, is_empty=False)
    assert look(store, tmp_path, source="/other") == Absent(1, 0, is_empty=True)
    assert look(store, tmp_path, ODD, source="/other") == Absent(1, 1)
    assert [one.file for one in missing(store.database)] == ["a.txt"]
    assert look(store, tmp_path, "a.txt", ODD) == Absent(0, 0)
    told = [str(event).split(": ")[1].split(";")[0] for event in made(store, one.id)]
    assert told[1:] == ["its file is not in the source any more", "its file is back"]
    assert list(differences(store, tmp_path)) == []


def test_many_files_are_looked_at_in_parts(store: Store, tmp_path: Path) -> None:
    files = [f"{number:05}.txt" for number in range(2_500)]
    store.save(document(files[-1]), [], SIGNATURE)
    look(store, tmp_path, *files)
    assert look(store, tmp_path, files[0]) == Absent(1, 1)
