from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from articles import SIGNATURE, document, segments

from pipeline.corpus.entry import Entry
from pipeline.corpus.export import USUAL, export, jsonl, manifest
from pipeline.corpus.export.choosing import Choice, Chosen
from pipeline.corpus.faults import faults
from pipeline.corpus.store import FILE_NAME, Store
from pipeline.corpus.verify import verify
from pipeline.document import Decoding, Document
from pipeline.errors import CorpusError

FILES = (
    *("changes.jsonl", "corpus.tmx", "documents.jsonl", "manifest.json", "segments.jsonl"),
    *("report/documents/kazakhstan.html", "report/index.html", "report/report.css"),
    *("text/kazakhstan.en.txt", "text/kazakhstan.sv.txt", "text/suomi.fi.txt"),
)


def words(folder: Path) -> str:
    return "\n".join(map(str, verify(folder).problems))


def without_store(folder: Path) -> None:
    for path in folder.glob(f"{FILE_NAME}*"):
        path.unlink()


def test_a_sound_corpus_has_no_problems(folder: Path) -> None:
    result = verify(folder)
    assert result.problems == []
    assert (result.documents, result.edits, result.segments, result.files) == (4, 7, 6, 17)
    assert result.store
    assert str(result) == ("4 documents, 7 edits, 6 segments, 17 files and the store checked: all is well")


def test_it_works_on_the_files_alone(folder: Path, store: Store) -> None:
    store.close()
    without_store(folder)
    result = verify(folder)
    assert (result.problems, result.documents, result.store) == ([], 4, False)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("where", [0.1, 0.5, 0.9])
def test_a_changed_byte_is_found_in_every_file(folder: Path, store: Store, name: str, where: float) -> None:
    store.close()
    without_store(folder)
    data = bytearray((folder / name).read_bytes())
    data[int(len(data) * where)] ^= 1
    (folder / name).write_bytes(data)
    found = verify(folder).problems
    assert found
    assert all("\n" not in str(problem) for problem in found)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_found(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert Path(name).name in words(folder)


@pytest.mark.parametrize("name", FILES)
def test_an_empty_file_is_found(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"")
    assert words(folder)


def relist(folder: Path) -> None:
    """Make sizes and hashes of the manifest fit again, as a careful forger would."""
    record = json.loads((folder / "manifest.json").read_bytes())
    for one in record["files"]:
        path = folder / one["file"]
        one["bytes"], one["sha256"] = path.stat().st_size, manifest.digest(path)
    (folder / "manifest.json").write_bytes(jsonl.encoded(record, indent=2))


FORGERIES = {
    "original": ("documents.jsonl", b'"original": "Earlear', b'"original": "Earlyer', "log does not fit"),
    "sha256": ("documents.jsonl", b'"sha256": "', b'"sha256": "0', "rebuilt, do not have the SHA-256"),
    "charset": ("documents.jsonl", b'"mac_roman"', b'"cp850"', "rebuilt, do not have the SHA-256"),
    "no charset": ("documents.jsonl", b'"mac_roman"', b'"klingon"', "cannot be rebuilt"),
    "normalised": ("documents.jsonl", b'"normalised": "All', b'"normalised": "Alm', "does not give"),
    "translation": ("documents.jsonl", b'"translation": "[', b'"translation": "(', "'translation' does not"),
    "signature": ("documents.jsonl", b"tiny@1", b"tiny@2", "manifest.json: does not agree"),
    "edit": ("changes.jsonl", b'"before": "Earlear"', b'"before": "Earlier"', "expects 'Earlier'"),
    "status": ("changes.jsonl", b'"status": "suggested"', b'"status": "accepted"', "does not give"),
    "edit's id": ("changes.jsonl", b'"id": "', b'"id": "0', "'edits' does not agree"),
    "source": ("segments.jsonl", b'"source": "The', b'"source": "A', "does not stand in paragraph"),
    "short source": ("segments.jsonl", b'story.", "target"', b'stor", "target"', "'y.' stands in no segment"),
    "target": ("segments.jsonl", b'"target": "[sv] ', b'"target": "', "corpus.tmx: is not what"),
    "language": ("segments.jsonl", b'"language": "sv"', b'"language": "en"', "does not translate"),
    "empty target": (
        *("segments.jsonl", b'"target": "[sv] .yrots eht fo dne ehT"', b'"target": ""'),
        "has no translation",
    ),
    "memory": ("corpus.tmx", b"Then they came", b"Then she came", "corpus.tmx: is not what"),
    "text": ("text/svenska.sv.txt", b"Han", b"Hon", "text/svenska.sv.txt: is not what"),
    "report": ("report/index.html", b"<h1", b"<h2", "report/index.html: is not what"),
    "count": ("manifest.json", b'"words": ', b'"words": 1', "manifest.json: does not agree"),
}


@pytest.mark.parametrize(("name", "old", "new", "message"), FORGERIES.values(), ids=FORGERIES)
def test_a_forgery_with_fitting_hashes_is_found(
    folder: Path, store: Store, name: str, old: bytes, new: bytes, message: str
) -> None:
    store.close()
    without_store(folder)
    data = (folder / name).read_bytes()
    assert old in data
    (folder / name).write_bytes(data.replace(old, new, 1))
    relist(folder)
    assert message in words(folder)


def test_what_the_store_holds_otherwise_is_found(folder: Path, store: Store) -> None:
    store.close()
    with sqlite3.connect(folder / FILE_NAME) as connection:
        connection.execute(
            "UPDATE edits SET reason = 'because' WHERE \"before\" = 'teh' AND status = 'applied'"
        )
    assert words(folder) == "news/kazakhstan.txt: is not the same in the store and in the exports"


def test_exports_that_lag_behind_the_store_are_found(folder: Path, store: Store) -> None:
    store.save(document("aaa.txt", "New.", ()), [], SIGNATURE)
    store.refuse("new.bin", "00", "binary")
    assert "holds other documents than the exports" in words(folder)
    assert "lists other refused files" in words(folder)
    export(store, folder)
    assert words(folder) == ""


def test_a_damaged_store_is_found(folder: Path, store: Store) -> None:
    store.close()
    path = folder / FILE_NAME
    path.write_bytes(path.read_bytes()[:4096] + b"\xff" * 60_000)
    assert "the store" in words(folder)


def test_unknown_files_are_found(folder: Path) -> None:
    (folder / "text" / "more.txt").write_text("?")
    (folder / "report" / "documents" / "more.html").write_text("?")
    (folder / "README.md").write_text("A person may put other files beside the corpus.")
    assert words(folder).splitlines() == [
        "text/more.txt: is not listed in the manifest",
        "report/documents/more.html: is not listed in the manifest",
    ]


def test_a_manifest_that_leads_elsewhere_is_found(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_bytes(path.read_bytes().replace(b'"corpus.tmx"', b'"../../etc/passwd"'))
    assert "not in the output folder" in words(folder)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"files": 5}', '{"files": [{}]}', "\xff"])
def test_a_manifest_of_any_shape_is_a_problem_and_no_traceback(folder: Path, text: str) -> None:
    (folder / "manifest.json").write_text(text, "latin-1")
    assert "manifest.json" in words(folder)


def test_a_folder_that_does_not_exist_is_said(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="does not exist"):
        verify(tmp_path / "missing")
    assert "manifest.json is missing" in words(tmp_path)


BROKEN: dict[str, tuple[Callable[[Document], Document], str]] = {
    "edits twice": (lambda one: replace(one, edits=one.edits * 2), "stands there twice"),
    "bom": (lambda one: replace(one, decoding=Decoding("utf-8", "efbbbf")), "SHA-256"),
    "no hexadecimal": (lambda one: replace(one, decoding=Decoding("utf-8", "xyz")), "cannot be rebuilt"),
    "charset too small": (
        lambda one: replace(one, original="å", normalised="å", edits=(), decoding=Decoding("ascii")),
        "cannot be rebuilt",
    ),
    "language": (lambda one: replace(one, language="sv"), "the document in sv"),
}


@pytest.mark.parametrize(("damage", "message"), BROKEN.values(), ids=BROKEN)
def test_faults_of_one_document(damage: Callable[[Document], Document], message: str) -> None:
    found = document()
    assert list(faults(Entry(found, tuple(segments(found)), SIGNATURE))) == []
    broken = damage(found)
    assert message in "\n".join(faults(Entry(broken, tuple(segments(found)), SIGNATURE)))


def test_segments_out_of_order_or_twice_are_faults() -> None:
    found = document(text="Ja. Ja. Nej.", changes=())
    one, two, three = segments(found)
    assert list(faults(Entry(found, (one, two, three), SIGNATURE))) == []
    for wrong in (
        (one, three, two),
        (one, one, three, three),
        (one, two),
        (one, replace(two, id=one.id), three),
    ):
        assert list(faults(Entry(found, wrong, SIGNATURE)))


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("xliff", "xliff/kazakhstan.xlf"),
        ("moses", "corpus.en"),
        ("csv", "csv/segments.csv"),
        ("conll", "corpus.conllup"),
        ("m2", "corpus.m2"),
    ],
)
def test_a_forgery_in_any_other_format_is_found(folder: Path, store: Store, form: str, name: str) -> None:
    export(store, folder, [*USUAL, form])
    assert words(folder) == ""
    data = (folder / name).read_bytes()
    assert b"Then" in data
    (folder / name).write_bytes(data.replace(b"Then", b"When", 1))
    relist(folder)
    assert f"{name}: is not what this version writes" in words(folder)


def test_a_forged_table_is_found(folder: Path, store: Store) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    export(store, folder, [*USUAL, "parquet"])
    assert words(folder) == ""
    path = folder / "parquet/segments.parquet"
    table = parquet.read_table(path)
    parquet.write_table(table.slice(1), path)
    relist(folder)
    assert words(folder).startswith("parquet/segments.parquet: is not what this version writes")


def test_a_part_of_a_corpus_is_sound(folder: Path, store: Store, tmp_path: Path) -> None:
    good, swedish = tmp_path / "good", tmp_path / "swedish"
    export(Chosen(store, Choice(min_quality=0.99)), good, ["jsonl", "tmx", "csv"])
    export(Chosen(store, Choice(language="sv")), swedish, ["jsonl", "tmx", "text"])
    assert words(good) + words(swedish) == ""


def test_an_unlisted_file_of_any_format_is_found(folder: Path) -> None:
    (folder / "csv").mkdir()
    (folder / "csv/segments.csv").write_text("id\n")
    assert words(folder) == "csv/segments.csv: is not listed in the manifest"
