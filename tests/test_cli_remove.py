"""``renskrift remove``: articles go, their tombstones stay, and the exports say so."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.corpus.export import export
from pipeline.corpus.store import Store
from pipeline.corpus.verify import verify

sys.path.append(str(Path(__file__).parent / "corpus"))  # For `articles`, which builds documents.

from articles import SIGNATURE, document, segments


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A corpus of two articles, beside the folder of its articles."""
    (tmp_path / "news").mkdir()
    with Store.of(tmp_path / "output") as store:
        for file in ("a.txt", "b.txt"):
            found = document(file)
            (tmp_path / "news" / file).write_text(found.original)
            store.save(found, segments(found), SIGNATURE)
        export(store, tmp_path / "output", ["jsonl", "package"])
    return tmp_path / "output"


def call(folder: Path, *words: str, status: int = 0) -> str:
    found = CliRunner().invoke(app, ["remove", *words, "--output", str(folder)])
    assert found.exit_code == status, (found.output, found.exception)
    return found.output


def files(folder: Path) -> list[str]:
    with Store.existing(folder) as store:
        return [file for _, file in store.files()]


def stones(folder: Path) -> list[dict[str, str]]:
    assert CliRunner().invoke(app, ["export", "--output", str(folder)]).exit_code == 0
    assert verify(folder).problems == []
    text = (folder / "tombstones.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_an_article_is_taken_out_by_name_with_a_reason(folder: Path) -> None:
    assert "1 taken out" in call(folder, "a", "--reason", "Its publisher has withdrawn it.")
    assert files(folder) == ["b.txt"]
    first, *rest = stones(folder)
    assert (first["kind"], first["file"], first["reason"]) == (
        "document",
        "a.txt",
        "Its publisher has withdrawn it.",
    )
    assert {stone["kind"] for stone in rest} == {"segment"}
    assert "a.txt" not in (folder / "documents.jsonl").read_text("utf-8")


def test_articles_whose_files_are_gone_are_taken_out(folder: Path) -> None:
    news = folder.parent / "news"
    assert "nothing to take out" in call(folder, "--missing-from", str(news))
    (news / "a.txt").unlink()
    assert "a.txt" in call(folder, "--missing-from", str(news))
    assert files(folder) == ["b.txt"]


def test_a_wrong_folder_takes_nothing_out(folder: Path) -> None:
    other = shutil.copytree(folder.parent / "news", folder.parent / "other")
    for path in list(other.iterdir()):
        path.rename(path.with_name(f"other-{path.name}"))
    call(folder, "--missing-from", str(other), status=1)
    assert files(folder) == ["a.txt", "b.txt"]


@pytest.mark.parametrize("words", [(), ("a", "--missing-from", "news")])
def test_the_words_of_the_call_are_one_or_the_other(folder: Path, words: tuple[str, ...]) -> None:
    call(folder, *words, status=2)


def test_an_unknown_article_takes_nothing_out(folder: Path) -> None:
    call(folder, "a", "nowhere", status=1)
    assert files(folder) == ["a.txt", "b.txt"]
