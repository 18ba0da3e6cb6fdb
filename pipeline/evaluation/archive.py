"""What an archive costs: time and memory of the whole flow against the number of documents.

The flow runs as the user's command does, with a Prefect server of its own, on articles that are made up.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from shutil import rmtree

from pipeline import __version__
from pipeline.evaluation.made_articles import WORDS, make_archive
from pipeline.evaluation.processes import Usage, measured

NEW_SHARE = 0.01
"""Of the articles that are new at the last of three runs."""

_PLAIN = (
    "import sys; from pathlib import Path; from flows.corpus import Settings, without_prefect; "
    "without_prefect(Path(sys.argv[1]), Settings(Path(sys.argv[2]), engine='none', fast=True))"
)
_START = "from flows.corpus import flow; flow(lambda: None, name='nothing')()"


@dataclass(frozen=True, slots=True)
class Point:
    """What a number of documents took.

    Attributes:
        documents: How many.
        first: The run that does them all.
        again: A run with nothing new.
        more: A run with `NEW_SHARE` new.
    """

    documents: int
    first: Usage
    again: Usage
    more: Usage


@dataclass(frozen=True, slots=True)
class Bench:
    """Where and how the flow is run.

    Attributes:
        data: The folder with the evaluation data.
        work: A folder for the articles and the corpora.
        runner: See ``renskrift run --runner``.
        server: The address of a Prefect server that is there; else each run starts one of its own.
    """

    data: Path
    work: Path
    runner: str
    server: str = ""

    def point(self, documents: int) -> Point:
        """Three runs over an archive of some size.

        Raises:
            FileNotFoundError: The evaluation data is not there.
            subprocess.CalledProcessError: A run failed; ``bench.log`` says why.
        """
        source, output = self.fresh(f"{documents}")
        make_archive(self.data, source, range(documents))
        first, again = self.run(source, output), self.run(source, output)
        make_archive(self.data, source, range(documents, round(documents * (1 + NEW_SHARE))))
        return Point(documents, first, again, self.run(source, output))

    def prefect(self, documents: int) -> tuple[Usage, Usage, Usage]:
        """The same work with Prefect and without it, and the start of Prefect alone.

        Raises:
            FileNotFoundError: The evaluation data is not there.
            subprocess.CalledProcessError: A run failed; ``bench.log`` says why.
        """
        source, output = self.fresh("prefect")
        make_archive(self.data, source, range(documents))
        with_it = self.run(source, output)
        plain = self._measured(["-c", _PLAIN, str(source), str(output.with_name("plain"))])
        return with_it, plain, self._measured(["-c", _START])

    def run(self, source: Path, output: Path) -> Usage:
        """Run the flow, cleaning only."""
        words = ["run", str(source), "--output", str(output), "--engine", "none", "--fast"]
        return self._measured([*COMMAND, *words, "--runner", self.runner])

    def fresh(self, name: str) -> tuple[Path, Path]:
        """An empty folder for articles, and one for their corpus."""
        rmtree(self.work / name, ignore_errors=True)
        (self.work / name).mkdir(parents=True)
        return self.work / name / "articles", self.work / name / "output"

    def _measured(self, words: Sequence[str]) -> Usage:
        return measured(
            [sys.executable, *words], environment(self.work, self.server), self.work / "bench.log"
        )


_SERVER = ("PREFECT_API_URL", "PREFECT_PROFILE", "RENSKRIFT_STORE")

COMMAND = ("-c", "from pipeline.cli import main; main()")
"""The arguments of Python that are the command ``renskrift``."""


def environment(work: Path, server: str = "") -> dict[str, str]:
    """The variables of a run.

    Args:
        work: A folder, in which Prefect keeps what it has.
        server: The address of a Prefect server; else the run starts one of its own.
    """
    variables = {name: value for name, value in os.environ.items() if name not in _SERVER}
    variables["PREFECT_HOME"] = str(work / "prefect")
    return {**variables, "PREFECT_API_URL": server} if server else variables


def report(bench: Bench, sizes: Sequence[int], prefect: int) -> tuple[str, list[Point]]:
    """A table in Markdown with its signature, and its points.

    Args:
        bench: Where and how.
        sizes: Numbers of documents.
        prefect: How many documents to look at what Prefect costs; 0 for none.

    Raises:
        FileNotFoundError: The evaluation data is not there.
        subprocess.CalledProcessError: A run failed; ``bench.log`` says why.
    """
    rows = [
        f"| documents of {WORDS} words | first run | of processor time | documents a second | peak memory | "
        f"nothing new | {NEW_SHARE:.0%} new |",
        "|---:|---:|---:|---:|---:|---:|---:|",
    ]
    points = []
    for size in sizes:
        point = bench.point(size)
        points.append(point)
        first = point.first.seconds
        rows.append(
            f"| {size:,} | {first:,.0f} s | {point.first.processor:,.0f} s | {size / first:.1f} | "
            f"{point.first.peak / 1e6:,.0f} MB | {_compared(point.again, point.first)} | "
            f"{_compared(point.more, point.first)} |"
        )
    if prefect:
        with_it, plain, start = bench.prefect(prefect)
        share = (with_it.processor - start.processor - plain.processor) / plain.processor
        rows += [
            "",
            f"Prefect, {prefect:,} documents: {with_it.processor:.1f} s of processor time with it, "
            f"{plain.processor:.1f} s for the same work as plain calls, {start.processor:.1f} s to start and "
            f"stop it: {share:.1%} beside that.",
        ]
    return "\n".join([*rows, "", _signature(bench)]), points


def _compared(one: Usage, other: Usage) -> str:
    times = other.seconds / one.seconds
    share = f"{times:.0f} times faster" if times >= 10 else f"{1 / times:.1%}"
    return f"{one.seconds:.1f} s ({one.processor:.1f} s), {share}"


def _signature(bench: Bench) -> str:
    load = f"{os.getloadavg()[0]:.0f}" if hasattr(os, "getloadavg") else "unknown"
    parts = {
        "renskrift": __version__,
        "runner": bench.runner,
        "server": "given" if bench.server else "own",
        "words": WORDS,
        "cores": os.cpu_count(),
        "load": load,
        "python": platform.python_version(),
        "prefect": version("prefect"),
    }
    return "|".join(f"{name}:{value}" for name, value in parts.items())
