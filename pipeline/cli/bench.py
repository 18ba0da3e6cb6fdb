"""``renskrift bench``: what an archive costs, and what becomes of it when runs are killed."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.options import RunEngine, Runner
from pipeline.errors import SourceError

bench = typer.Typer(help="Measure the whole flow on articles that are made up.", no_args_is_help=True)


@bench.callback()
def _bench() -> None:
    """Measure the whole flow on articles that are made up."""


@bench.command()
def archive(
    data: Annotated[
        Path, typer.Option(help="The folder with the data; docs/evaluation.md tells its layout.")
    ],
    documents: Annotated[str, typer.Option(help="Numbers of documents, with commas.")] = "500,2000",
    runner: Annotated[Runner, typer.Option(help="See renskrift run.")] = "single",
    server: Annotated[
        str,
        typer.Option(
            metavar="URL",
            help="A Prefect server that is there, as for scheduled runs; else each starts its own.",
        ),
    ] = "",
    prefect: Annotated[int, typer.Option(min=0, help="How many documents to see what Prefect costs.")] = 0,
    kills: Annotated[int, typer.Option(min=0, help="Kill a run so often instead, and compare.")] = 0,
    engine: Annotated[RunEngine, typer.Option(help="What translates, with --kills.")] = "auto",
    work: Annotated[
        Path | None, typer.Option(help="For articles and corpora; else one that is deleted.")
    ] = None,
    chart: Annotated[Path | None, typer.Option(help="Write the chart to this file, an SVG.")] = None,
) -> None:
    """Time and memory of runs against the number of documents; prints Markdown with its signature."""
    from pipeline.evaluation.archive import COMMAND, Bench, report
    from pipeline.evaluation.chart import as_svg
    from pipeline.evaluation.kills import killed
    from pipeline.evaluation.made_articles import make_archive

    with tempfile.TemporaryDirectory(prefix="renskrift-bench-") as temporary:
        folder = (work or Path(temporary)).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        try:
            if kills:
                make_archive(data, folder / "articles", range(int(documents.split(",")[0])))
                words = [*COMMAND, "run", str(folder / "articles"), "--fast", "--engine", engine]
                words += ["--runner", runner, "--output"]
                found = killed(lambda output: [sys.executable, *words, str(output)], folder, kills)
                for line in (found, *found.different, *found.faults):
                    typer.echo(str(line))
                return
            text, points = report(
                Bench(data, folder, runner, server), list(map(int, documents.split(","))), prefect
            )
        except FileNotFoundError as error:
            raise SourceError(
                f"{error.filename} is missing: docs/evaluation.md tells what {data} holds"
            ) from error
        except subprocess.CalledProcessError as error:
            said = (folder / "bench.log").read_text(errors="replace").strip().splitlines()[-5:]
            raise SourceError("a run failed: " + " / ".join(said)) from error
        if chart:
            chart.write_text(as_svg(points), "utf-8")
    typer.echo(text)
