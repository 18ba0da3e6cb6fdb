"""``renskrift serve``: the flow on a schedule."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from pipeline.cleaning.stage import Level
from pipeline.errors import SourceError


def serve(
    cron: Annotated[str, typer.Option(help="When: minute, hour, day, month, day of the week.")],
    source: Annotated[Path, typer.Argument(help="A folder of articles, or one of them.")] = Path("seeds"),
    timezone: Annotated[str, typer.Option(help="Where that is the time, such as Europe/Stockholm.")] = "UTC",
    output: Annotated[Path, typer.Option(help="The folder that holds the corpus.")] = Path("output"),
    engine: Annotated[
        Literal["auto", "argos", "starter", "none"],
        typer.Option(help="auto: Argos where a package is installed, else starter; none cleans only."),
    ] = "auto",
    beam: Annotated[
        int | None,
        typer.Option(
            min=1, max=32, envvar="RENSKRIFT_BEAM", help="How many hypotheses the engines follow; else 4."
        ),
    ] = None,
    level: Annotated[
        Level, typer.Option(help="How sure a rule has to be for its edit to be applied.")
    ] = "balanced",
    fast: Annotated[bool, typer.Option("--fast", help="Without the embedded model.")] = False,
    terms: Annotated[Path | None, typer.Option(help="Your termbase: CSV, or TBX of version 2 or 3.")] = None,
    include: Annotated[
        list[str] | None,
        typer.Option(help="Only files that fit this pattern, such as '*.txt'; several times."),
    ] = None,
    exclude: Annotated[
        list[str] | None, typer.Option(help="No files or folders that fit this pattern; several times.")
    ] = None,
    runner: Annotated[
        Literal["single", "threads", "processes", "dask"],
        typer.Option(help="What works on the batches; the corpus is the same with each."),
    ] = "single",
    workers: Annotated[
        int, typer.Option(min=0, help="How many batches at once; 0: as many as there are processors.")
    ] = 0,
    who: Annotated[
        str, typer.Option(envvar="RENSKRIFT_WHO", help="A name for the run log; else user and host.")
    ] = "",
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
    if not source.exists():
        raise SourceError(f"there is no file or folder {source}")
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
            "include": include or [],
            "exclude": exclude or [],
            "runner": runner,
            "workers": workers,
            "who": who,
        },
    )
