"""``renskrift run``: the flow, once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from pipeline.cli.names import expect_utf8
from pipeline.cli.options import (
    OUTPUT,
    BeamOption,
    ExcludeOption,
    FastOption,
    IncludeOption,
    LevelOption,
    OutputOption,
    RedoOption,
    RunEngineOption,
    RunnerOption,
    TermsOption,
    WhoOption,
    WorkersOption,
)
from pipeline.cli.saying import errors, pass_through, put, refuse, tell


def run(
    source: Annotated[
        Path,
        typer.Argument(
            help="A folder of articles, or a file of one or many. They are known by their path in it: from a "
            "folder in it, or above it, each comes a second time under another name."
        ),
    ] = Path("seeds"),
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
    redo: RedoOption = None,
) -> None:
    """Run the flow once: clean and translate what is new in SOURCE, and export the corpus.

    What was done before with the same settings and versions stays as it is, unless --redo asks for it.

    An article whose file is gone stays, too: renskrift missing lists it, renskrift remove takes it out.
    """
    from flows.corpus import Settings, as_rows, corpus
    from flows.serving import server_there
    from pipeline.terms_reading import read_terms
    from pipeline.translation.choice import choose_engines

    tell(choose_engines(engine, ["sv", "en"])[1] if engine == "auto" else [])
    if terms:
        read_terms(terms)  # Says now what is wrong with it.
    again = tuple(str(stage) for stage in redo or ())
    if engine == "none" and "translation" in again:
        raise typer.BadParameter("--engine none does not translate", param_hint="--redo translation")
    wanted, unwanted = tuple(include or ()), tuple(exclude or ())
    expect_utf8(source, output, terms or "", who, *wanted, *unwanted)
    how = (runner, workers, again)
    settings = Settings(output, engine, level, fast, terms, beam, wanted, unwanted, who, *how)
    try:
        with server_there():
            summary = corpus(source, settings)
    except KeyboardInterrupt:
        errors.print("renskrift: stopped; what was done is kept, and the next run goes on from there")
        raise
    table = Table(title=f"Corpus in {output}", show_header=False)
    for name, value in as_rows(summary):
        table.add_row(name, value)
    Console().print(table)
    put(f"last record of the run log: {summary.head}")
    tell(summary.notices)
    for file, code in sorted(summary.passed.items()):
        pass_through(file, code)
    if sum(refuse(file, reason) for file, reason in sorted(summary.refused.items())):
        raise typer.Exit(1)
