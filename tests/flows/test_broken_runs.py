"""What breaks in the middle of a run, for real; the next run completes, and the corpus is as without it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from prefect import Task
from prefect.settings import PREFECT_API_URL
from servers import SERVERS, serving

from flows import batches
from flows import corpus as flow
from flows.corpus import Settings, Summary, without_prefect
from pipeline.corpus import holding, logrecords
from pipeline.corpus.store import FILE_NAME, URL, Store
from pipeline.corpus.verify import verify
from pipeline.document import Document
from pipeline.errors import CorpusError
from pipeline.evaluation.kills import contents, killed
from pipeline.evaluation.processes import family

T = TypeVar("T")

ROOT = Path(__file__).parents[2]
SENTENCES = (
    "The government presented  a new plan yesterday.The court criticised the decision.",
    "Regeringen presenterade  en ny plan i går. Polisen stoppade  bilen i Stockholm.",
)
RUN = """
import resource, sys
from pathlib import Path
from flows.corpus import Settings, without_prefect
from pipeline.language import identify
identify("Its model is unpacked into a temporary file.")
if limit := int(sys.argv[3]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
without_prefect(Path(sys.argv[1]), Settings(Path(sys.argv[2]), engine="none", fast=True))
"""


def articles(folder: Path, number: int) -> Path:
    folder.mkdir()
    for one in range(number):
        (folder / f"{one:03}.txt").write_text(f"{SENTENCES[one % 2]} {one}.\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return articles(tmp_path_factory.mktemp("articles") / "inbox", 30)


@pytest.fixture(scope="module")
def whole(inbox: Path) -> dict[str, str]:
    """What the corpus holds when nothing happens."""
    output = inbox.parent / "whole"
    run(inbox, output)
    return contents(output)


def run(inbox: Path, output: Path) -> Summary:
    return without_prefect(inbox, Settings(output, engine="none", fast=True))


def completes(inbox: Path, output: Path, whole: dict[str, str]) -> None:
    run(inbox, output)
    assert contents(output) == whole
    assert verify(output).problems == []


def limited(inbox: Path, output: Path, limit: int) -> subprocess.CompletedProcess[str]:
    call = [sys.executable, "-c", RUN, str(inbox), str(output), str(limit)]
    return subprocess.run(call, capture_output=True, text=True, check=False, cwd=ROOT)


@pytest.mark.parametrize("limit", [100_000, 260_000])
def test_a_full_disk_is_said_and_the_next_run_completes(
    inbox: Path, tmp_path: Path, whole: dict[str, str], limit: int
) -> None:
    done = limited(inbox, tmp_path / "output", limit)
    assert done.returncode == 1
    assert "pipeline.errors.CorpusError" in done.stderr
    assert not list((tmp_path / "output").rglob("*.partial"))
    completes(inbox, tmp_path / "output", whole)


def test_an_output_that_cannot_be_written_is_said(inbox: Path) -> None:
    with pytest.raises(CorpusError, match="cannot be made"):
        run(inbox, Path("/proc/renskrift"))


def test_a_corrupt_store_is_said_and_made_anew(inbox: Path, tmp_path: Path, whole: dict[str, str]) -> None:
    output = tmp_path / "output"
    run(inbox, output)
    with (output / FILE_NAME).open("r+b") as file:
        file.write(bytes(range(256)) * 4)
    with pytest.raises(CorpusError, match=r"the store .* cannot be opened"):
        run(inbox, output)
    for path in output.glob(f"{FILE_NAME}*"):
        path.unlink()
    completes(inbox, output, whole)


def cut(output: Path) -> None:
    path = output / "documents.jsonl"
    path.write_bytes(path.read_bytes()[:1000])


def half_written(output: Path) -> None:
    (output / "documents.jsonl").rename(output / ".documents.jsonl.partial")


def same_size(output: Path) -> None:
    path = output / "text" / "000.en.txt"
    path.write_bytes(path.read_bytes().swapcase())


@pytest.mark.parametrize("damage", [cut, half_written, same_size])
def test_a_damaged_export_is_written_again(
    inbox: Path, tmp_path: Path, whole: dict[str, str], damage: Callable[[Path], None]
) -> None:
    run(inbox, tmp_path)
    damage(tmp_path)
    completes(inbox, tmp_path, whole)
    assert not list(tmp_path.rglob("*.partial"))


def test_an_export_that_is_up_to_date_is_not_touched(inbox: Path, tmp_path: Path) -> None:
    run(inbox, tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.jsonl")}
    assert run(inbox, tmp_path).done == 0
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.jsonl")} == before


def test_a_clock_that_goes_back_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox, output = articles(tmp_path / "inbox", 4), tmp_path / "output"
    for path in inbox.iterdir():
        os.utime(path, (4e9, 4e9))
    first = run(inbox, output)
    for module in (holding, logrecords):
        monkeypatch.setattr(module, "now", lambda: "1999-12-31T23:59:59Z", raising=False)
    for path in inbox.iterdir():
        os.utime(path, (1e9, 1e9))
    (inbox / "000.txt").write_text("The court criticised  the plan.\n", "utf-8")
    os.utime(inbox / "000.txt", (4e9, 4e9))
    second = run(inbox, output)
    assert (first.done, second.done, second.skipped) == (4, 1, 3)
    assert verify(output).problems == []


def test_what_fails_unexpectedly_is_set_aside_and_tried_again_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox, output = articles(tmp_path / "inbox", 4), tmp_path / "output"
    real = batches.make_document

    def failing(article: batches.Article, *args: object, **options: object) -> Document:
        if article.file == "002.txt":
            raise ZeroDivisionError("by what is no number")
        return real(article, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(batches, "make_document", failing)
    first = run(inbox, output)
    assert (first.done, list(first.refused)) == (3, ["002.txt"])
    assert "ZeroDivisionError: by what is no number" in first.refused["002.txt"]
    assert verify(output).problems == []
    monkeypatch.setattr(batches, "make_document", real)
    assert [run(inbox, output).done for _ in range(4)] == [0, 0, 1, 0]
    with Store.existing(output) as store:
        assert store.refusals() == []


def test_what_was_refused_is_tried_at_once_when_it_has_changed(tmp_path: Path) -> None:
    inbox, output = articles(tmp_path / "inbox", 1), tmp_path / "output"
    (inbox / "000.txt").write_bytes(bytes(range(256)))
    assert list(run(inbox, output).refused) == ["000.txt"]
    assert list(run(inbox, output).refused) == ["000.txt"]
    (inbox / "000.txt").write_text(SENTENCES[0], "utf-8")
    assert run(inbox, output).done == 1


def test_what_fails_at_all_documents_is_no_fault_of_theirs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox, output = articles(tmp_path / "inbox", 4), tmp_path / "output"
    real = batches.make_document

    def failing(*_: object, **__: object) -> Document:
        raise OSError("the dictionary cannot be read")

    monkeypatch.setattr(batches, "make_document", failing)
    with pytest.raises(OSError, match="dictionary"):
        run(inbox, output)
    monkeypatch.setattr(batches, "make_document", real)
    assert run(inbox, output).done == 4


def test_a_worker_that_dies_is_said_and_the_next_run_completes(
    inbox: Path, tmp_path: Path, whole: dict[str, str]
) -> None:
    output = tmp_path / "output"
    call = [sys.executable, "-c", "from pipeline.cli import main; main()", "run", str(inbox)]
    call += ["--output", str(output), "--engine", "none", "--fast", "--runner", "processes", "--workers", "2"]
    env = os.environ | {"PREFECT_API_URL": str(PREFECT_API_URL.value())}
    with subprocess.Popen(call, env=env, cwd=ROOT, stderr=subprocess.DEVNULL) as process:
        workers: list[int] = []
        while not workers and process.poll() is None:
            workers = [pid for pid in family(process.pid)[1:] if b"spawn_main" in command_of(pid)]
        for pid in workers:
            os.kill(pid, signal.SIGKILL)
        assert process.wait(60) != 0
    completes(inbox, output, whole)


def command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def test_a_run_that_is_killed_again_and_again_makes_the_same_corpus(tmp_path: Path) -> None:
    inbox = articles(tmp_path / "inbox", 20)
    call = [sys.executable, "-c", RUN, str(inbox)]
    found = killed(lambda output: [*call, str(output), "0"], tmp_path, 2)
    assert (found.different, found.lost, found.faults) == ([], 0, [])


@pytest.mark.skipif(not SERVERS, reason="needs the server of Debian's package postgresql")
def test_a_database_that_restarts_does_not_stop_the_work(
    inbox: Path, tmp_path: Path, whole: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("psycopg")
    monkeypatch.setattr(flow, "QUICK", 0.1)
    with serving() as server:
        monkeypatch.setenv(URL, server.url)

        def restarting(step: Task[..., T], calls: Iterable[tuple[Any, ...]]) -> Iterator[T]:
            for number, arguments in enumerate(calls):
                if number == 1:
                    server.control("restart")
                yield step.fn(*arguments)

        settings = Settings(tmp_path, engine="none", fast=True)
        assert flow._work(inbox, settings, restarting, "run", None).done == 30
        assert contents(tmp_path) == whole
        assert verify(tmp_path).problems == []
