"""One at a time writes a corpus, whatever happens to the one that does."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.corpus.holding import FILE, holder_of, holding, person
from pipeline.corpus.store import Store
from pipeline.errors import CorpusError, Held

HOLDS = """
import sys
from pathlib import Path
from pipeline.corpus.holding import holding
with holding(Path(sys.argv[1]), "renskrift run", "anna@archive"):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_process(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the corpus until its standard input is closed."""
    call = [sys.executable, "-c", HOLDS, str(folder)]
    with subprocess.Popen(call, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


def test_the_second_one_is_told_who_holds_it(tmp_path: Path) -> None:
    with another_process(tmp_path) as process:
        with pytest.raises(Held) as told, holding(tmp_path, "renskrift export"):
            pytest.fail("held twice")
        holder = holder_of(tmp_path)
    assert holder
    assert holder.process == process.pid
    for word in (f"process {process.pid}", "anna@archive", holder.host, "renskrift run", holder.since):
        assert word in str(told.value)
    assert "\n" not in str(told.value)


def test_a_process_that_is_killed_holds_nothing(tmp_path: Path) -> None:
    with another_process(tmp_path) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert (tmp_path / FILE).read_text("utf-8")  # What it said is still there; the lock is not.
    with holding(tmp_path, "renskrift run") as holder:
        assert holder.process == os.getpid()
        assert holder_of(tmp_path) == holder


def test_a_process_that_ends_lets_go(tmp_path: Path) -> None:
    with another_process(tmp_path) as process:
        assert process.stdin
        process.stdin.close()
        assert process.wait() == 0
    assert (tmp_path / FILE).read_bytes() == b""
    with holding(tmp_path, "renskrift run"):
        pass


def test_nobody_holds_it_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), holding(tmp_path, "renskrift run"):
        raise ZeroDivisionError
    assert holder_of(tmp_path) is None
    with holding(tmp_path, "renskrift run"):
        pass


def test_one_process_does_not_hold_it_twice(tmp_path: Path) -> None:
    told = pytest.raises(Held, match=f"process {os.getpid()}")
    with holding(tmp_path, "renskrift run"), told, holding(tmp_path, "renskrift export"):
        pytest.fail("held twice")


def test_two_corpora_do_not_meet(tmp_path: Path) -> None:
    with holding(tmp_path / "one", "renskrift run"), holding(tmp_path / "two", "renskrift run"):
        assert holder_of(tmp_path / "one")


def test_the_store_takes_transactions_of_others(tmp_path: Path) -> None:
    """Those of a reviewer, above all."""
    with another_process(tmp_path), Store.of(tmp_path) as store:
        store.refuse("picture.jpg", "00", "binary")
        assert [one.file for one in store.refusals()] == ["picture.jpg"]


@pytest.mark.parametrize("said", ["", "{}", "[1]", "\xff", json.dumps({"what": "x"})])
def test_words_that_nobody_can_read_do_not_hinder(tmp_path: Path, said: str) -> None:
    (tmp_path / FILE).write_text(said, "latin-1")
    assert holder_of(tmp_path) is None
    with holding(tmp_path, "renskrift run"):
        pass


def test_a_lock_that_leads_elsewhere_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "precious.txt"
    target.write_text("precious", "utf-8")
    (tmp_path / "output").mkdir()
    (tmp_path / "output" / FILE).symlink_to(target)
    with pytest.raises(CorpusError, match="cannot be locked"), holding(tmp_path / "output", "renskrift run"):
        pytest.fail("held")
    assert target.read_text("utf-8") == "precious"


def test_a_folder_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "output").write_text("", "utf-8")
    with pytest.raises(CorpusError, match="cannot be locked"), holding(tmp_path / "output", "renskrift run"):
        pytest.fail("held")


def test_somebody_without_a_name_is_somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    assert person().count("@") == 1
