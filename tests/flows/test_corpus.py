"""The flow, from a folder to the exports, with real packages, a real store and a real Prefect server."""

import json
from pathlib import Path
from shutil import copytree

import pytest
from prefect.artifacts import Artifact

from flows.corpus import Settings, Summary, corpus
from pipeline.corpus.reading import open_corpus
from pipeline.corpus.verify import verify
from pipeline.errors import ModelError, SourceError

SWEDISH = "Regeringen presenterade en ny plan i går.\n\nPolisen stoppade  bilen i Stockholm.\n"
ENGLISH = "The government presented a new plan yesterday.The court criticised the decision."


@pytest.fixture
def inbox(tmp_path: Path, packages: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "one.txt").write_bytes(SWEDISH.replace("\n", "\r\n").encode("cp1252"))
    (folder / "two.txt").write_text(ENGLISH, "utf-8")
    return folder


def run(inbox: Path) -> tuple[Summary, Path]:
    output = inbox.parent / "output"
    return corpus(inbox, Settings(output, engine="argos", fast=True)), output


def content(output: Path) -> dict[str, bytes]:
    paths = (path for path in output.rglob("*") if path.is_file() and "sqlite" not in path.name)
    return {str(path.relative_to(output)): path.read_bytes() for path in paths}


def test_a_folder_becomes_a_corpus_that_verifies(inbox: Path) -> None:
    summary, output = run(inbox)
    assert (summary.done, summary.skipped, summary.refused) == (2, 0, {})
    assert verify(output).problems == []
    assert {"documents.jsonl", "segments.jsonl", "changes.jsonl", "corpus.tmx", "manifest.json"} <= set(
        content(output)
    )
    assert (
        (output / "text" / "one.en.txt")
        .read_text("utf-8")
        .startswith("The government presented a new plan yesterday.\n\nThe police")
    )
    assert (output / "text" / "two.en.txt").read_text("utf-8") == ENGLISH.replace(".The", ". The")
    segments = list(map(json.loads, (output / "segments.jsonl").read_text("utf-8").splitlines()))
    assert all(one["target"] and one["engine"] == "argos" for one in segments)


def test_a_second_run_does_nothing_and_changes_no_byte(inbox: Path) -> None:
    _, output = run(inbox)
    before = content(output)
    summary, _ = run(inbox)
    assert (summary.done, summary.skipped) == (0, 2)
    assert content(output) == before


def test_the_same_articles_give_the_same_bytes_in_another_place(inbox: Path, tmp_path: Path) -> None:
    _, output = run(inbox)
    elsewhere = tmp_path / "elsewhere"
    copytree(inbox, elsewhere / "inbox")
    _, other = run(elsewhere / "inbox")
    assert content(other) == content(output)


def test_only_what_is_new_is_done(inbox: Path) -> None:
    run(inbox)
    (inbox / "three.txt").write_text("Regeringen presenterade budgeten i går.", "utf-8")
    (inbox / "two.txt").write_text(ENGLISH + " The police stopped the car.", "utf-8")
    summary, output = run(inbox)
    assert (summary.done, summary.skipped) == (2, 1)
    assert verify(output).problems == []
    assert "police" in open_corpus(output).document("two").normalised


def test_what_cannot_be_taken_in_is_refused_and_the_rest_completes(inbox: Path) -> None:
    (inbox / "empty.txt").write_bytes(b"")
    (inbox / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (inbox / "large.txt").write_bytes(b"a" * 50_000_000)
    (inbox / "broken.txt").symlink_to(inbox / "nothing.txt")
    (inbox / "page.pdf").write_bytes(b"%PDF-1.7")
    finnish = "Hallitus esittelee tänään uuden ehdotuksen koulujen tukemisesta,sanoi ministeri."
    (inbox / "finnish.txt").write_text(finnish, "utf-8")
    summary, output = run(inbox)
    assert sorted(summary.refused) == ["binary.txt", "broken.txt", "empty.txt", "large.txt", "page.pdf"]
    assert all(reason and "\n" not in reason for reason in summary.refused.values())
    assert summary.done == 3
    assert summary.passed == {"finnish.txt": "fi"}
    assert verify(output).problems == []
    passed = open_corpus(output).document("finnish")
    assert (passed.language, passed.normalised, passed.flags) == ("fi", finnish, ("other_language",))


def test_a_package_that_is_missing_says_so_before_anything_is_lost(inbox: Path) -> None:
    from pipeline.translation.packages import remove

    run(inbox)
    remove("en-sv")
    (inbox / "two.txt").write_text("The police stopped a house in Stockholm.", "utf-8")
    with pytest.raises(ModelError, match="renskrift models install en-sv"):
        run(inbox)
    assert verify(inbox.parent / "output").problems == []


def test_a_folder_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="there is no file or folder"):
        corpus(tmp_path / "nowhere", Settings(tmp_path / "output"))
    assert not (tmp_path / "output").exists()


def test_the_summary_is_an_artifact(inbox: Path) -> None:
    run(inbox)
    artifact = Artifact.get("renskrift-corpus")
    assert artifact is not None
    assert "| documents | 2 (1 en, 1 sv) |" in str(artifact.data)
