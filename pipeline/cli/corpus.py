"""``renskrift log``, ``original``, ``verify`` and ``export``: what is in a corpus."""

from __future__ import annotations

import re
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.options import OUTPUT, DocumentArgument, FormatOption, OutputOption, WhoOption
from pipeline.cli.saying import errors, put
from pipeline.document import Document, Edit, Language
from pipeline.errors import CorpusError, NotThere

if TYPE_CHECKING:
    from pipeline.corpus.history import TakenOut


def log(
    doc: Annotated[
        str | None, typer.Argument(metavar="[DOC]", help="A document's id, or its file's name; else all.")
    ] = None,
    form: FormatOption = "text",
    output: OutputOption = OUTPUT,
) -> None:
    """Show every edit of a document, with its reason, what people decided on it, and its life; or all runs.

    Of a document that was taken out it tells the same, and when and why. With --format json and without DOC
    it is the run log itself, one record a line.
    """
    from pipeline.cli.decisions import in_words
    from pipeline.corpus.history import made, runs
    from pipeline.corpus.logrecords import records
    from pipeline.corpus.presence import missing_since
    from pipeline.corpus.reading import open_corpus
    from pipeline.corpus.store import Store, is_there

    if doc is None:
        with Store.existing(output) as store:
            if form == "json":
                for record in records(store.database):
                    put(record.record())
            else:
                for ran in runs(store):
                    put(str(ran))
        return
    identity, document, taken = _find(doc, output)
    if form == "json":
        for edit in document.edits if document else ():
            put(edit.record())
        return
    if taken:
        put(str(taken))
    if document:
        edits = "1 edit" if len(document.edits) == 1 else f"{len(document.edits):,} edits"
        put(f"{document.file}: {document.title} ({document.language}, {edits})")
        for edit in document.edits:
            put(_in_words(edit))
    for decision in open_corpus(output).decisions():
        if decision.document == identity:
            put(in_words(decision))
    if is_there(output):
        with Store.existing(output) as store:
            if gone := missing_since(store.database, identity):
                put(f"its file is not in {gone.source} any more, since {gone.since}")
            for event in made(store, identity):
                put(str(event))


def _find(doc: str, output: Path) -> tuple[str, Document | None, TakenOut | None]:
    """The id of a document, the document as it is or was, and how it was taken out.

    Raises:
        CorpusError: There is and was no such document, or several.
    """
    from pipeline.corpus.history import taken_out
    from pipeline.corpus.reading import open_corpus
    from pipeline.corpus.store import Store, is_there

    with Store.existing(output) if is_there(output) else nullcontext() as store:
        try:
            document = open_corpus(output).document(doc)
        except NotThere:
            taken = taken_out(store, doc) if store else None
            if taken is None:
                raise
            return taken.stone.id, taken.document, taken
        # What was taken out stands in the exports until they are written again.
        return document.id, document, taken_out(store, document.id) if store else None


def original(doc: DocumentArgument, output: OutputOption = OUTPUT) -> None:
    """Write the original bytes of a document, rebuilt from its text and its log, to standard output.

    Also of one that was taken out, which is said on standard error.
    """
    from pipeline import changelog
    from pipeline.decoding import encode

    _, document, taken = _find(doc, output)
    if document is None:
        raise CorpusError(str(taken))
    if taken:
        errors.print(str(taken))
    text = changelog.rewind(document.normalised, document.edits)
    sys.stdout.buffer.write(encode(text, document.decoding))


def verify(
    output: OutputOption = OUTPUT,
    expect: Annotated[
        str, typer.Option(metavar="HASH", help="A hash of the run log that an earlier run has printed.")
    ] = "",
) -> None:
    """Replay and undo every log of the corpus, and check every hash and export, and the run log."""
    from pipeline.corpus.verify import verify as check

    expect = expect.strip().lower()
    if expect and not re.fullmatch("[0-9a-f]{64}", expect):
        raise typer.BadParameter("a hash has 64 digits and letters a to f", param_hint="--expect")
    result = check(output, expect)
    for problem in result.problems:
        errors.print(str(problem))
    put(str(result))
    if result.problems:
        raise typer.Exit(1)


def export(
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="Some of jsonl, tmx, text, html, parquet, xliff, moses, csv, conll, m2 and package, with "
            "commas; else the first four and what the folder has.",
        ),
    ] = None,
    output: OutputOption = OUTPUT,
    language: Annotated[Language | None, typer.Option(help="Only documents in this language.")] = None,
    min_quality: Annotated[
        float | None, typer.Option(min=0, max=1, help="Only segments with this quality or more.")
    ] = None,
    reviewed_only: Annotated[
        bool, typer.Option("--reviewed-only", help="Only segments that a person has reviewed.")
    ] = False,
    to: Annotated[
        Path | None, typer.Option(help="Write to this folder, which a part of the corpus needs.")
    ] = None,
    who: WhoOption = "",
) -> None:
    """Write the corpus again from its store, in some formats; or a part of it to another folder."""
    from pipeline.corpus import splits
    from pipeline.corpus.export import export as write
    from pipeline.corpus.export.choosing import Choice, Chosen
    from pipeline.corpus.runlog import working
    from pipeline.corpus.store import Store

    choice = Choice(language, min_quality, reviewed_only)
    here = to is None or to.resolve() == output.resolve()
    if not choice.is_everything and here:
        raise typer.BadParameter(
            "a part of the corpus goes to a folder of its own, not over the whole", param_hint="--to"
        )
    with (
        Store.existing(output) as store,
        working(store, output, "renskrift export", who, format=form) if here else nullcontext(),
    ):
        splits.assign(store.database)
        source = store if choice.is_everything else Chosen(store, choice)
        for path in write(source, to or output, form.split(",") if form else None):
            put(str(path))


def _in_words(edit: Edit) -> str:
    place = f"{edit.start}–{edit.end}"
    change = f"{edit.before!r} → {edit.after!r}"
    return f"{edit.status:9} {edit.stage}/{edit.rule} {place} {change} {edit.confidence:.2f} {edit.reason}"
