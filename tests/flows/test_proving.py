"""One run at a time on a corpus, and a log that tells what each has done."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from prefect.artifacts import Artifact
from prefect.settings import PREFECT_API_URL

from flows.corpus import Settings, Summary, corpus
from pipeline.corpus.history import life, runs
from pipeline.corpus.holding import holding
from pipeline.corpus.store import Store, is_there
from pipeline.corpus.verify import verify
from pipeline.errors import Held, SourceError
from pipeline.translation.installing import install

ROOT = Path(__file__).parents[2]
PACKAGES = ROOT / "tests" / "data" / "tiny-argos"
SWEDISH = "Regeringen presenterade en ny plan i går.\n\nPolisen stoppade  bilen i Stockholm.\n"


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RENSKRIFT_PACKAGES", str(tmp_path / "packages"))
    install("sv-en", PACKAGES / "translate-sv_en-0_1.argosmodel")
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "one.txt").write_text(SWEDISH, "utf-8")
    (folder / "empty.txt").write_bytes(b"")
    return folder


def run(inbox: Path) -> tuple[Summary, Path]:
    output = inbox.parent / "output"
    return corpus(inbox, Settings(output, engine="argos", fast=True, who="anna@archive")), output


def problems(output: Path, expect: str = "") -> list[str]:
    return [str(problem) for problem in verify(output, expect).problems]


def test_a_run_is_in_the_log_and_its_hash_in_the_summary(inbox: Path) -> None:
    first, output = run(inbox)
    second, _ = run(inbox)
    assert problems(output, first.head) == problems(output, second.head) == []
    with Store.existing(output) as store:
        one, two = runs(store)
        (event,) = life(store, store.entry("one").document.id)
    assert (one.who, one.what, one.outcome) == ("anna@archive", "renskrift run", "done")
    assert (one.done, one.skipped, one.refused, one.head) == (1, 0, 1, first.head)
    assert (two.done, two.skipped, two.refused, two.head) == (0, 1, 1, second.head)
    assert one.settings["source"] == str(inbox)
    assert one.settings["engine"] == "argos"
    assert any("fast" in signature for signature in one.settings["signatures"])
    assert event.who == "anna@archive"
    assert problems(output, "00ff") == [
        "run log: holds no record with the hash 00ff: it was cut off or made anew since that was kept"
    ]


def test_the_exports_do_not_know_who_ran_it_nor_when(inbox: Path) -> None:
    _, output = run(inbox)
    exports = [path for path in output.rglob("*") if path.is_file() and "sqlite" not in path.name]
    assert len(exports) > 5
    assert not any(b"anna" in path.read_bytes() for path in exports)
    assert (output / ".lock").read_bytes() == b""


def test_a_second_run_at_the_same_time_is_told_who_runs(inbox: Path) -> None:
    _, output = run(inbox)
    told = pytest.raises(Held, match="renskrift export of bo@archive")
    with holding(output, "renskrift export", "bo@archive"), told:
        run(inbox)
    with Store.existing(output) as store:
        assert len(list(runs(store))) == 1
    assert run(inbox)[0].skipped == 1


def test_a_source_that_is_not_there_leaves_no_trace(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        corpus(tmp_path / "nowhere", Settings(tmp_path / "output"))
    assert not (tmp_path / "output").exists()


RUNS = """
import sys
from pathlib import Path
from flows.corpus import Settings, corpus
corpus(Path(sys.argv[1]), Settings(Path(sys.argv[2]), engine="argos", fast=True))
"""


def test_a_run_that_is_killed_is_resumed_and_the_log_tells_both(inbox: Path) -> None:
    for number in range(60):
        (inbox / f"{number}.txt").write_text(SWEDISH.replace("ny", f"{number}:e"), "utf-8")
    output = inbox.parent / "output"
    call = [sys.executable, "-c", RUNS, str(inbox), str(output)]
    env = os.environ | {"PYTHONPATH": str(ROOT), "PREFECT_API_URL": str(PREFECT_API_URL.value())}
    with subprocess.Popen(call, env=env, start_new_session=True, stderr=subprocess.DEVNULL) as process:
        done = 0
        while done == 0 and process.poll() is None:
            if is_there(output):
                with Store.existing(output) as store:
                    done = len(store.fingerprints())
        os.killpg(process.pid, signal.SIGKILL)
    assert done
    summary, _ = run(inbox)
    assert summary.skipped >= done
    assert summary.done + summary.skipped == 61
    assert problems(output, summary.head) == []
    with Store.existing(output) as store:
        assert [one.outcome for one in runs(store)] == ["", "done"]


def test_what_prefect_shows_of_it(inbox: Path) -> None:
    _, output = run(inbox)
    shown = {
        name: Artifact.get(f"renskrift-corpus{name}") for name in ("-progress", "-documents", "-report", "")
    }
    assert shown["-progress"]
    assert shown["-progress"].data == 100
    assert shown["-documents"]
    rows = {row["document"]: row for row in json.loads(str(shown["-documents"].data))}
    assert (rows["one.txt"]["state"], rows["empty.txt"]["state"]) == ("done", "refused")
    assert rows["empty.txt"]["why"]
    assert shown["-report"]
    assert (output / "report" / "index.html").as_uri() in str(shown["-report"].data)
    assert shown[""]
    assert "| documents | 1 (1 sv) |" in str(shown[""].data)
