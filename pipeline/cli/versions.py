"""``renskrift versions`` and ``renskrift diff``: what was given to others, and what is new since."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from pipeline.cli.options import OUTPUT, OutputOption

versions = typer.Typer(help="Versions of the corpus: make, list.", no_args_is_help=True)

SideArgument = Annotated[
    str, typer.Argument(metavar="A", help="A version, such as v2026.11.22-1, or an output folder.")
]
OtherArgument = Annotated[
    str | None, typer.Argument(metavar="[B]", help="The same; else the corpus as it is now.")
]


@versions.command("make")
def make_version(
    output: OutputOption = OUTPUT,
    note: Annotated[str, typer.Option(help="What others should know of it.")] = "",
) -> None:
    """Give the corpus as it is now a name, such as v2026.11.22-1; none where nothing is new."""
    from pipeline.corpus import tombstones
    from pipeline.corpus.store import Store, is_there
    from pipeline.corpus.versions import make, names

    made = make(output, note)
    if made and is_there(output):
        with Store.existing(output) as store:
            tombstones.keep_version(store.database, made.version)
    typer.echo(made.version if made else f"nothing is new since {names(output)[-1]}")


@versions.command("list")
def list_versions(output: OutputOption = OUTPUT) -> None:
    """List the versions, oldest first, with the number of their records."""
    from pipeline.corpus.versions import names, read

    for name in names(output):
        head = read(output, name)
        numbers = ", ".join(f"{number:,} {table}" for table, number in head.records.items() if number)
        typer.echo(f"{name}\t{numbers}\t{head.note}")


def diff(one: SideArgument, other: OtherArgument = None, output: OutputOption = OUTPUT) -> None:
    """Print what is new in B, one JSON object a line: added, changed (with its keys) and removed records."""
    from pipeline.corpus.comparing import Side, compare

    side = Side.named(one, output)
    for found in compare(side, Side.named(other, output) if other else Side(output)):
        typer.echo(json.dumps(found.record()))
