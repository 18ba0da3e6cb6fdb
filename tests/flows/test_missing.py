"""Files that are not there any more: the run marks their documents, and takes the mark away again."""

from __future__ import annotations

import json
import shutil
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.corpus import Settings, without_prefect
from flows.seen import Seen
from flows.settings import as_markdown
from pipeline.articles import iter_articles
from pipeline.cli import app
from pipeline.corpus.history import life
from pipeline.corpus.presence import Absent, missing, missing_since
from pipeline.corpus.runlog import logged
from pipeline.corpus.runlog_checks import differences
from pipeline.corpus.store import Store
from pipeline.corpus.verify import verify
from pipeline.errors import Refused, SourceError
from pipeline.evaluation.kills import contents
from pipeline.inputs.scope import Scope

sys.path.append(str(Path(__file__).parents[1] / "corpus"))  # For `articles`, which builds documents.

from articles import SIGNATURE, document

IN_ALL = {f"all.zip!/{name}" for name in ("d.txt", "e.csv#id=x", "e.csv#id=y")}
IN_ROWS = {"rows.jsonl#id=one", "rows.jsonl#id=two"}
OTHERS = {"a.txt", "b.txt", "2022/c.txt"}


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A folder with files of all kinds that a first look has seen."""
    folder = tmp_path / "inbox"
    (folder / "2022").mkdir(parents=True)
    for file in (*OTHERS, "bad.txt"):
        (folder / file).write_text("" if file == "bad.txt" else "All is well.")
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        archive.writestr("d.txt", "All is well.")
        archive.writestr("e.csv", "id,text\nx,The plan is new.\ny,The plan is old.\n")
    rows(folder, "one", "two")
    assert look(folder) == Absent(0, 0)
    return folder


def rows(inbox: Path, *names: str) -> None:
    lines = (json.dumps({"id": name, "text": f"The government has {name} plans."}) for name in names)
    (inbox / "rows.jsonl").write_text("\n".join(lines) + "\n")


def output_of(source: Path) -> Path:
    return next(parent for parent in source.parents if parent.name.startswith("test_")) / "output"


def look(source: Path, include: tuple[str, ...] = (), exclude: tuple[str, ...] = ()) -> Absent:
    """A run as far as it matters here: what can be read is a document, the rest is refused."""
    output = output_of(source)
    with (
        Store.of(output) as store,
        logged(store, output, "renskrift run") as log,
        Seen(Scope.of(source, include, exclude)) as seen,
    ):
        known = {file for _, file in store.files()}
        for article in seen.passing(iter_articles(source, include, exclude)):
            try:
                if article.read() and article.file not in known:
                    store.save(document(article.file, "All is well.", ()), [], SIGNATURE)
                    log.documents([store.id_for(article.file, "")])
            except Refused as reason:
                store.refuse(article.file, "", str(reason))
            if not article.size:
                store.refuse(article.file, "", "it is empty")
        return seen.settle(store.database, log)


def marked(inbox: Path) -> set[str]:
    with Store.existing(output_of(inbox)) as store:
        return {one.file for one in missing(store.database)}


def refused(inbox: Path) -> set[str]:
    with Store.existing(output_of(inbox)) as store:
        return {one.file for one in store.refusals()}


def damage(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def test_a_file_that_goes_and_comes_back(inbox: Path) -> None:
    (inbox / "a.txt").rename(inbox.parent / "a.txt")
    assert look(inbox) == Absent(1, 1)
    assert look(inbox) == Absent(1, 0)
    with Store.existing(output_of(inbox)) as store:
        (one,) = missing(store.database)
        assert missing_since(store.database, one.id) == one
    assert (one.file, one.source) == ("a.txt", str(inbox))
    (inbox.parent / "a.txt").rename(inbox / "a.txt")
    assert look(inbox) == Absent(0, 0)
    with Store.existing(output_of(inbox)) as store:
        _, gone, back = life(store, one.id)
        assert list(differences(store, output_of(inbox))) == []
    assert "its file is not in the source any more" in str(gone)
    assert "its file is back" in str(back)


@pytest.mark.parametrize(
    ("change", "gone"),
    [
        (lambda inbox: (inbox / "all.zip").unlink(), IN_ALL),
        (lambda inbox: (inbox / "rows.jsonl").unlink(), IN_ROWS),
        (lambda inbox: rows(inbox, "two"), {"rows.jsonl#id=one"}),
        (lambda inbox: shutil.rmtree(inbox / "2022"), {"2022/c.txt"}),
        # What cannot be read may still be in there.
        (lambda inbox: damage(inbox / "all.zip"), set()),
        (lambda inbox: (inbox / "a.txt").write_bytes(b""), set()),
        (lambda inbox: (inbox / "a.txt").write_text("Another text."), set()),
        (lambda inbox: (inbox / "b.txt").rename(inbox / "z.txt"), {"b.txt"}),
    ],
)
def test_what_is_gone_is_marked_and_nothing_else(
    inbox: Path, change: Callable[[Path], object], gone: set[str]
) -> None:
    change(inbox)
    look(inbox)
    assert marked(inbox) == gone


@pytest.mark.parametrize(
    ("include", "exclude", "gone"),
    [
        (("*.txt",), (), OTHERS - {"2022/c.txt"}),
        (("2022",), (), set()),
        ((), ("*.txt",), IN_ALL - {"all.zip!/d.txt"}),
        ((), ("all.zip",), {"a.txt", "b.txt"}),
        ((), ("e.csv",), {"a.txt", "b.txt", "all.zip!/d.txt"}),
    ],
)
def test_what_was_not_looked_at_is_not_missing(
    inbox: Path, include: tuple[str, ...], exclude: tuple[str, ...], gone: set[str]
) -> None:
    for file in ("a.txt", "b.txt", "all.zip"):
        (inbox / file).unlink()
    look(inbox, include, exclude)
    assert marked(inbox) == gone


def test_one_file_tells_of_itself_only(inbox: Path) -> None:
    rows(inbox, "two", "three")
    (inbox / "a.txt").unlink()
    assert look(inbox / "rows.jsonl") == Absent(1, 1)
    assert marked(inbox) == {"rows.jsonl#id=one"}
    assert look(inbox) == Absent(2, 1)


def test_a_folder_and_one_in_it_are_two_sources(inbox: Path) -> None:
    (inbox / "a.txt").unlink()
    assert look(inbox / "2022") == Absent(0, 0)
    (inbox / "2022" / "c.txt").unlink()
    (inbox / "2022" / "new.txt").write_text("All is well.")
    assert look(inbox / "2022") == Absent(1, 1)
    assert marked(inbox) == {"c.txt"}


def test_several_sources_of_one_corpus(inbox: Path) -> None:
    other = inbox.parent / "other"
    other.mkdir()
    (other / "a.txt").write_text("All is well.")
    (other / "only.txt").write_text("All is well.")
    assert look(other) == Absent(0, 0)
    # It has moved: the other folder has it now.
    (inbox / "a.txt").unlink()
    (other / "only.txt").unlink()
    assert look(inbox) == Absent(0, 0)
    assert look(other) == Absent(1, 1)
    assert marked(inbox) == {"only.txt"}


def test_an_empty_folder_marks_nothing_and_says_so(inbox: Path) -> None:
    aside = inbox.rename(inbox.parent / "aside")
    inbox.mkdir()
    found = look(inbox)
    assert (found.documents, found.now, found.is_empty) == (0, 0, True)
    assert "the source is empty" in str(found)
    inbox.rmdir()
    with pytest.raises(SourceError):
        look(inbox)
    aside.rename(inbox)
    assert look(inbox) == Absent(0, 0)


def test_what_was_refused_and_is_gone_is_forgotten(inbox: Path) -> None:
    assert refused(inbox) == {"bad.txt"}
    (inbox / "rows.jsonl").write_text('{"id": "one", "text": "Well."}\n{"text": 3}\n')
    (inbox / "bad.txt").unlink()
    look(inbox)
    assert refused(inbox) == {"rows.jsonl#2"}
    rows(inbox, "one", "two")
    look(inbox)
    assert refused(inbox) == set()
    assert marked(inbox) == set()


def test_a_run_says_it_and_the_exports_stay(tmp_path: Path) -> None:
    inbox, output = tmp_path / "inbox", tmp_path / "output"
    inbox.mkdir()
    settings = Settings(output, engine="none", fast=True)
    for number in range(3):
        (inbox / f"{number}.txt").write_text(
            "The court criticised the decision of the government on Monday.\n"
        )
    first = without_prefect(inbox, settings)
    before = contents(output)
    (inbox / "2.txt").unlink()
    summary = without_prefect(inbox, settings)
    assert (summary.absent, summary.skipped) == (Absent(1, 1), 2)
    assert contents(output) == before
    assert verify(output, first.head).problems == []
    assert "renskrift missing" in CliRunner().invoke(app, ["run", "--help"]).output
    assert CliRunner().invoke(app, ["missing", "--output", str(output)]).output.split("\t")[1] == "2.txt"
    shown = as_markdown(replace(summary, refused={f"{number}.txt": "it is empty" for number in range(150)}))
    assert "| no longer in the source | 1, 1 since this run |" in shown
    assert "| duplicates | 3 of the same text in 1 groups, 0 of nearly the same in 0 |" in shown
    assert shown.count("- refused") == 100
    assert "50 more" in shown


def test_what_looks_wrong_in_a_source_is_said(tmp_path: Path) -> None:
    inbox, settings = tmp_path / "inbox", Settings(tmp_path / "output", engine="none", fast=True)
    inbox.mkdir()
    said = f"there is no article in {inbox}, so nothing was done: is it the right folder?"
    assert without_prefect(inbox, settings).notices == (said,)
    (inbox / "a.txt").write_text("The court criticised the decision of the government on Monday.\n")
    assert without_prefect(inbox, settings).notices == ()
    (inbox / "catalogue.csv").write_text("file,language\na.txt,fi\ngone.txt,sv\n")
    summary = without_prefect(inbox, settings)
    assert list(summary.refused) == ["a.txt"]
    assert f"- catalogue.csv names files that are not in {inbox} (1): gone.txt" in as_markdown(summary)
    (inbox / "catalogue.csv").write_text("file,language\na.txt,en\n")
    (notice,) = without_prefect(inbox, replace(settings, include=("*.pdf",))).notices
    assert "that --include and --exclude let through" in notice
    assert without_prefect(inbox, settings).skipped == 1
    assert refused(inbox) == set()
