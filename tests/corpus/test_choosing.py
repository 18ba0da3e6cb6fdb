from __future__ import annotations

import json
from pathlib import Path

import pytest
from articles import document
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.corpus.entry import Decision
from pipeline.corpus.export import export, manifest
from pipeline.corpus.export.choosing import Choice, Chosen
from pipeline.corpus.reading import open_corpus
from pipeline.corpus.store import Store
from pipeline.errors import CorpusError

MENDED = "Den tidigare veckan."


@pytest.fixture
def reviewed(folder: Path, store: Store) -> str:
    """The id of the one segment that a person has reviewed."""
    found = store.segments(document().id)[0]
    when = "2022-01-06T12:00:00Z"
    before = found.translation.text
    store.decide([Decision(document().id, found.id, "segment", "edited", before, MENDED, "Åsa", when)])
    return found.id


def left_out(folder: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (folder / "left_out.jsonl").read_text("utf-8").splitlines()]


def test_everything_is_chosen_where_nothing_is_asked(folder: Path, store: Store) -> None:
    chosen = Chosen(store, Choice())
    assert Choice().is_everything
    assert list(chosen.entries()) == list(store.entries())
    assert list(chosen.files()) == list(store.files())
    assert list(chosen.left_out()) == []


def test_a_language(folder: Path, store: Store, tmp_path: Path) -> None:
    export(Chosen(store, Choice(language="sv")), tmp_path / "part")
    assert [one.file for one in open_corpus(tmp_path / "part").documents()] == ["svenska.txt"]
    reasons = {one["file"]: one["reason"] for one in left_out(tmp_path / "part")}
    assert reasons["suomi.txt"] == "The document is in 'fi', not in 'sv'."
    assert set(reasons) == {"suomi.txt", "news/clean.txt", "news/kazakhstan.txt"}
    assert (tmp_path / "part" / "text" / "svenska.en.txt").is_file()


def test_what_was_reviewed(folder: Path, store: Store, tmp_path: Path, reviewed: str) -> None:
    export(Chosen(store, Choice(reviewed_only=True)), tmp_path / "part", ["jsonl", "tmx"])
    found = list(open_corpus(tmp_path / "part").entries())
    assert [segment.id for entry in found for segment in entry.segments] == [reviewed]
    assert found[0].document == document()
    record = json.loads((tmp_path / "part" / "documents.jsonl").read_bytes())
    assert record["translation"] is None
    listed = left_out(tmp_path / "part")
    assert {one["kind"] for one in listed} == {"document", "segment"}
    assert {one["document"] for one in listed if one["kind"] == "segment"} == {document().id}
    finnish = next(one for one in listed if one["file"] == "suomi.txt")
    assert finnish["reason"] == "The document is not translated."


def test_quality_counts_from_the_limit_on(folder: Path, store: Store, reviewed: str) -> None:
    exactly = Chosen(store, Choice(min_quality=0.876543))
    assert not [one for one in exactly.left_out() if one.kind == "segment"]
    above = Chosen(store, Choice(min_quality=0.9))
    assert [segment.id for entry in above.entries() for segment in entry.segments] == [reviewed]
    assert "Its quality is 0.8765, below 0.9." in {one.reason for one in above.left_out()}


def test_decisions_on_what_is_left_out_are_left_out(folder: Path, store: Store, reviewed: str) -> None:
    assert len(list(Chosen(store, Choice(language="en")).decisions())) == 1
    assert list(Chosen(store, Choice(language="sv")).decisions()) == []


@pytest.mark.parametrize("form", ["text", "html"])
def test_whole_documents_cannot_lose_sentences(folder: Path, store: Store, tmp_path: Path, form: str) -> None:
    with pytest.raises(CorpusError, match="whole documents"):
        export(Chosen(store, Choice(min_quality=0.5)), tmp_path / "part", [form])
    assert not (tmp_path / "part").exists()


def test_without_formats_a_part_has_what_is_possible(folder: Path, store: Store, tmp_path: Path) -> None:
    export(Chosen(store, Choice(min_quality=0.5)), tmp_path / "part")
    forms = {one.format for one in manifest.files(manifest.read(tmp_path / "part"))}
    assert forms == {"jsonl", "tmx", "left_out"}


def test_the_list_goes_when_all_is_exported_again(folder: Path, store: Store, tmp_path: Path) -> None:
    export(Chosen(store, Choice(language="sv")), tmp_path / "part")
    export(store, tmp_path / "part")
    assert not (tmp_path / "part" / "left_out.jsonl").exists()


def test_the_command_writes_a_part_to_a_folder_of_its_own(
    folder: Path, store: Store, tmp_path: Path, reviewed: str
) -> None:
    store.close()
    before = {path: path.read_bytes() for path in folder.glob("*.jsonl")}
    options = ["--language", "en", "--min-quality", "0.9", "--format", "csv", "--output", str(folder)]
    refused = CliRunner().invoke(app, ["export", *options])
    assert refused.exit_code == 2
    assert CliRunner().invoke(app, ["export", *options, "--to", str(folder / ".")]).exit_code == 2
    done = CliRunner().invoke(app, ["export", *options, "--to", str(tmp_path / "part")])
    assert done.exit_code == 0, done.output
    cells = (tmp_path / "part" / "csv" / "segments.csv").read_text("utf-8-sig")
    assert MENDED in cells
    assert len(cells.splitlines()) == 2
    assert before == {path: path.read_bytes() for path in folder.glob("*.jsonl")}
