"""The tools that people have read the corpus of the seeds, and take it for sound."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from standards import xliff_schema

from pipeline import open_corpus
from pipeline.corpus.export import export
from pipeline.corpus.reading import open_corpus as open_files

SEEDS = Path(__file__).parents[2] / "output"

Texts = dict[str, tuple[str, str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The committed corpus in the formats that the tools read."""
    pytest.importorskip("pyarrow")
    folder = tmp_path_factory.mktemp("seeds")
    export(open_files(SEEDS), folder, ["jsonl", "tmx", "xliff", "parquet", "csv", "package"])
    return folder


@pytest.fixture(scope="module")
def expected() -> Texts:
    return {one.id: (one.source, one.translation.text) for one in open_corpus(SEEDS).segments}


def test_data_frames(folder: Path, expected: Texts) -> None:
    pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
    duckdb = pytest.importorskip("duckdb")
    path = str(folder / "parquet" / "segments.parquet")
    frame = pandas.read_parquet(path)
    rows = {
        "pandas": zip(frame["id"], frame["source"], frame["target"], strict=True),
        "polars": polars.read_parquet(path).select("id", "source", "target").iter_rows(),
        "duckdb": duckdb.sql(f"SELECT id, source, target FROM '{path}'").fetchall(),
    }
    for name, found in rows.items():
        assert {key: (source, target) for key, source, target in found} == expected, name


def test_datasets(folder: Path, expected: Texts, tmp_path: Path) -> None:
    load: Any = pytest.importorskip("datasets").load_dataset
    found = {
        "folder": load(str(folder), split="train", cache_dir=str(tmp_path)),
        "parquet": load(
            "parquet",
            data_files=str(folder / "parquet/segments.parquet"),
            split="train",
            cache_dir=str(tmp_path),
        ),
    }
    for name, rows in found.items():
        assert {row["id"]: (row["source"], row["target"]) for row in rows} == expected, name


def test_translation_memories(folder: Path, expected: Texts) -> None:
    tmx = pytest.importorskip("translate.storage.tmx")
    xliff = pytest.importorskip("translate.storage.xliff2")
    with (folder / "corpus.tmx").open("rb") as file:
        units = tmx.tmxfile(file, "sv", "en").units
    # It is asked for Swedish and English, whichever of them is the source.
    pairs = {unit.xmlelement.get("tuid"): {unit.source, unit.target} for unit in units}
    assert pairs == {key: set(pair) for key, pair in expected.items()}
    files = [xliff.Xliff2File.parsefile(str(path)) for path in (folder / "xliff").iterdir()]
    units = [unit for file in files for unit in file.units]
    assert {unit.getid().partition("::")[0]: (unit.source, unit.target) for unit in units} == expected


def test_the_schema_of_xliff(folder: Path) -> None:
    schema = xliff_schema()
    for path in (folder / "xliff").iterdir():
        assert schema.validate(etree.parse(path)), f"{path.name}: {schema.error_log.last_error}"


def test_frictionless(folder: Path) -> None:
    report = pytest.importorskip("frictionless").validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])


def test_croissant(folder: Path, expected: Texts) -> None:
    found = pytest.importorskip("mlcroissant").Dataset(jsonld=str(folder / "croissant.json"))
    assert not found.metadata.ctx.issues.errors
    texts = {
        row["segments/id"].decode(): (row["segments/source"].decode(), row["segments/target"].decode())
        for row in found.records("segments")
    }
    assert texts == expected
