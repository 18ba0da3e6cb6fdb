"""A document profits from the names of the others, whatever the order and the batches of a run."""

from pathlib import Path
from shutil import copyfile

import pytest

from flows import corpus as flow
from flows.corpus import Settings, corpus
from pipeline.corpus.reading import open_corpus
from pipeline.corpus.verify import verify
from pipeline.document import Edit

pytestmark = pytest.mark.usefixtures("packages")

WRONG = "The government presented the harvest, Karim Zhumagukov said in Kazakhstan on Monday."
RIGHT = "In Kazakhstan, Karim Zhumagulov spoke. Later Zhumagulov left, and Zhumagulov slept."


def names(folder: Path, output: Path, stem: str, terms: Path | None = None) -> list[Edit]:
    corpus(folder, Settings(output, engine="argos", fast=True, terms=terms))
    assert verify(output).problems == []
    return [edit for edit in open_corpus(output).document(stem).edits if edit.stage == "names"]


def inbox(folder: Path, *texts: tuple[str, str]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in texts:
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return folder


def test_the_second_document_profits_from_the_first(tmp_path: Path) -> None:
    alone = inbox(tmp_path / "alone", ("b", WRONG))
    assert names(alone, tmp_path / "of-one", "b") == []
    both = inbox(tmp_path / "both", ("a", RIGHT), ("b", WRONG))
    (edit,) = names(both, tmp_path / "of-two", "b")
    assert (edit.before, edit.after) == ("Zhumagukov", "Zhumagulov")
    assert "another document of the archive" in edit.reason


def test_neither_order_nor_batches_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [("a", WRONG), ("b", RIGHT), ("c", RIGHT.replace("slept", "sang")), ("d", "All is well.")]
    found = names(inbox(tmp_path / "one", *texts), tmp_path / "of-one", "a")
    assert found
    monkeypatch.setattr(flow, "BATCH_DOCUMENTS", 1)
    assert names(tmp_path / "one", tmp_path / "of-batches", "a") == found
    turned = inbox(tmp_path / "turned")
    for name, new in (("a", "z"), ("b", "y"), ("c", "b"), ("d", "a")):
        copyfile(tmp_path / "one" / f"{name}.txt", turned / f"{new}.txt")
    other = names(turned, tmp_path / "of-turned", "z")
    assert [(edit.after, edit.confidence, edit.reason) for edit in other] == [
        (edit.after, edit.confidence, edit.reason) for edit in found
    ]


def test_a_later_document_profits_and_the_earlier_one_stays(tmp_path: Path) -> None:
    folder = inbox(tmp_path / "inbox", ("a", RIGHT))
    assert names(folder, tmp_path / "output", "a") == []
    inbox(folder, ("b", WRONG))
    assert [edit.after for edit in names(folder, tmp_path / "output", "b")] == ["Zhumagulov"]
    assert open_corpus(tmp_path / "output").document("a").edits == ()


def test_a_termbase_is_used_and_done_again_when_it_changes(tmp_path: Path) -> None:
    folder, terms = inbox(tmp_path / "inbox", ("b", WRONG)), tmp_path / "terms.csv"
    terms.write_text("sv,en,variants_en\nZjumagulov,Zhumagulov,Zhumagukov\n", "utf-8")
    (edit,) = names(folder, tmp_path / "output", "b", terms)
    assert (edit.rule, edit.after, edit.in_effect) == ("term_variant", "Zhumagulov", True)
    terms.write_text("sv,en\nZjumagukov,Zhumagukov\n", "utf-8")
    assert names(folder, tmp_path / "output", "b", terms) == []
