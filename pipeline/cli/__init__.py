"""The command ``renskrift``. Exit status: 0 done, 1 something was refused (and said), 2 wrong words."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Annotated

import typer

from pipeline import __version__
from pipeline.cli.archive import duplicates, missing, prune, refused
from pipeline.cli.bench import bench
from pipeline.cli.corpus import export, log, original, verify
from pipeline.cli.decisions import decisions
from pipeline.cli.evaluate import evaluate
from pipeline.cli.memory import memory
from pipeline.cli.models import models
from pipeline.cli.remove import remove
from pipeline.cli.review import review
from pipeline.cli.run import run
from pipeline.cli.saying import errors
from pipeline.cli.serve import serve
from pipeline.cli.texts import clean, translate
from pipeline.cli.versions import diff, versions
from pipeline.errors import RenskriftError

app = typer.Typer(
    help="Repairs Swedish and English articles, translates them both ways offline, and logs every change.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
_COMMANDS: tuple[Callable[..., None], ...] = (
    *(run, serve, clean, translate, review, log, original, verify, export),
    *(remove, refused, missing, duplicates, diff, prune, evaluate),
)
for _command in _COMMANDS:
    app.command()(_command)
app.add_typer(versions, name="versions")
app.add_typer(decisions, name="decisions")
app.add_typer(memory, name="memory")
app.add_typer(models, name="models")
app.add_typer(bench, name="bench")


@app.callback(invoke_without_command=True)
def version(show: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """Options of the command itself."""
    if show:
        typer.echo(f"renskrift {__version__}")
        raise typer.Exit


def main() -> None:
    """The console command: errors of ours are one line on standard error, without a traceback."""
    try:
        app()
    except RenskriftError as error:
        errors.print(f"renskrift: {error}")
        sys.exit(1)
    except BrokenPipeError:  # The reader, such as head, has seen enough.
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
