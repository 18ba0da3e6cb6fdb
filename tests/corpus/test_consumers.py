"""The tools that people have read the exports, the odd ones included."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import odd
import pytest
from lxml import etree
from standards import xliff_schema

from pipeline.corpus.escaping import NOT_IN_XML, unescape
from pipeline.corpus.export import conll, export, parquet, spreadsheet
from pipeline.corpus.store import Store
from pipeline.evaluation.export_speed import MadeUp
from pipeline.evaluation.parallel import PAIRS

Texts = dict[str, tuple[str, str]]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Store]]:
    pytest.importorskip("pyarrow")
    folder = tmp_path_factory.mktemp("consumed")
    with Store.of(folder) as store:
        odd.fill(store)
        export(store, folder, ["jsonl", "tmx", "xliff", "csv", "conll", "parquet"])
        yield folder, store


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of 5,000 documents with 20,000 segments, 10,000 from each language."""
    pytest.importorskip("pyarrow")
    folder = tmp_path_factory.mktemp("large")
    (folder / PAIRS).write_text("Solen sken hela dagen.\tThe sun shone all day.", "utf-8")
    made_up = MadeUp.of(folder, 20_000, per_document=4)
    export(made_up, folder, ["jsonl", "tmx", "xliff", "parquet", "package"])
    return folder


@pytest.fixture
def segments(corpus: tuple[Path, Store]) -> Path:
    return corpus[0] / parquet.FOLDER / "segments.parquet"


def texts(rows: Iterator[tuple[str, str, str]]) -> Texts:
    return {identity: (unescape(source), unescape(target)) for identity, source, target in rows}


def test_pandas_reads_parquet(corpus: tuple[Path, Store], segments: Path) -> None:
    frame = pytest.importorskip("pandas").read_parquet(segments)
    assert texts(zip(frame["id"], frame["source"], frame["target"], strict=True)) == odd.expected(corpus[1])
    assert frame["quality"].dtype == "float64"
    assert frame["paragraph"].dtype == "int64"
    assert list(frame["flags"][0]) == ["low_score"]


def test_polars_reads_parquet(corpus: tuple[Path, Store], segments: Path) -> None:
    polars = pytest.importorskip("polars")
    frame = polars.read_parquet(segments)
    assert texts(frame.select("id", "source", "target").iter_rows()) == odd.expected(corpus[1])
    assert frame.schema["flags"] == polars.List(polars.String)
    documents = polars.scan_parquet(segments.with_name("documents.parquet"))
    assert documents.filter(polars.col("language") == "sv").collect().height == len(list(odd.texts()))


def test_duckdb_reads_parquet(corpus: tuple[Path, Store], segments: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect() as connection:
        rows = connection.execute(
            "SELECT id, source, target FROM read_parquet(?)", [str(segments)]
        ).fetchall()
        joined = connection.execute(
            "SELECT count(*) FROM read_parquet(?) AS s JOIN read_parquet(?) AS d ON s.document = d.id "
            "WHERE list_contains(s.flags, 'low_score')",
            [str(segments), str(segments.with_name("documents.parquet"))],
        ).fetchone()
    assert texts(iter(rows)) == odd.expected(corpus[1])
    assert joined == (len(rows),)


def test_datasets_reads_parquet(corpus: tuple[Path, Store], segments: Path, tmp_path: Path) -> None:
    load: Any = pytest.importorskip("datasets").load_dataset
    found = load("parquet", data_files=str(segments), split="train", cache_dir=str(tmp_path))
    rows = ((row["id"], row["source"], row["target"]) for row in found)
    assert texts(rows) == odd.expected(corpus[1])
    assert found.features["flags"].feature.dtype == "string"
    assert found.features["score"].dtype == "float64"


def test_datasets_reads_json_lines(corpus: tuple[Path, Store], tmp_path: Path) -> None:
    load: Any = pytest.importorskip("datasets").load_dataset
    # JSON can write a lone surrogate, but a strict reader refuses it, with the whole file.
    lines = (corpus[0] / "segments.jsonl").read_bytes().splitlines(keepends=True)
    path = tmp_path / "segments.jsonl"
    path.write_bytes(b"".join(line for line in lines if b'"high ' not in line))
    found = load("json", data_files=str(path), split="train", cache_dir=str(tmp_path / "cache"))
    read = {row["id"]: (row["source"], row["target"]) for row in found}
    expected = {key: pair for key, pair in odd.expected(corpus[1]).items() if "high " not in pair[1]}
    assert read == expected


def test_pandas_and_duckdb_read_csv(corpus: tuple[Path, Store]) -> None:
    pandas, duckdb = pytest.importorskip("pandas"), pytest.importorskip("duckdb")
    path = corpus[0] / spreadsheet.FOLDER / "segments.csv"
    frame = pandas.read_csv(path, dtype=str, keep_default_na=False)
    cells = {
        "pandas": list(zip(frame["id"], frame["source"], frame["target"], strict=True)),
        "duckdb": duckdb.sql(
            f"SELECT id, source, target FROM read_csv('{path}', all_varchar=true, header=true, "
            "delim=',', quote='\"', escape='\"', nullstr='\x01', max_line_size=10000000, parallel=false)"
        ).fetchall(),
    }
    for name, rows in cells.items():
        read = {key: tuple(map(spreadsheet.from_cell, pair)) for key, *pair in rows}
        assert read == odd.expected(corpus[1]), name


def test_translate_toolkit_reads_tmx(corpus: tuple[Path, Store]) -> None:
    storage = pytest.importorskip("translate.storage.tmx")
    with (corpus[0] / "corpus.tmx").open("rb") as file:
        found = storage.tmxfile(file, "sv", "en")
    units = {str(unit.xmlelement.get("tuid")): (unit.source, unit.target or "") for unit in found.units}
    read = {key: (unescape(source), unescape(target)) for key, (source, target) in units.items()}
    assert read == odd.expected(corpus[1])


def test_translate_toolkit_reads_xliff(corpus: tuple[Path, Store]) -> None:
    storage = pytest.importorskip("translate.storage.xliff2")
    paths = sorted((corpus[0] / "xliff").glob("*.xlf"))
    assert len(paths) == len(list(odd.texts()))
    units = [unit for path in paths for unit in storage.Xliff2File.parsefile(str(path)).units]
    read = {unit.getid().partition("::")[0]: (unit.source, unit.target or "") for unit in units}
    expected = odd.expected(corpus[1])
    assert set(read) == set(expected)
    for (
        key,
        pair,
    ) in expected.items():  # It drops the elements that stand for characters which XML cannot hold.
        assert read[key] == tuple(re.sub(f"[{NOT_IN_XML}]", "", text) for text in pair)


def test_conllu_reads_the_annotation(corpus: tuple[Path, Store]) -> None:
    library = pytest.importorskip("conllu")
    found = library.parse((corpus[0] / conll.FILE).read_text("utf-8"))
    assert {line.metadata["sent_id"] for line in found} == set(odd.expected(corpus[1]))
    assert [token["form"] for token in found[0]] == ["Räksmörgås", "är", "gott."]


def test_tables_of_thousands_of_documents_are_read(large: Path, tmp_path: Path) -> None:
    pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
    duckdb, datasets = pytest.importorskip("duckdb"), pytest.importorskip("datasets")
    path = str(large / parquet.FOLDER / "segments.parquet")
    by_language = {"sv": 10_000, "en": 10_000}
    assert pandas.read_parquet(path)["language"].value_counts().to_dict() == by_language
    counted = polars.scan_parquet(path).group_by("language").len().collect()
    assert dict(counted.iter_rows()) == by_language
    query = f"SELECT language, count(*) FROM '{path}' GROUP BY language"
    assert dict(duckdb.sql(query).fetchall()) == by_language
    for form, file in (("parquet", path), ("json", str(large / "segments.jsonl"))):
        found = datasets.load_dataset(form, data_files=file, split="train", cache_dir=str(tmp_path))
        assert len(found.filter(lambda row: row["language"] == "sv")) == 10_000
    documents = f"SELECT count(*) FROM '{large}/parquet/documents.parquet' WHERE len(edits) = 1"
    assert duckdb.sql(documents).fetchall() == [(5000,)]


def test_translate_toolkit_reads_thousands_of_units(large: Path) -> None:
    storage = pytest.importorskip("translate.storage.tmx")
    with (large / "corpus.tmx").open("rb") as file:
        assert len(storage.tmxfile(file, "sv", "en").units) == 20_000


def test_the_schema_takes_thousands_of_files(large: Path) -> None:
    schema, paths = xliff_schema(), list((large / "xliff").iterdir())
    assert len(paths) == 5000
    assert [path.name for path in paths if not schema.validate(etree.parse(path))] == []


def test_translate_toolkit_reads_thousands_of_files(large: Path) -> None:
    storage = pytest.importorskip("translate.storage.xliff2")
    files = (storage.Xliff2File.parsefile(str(path)) for path in (large / "xliff").iterdir())
    assert sum(bool(unit.target) for file in files for unit in file.units) == 20_000


def test_the_package_of_thousands_of_documents_is_valid(large: Path) -> None:
    report = pytest.importorskip("frictionless").validate(str(large / "datapackage.json"))
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])
    found = pytest.importorskip("mlcroissant").Dataset(jsonld=str(large / "croissant.json"))
    assert not found.metadata.ctx.issues.errors
    assert sum(1 for _ in found.records("documents")) == 5000
