"""``renskrift remove``: take articles out of the corpus."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.options import OUTPUT, OutputOption, WhoOption
from pipeline.errors import SourceError

DocumentsArgument = Annotated[
    list[str] | None, typer.Argument(metavar="[DOC…]", help="Ids of documents, or names of their files.")
]


def remove(
    documents: DocumentsArgument = None,
    missing_from: Annotated[
        Path | None,
        typer.Option(help="Take out all whose file is not in this folder of articles any more."),
    ] = None,
    reason: Annotated[
        str | None, typer.Option(help="Why, in a sentence; it stands in tombstones.jsonl.")
    ] = None,
    output: OutputOption = OUTPUT,
    who: WhoOption = "",
) -> None:
    """Take articles out of the corpus: set aside with all decisions, and back when they are read again.

    Each leaves a tombstone, so that its id is never another one's. The exports lose it when they are written.
    """
    from pipeline.articles import find_articles
    from pipeline.corpus import tombstones
    from pipeline.corpus.runlog import working
    from pipeline.corpus.store import Store

    if bool(documents) == (missing_from is not None):
        raise typer.BadParameter("say which documents, or --missing-from and a folder")
    with Store.existing(output) as store:
        chosen = [(one.id, one.file) for one in map(store.document, documents or ())]
        if missing_from is not None:
            there = {article.file for article in find_articles(missing_from)}
            chosen = tombstones.missing(store.database, there)
            if len(chosen) == sum(1 for _ in store.files()):
                raise SourceError(
                    f"{missing_from} has none of the articles of {output}, so it is hardly where they are "
                    "from; nothing was taken out"
                )
        with working(store, output, "renskrift remove", who):
            for identity, file in chosen:
                tombstones.take_out(store.database, identity, reason or _reason(missing_from))
                typer.echo(f"{identity}\t{file}")
    if chosen:
        typer.echo(f"{len(chosen):,} taken out; write the corpus with: renskrift export --output {output}")
    else:
        typer.echo("nothing to take out: the files of all articles are there")


def _reason(missing_from: Path | None) -> str:
    from pipeline.corpus.tombstones import MISSING

    return MISSING if missing_from is not None else "A person has taken it out."
