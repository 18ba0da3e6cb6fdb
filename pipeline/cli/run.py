"""``renskrift run``: the flow, once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

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
from pipeline.cli.saying import pass_through, put, refuse, tell
from pipeline.errors import SourceError


def run(
    source: Annotated[Path, typer.Argument(help="A folder of articles, or a file of one or many.")] = Path(
        "seeds"
    ),
    output: OutputOption = OUTPUT,
    engine: RunEngineOption = "auto",
    beam: BeamOption = None,
    level: LevelOption = "balanced",
    fast: FastOption = False,
    terms: TermsOption = None,
    include: IncludeOption = None,
    exclude: ExcludeOption = None,
    who: WhoOption = "",
    runner: RunnerOption = "single",
    workers: WorkersOption = 0,
) -> None:
    """Run the flow once: clean and translate what is new in SOURCE, and export the corpus."""
    from flows.corpus import Settings, as_rows, corpus
    from flows.serving import server_there
    from pipeline.terms_reading import read_terms
    from pipeline.translation.choice import choose_engines

    tell(choose_engines(engine, ["sv", "en"])[1] if engine == "auto" else [])
    if terms:
        read_terms(terms)  # Says now what is wrong with it.
    wanted, unwanted = tuple(include or ()), tuple(exclude or ())
    _expect_utf8(source, output, terms or "", *wanted, *unwanted)
    settings = Settings(output, engine, level, fast, terms, beam, wanted, unwanted, who, runner, workers)
    with server_there():
        summary = corpus(source, settings)
    table = Table(title=f"Corpus in {output}", show_header=False)
    for name, value in as_rows(summary):
        table.add_row(name, value)
    Console().print(table)
    put(f"last record of the run log: {summary.head}")
    for file, code in sorted(summary.passed.items()):
        pass_through(file, code)
    if sum(refuse(file, reason) for file, reason in sorted(summary.refused.items())):
        raise typer.Exit(1)


def _expect_utf8(*names: object) -> None:
    """Say which name Prefect could not write down, whose records are JSON; those of articles may be any."""
    for name in map(str, names):
        try:
            name.encode()
        except UnicodeEncodeError as error:
            shown = name.encode("utf-8", "backslashreplace").decode()
            raise SourceError(f"the name {shown} is not in UTF-8: rename it, or link to it") from error
