"""The corpus for Python: objects, records and data frames, from exported files and from the store."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import pipeline
from pipeline import open_corpus
from pipeline.corpus import splits, view
from pipeline.corpus.export import export, jsonl
from pipeline.corpus.export.contract import TABLES
from pipeline.corpus.reading import records
from pipeline.corpus.store import FILE_NAME, Store
from pipeline.corpus.view import CorpusView
from pipeline.errors import CorpusError


@pytest.fixture(params=["files", "store", "folder with a store"])
def corpus(request: pytest.FixtureRequest, folder: Path) -> Iterator[CorpusView]:
    with Store.existing(folder) as store:
        splits.assign(store.database)
        export(store, folder, ["jsonl", "package"])
    place = folder / FILE_NAME if request.param == "store" else folder
    if request.param == "folder with a store":
        for name in (*jsonl.FILES, splits.FILE):
            (folder / name).unlink()
    with open_corpus(place) as found:
        yield found


def test_the_tables_can_be_gone_through_more_than_once(corpus: CorpusView) -> None:
    for _ in range(2):
        assert [document.file for document in corpus.documents] == [
            "news/clean.txt",
            "news/kazakhstan.txt",
            "suomi.txt",
            "svenska.txt",
        ]
    assert sum(1 for _ in corpus.segments) == 6
    assert {edit.stage for edit in corpus.edits} == {"spacing", "spelling"}
    assert {one.document for one in corpus.splits} == {document.id for document in corpus.documents}
    assert list(corpus.decisions) == list(corpus.tombstones) == []
    assert corpus.document("svenska").language == "sv"
    assert len(corpus.entry("svenska").segments) == 2


def test_records_are_the_lines_of_the_files(folder: Path) -> None:
    corpus = open_corpus(str(folder))
    for rows in (corpus.documents, corpus.segments, corpus.edits):
        table = TABLES[rows.name]
        assert rows.keys == table.keys
        assert list(rows.records()) == [record.values for record in records(folder / table.file)]


def test_data_frames_have_the_records(corpus: CorpusView) -> None:
    pytest.importorskip("pyarrow")
    table = corpus.segments.to_arrow()
    assert table.to_pylist() == list(corpus.segments.records())
    assert corpus.decisions.to_arrow().num_rows == 0
    documents = corpus.documents.to_arrow()
    assert documents.column_names == list(corpus.documents.keys)
    pytest.importorskip("pandas")
    frame = corpus.edits.to_pandas()
    assert list(frame["reason"]) == [edit.reason for edit in corpus.edits]
    polars = pytest.importorskip("polars")
    assert corpus.segments.to_polars().schema["flags"] == polars.List(polars.String)


@pytest.mark.parametrize(
    ("method", "extra"), [("to_arrow", "parquet"), ("to_pandas", "pandas"), ("to_polars", "polars")]
)
def test_what_is_not_installed_is_said(
    corpus: CorpusView, method: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without(name: str) -> Any:
        if name in ("pyarrow", "pandas", "polars"):
            raise ModuleNotFoundError(name=name)
        return importlib.import_module(name)

    monkeypatch.setattr(view, "import_module", without)
    with pytest.raises(ImportError, match=rf"pip install 'renskrift\[{extra}\]'"):
        getattr(corpus.segments, method)()


def test_what_is_no_corpus_is_said(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="there is no corpus in"):
        open_corpus(tmp_path)
    with pytest.raises(AttributeError, match="no attribute 'open_corpora'"):
        pipeline.open_corpora  # noqa: B018


def test_the_package_itself_is_light() -> None:
    code = "import sys, pipeline; sys.exit('sqlalchemy' in sys.modules or 'numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
