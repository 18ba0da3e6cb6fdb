"""``renskrift refused`` and ``renskrift prune``: what an archive has left out, and what takes room."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from pipeline.cli.options import OUTPUT, FormatOption, OutputOption


def refused(
    output: OutputOption = OUTPUT,
    form: FormatOption = "text",
) -> None:
    """List the files that were not taken in, and why; each is tried again on the third run from then.

    One that has changed is tried again on the next run.
    """
    from pipeline.corpus.store import Store

    with Store.existing(output) as store:
        for one in store.refusals():
            text = (
                f"{one.file}\t{one.reason}" if form == "text" else json.dumps(asdict(one), ensure_ascii=False)
            )
            typer.echo(text.encode("utf-8", "backslashreplace"))


def prune(
    output: OutputOption = OUTPUT,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what takes room.")] = False,
) -> None:
    """Show what models, caches and the store take, and remove what is not used any more."""
    from pipeline.corpus import pruning
    from pipeline.corpus.holding import holding

    table = Table("what", "where", "MB", "MB that can go", "")
    for one in pruning.taken(output):
        sizes = (f"{number / 1e6:,.1f}" for number in (one.size, one.spare))
        table.add_row(one.what, one.where, *sizes, one.note)
    Console().print(table)
    if not dry_run:
        if output.is_dir():
            with holding(output, "renskrift prune"):
                pruning.prune(output)
        else:
            pruning.prune(output)
