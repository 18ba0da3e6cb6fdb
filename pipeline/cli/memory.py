"""``renskrift memory``: the translation memory, import and its undoing, export, search."""

from __future__ import annotations

import shlex
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from pipeline.cli.options import OUTPUT, OutputOption
from pipeline.document import Language
from pipeline.errors import SourceError

memory = typer.Typer(help="The translation memory: import, remove, export, search.", no_args_is_help=True)

FileArgument = Annotated[Path, typer.Argument(metavar="FILE.tmx", help="A translation memory.")]


@memory.command("import")
def import_memory(
    file: FileArgument,
    name: Annotated[str, typer.Option(help="What to call the import, else as the file.")] = "",
    output: OutputOption = OUTPUT,
) -> None:
    """Take in the Swedish and English units of a TMX file, all or none; what is known already stays.

    Segments of the corpus that no person has reviewed get what the memory has for them.
    """
    from pipeline.corpus.reuse import reuse
    from pipeline.corpus.runlog import working
    from pipeline.corpus.store import Store
    from pipeline.corpus.tmx_reading import read_units

    skipped: Counter[str] = Counter()
    console = Console(stderr=True)
    try:
        with (
            Progress(console=console, transient=True, disable=not console.is_terminal) as progress,
            progress.open(file, "rb", description=f"Reading {file.name}") as opened,
            Store.of(output) as store,
            working(store, output, "renskrift memory import", file=file.name) as run,
        ):
            before = len(store.memory)
            called = name or file.name
            new = store.memory.add(read_units(opened, file.name, skipped), called)
            documents = set[str]()
            changed = reuse(store, documents)
            run.documents(sorted(documents), "memory")
    except OSError as error:
        raise SourceError(f"{file} cannot be read: {error.strerror}") from error
    typer.echo(f"{new:,} units are new, {before + new:,} in the memory of {output}")
    typer.echo(f"The import is called {called}; undo it with: renskrift memory remove {shlex.quote(called)}")
    for reason, number in sorted(skipped.items()):
        typer.echo(f"{number:,} left out: {reason}")
    if changed:
        typer.echo(
            f"{changed:,} segments of the corpus got a translation from the memory; "
            f"write it with: renskrift export --output {output}"
        )


@memory.command("remove")
def remove_import(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the import was called.")],
    output: OutputOption = OUTPUT,
) -> None:
    """Undo an import: take its units out again, but for those that another import has brought, too.

    What people have reviewed in the corpus stays. The next run translates anew what used these units.
    """
    from pipeline.corpus.store import Store

    with Store.existing(output) as store:
        known = store.memory.imports()
        if name not in known:
            listed = ", ".join(known) if known else "none"
            raise SourceError(f"no import of the memory of {output} is called {name}; there are: {listed}")
        units, documents = store.memory.remove(name)
        typer.echo(f"{units:,} units taken out, {len(store.memory):,} in the memory of {output}")
        if documents:
            typer.echo(f"{documents:,} documents used them; the next renskrift run translates them anew")


@memory.command("export")
def export_memory(file: FileArgument, output: OutputOption = OUTPUT) -> None:
    """Write all units to a TMX file, for another corpus or another tool."""
    from pipeline.corpus.export.tmx import write_memory
    from pipeline.corpus.store import Store

    with Store.existing(output) as store:
        try:
            write_memory(store.memory.units(), file)
        except OSError as error:
            raise SourceError(f"{file} cannot be written: {error.strerror}") from error
        typer.echo(f"{len(store.memory):,} units in {file}")


@memory.command("search")
def search_memory(
    text: Annotated[str, typer.Argument(help="A sentence.")],
    source: Annotated[Language, typer.Option("--from", help="Its language.")] = "sv",
    at_least: Annotated[float, typer.Option(min=1, max=100, help="How alike, in percent.")] = 75,
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 5,
    output: OutputOption = OUTPUT,
) -> None:
    """Show units whose source is like TEXT, each with how alike it is in percent."""
    from pipeline.corpus.store import Store

    with Store.existing(output) as store:
        for match in store.memory.alike(text, source, at_least, limit):
            made = " ".join(part for part in (match.unit.origin, match.unit.who, match.unit.when) if part)
            typer.echo(f"{match.score:.0f} %\t{' '.join(match.source.split())}\t{match.target}\t{made}")
