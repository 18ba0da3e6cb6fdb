"""``renskrift review``: the corpus in a browser."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.options import OUTPUT, OutputOption, TermsOption
from pipeline.cli.saying import errors


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
