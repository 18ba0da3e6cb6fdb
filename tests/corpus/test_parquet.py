from __future__ import annotations

import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from articles import SIGNATURE, document, segments

from pipeline.corpus import schema
from pipeline.corpus.entry import Decision
from pipeline.corpus.export import export, parquet
from pipeline.corpus.provenance import segment_records
from pipeline.corpus.store import Store
from pipeline.document import EDIT_KEYS, Origin
from pipeline.errors import CorpusError


@pytest.fixture
def reader() -> Any:
    return pytest.importorskip("pyarrow.parquet")


def records(store: Store) -> dict[str, list[dict[str, Any]]]:
    entries = list(store.entries())
    return {
        "documents": [schema.document_record(entry) for entry in entries],
        "segments": [record for entry in entries for record in segment_records(entry)],
        "changes": [
            schema.change_record(entry.document.id, edit)
            for entry in entries
            for edit in entry.document.edits
        ],
    }


def without_origin(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What JSON does not say, Parquet says with null."""
    return [{key: value for key, value in row.items() if (key, value) != ("origin", None)} for row in rows]


def test_tables_hold_the_records_of_the_json_lines(folder: Path, store: Store, reader: Any) -> None:
    paths = parquet.write(store, folder)
    assert [path.name for path in paths] == [
        *("documents.parquet", "segments.parquet", "changes.parquet", "decisions.parquet")
    ]
    for name, expected in records(store).items():
        assert (
            without_origin(reader.read_table(folder / "parquet" / f"{name}.parquet").to_pylist()) == expected
        )


def test_columns_have_types(folder: Path, store: Store, reader: Any) -> None:
    parquet.write(store, folder)
    found = reader.read_schema(folder / "parquet" / "segments.parquet")
    assert found.names == list(schema.SEGMENT)
    types = {field.name: str(field.type) for field in found}
    assert (types["paragraph"], types["score"], types["source"]) == ("int64", "double", "string")
    assert types["flags"].startswith("list<")
    assert [field.name for field in found.field("target_edits").type.value_type] == list(EDIT_KEYS)
    assert found.field("score").nullable
    assert not found.field("source").nullable


def test_corrections_of_a_translation_are_structs(tmp_path: Path, store: Store, reader: Any) -> None:
    found = document()
    made = segments(found)
    edit = replace(found.edits[0], start=0, end=1, before="x", after="[")
    made[0] = replace(made[0], translation=replace(made[0].translation, edits=(edit,)))
    store.save(found, made, SIGNATURE)
    parquet.write(store, tmp_path)
    rows = reader.read_table(tmp_path / "parquet" / "segments.parquet").to_pylist()
    assert rows[0]["target_edits"] == [edit.record()]


def test_an_origin_is_a_struct(tmp_path: Path, store: Store, reader: Any) -> None:
    origin = Origin(place="row 17", source="TT")
    store.save(replace(document(), origin=origin), [], SIGNATURE)
    store.save(document("plain.txt", "Plain.", ()), [], SIGNATURE)
    parquet.write(store, tmp_path)
    rows = reader.read_table(tmp_path / "parquet" / "documents.parquet").to_pylist()
    assert [row["origin"] for row in rows] == [asdict(origin), None]


def test_decisions_are_a_table(folder: Path, store: Store, reader: Any) -> None:
    found = document()
    edit = found.edits[0]
    when = "2022-01-06T12:00:00Z"
    store.decide([Decision(found.id, edit.id, "edit", "accepted", edit.before, edit.after, "Åsa", when)])
    parquet.write(store, folder)
    row = reader.read_table(folder / "parquet" / "decisions.parquet").to_pylist()[0]
    assert (row["subject"], row["verdict"], row["who"], row["when"]) == (edit.id, "accepted", "Åsa", when)


def test_a_large_corpus_has_a_file_a_language(
    folder: Path, store: Store, reader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "LARGE", 3)
    paths = {path.relative_to(folder).as_posix() for path in parquet.write(store, folder)}
    assert paths == {
        "parquet/decisions.parquet",
        *(f"parquet/documents/{language}.parquet" for language in ("sv", "en", "fi")),
        *(
            f"parquet/{table}/{language}.parquet"
            for table in ("segments", "changes")
            for language in ("sv", "en")
        ),
    }
    rows = reader.read_table(folder / "parquet" / "segments").to_pylist()
    assert {row["id"] for row in rows} == {row["id"] for row in records(store)["segments"]}


def test_groups_of_rows_are_bounded(
    folder: Path, store: Store, reader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "parquet" / "segments.parquet"
    monkeypatch.setattr(parquet, "GROUP_ROWS", 4)
    parquet.write(store, folder)
    assert reader.ParquetFile(path).metadata.num_row_groups == 2
    monkeypatch.setattr(parquet, "GROUP_CHARACTERS", 1)
    parquet.write(store, folder)
    assert reader.ParquetFile(path).metadata.num_row_groups == len(records(store)["segments"])


def test_the_same_corpus_gives_the_same_bytes(folder: Path, store: Store, reader: Any) -> None:
    paths = parquet.write(store, folder)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in paths}
    parquet.write(store, folder)
    assert before == {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in paths}


def test_an_empty_corpus_has_tables_with_their_columns(tmp_path: Path, store: Store, reader: Any) -> None:
    for path in parquet.write(store, tmp_path):
        assert reader.read_table(path).num_rows == 0
        assert "document" in reader.read_schema(path).names or path.stem == "documents"


def test_a_failing_export_leaves_the_old_files(folder: Path, store: Store, reader: Any) -> None:
    export(store, folder, ["parquet"])
    before = {path: path.read_bytes() for path in folder.rglob("*.parquet")}
    store.save(replace(document(text="Changed.", changes=()), id=document().id), [], "new")

    class Failing:
        files, refusals, decisions = store.files, store.refusals, store.decisions

        def entries(self) -> Any:
            yield next(store.entries())
            raise RuntimeError("the power is gone")

    with pytest.raises(RuntimeError):
        export(Failing(), folder, ["parquet"])
    assert before == {path: path.read_bytes() for path in folder.rglob("*.parquet*")}
    assert not list(folder.rglob("*.partial"))


def test_without_pyarrow_it_says_how_to_get_it(
    folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(CorpusError, match=r"pip install 'renskrift\[parquet\]'"):
        export(store, folder, ["parquet"])
    assert not (folder / "parquet").exists()
