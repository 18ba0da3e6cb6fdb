"""``renskrift clean`` and ``translate``: texts in, texts out, without a corpus."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from pipeline.cli.options import (
    BeamOption,
    EngineOption,
    FastOption,
    FormatOption,
    LevelOption,
    LinesOption,
    TermsOption,
)
from pipeline.cli.saying import errors, pass_through, put, refuse, tell
from pipeline.document import Language
from pipeline.errors import Refused, SourceError


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
                    refused += refuse(name, result.refused)
                text = result.cleaned.text
                if not lines and "other_language" in result.cleaned.flags:
                    pass_through(name, result.cleaned.language)
                if not lines and (left := result.lines_left_alone):
                    _leave_alone(name, left)
                if form == "json":
                    put(result.record())
                else:
                    put(text.replace("\n", " ") if lines else text, end="\n" if lines else "")
        except (Refused, SourceError) as reason:
            refused += refuse(name, reason)
    if refused:
        raise typer.Exit(1)


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
    tell(notices)
    texts = text_lines(_read(file))
    found = []
    with translating(texts, source, engines, output, errors.print, termbase) as translated:
        for text, one in zip(texts, translated, strict=True):
            if form == "text":
                put(one.text)
            elif lines:
                put(record(text, one))
            else:
                found.append(one)
    if found:
        put(whole(texts, found))


def _read(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise SourceError(f"{name} cannot be read: {error.strerror}") from error


def _leave_alone(name: str, lines: dict[int, str]) -> None:
    """Say which lines of a text were left alone, and why."""
    which = ", ".join(f"{number} ({code})" for number, code in lines.items())
    errors.print(
        f"left alone in {name}: {'line' if len(lines) == 1 else 'lines'} {which}, in another language than "
        "the text; only encoding and spacing were repaired there"
    )
