from __future__ import annotations

import json
from pathlib import Path

import pytest
from articles import articles, document, segments

from pipeline.corpus.export import export
from pipeline.corpus.reading import open_corpus
from pipeline.corpus.store import Store
from pipeline.errors import CorpusError


def test_the_files_alone_give_the_documents_back(folder: Path, store: Store) -> None:
    stored = list(store.documents())
    store.close()
    for path in folder.glob("renskrift.sqlite*"):
        path.unlink()
    corpus = open_corpus(folder)
    assert list(corpus.documents()) == stored == sorted(articles(), key=lambda one: one.file)
    assert corpus.document("kazakhstan") == document()
    assert [one.source for one in corpus.segments("kazakhstan")] == [
        one.source for one in segments(document())
    ]


def test_a_document_that_is_not_there_is_said_with_close_names(folder: Path) -> None:
    with pytest.raises(CorpusError, match="do you mean 'svenska'"):
        open_corpus(folder).document("svnska")


def test_a_folder_without_a_corpus_is_said(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="holds no corpus"):
        open_corpus(tmp_path)


DAMAGES = {
    "half a line": (b'{"id": "1", "file', "documents.jsonl, line 5 is no JSON"),
    "not UTF-8": (b'{"id": "\xff"}', "documents.jsonl, line 5 is no JSON"),
    "no object": (b"[1]", "documents.jsonl, line 5 is no JSON object"),
    "too deep": (b"[" * 100_000, "documents.jsonl, line 5 is no JSON"),
    "a key missing": (b'{"id": "1"}', "documents.jsonl, line 5: has no 'file'"),
    "a wrong type": (b'{"id": 5}', "documents.jsonl, line 5: 'id' is 5, which is no str"),
}


@pytest.mark.parametrize(("line", "message"), DAMAGES.values(), ids=DAMAGES)
def test_damage_is_said_with_file_and_line(folder: Path, line: bytes, message: str) -> None:
    with (folder / "documents.jsonl").open("ab") as file:
        file.write(line)
    with pytest.raises(CorpusError) as error:
        list(open_corpus(folder).documents())
    assert message in str(error.value)


@pytest.mark.parametrize(("key", "value"), [("id", "../../x"), ("language", "/etc/x")])
def test_a_corpus_cannot_name_files_elsewhere(folder: Path, key: str, value: str) -> None:
    path = folder / "documents.jsonl"
    first, *others = path.read_bytes().splitlines(keepends=True)
    forged = json.dumps(json.loads(first) | {key: value}).encode() + b"\n"
    path.write_bytes(b"".join([forged, *others]))
    with pytest.raises(CorpusError, match=f"line 1: '{key}' is"):
        export(open_corpus(folder), folder / "copy")


@pytest.mark.parametrize("name", ["segments.jsonl", "changes.jsonl"])
def test_records_of_no_document_are_said(folder: Path, name: str) -> None:
    lines = (folder / name).read_bytes().splitlines(keepends=True)
    (folder / name).write_bytes(b"".join(lines[1:] + lines[:1]))
    with pytest.raises(CorpusError, match="belongs to document"):
        list(open_corpus(folder).documents())


def test_a_status_that_does_not_exist_is_said(folder: Path) -> None:
    path = folder / "changes.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"suggested"', b'"maybe"', 1))
    with pytest.raises(CorpusError, match=r"changes.jsonl, line \d+: 'maybe'"):
        list(open_corpus(folder).documents())
