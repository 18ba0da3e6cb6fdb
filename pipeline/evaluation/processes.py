"""How long a command takes, and how much memory it and all its children hold at once."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_PAUSE_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Usage:
    """What a command took.

    Attributes:
        seconds: From its start to its end.
        processor: Seconds of all processors, with its children.
        peak: Most bytes of memory that it and its children held at once; what they share counts once. 0 where
            the system has no ``/proc``.
    """

    seconds: float
    processor: float
    peak: int


def measured(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Usage:
    """Run a command to its end.

    Args:
        command: Program and arguments.
        environment: All its variables.
        log: What it says goes there.

    Raises:
        subprocess.CalledProcessError: It failed; `log` says why.
    """
    began, peak, processor_before = time.perf_counter(), 0, os.times()
    with started(command, environment, log) as process:
        while process.poll() is None:
            peak = max(peak, sum(map(_held, family(process.pid))))
            with suppress(subprocess.TimeoutExpired):
                process.wait(_PAUSE_SECONDS)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, list(command))
    now = os.times()
    processor = now.children_user + now.children_system
    before = processor_before.children_user + processor_before.children_system
    return Usage(time.perf_counter() - began, processor - before, peak)


def started(command: Sequence[str], environment: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    """A command that runs in a group of processes of its own.

    Args:
        command: Program and arguments.
        environment: All its variables.
        log: What it says goes there.
    """
    with log.open("ab") as file:
        return subprocess.Popen(
            list(command),
            env=dict(environment),
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a command of `started` and all its children at once, as a power failure would."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def family(pid: int) -> list[int]:
    """A process and all its descendants that are alive, by their numbers."""
    children: dict[int, list[int]] = {}
    for stat in _PROC.glob("[0-9]*/stat"):
        with suppress(OSError, ValueError, IndexError):
            # The name stands in brackets and may hold anything; the parent is the second field behind it.
            parent = int(stat.read_text(errors="replace").rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(stat.parent.name))
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found


def _held(pid: int) -> int:
    """The memory of a process in bytes, its share of what it has in common with others."""
    with suppress(OSError, StopIteration, ValueError):
        lines = (_PROC / str(pid) / "smaps_rollup").read_text().splitlines()
        return int(next(line.split()[1] for line in lines if line.startswith("Pss:"))) * 1024
    return 0
