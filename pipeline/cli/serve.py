"""``renskrift serve``: the flow on a schedule."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.names import expect_utf8
from pipeline.cli.options import (
    OUTPUT,
    BeamOption,
    ExcludeOption,
    FastOption,
    IncludeOption,
    LevelOption,
    OutputOption,
    RunEngineOption,
    RunnerOption,
    TermsOption,
    WhoOption,
    WorkersOption,
)
from pipeline.errors import CorpusError, SourceError


def serve(
    cron: Annotated[str, typer.Option(help="When: minute, hour, day, month, day of the week.")],
    source: Annotated[Path, typer.Argument(help="A folder of articles, or one of them.")] = Path("seeds"),
    timezone: Annotated[str, typer.Option(help="Where that is the time, such as Europe/Stockholm.")] = "UTC",
    output: OutputOption = OUTPUT,
    engine: RunEngineOption = "auto",
    beam: BeamOption = None,
    level: LevelOption = "balanced",
    fast: FastOption = False,
    terms: TermsOption = None,
    include: IncludeOption = None,
    exclude: ExcludeOption = None,
    runner: RunnerOption = "single",
    workers: WorkersOption = 0,
    who: WhoOption = "",
) -> None:
    """Run the flow on a schedule, until you stop this command; it needs a Prefect server.

    What is the same as at an earlier run is not done again. docs/operations.md tells how to run it for years.
    """
    from flows.serving import schedule
    from flows.serving import serve as start
    from pipeline.terms_reading import read_terms

    try:
        when = schedule(cron, timezone)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--cron") from error
    wanted, unwanted = include or [], exclude or []
    expect_utf8(source.absolute(), output.absolute(), terms or "", who, *wanted, *unwanted)
    if not source.exists():
        raise SourceError(f"there is no file or folder {source}")
    if output.exists() and not output.is_dir():
        raise CorpusError(f"{output} is a file: name the folder that holds the corpus, or shall hold it")
    if terms:
        read_terms(terms)  # Says now what is wrong with it.
    start(
        when,
        {
            "source": str(source.absolute()),
            "output": str(output.absolute()),
            "engine": engine,
            "level": level,
            "fast": fast,
            "terms": str(terms.absolute()) if terms else "",
            "beam": beam,
            "include": wanted,
            "exclude": unwanted,
            "runner": runner,
            "workers": workers,
            "who": who,
        },
    )
