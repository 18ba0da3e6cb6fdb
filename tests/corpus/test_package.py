"""The package of a corpus: its descriptions fit its files, and the tools that read such packages take it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import odd
import pytest
from articles import SIGNATURE, document, segments

from pipeline.corpus import splits, tombstones, view
from pipeline.corpus.entry import Decision
from pipeline.corpus.export import (
    FORMATS,
    croissant,
    datapackage,
    datasheet,
    export,
    huggingface,
    manifest,
    package,
    parquet,
)
from pipeline.corpus.export.choosing import Choice, Chosen
from pipeline.corpus.export.contract import TABLES
from pipeline.corpus.export.jsonl import encoded
from pipeline.corpus.reading import open_corpus, records
from pipeline.corpus.store import Store
from pipeline.corpus.verify import verify
from pipeline.document import Origin, Segment

FILES = {datapackage.FILE, croissant.FILE, huggingface.FILE, datasheet.FILE, package.CHECKSUMS}
FORMS = ["jsonl", "tmx", "csv", "moses", *(["parquet"] if parquet.is_possible() else []), "package"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus with something in each table, exported with its package."""
    folder = tmp_path_factory.mktemp("packed")
    with Store.of(folder) as store:
        odd.fill(store)
        # Strict readers of JSON refuse a lone surrogate, which no article has.
        for found in [one for one in store.documents() if re.search("[\ud800-\udfff]", one.original)]:
            store.remove(found.file)
        one = document("a.txt")
        for found in (one, document("gone.txt"), replace(document("b.txt"), origin=Origin(source="T|T <b>"))):
            store.save(found, corrected(segments(found)), SIGNATURE)
        first = store.segments(one.id)[0]
        store.decide([Decision(one.id, first.id, "segment", "edited", "", "Ny text.", "Ann", "2026-11-22")])
        tombstones.take_out(store.database, document("gone.txt").id)
        splits.assign(store.database)
        store.refuse("picture.jpg", "00ff", "the document is binary data, not text")
        export(store, folder, FORMS)
    return folder


def corrected(made: list[Segment]) -> list[Segment]:
    """Segments whose last translation has had a name put right."""
    edit = replace(document().edits[0], start=0, end=1, before="x", after="[")
    return [*made[:-1], replace(made[-1], translation=replace(made[-1].translation, edits=(edit,)))]


@pytest.fixture
def packed(made: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    return shutil.copytree(made, tmp_path / "packed")


def listed(folder: Path) -> list[manifest.Listed]:
    return manifest.files(manifest.read(folder))


def described(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / datapackage.FILE).read_bytes())
    return found


def test_each_file_is_described_as_it_is(made: Path) -> None:
    known = {one.file: one for one in listed(made)}
    resources = {one["path"]: one for one in described(made)["resources"]}
    assert {table.file for table in TABLES.values()} - set(resources) == {"left_out.jsonl"}
    for path, one in resources.items():
        if not path.endswith(".parquet"):
            assert one["bytes"] == (made / path).stat().st_size
        assert one["hash"] == f"sha256:{manifest.digest(made / path)}" == f"sha256:{known[path].sha256}"
    assert set(known) >= FILES


def test_each_key_of_each_table_has_a_type_and_a_meaning(made: Path) -> None:
    schemas = {one["path"]: one["schema"] for one in described(made)["resources"] if "schema" in one}
    for table in TABLES.values():
        if table.file in schemas:
            fields = {field["name"]: field for field in schemas[table.file]["fields"]}
            for record in records(made / table.file):
                assert set(record.values) <= set(fields)
            assert all(field["description"] for field in fields.values())


def test_tables_for_other_tools_have_a_type_for_each_column(made: Path) -> None:
    schemas = {
        one["path"]: one["schema"]["fields"] for one in described(made)["resources"] if "schema" in one
    }
    for name in ("documents", "segments", "changes"):
        header = (made / "csv" / f"{name}.csv").read_text("utf-8-sig").partition("\n")[0].strip()
        assert [field["name"] for field in schemas[f"csv/{name}.csv"]] == header.split(",")
        if parquet.is_possible():
            columns = [field["name"] for field in schemas[f"parquet/{name}.parquet"]]
            assert columns == list(TABLES[name].keys)


def test_every_meaning_is_that_of_a_key() -> None:
    text = Path(datapackage.__file__).parents[2] / "data" / "fields.json"
    for name, meanings in json.loads(text.read_bytes()).items():
        assert list(meanings) == list(TABLES[name].keys)


def test_frictionless_takes_the_package(made: Path) -> None:
    library = pytest.importorskip("frictionless")
    report = library.validate(str(made / datapackage.FILE))
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])
    tables = {task.place for task in report.tasks if task.type == "table"}
    assert tables >= {table.file for table in TABLES.values()} - {"left_out.jsonl"}
    assert tables >= {one["path"] for one in described(made)["resources"] if "schema" in one}


def test_frictionless_takes_the_package_of_an_empty_part(made: Path, tmp_path: Path) -> None:
    library = pytest.importorskip("frictionless")
    chosen = Chosen(open_corpus(made), Choice(language="sv", min_quality=1))
    forms = {*FORMATS, "package"} - {"text", "html"} - (set() if parquet.is_possible() else {"parquet"})
    export(chosen, tmp_path, sorted(forms))
    report = library.validate(str(tmp_path / datapackage.FILE))
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])
    names = [one["config_name"] for one in huggingface.contents(listed(tmp_path))["configs"]]
    assert names == ["tombstones", "left_out"]


def test_frictionless_finds_a_record_without_its_document(packed: Path) -> None:
    library = pytest.importorskip("frictionless")
    path = packed / "segments.jsonl"
    text = path.read_text("utf-8")
    path.write_text(text.replace(document("a.txt").id, "0" * 16), "utf-8")
    descriptor = described(packed)
    descriptor["resources"] = [
        one for one in descriptor["resources"] if one["name"] in ("documents", "segments")
    ]
    for one in descriptor["resources"]:
        del one["hash"], one["bytes"]
    (packed / datapackage.FILE).write_text(json.dumps(descriptor))
    report = library.validate(str(packed / datapackage.FILE))
    assert {error for (error,) in report.flatten(["type"])} == {"foreign-key"}


def test_croissant_takes_the_description(made: Path) -> None:
    library = pytest.importorskip("mlcroissant")
    found = library.Dataset(jsonld=str(made / croissant.FILE))
    assert not found.metadata.ctx.issues.errors
    assert {one.name for one in found.metadata.record_sets} == set(TABLES) - {"left_out"}
    texts = {
        one["segments/id"].decode(): one["segments/target"].decode() for one in found.records("segments")
    }
    assert texts == {one.id: one.translation.text for one in view.open_corpus(made).segments}


@pytest.mark.parametrize("name", ["documents", "segments"])
def test_datasets_loads_the_folder_whatever_its_first_rows_lack(
    made: Path, tmp_path: Path, name: str
) -> None:
    load: Any = pytest.importorskip("datasets").load_dataset
    # The first documents have no origin, and the first segments no corrections; little is read at once.
    found = load(str(made), name, split="train", chunksize=20_000, cache_dir=str(tmp_path))
    assert found.column_names == list(TABLES[name].keys)
    expected = list(getattr(view.open_corpus(made), name).records())
    assert [{"origin": None} | row for row in expected] == [{"origin": None} | row for row in found]


def test_sha256sum_takes_the_checksums(packed: Path) -> None:
    tool = shutil.which("sha256sum")
    if not tool:
        pytest.skip("there is no sha256sum here")
    call = [tool, "--check", "--strict", "--quiet", package.CHECKSUMS]
    assert subprocess.run(call, cwd=packed, check=False).returncode == 0
    (packed / "corpus.tmx").write_bytes(b"changed")
    assert subprocess.run(call, cwd=packed, check=False, capture_output=True).returncode != 0


def test_all_files_but_the_manifest_have_a_checksum(made: Path) -> None:
    lines = (made / package.CHECKSUMS).read_text("utf-8").splitlines()
    there = {one.file for one in listed(made)}
    assert {line.partition("  ")[2] for line in lines} == there - {package.CHECKSUMS}


def test_an_equal_corpus_has_an_equal_package(made: Path, tmp_path: Path) -> None:
    export(open_corpus(made), tmp_path, FORMS)
    for name in (*FILES, splits.FILE, tombstones.FILE):
        assert (tmp_path / name).read_bytes() == (made / name).read_bytes()


def test_a_package_is_never_left_to_describe_other_files(folder: Path, store: Store) -> None:
    export(store, folder, ["package"])
    export(store, folder, ["m2"])
    assert "corpus.m2" in {one["path"] for one in described(folder)["resources"]}
    assert verify(folder).problems == []


def test_verify_finds_a_changed_byte_of_a_package(folder: Path, store: Store) -> None:
    splits.assign(store.database)
    export(store, folder, ["package"])
    for name in (*FILES, splits.FILE):
        data = (folder / name).read_bytes()
        (folder / name).write_bytes(data[:-9] + bytes([data[-9] ^ 1]) + data[-8:])
        assert name in {problem.place for problem in verify(folder).problems}
        (folder / name).write_bytes(data)


def test_verify_compares_a_package_with_the_other_files(folder: Path, store: Store) -> None:
    splits.assign(store.database)
    export(store, folder, ["tmx", "package"])
    assert verify(folder).problems == []
    path = folder / datasheet.FILE
    path.write_text(path.read_text("utf-8").replace("4 articles", "5 articles"), "utf-8")
    record = manifest.read(folder)
    for one in record["files"]:
        one |= {
            "sha256": manifest.digest(folder / one["file"]),
            "bytes": (folder / one["file"]).stat().st_size,
        }
    (folder / manifest.FILE).write_bytes(encoded(record, indent=2))
    assert {problem.place for problem in verify(folder).problems} == {datasheet.FILE, package.CHECKSUMS}


def test_verify_compares_splits_and_tombstones_with_the_store(folder: Path, store: Store) -> None:
    splits.assign(store.database)
    export(store, folder, ["package"])
    tombstones.take_out(store.database, document("news/clean.txt", "All is well.\n", ()).id)
    assert splits.FILE in {problem.place for problem in verify(folder).problems}
    export(store, folder)
    assert verify(folder).problems == []


def test_a_package_alone_brings_the_tables_that_it_describes(store: Store, tmp_path: Path) -> None:
    export(store, tmp_path / "empty", ["package"])
    assert (tmp_path / "empty" / "documents.jsonl").is_file()
    assert described(tmp_path / "empty")["resources"] == []
    assert "0 articles" in (tmp_path / "empty" / datasheet.FILE).read_text("utf-8")


def test_the_package_of_a_part_describes_the_part(made: Path, tmp_path: Path) -> None:
    chosen = Chosen(open_corpus(made), Choice(language="en"))
    export(chosen, tmp_path, ["package"])
    there = {record.values["id"] for record in records(tmp_path / "documents.jsonl")}
    assert {record.values["document"] for record in records(tmp_path / splits.FILE)} == there
    assert "left_out" in {one["name"] for one in described(tmp_path)["resources"]}


def tables(text: str) -> Iterator[list[str]]:
    for line in text.splitlines():
        if line.startswith("|"):
            yield re.split(r"(?<!\\)\|", line)[1:-1]


def test_the_datasheet_says_what_the_corpus_holds(made: Path) -> None:
    text = (made / datasheet.FILE).read_text("utf-8")
    assert f"{len(list(open_corpus(made).documents()))} articles with" in text
    assert "reviewed, starter" in text
    assert "1 file could not be taken in" in text
    assert "1 document and 3 segments that the corpus had it has no more" in text
    rows = list(tables(text))
    assert all(len(row) in (2, 3, 5) for row in rows)
    assert any(row[0].strip() == r"T\|T \<b\>" for row in rows)


def test_nothing_in_a_package_is_of_the_day(made: Path) -> None:
    for name in FILES:
        assert not re.search(rb"20\d\d-\d\d-\d\d|T\d\d:\d\d", (made / name).read_bytes())
