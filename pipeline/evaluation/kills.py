"""Runs that are killed at random moments, and what becomes of the corpus: nothing else than without."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pipeline.corpus.entry import Decision, Verdict
from pipeline.corpus.store import Store, is_there
from pipeline.corpus.verify import verify
from pipeline.document import Status
from pipeline.evaluation.archive import environment
from pipeline.evaluation.processes import kill, measured, started

DECISIONS = 10
"""How many are made between the kills."""

_WHEN = "2026-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Found:
    """What became of a corpus whose run was killed again and again.

    Attributes:
        seconds: What a run takes that is left alone.
        kills: How many times it was killed before it was done.
        files: How many the corpus has.
        different: Those that are not what they are without any kill.
        decisions: How many were made between the kills.
        lost: How many of them are gone.
        faults: What ``renskrift verify`` finds.
    """

    seconds: float
    kills: int
    files: int
    different: list[str]
    decisions: int
    lost: int
    faults: list[str]

    def __str__(self) -> str:
        return (
            f"{self.kills} kills in a run of {self.seconds:.0f} s: {len(self.different)} of {self.files} "
            f"files differ, {self.lost} of {self.decisions} decisions are lost, "
            f"verify finds {len(self.faults)} faults"
        )


def killed(command: Callable[[Path], Sequence[str]], work: Path, kills: int) -> Found:
    """Kill a run so often, complete it, and compare it with one that was left alone.

    Args:
        command: What runs, program and arguments, for an output folder.
        work: A folder for the corpora.
        kills: How many times.

    Raises:
        subprocess.CalledProcessError: A run failed; ``bench.log`` says why.
    """
    log, variables = work / "bench.log", environment(work)
    whole = measured(command(work / "whole"), variables, log)
    random_moment = random.Random(kills)
    made: list[Decision] = []
    hit = 0
    for number in range(kills):
        process = started(command(work / "killed"), variables, log)
        _until_more(work / "killed", _kept(work / "killed"), process)
        # Half of its share of the work, so that there is some left for the last one.
        time.sleep(random_moment.uniform(0, whole.seconds / kills / 2))
        kill(process)
        hit += process.returncode == -signal.SIGKILL
        if len(made) < DECISIONS and number % 2 and _kept(work / "killed"):
            made += _decided(work / "killed", made)
    measured(command(work / "killed"), variables, log)
    with Store.existing(work / "whole") as store:
        store.decide(made)
    for name in ("whole", "killed"):
        measured(command(work / name), variables, log)
    one, other = contents(work / "whole"), contents(work / "killed")
    different = sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
    with Store.existing(work / "killed") as store:
        lost = len(made) - sum(1 for _ in store.decisions())
    faults = [str(problem) for problem in verify(work / "killed").problems]
    return Found(whole.seconds, hit, len(one), different, len(made), lost, faults)


def contents(folder: Path) -> dict[str, str]:
    """The hashes of all exported files, by name."""
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(("renskrift.sqlite", "."))
    }


def _kept(folder: Path) -> int:
    if not is_there(folder):
        return 0
    with Store.existing(folder) as store:
        return len(store.fingerprints())


def _until_more(folder: Path, before: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until a run has kept another document, or is done."""
    while process.poll() is None and _kept(folder) == before:
        time.sleep(0.1)


def _decided(folder: Path, made: list[Decision]) -> list[Decision]:
    """Two more decisions on edits of documents that are kept already."""
    known = {one.subject for one in made}
    found: list[Decision] = []
    with Store.existing(folder) as store:
        for document in store.documents():
            for edit in document.edits:
                if (
                    edit.status in (Status.APPLIED, Status.SUGGESTED)
                    and edit.stage == "spelling"
                    and len(found) < 2
                ):
                    verdict: Verdict = "rejected" if edit.status is Status.APPLIED else "accepted"
                    if edit.id not in known:
                        found.append(
                            Decision(
                                document.id, edit.id, "edit", verdict, edit.before, edit.after, "Bench", _WHEN
                            )
                        )
                        known.add(edit.id)
        store.decide(found)
    return found
