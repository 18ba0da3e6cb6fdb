"""``renskrift models``: the translation models, list, install, remove."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

if TYPE_CHECKING:
    from pipeline.translation.packages import Package

models = typer.Typer(help="The translation models: list, install, remove.", no_args_is_help=True)

PAIR = "sv-en or en-sv."


@models.command("list")
def list_models() -> None:
    """Show which models are installed, with their size and the SHA-256 of the file that they came in."""
    from pipeline.models import starter_version
    from pipeline.translation.packages import list_packages

    typer.echo(
        f"starter  sv-en, en-sv  {starter_version()}  embedded, weak: install an Argos package for better"
    )
    for package in list_packages():
        typer.echo(f"argos    {_in_short(package)}  {package.folder}")


@models.command("install")
def install_model(
    pair: Annotated[str | None, typer.Argument(metavar="PAIR", help=PAIR)] = None,
    file: Annotated[
        Path | None, typer.Option("--from", help="An .argosmodel file, or a folder with several.")
    ] = None,
) -> None:
    """Install an Argos package from the official index, or from a file or folder where there is no network.

    An older one for the pair is replaced once the new one is checked. With --from, PAIR can be left out.
    """
    from pipeline.translation.installing import install, install_folder
    from pipeline.translation.package_index import fetch

    if file is not None:
        installed = install_folder(file, pair) if file.is_dir() else [install(pair, file)]
    elif pair is not None:
        installed = [fetch(pair, console=Console(stderr=True))]
    else:
        raise typer.BadParameter("name a pair, or a file or folder with --from", param_hint="PAIR")
    for package in installed:
        typer.echo(f"installed  {_in_short(package)}  {package.folder}")


@models.command("remove")
def remove_model(pair: Annotated[str, typer.Argument(metavar="PAIR", help=PAIR)]) -> None:
    """Remove the Argos package of a pair."""
    from pipeline.translation.packages import remove

    package = remove(pair)
    typer.echo(f"removed {package.pair} {package.version}")


def _in_short(package: Package) -> str:
    return (
        f"{package.pair}  {package.version}  {package.size / 1e6:.1f} MB  "
        f"SHA-256 {package.sha256 or 'unknown'}"
    )
