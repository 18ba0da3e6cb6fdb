"""``renskrift refused``, ``missing``, ``duplicates`` and ``prune``: what a corpus has not, and has twice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from pipeline.cli.options import OUTPUT, Format, FormatOption, OutputOption


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
            _put(f"{one.file}\t{one.reason}", asdict(one), form)


def missing(
    output: OutputOption = OUTPUT,
    form: FormatOption = "text",
) -> None:
    """List the documents whose files are not in their folder any more: id, file, folder, and since when.

    They stay in the corpus, and lose the mark when a run finds their file again. To take them out:
    renskrift remove --missing-from FOLDER.
    """
    from pipeline.corpus import presence
    from pipeline.corpus.store import Store

    with Store.existing(output) as store:
        for one in presence.missing(store.database):
            _put("\t".join((one.id, one.file, one.source, one.since)), asdict(one), form)


def duplicates(
    output: OutputOption = OUTPUT,
    form: FormatOption = "text",
) -> None:
    """List the documents that are the same text as another one, or nearly, in groups.

    Each line has the group, whether all of it is the very same text (exact) or not (near), how much of its
    words in a row the document shares with the first one of the group, its id and its file.
    """
    from pipeline.corpus.duplicates import find
    from pipeline.corpus.store import Store

    with Store.existing(output) as store:
        for number, group in enumerate(find(store.database), 1):
            lines = (
                f"{number}\t{group.kind}\t{one.likeness:.2f}\t{one.id}\t{one.file}" for one in group.members
            )
            _put("\n".join(lines), group.record(), form)


def prune(
    output: OutputOption = OUTPUT,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what takes room.")] = False,
) -> None:
    """Show what models, caches and the store take, and remove what is not used any more."""
    from pipeline.corpus import pruning
    from pipeline.corpus.holding import holding

    table = Table("what", "where", "MB", "MB that can go", "note")
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


def _put(text: str, record: Mapping[str, Any], form: Format) -> None:
    """One line or one JSON object; names of files may be in any encoding."""
    said = text if form == "text" else json.dumps(record, ensure_ascii=False)
    typer.echo(said.encode("utf-8", "backslashreplace"))
