"""``renskrift evaluate``: measure on data of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from pipeline.cli.options import EngineOption
from pipeline.cli.saying import put
from pipeline.errors import SourceError


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
            put(encoding.report(data))
        elif what == "names":
            put(names.report(data))
        elif what == "slips":
            put(slips.report(data, sentence_scorer()))
        elif what == "translation":
            put(translation_speed.speed(data) if speed else translation.report(data, engine, limit))
        elif what == "export":
            put(export_speed.report(data, limit))
        else:
            put(spelling.speed(data) if speed else spelling.report(data))
    except FileNotFoundError as error:
        raise SourceError(
            f"{error.filename} is missing: docs/evaluation.md tells what {data} holds"
        ) from error
