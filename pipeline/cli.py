"""The command ``renskrift``. Exit status: 0 done, 1 something was refused (and said), 2 wrong words."""

from __future__ import annotations

import json
import os
import sys
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.table import Table

from pipeline import __version__
from pipeline.cleaning.stage import Level
from pipeline.cli_archive import prune, refused
from pipeline.cli_bench import Runner, bench
from pipeline.cli_decisions import decisions
from pipeline.cli_memory import memory
from pipeline.cli_models import models
from pipeline.cli_remove import remove
from pipeline.cli_serve import serve
from pipeline.cli_versions import diff, versions
from pipeline.document import Edit, Language
from pipeline.errors import Refused, RenskriftError, SourceError

Format = Literal["text", "json"]
EngineName = Literal["auto", "argos", "starter"]
RunEngine = Literal["auto", "argos", "starter", "none"]

app = typer.Typer(
    help="Repairs Swedish and English articles, translates them both ways offline, and logs every change.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(models, name="models")
app.add_typer(memory, name="memory")
app.add_typer(bench, name="bench")
app.add_typer(decisions, name="decisions")
app.add_typer(versions, name="versions")
app.command()(serve)
app.command()(refused)
app.command()(prune)
app.command()(diff)
app.command()(remove)

errors = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)

OutputOption = Annotated[Path, typer.Option(help="The folder that holds the corpus.", show_default=True)]
EngineOption = Annotated[
    EngineName, typer.Option(help="auto: Argos where a package is installed, else starter.")
]
BeamOption = Annotated[
    int | None,
    typer.Option(
        min=1, max=32, envvar="RENSKRIFT_BEAM", help="How many hypotheses the engines follow; else 4."
    ),
]
LevelOption = Annotated[Level, typer.Option(help="How sure a rule has to be for its edit to be applied.")]
FormatOption = Annotated[Format, typer.Option("--format", help="text, or json: one object a document.")]
LinesOption = Annotated[bool, typer.Option("--lines", help="Each line is a document; one line out for each.")]
FastOption = Annotated[bool, typer.Option("--fast", help="Without the embedded model: quicker, less sure.")]
TermsOption = Annotated[
    Path | None,
    typer.Option(help="Your termbase: CSV with the columns sv, en, variants_sv, variants_en; or TBX."),
]
IncludeOption = Annotated[
    list[str] | None, typer.Option(help="Only files that fit this pattern, such as '*.txt'; several times.")
]
ExcludeOption = Annotated[
    list[str] | None, typer.Option(help="No files or folders that fit this pattern; several times.")
]
WhoOption = Annotated[
    str, typer.Option(envvar="RENSKRIFT_WHO", help="Your name for the run log; else user and host.")
]
DocumentArgument = Annotated[str, typer.Argument(metavar="DOC", help="A document's id, or its file's name.")]

OUTPUT = Path("output")


@app.callback(invoke_without_command=True)
def version(show: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """Options of the command itself."""
    if show:
        typer.echo(f"renskrift {__version__}")
        raise typer.Exit


@app.command()
def run(
    source: Annotated[Path, typer.Argument(help="A folder of articles, or a file of one or many.")] = Path(
        "seeds"
    ),
    output: OutputOption = OUTPUT,
    engine: Annotated[
        RunEngine,
        typer.Option(
            help="auto: Argos where a package is installed, else starter; none: clean only, a later run "
            "translates."
        ),
    ] = "auto",
    beam: BeamOption = None,
    level: LevelOption = "balanced",
    fast: FastOption = False,
    terms: TermsOption = None,
    include: IncludeOption = None,
    exclude: ExcludeOption = None,
    who: WhoOption = "",
    runner: Annotated[
        Runner, typer.Option(help="What works on the batches; the corpus is the same with each.")
    ] = "single",
    workers: Annotated[
        int, typer.Option(min=0, help="How many batches at once, but for single; 0: one a processor.")
    ] = 0,
) -> None:
    """Run the flow once: clean and translate what is new in SOURCE, and export the corpus."""
    from flows.corpus import Settings, as_rows, corpus
    from flows.serving import server_there
    from pipeline.terms_reading import read_terms
    from pipeline.translation.choice import choose_engines

    _tell(choose_engines(engine, ["sv", "en"])[1] if engine == "auto" else [])
    if terms:
        read_terms(terms)  # Says now what is wrong with it.
    wanted, unwanted = tuple(include or ()), tuple(exclude or ())
    _expect_utf8(source, output, terms or "", *wanted, *unwanted)
    settings = Settings(output, engine, level, fast, terms, beam, wanted, unwanted, who, runner, workers)
    with server_there():
        summary = corpus(source, settings)
    table = Table(title=f"Corpus in {output}", show_header=False)
    for name, value in as_rows(summary):
        table.add_row(name, value)
    Console().print(table)
    _put(f"last record of the run log: {summary.head}")
    for file, code in sorted(summary.passed.items()):
        _pass_through(file, code)
    if sum(_refuse(file, reason) for file, reason in sorted(summary.refused.items())):
        raise typer.Exit(1)


@app.command()
def clean(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="[FILE…|-]", help="- is standard input.")
    ] = None,
    language: Annotated[Literal["auto", "sv", "en"], typer.Option(help="auto finds it.")] = "auto",
    level: LevelOption = "balanced",
    lines: LinesOption = False,
    form: FormatOption = "text",
    fast: FastOption = False,
    terms: TermsOption = None,
) -> None:
    """Clean texts and print them; with --format json also every edit, with offset and reason."""
    from pipeline.terms_reading import read_terms
    from pipeline.texts import clean_lines, clean_text

    termbase = read_terms(terms) if terms else None
    chosen: Language | None = None if language == "auto" else language
    refused = 0
    for name in files or ["-"]:
        try:
            results = clean_lines if lines else clean_text
            for result in results(_read(name), language=chosen, level=level, fast=fast, terms=termbase):
                if result.refused:
                    refused += _refuse(name, result.refused)
                text = result.cleaned.text
                if not lines and "other_language" in result.cleaned.flags:
                    _pass_through(name, result.cleaned.language)
                if not lines and (left := result.lines_left_alone):
                    _leave_alone(name, left)
                if form == "json":
                    _put(result.record())
                else:
                    _put(text.replace("\n", " ") if lines else text, end="\n" if lines else "")
        except (Refused, SourceError) as reason:
            refused += _refuse(name, reason)
    if refused:
        raise typer.Exit(1)


@app.command()
def translate(
    source: Annotated[Language, typer.Option("--from", help="The language of the text.")],
    target: Annotated[Language, typer.Option("--to", help="The other one.")],
    file: Annotated[str, typer.Argument(metavar="[FILE|-]", help="- is standard input.")] = "-",
    lines: LinesOption = False,
    engine: EngineOption = "auto",
    beam: BeamOption = None,
    form: FormatOption = "text",
    output: Annotated[
        Path | None, typer.Option(help="Use the memory and the cache of the corpus in this folder.")
    ] = None,
    terms: TermsOption = None,
) -> None:
    """Translate a text, keeping its lines; with --format json also score, flags and engine.

    What was translated before is not translated again: an interrupted call goes on where it was.
    """
    from pipeline.terms_reading import read_terms
    from pipeline.texts import text_lines
    from pipeline.translated_texts import record, translating, whole
    from pipeline.translation.choice import choose_engines

    if source == target:
        raise typer.BadParameter("--from and --to are the same language", param_hint="--to")
    termbase = read_terms(terms) if terms else None
    engines, notices = choose_engines(engine, [source], beam=beam)
    _tell(notices)
    texts = text_lines(_read(file))
    found = []
    with translating(texts, source, engines, output, errors.print, termbase) as translated:
        for text, one in zip(texts, translated, strict=True):
            if form == "text":
                _put(one.text)
            elif lines:
                _put(record(text, one))
            else:
                found.append(one)
    if found:
        _put(whole(texts, found))


@app.command()
def log(
    doc: Annotated[
        str | None, typer.Argument(metavar="[DOC]", help="A document's id, or its file's name; else all.")
    ] = None,
    form: FormatOption = "text",
    output: OutputOption = OUTPUT,
) -> None:
    """Show every edit of a document, with its reason, what people decided on it, and its life; or all runs.

    With --format json and without DOC it is the run log itself, one record a line.
    """
    from pipeline.cli_decisions import in_words
    from pipeline.corpus.history import made, runs
    from pipeline.corpus.logrecords import records
    from pipeline.corpus.reading import open_corpus
    from pipeline.corpus.store import Store, is_there

    if doc is None:
        with Store.existing(output) as store:
            if form == "json":
                for record in records(store.database):
                    _put(record.record())
            else:
                for ran in runs(store):
                    _put(str(ran))
        return
    corpus = open_corpus(output)
    document = corpus.document(doc)
    if form == "json":
        for edit in document.edits:
            _put(edit.record())
        return
    _put(f"{document.file}: {document.title} ({document.language}, {len(document.edits)} edits)")
    for edit in document.edits:
        _put(_in_words(edit))
    for decision in corpus.decisions():
        if decision.document == document.id:
            _put(in_words(decision))
    if is_there(output):
        with Store.existing(output) as store:
            for event in made(store, document.id):
                _put(str(event))


@app.command()
def original(doc: DocumentArgument, output: OutputOption = OUTPUT) -> None:
    """Write the original bytes of a document, rebuilt from its text and its log, to standard output."""
    from pipeline import changelog
    from pipeline.corpus.reading import open_corpus
    from pipeline.decoding import encode

    document = open_corpus(output).document(doc)
    text = changelog.rewind(document.normalised, document.edits)
    sys.stdout.buffer.write(encode(text, document.decoding))


@app.command()
def verify(
    output: OutputOption = OUTPUT,
    expect: Annotated[
        str, typer.Option(metavar="HASH", help="A hash of the run log that an earlier run has printed.")
    ] = "",
) -> None:
    """Replay and undo every log of the corpus, and check every hash and export, and the run log."""
    from pipeline.corpus.verify import verify as check

    result = check(output, expect)
    for problem in result.problems:
        errors.print(str(problem))
    _put(str(result))
    if result.problems:
        raise typer.Exit(1)


@app.command()
def review(
    output: OutputOption = OUTPUT,
    host: Annotated[
        str, typer.Option(help="Where to listen; for others than this machine a token is made.")
    ] = "127.0.0.1",
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="0 is any free one; else 8765, or the next free one."),
    ] = None,
    reviewer: Annotated[
        str | None, typer.Option(help="The name that stands beside your decisions; else that of Git.")
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open the browser.")] = False,
    terms: TermsOption = None,
) -> None:
    """Open the corpus in a browser, to decide on edits and translations."""
    from pipeline.review.access import clean_name, default_name
    from pipeline.review.serving import serve
    from pipeline.terms_reading import read_terms

    known = read_terms(terms) if terms else None
    who = clean_name(reviewer or "") or default_name()
    serve(
        output,
        host=host,
        port=port,
        reviewer=who,
        browser=not no_browser,
        terms=known,
        tell=errors.print,
    )


@app.command()
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
            _put(str(path))


@app.command()
def evaluate(
    what: Annotated[
        Literal["encoding", "spelling", "names", "slips", "translation", "export"],
        typer.Argument(help="What to measure."),
    ],
    data: Annotated[
        Path, typer.Option(help="The folder with the data; docs/evaluation.md tells its layout.")
    ],
    speed: Annotated[bool, typer.Option("--speed", help="How fast, instead of how well.")] = False,
    engine: EngineOption = "auto",
    limit: Annotated[int, typer.Option(min=1, help="How many sentences are translated, or exported.")] = 100,
) -> None:
    """Measure Renskrift beside other tools on your data; prints Markdown tables with their signature."""
    from pipeline.cleaning.context import sentence_scorer
    from pipeline.evaluation import (
        encoding,
        export_speed,
        names,
        slips,
        spelling,
        translation,
        translation_speed,
    )

    if not data.is_dir():
        raise SourceError(f"there is no folder {data}: --data names the folder with the evaluation data")
    try:
        if what == "encoding":
            _put(encoding.report(data))
        elif what == "names":
            _put(names.report(data))
        elif what == "slips":
            _put(slips.report(data, sentence_scorer()))
        elif what == "translation":
            _put(translation_speed.speed(data) if speed else translation.report(data, engine, limit))
        elif what == "export":
            _put(export_speed.report(data, limit))
        else:
            _put(spelling.speed(data) if speed else spelling.report(data))
    except FileNotFoundError as error:
        raise SourceError(
            f"{error.filename} is missing: docs/evaluation.md tells what {data} holds"
        ) from error


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


def _read(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise SourceError(f"{name} cannot be read: {error.strerror}") from error


def _put(value: str | dict[str, Any], end: str = "\n") -> None:
    """One record or text to standard output, in UTF-8 whatever the locale."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + end.encode())
    sys.stdout.buffer.flush()


def _refuse(name: str, reason: object) -> int:
    """Say what was refused and why; gives 1, to count with."""
    errors.print(f"refused {name}: {reason}")
    return 1


def _leave_alone(name: str, lines: dict[int, str]) -> None:
    """Say which lines of a text were left alone, and why."""
    which = ", ".join(f"{number} ({code})" for number, code in lines.items())
    errors.print(
        f"left alone in {name}: {'line' if len(lines) == 1 else 'lines'} {which}, in another language than "
        "the text; only encoding and spacing were repaired there"
    )


def _pass_through(name: str, code: str) -> None:
    """Say that a text was left alone, and why."""
    errors.print(f"passed through {name}: it is in another language ({code}); only its encoding was repaired")


def _expect_utf8(*names: object) -> None:
    """Say which name Prefect could not write down, whose records are JSON; those of articles may be any."""
    for name in map(str, names):
        try:
            name.encode()
        except UnicodeEncodeError as error:
            shown = name.encode("utf-8", "backslashreplace").decode()
            raise SourceError(f"the name {shown} is not in UTF-8: rename it, or link to it") from error


def _tell(notices: list[str]) -> None:
    for notice in notices:
        errors.print(notice)


def _in_words(edit: Edit) -> str:
    place = f"{edit.start}–{edit.end}"
    change = f"{edit.before!r} → {edit.after!r}"
    return f"{edit.status:9} {edit.stage}/{edit.rule} {place} {change} {edit.confidence:.2f} {edit.reason}"
