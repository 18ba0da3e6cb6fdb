from __future__ import annotations

import json
import time
import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from articles import SIGNATURE, articles, document, segments
from lxml import etree

from pipeline.corpus import schema
from pipeline.corpus.entry import Source
from pipeline.corpus.export import FORMATS, export, jsonl, manifest, tmx
from pipeline.corpus.export.naming import names
from pipeline.corpus.reading import open_corpus
from pipeline.corpus.store import FILE_NAME, Store
from pipeline.corpus.verify import verify
from pipeline.document import Document
from pipeline.errors import CorpusError
from pipeline.sentences import split

HOSTILE = "<script>alert(1)</script> ]]> &amp; \x07\x00\x1b \u202eאב\u202c \ud83d 😀\t\x85 \u2028 \\u0007 å"

CONTRACT = {
    "documents.jsonl": "id file sha256 title language target_language original normalised translation edits "
    "segments flags signature charset bom newline",
    "segments.jsonl": "id document paragraph sentence language target_language source target engine model "
    "status score quality flags target_edits source_edits reviewed_by",
    "changes.jsonl": "id document stage rule start end before after confidence status reason round",
}


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().split(b"\n") if line]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file but the store."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(FILE_NAME)
    }


def fill(store: Store, found: list[Document]) -> None:
    for one in found:
        store.save(one, segments(one) if one.target_language else [], SIGNATURE)


def hostile() -> Document:
    found = document(f"{HOSTILE.replace('/', '')}/{'x' * 240}.txt", "Text.", ())
    return replace(found, original=HOSTILE, normalised=HOSTILE, title=HOSTILE)


def test_files_are_where_the_contract_says(folder: Path) -> None:
    assert sorted(contents(folder)) == [
        "changes.jsonl",
        "corpus.tmx",
        "documents.jsonl",
        "manifest.json",
        "report/documents/clean.html",
        "report/documents/kazakhstan.html",
        "report/documents/suomi.html",
        "report/documents/svenska.html",
        "report/index.html",
        "report/report.css",
        "segments.jsonl",
        "text/clean.en.txt",
        "text/clean.sv.txt",
        "text/kazakhstan.en.txt",
        "text/kazakhstan.sv.txt",
        "text/suomi.fi.txt",
        "text/svenska.en.txt",
        "text/svenska.sv.txt",
    ]


@pytest.mark.parametrize("name", CONTRACT)
def test_records_have_the_keys_of_the_contract_in_order(folder: Path, name: str) -> None:
    found = rows(folder / name)
    assert found
    for row in found:
        assert list(row) == CONTRACT[name].split()


def test_records_say_what_the_documents_hold(folder: Path) -> None:
    by_file = {row["file"]: row for row in rows(folder / "documents.jsonl")}
    assert list(by_file) == sorted(by_file)
    row, found = by_file["news/kazakhstan.txt"], document()
    assert row["edits"] == [edit.id for edit in found.edits]
    assert row["segments"] == [segment.id for segment in segments(found)]
    assert row["translation"].split("\n")[1:] == ["", "[sv] .yrots eht fo dne ehT", ""]
    assert (row["language"], row["target_language"], row["signature"]) == ("en", "sv", SIGNATURE)
    finnish = by_file["suomi.txt"]
    assert (finnish["target_language"], finnish["translation"], finnish["segments"]) == (None, None, [])
    assert finnish["flags"] == ["other_language"]
    segment = rows(folder / "segments.jsonl")[0]
    assert (segment["score"], segment["quality"]) == (-0.1235, 0.8765)
    swedish = by_file["svenska.txt"]
    assert (swedish["charset"], swedish["bom"], swedish["newline"]) == ("mac_roman", "", "\r\n")


def test_text_files_hold_both_languages(folder: Path) -> None:
    assert (folder / "text/kazakhstan.en.txt").read_text("utf-8") == document().normalised
    swedish = (folder / "text/kazakhstan.sv.txt").read_text("utf-8")
    assert swedish == schema.translated(document().normalised, segments(document()))


def test_the_memory_is_read_by_an_ordinary_parser(folder: Path) -> None:
    tree = etree.parse(folder / "corpus.tmx")
    assert tree.getroot().get("version") == "1.4"
    units = tree.findall(".//tu")
    assert len(units) == len(rows(folder / "segments.jsonl"))
    first = units[-1]
    assert first.get("srclang") == "sv"
    assert {prop.get("type") for prop in first.findall("prop")} == {
        *("document", "file", "place", "engine", "model", "status", "quality")
    }
    assert [seg.text for seg in first.findall("tuv/seg")] == ["Han sade teh.", "[en] .het edas naH"]
    assert b"date" not in (folder / "corpus.tmx").read_bytes()


def test_the_manifest_counts_and_names_what_made_it(folder: Path) -> None:
    record = json.loads((folder / "manifest.json").read_bytes())
    assert record["signatures"][0]["signature"] == SIGNATURE
    assert record["signatures"][0]["versions"]["model"] == "tiny@1"
    assert record["counts"]["documents"] == 4
    assert record["counts"]["edits"] == {
        "spacing": {"applied": 3},
        "spelling": {"applied": 2, "suggested": 2},
    }
    assert record["counts"]["flags"] == {"low_score": 6, "other_language": 1}
    assert record["refused"][0]["reason"] == "the document is binary data, not text"
    assert [one["file"] for one in record["files"]] == sorted(set(contents(folder)) - {"manifest.json"})


def test_the_same_corpus_gives_the_same_bytes_in_whatever_order(tmp_path: Path) -> None:
    made = []
    for name, found in (("one", articles()), ("two", articles()[::-1])):
        (tmp_path / name).mkdir()
        with Store.of(tmp_path / name) as store:
            for one in found * 2:
                store.refuse(f"{one.file}.bin", "00", "binary")
                fill(store, [one])
            export(store, tmp_path / name)
        made.append(contents(tmp_path / name))
    assert made[0] == made[1]


def test_unchanged_files_are_not_touched(folder: Path, store: Store) -> None:
    before = {
        path: path.stat().st_mtime_ns
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(FILE_NAME)
    }
    export(store, folder)
    assert before == {path: path.stat().st_mtime_ns for path in before}


def test_exported_files_can_be_exported_again_without_the_store(folder: Path, tmp_path: Path) -> None:
    export(open_corpus(folder), tmp_path / "copy")
    assert contents(tmp_path / "copy") == {
        name: data for name, data in contents(folder).items() if not name.startswith("copy/")
    }


def test_files_of_removed_documents_are_deleted_and_nobody_elses(folder: Path, store: Store) -> None:
    (folder / "text" / "notes.txt").write_text("mine")
    (folder / "text" / "svenska.sv.txt").write_text("edited by hand")
    (folder / "text" / ".clean.sv.txt.partial").write_text("left by a crash")
    store.remove("svenska.txt")
    export(store, folder)
    names_left = set(contents(folder))
    assert not names_left & {"text/svenska.en.txt", "report/documents/svenska.html"}
    assert {"text/notes.txt", "text/svenska.sv.txt", "text/clean.sv.txt"} <= names_left
    assert not any(name.endswith(".partial") for name in names_left)


def test_a_manifest_cannot_make_the_export_delete_elsewhere(folder: Path, store: Store) -> None:
    outside = folder.parent / "outside.txt"
    outside.write_text("mine")
    record = json.loads((folder / "manifest.json").read_bytes())
    listed = {"format": "text", "bytes": 4, "sha256": manifest.digest(outside)}
    record["files"].append({"file": "../outside.txt", **listed})
    (folder / "manifest.json").write_text(json.dumps(record))
    export(store, folder)
    assert outside.read_text() == "mine"


def test_an_export_of_one_format_keeps_the_others_listed(folder: Path, store: Store) -> None:
    before = contents(folder)
    export(store, folder, ["tmx"])
    assert contents(folder) == before


def test_unknown_formats_are_refused_before_anything_is_written(folder: Path, store: Store) -> None:
    with pytest.raises(CorpusError, match="no format 'word'; there are jsonl, tmx, text, html, parquet"):
        export(store, folder / "new", ["jsonl", "word"])
    assert not (folder / "new").exists()


def test_a_folder_that_is_a_file_is_said(folder: Path, store: Store) -> None:
    with pytest.raises(CorpusError, match="cannot be written"):
        export(store, folder / "manifest.json")


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "parquet"])
def test_a_failing_export_leaves_the_old_files(folder: Path, store: Store, name: str) -> None:
    class Failing:
        files, refusals = store.files, store.refusals

        def entries(self) -> Any:
            yield next(store.entries())
            raise RuntimeError("the power is gone")

    store.save(replace(document(text="Changed.", changes=()), id=document().id), [], "new")
    before = contents(folder)
    failing: Source = Failing()
    with pytest.raises(RuntimeError):
        export(failing, folder, [name])
    after = contents(folder)
    assert set(after) >= set(before)
    assert not any(path.endswith(".partial") for path in after)
    if name not in ("text", "html", "xliff"):  # Those have a file a document.
        assert after == before


def test_hostile_text_survives_every_format(tmp_path: Path, store: Store) -> None:
    found = hostile()
    sentence = split(HOSTILE, "en")[0]
    made = replace(segments(found)[0], source=sentence.text)
    made = replace(made, translation=replace(made.translation, text=HOSTILE))
    store.save(found, [made], SIGNATURE)
    store.refuse(HOSTILE, "00", HOSTILE)
    export(store, tmp_path)

    corpus = open_corpus(tmp_path)
    assert corpus.document(found.id) == found
    assert corpus.segments(found.id)[0].translation.text == HOSTILE
    assert corpus.refusals()[0].reason == HOSTILE
    unit = next(tmx.read(tmp_path / tmx.FILE))
    assert unit.texts == (("en", made.source), ("sv", HOSTILE))
    assert dict(unit.properties)["file"] == found.file
    assert len((tmp_path / jsonl.DOCUMENTS).read_text("utf-8").splitlines()) == 1
    for page in (tmp_path / "report").rglob("*.html"):
        text = page.read_text("utf-8")
        assert "<script" not in text
        assert "&lt;script&gt;" in text
        assert not set("\0\x07\x1b\x85") & set(text)


def test_documents_with_one_stem_get_their_ids() -> None:
    found = names([("1", "a/x.txt"), ("2", "b/X.md"), ("3", "y.txt"), ("4", "x-1.txt")])
    assert found == {"1": "x-1", "2": "X-2", "3": "y", "4": "x-1-4"}
    long = names([("1", "å" * 300 + "1.txt"), ("2", "å" * 300 + "2.txt"), ("3", "a/b\udce5:c.txt")])
    assert len({*long.values()}) == 3
    assert all(len(name.encode()) < 220 for name in long.values())
    assert long["3"] == "b__c"


def test_an_empty_corpus_is_a_corpus(tmp_path: Path, store: Store) -> None:
    export(store, tmp_path)
    assert rows(tmp_path / "documents.jsonl") == []
    assert list(tmx.read(tmp_path / tmx.FILE)) == []
    assert "There are no documents yet" in (tmp_path / "report/index.html").read_text("utf-8")
    assert verify(tmp_path).problems == []


def test_many_documents_in_bounded_time_and_memory(tmp_path: Path, store: Store) -> None:
    text = "Earlear this week.Then they came.\n\nThe  end of teh story.\n" * 5
    for number in range(520):
        fill(store, [document(f"{number:04}.txt", f"Number {number}. {text}")])
    began = time.monotonic()
    export(store, tmp_path)
    assert time.monotonic() - began < 60
    tracemalloc.start()
    jsonl.write(store, tmp_path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sum((tmp_path / name).stat().st_size for name in jsonl.FILES) > 4_000_000
    assert peak < 2_500_000
