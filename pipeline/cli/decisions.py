"""``renskrift decisions``: what people have decided, to a file and from one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.options import OUTPUT, OutputOption
from pipeline.corpus.entry import Decision
from pipeline.errors import SourceError

decisions = typer.Typer(help="What reviewers have decided: export, import.", no_args_is_help=True)

FileArgument = Annotated[Path, typer.Argument(metavar="FILE.jsonl", help="One decision a line.")]


def in_words(decision: Decision) -> str:
    """A decision on one line."""
    said = f"{decision.before!r} → {decision.after!r}" if decision.before != decision.after else ""
    said = f"takes back decision {decision.undoes} {said}" if decision.undoes else said
    comment = f"“{decision.comment}”" if decision.comment else ""
    subject = f"decision {decision.number} on {decision.kind} {decision.subject}"
    parts = (f"{decision.verdict:9}", subject, f"by {decision.who}, {decision.when}", said, comment)
    return " ".join(" ".join(part.split()) if index else part for index, part in enumerate(parts) if part)


@decisions.command("export")
def export_decisions(file: FileArgument, output: OutputOption = OUTPUT) -> None:
    """Write all decisions to a file: who, when, what, and what stood there before."""
    from pipeline.corpus.export.jsonl import write_decisions
    from pipeline.corpus.store import Store

    with Store.existing(output) as store:
        try:
            written = write_decisions(store.decisions(), file)
        except OSError as error:
            raise SourceError(f"{file} cannot be written: {error.strerror}") from error
        number = sum(1 for _ in store.decisions()) if written else 0
    typer.echo(f"{number:,} decisions in {file}" if number else "nobody has decided anything yet")


@decisions.command("import")
def import_decisions(file: FileArgument, output: OutputOption = OUTPUT) -> None:
    """Take in the decisions of a file, all or none; those that are known already stay as they are.

    Documents that are there obey them at once, others when `renskrift run` takes them in.
    """
    from pipeline.corpus.importing import take_in
    from pipeline.corpus.reading import read_decisions
    from pipeline.corpus.store import Store

    if not file.is_file():
        raise SourceError(f"there is no file {file}")
    with Store.of(output) as store:
        with store.database.writing() as connection:
            new = take_in(connection, read_decisions(file))
        total = sum(1 for _ in store.decisions())
    typer.echo(f"{new:,} decisions are new, {total:,} in {output}")
    if new:
        typer.echo("translate what they have changed with renskrift run, or write it with renskrift export")
