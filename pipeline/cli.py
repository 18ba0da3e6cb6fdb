"""The command ``renskrift``. Exit status: 0 done, 1 something was refused (and said), 2 wrong words."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.table import Table

from pipeline import __version__
from pipeline.cleaning.stage import Level
from pipeline.cli_memory import memory
from pipeline.cli_models import models
from pipeline.document import Edit, Language
from pipeline.errors import Refused, RenskriftError, SourceError

Format = Literal["text", "json"]
EngineName = Literal["auto", "argos", "starter"]

app = typer.Typer(
    help="Repairs Swedish and English articles, translates them both ways offline, and logs every change.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(models, name="models")
app.add_typer(memory, name="memory")

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
    source: Annotated[Path, typer.Argument(help="A folder of .txt articles, or one of them.")] = Path(
        "seeds"
    ),
    output: OutputOption = OUTPUT,
    engine: EngineOption = "auto",
    beam: BeamOption = None,
    level: LevelOption = "balanced",
    fast: FastOption = False,
    terms: TermsOption = None,
) -> None:
    """Run the flow once: clean and translate what is new in SOURCE, and export the corpus."""
    from flows.corpus import Settings, as_rows, corpus
    from pipeline.terms_reading import read_terms
    from pipeline.translation.choice import choose_engines

    _tell(choose_engines(engine, ["sv", "en"])[1] if engine == "auto" else [])
    if terms:
        read_terms(terms)  # Says now what is wrong with it.
    summary = corpus(source, Settings(output, engine, level, fast, terms, beam))
    table = Table(title=f"Corpus in {output}", show_header=False)
    for name, value in as_rows(summary):
        table.add_row(name, value)
    Console().print(table)
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
def log(doc: DocumentArgument, form: FormatOption = "text", output: OutputOption = OUTPUT) -> None:
    """Show every edit of a document, with its reason."""
    from pipeline.corpus.reading import open_corpus

    document = open_corpus(output).document(doc)
    if form == "json":
        for edit in document.edits:
            _put(edit.record())
        return
    _put(f"{document.file}: {document.title} ({document.language}, {len(document.edits)} edits)")
    for edit in document.edits:
        _put(_in_words(edit))


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
def verify(output: OutputOption = OUTPUT) -> None:
    """Replay and undo every log of the corpus, and check every hash and export."""
    from pipeline.corpus.verify import verify as check

    result = check(output)
    for problem in result.problems:
        errors.print(str(problem))
    _put(str(result))
    if result.problems:
        raise typer.Exit(1)


@app.command()
def export(
    form: Annotated[
        str, typer.Option("--format", help="One or several, with commas.")
    ] = "jsonl,tmx,text,html",
    output: OutputOption = OUTPUT,
) -> None:
    """Write the corpus again from its store, in some formats."""
    from pipeline.corpus.export import export as write
    from pipeline.corpus.store import Store

    with Store.existing(output) as store:
        for path in write(store, output, form.split(",")):
            _put(str(path))


@app.command()
def evaluate(
    what: Annotated[
        Literal["encoding", "spelling", "names", "slips", "translation"],
        typer.Argument(help="What to measure."),
    ],
    data: Annotated[
        Path, typer.Option(help="The folder with the data; docs/evaluation.md tells its layout.")
    ],
    speed: Annotated[bool, typer.Option("--speed", help="How fast, instead of how well.")] = False,
    engine: EngineOption = "auto",
    limit: Annotated[int, typer.Option(min=1, help="How many sentences are translated.")] = 100,
) -> None:
    """Measure Renskrift beside other tools on your data; prints Markdown tables with their signature."""
    from pipeline.cleaning.context import sentence_scorer
    from pipeline.evaluation import encoding, names, slips, spelling, translation, translation_speed

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


def _tell(notices: list[str]) -> None:
    for notice in notices:
        errors.print(notice)


def _in_words(edit: Edit) -> str:
    place = f"{edit.start}–{edit.end}"
    change = f"{edit.before!r} → {edit.after!r}"
    return f"{edit.status:9} {edit.stage}/{edit.rule} {place} {change} {edit.confidence:.2f} {edit.reason}"
