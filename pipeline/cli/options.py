"""Options that several commands have."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import typer

from pipeline.cleaning.stage import Level

Format = Literal["text", "json"]
EngineName = Literal["auto", "argos", "starter"]
RunEngine = Literal["auto", "argos", "starter", "none"]
Runner = Literal["single", "threads", "processes", "dask"]


class Redo(StrEnum):
    """What a run can do again, see `flows.settings.REDO`; of a list, Typer takes no other kind of choice."""

    ENCODING = "encoding"
    SPACING = "spacing"
    SPELLING = "spelling"
    NAMES = "names"
    SLIPS = "slips"
    TRANSLATION = "translation"


OUTPUT = Path("output")

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
FormatOption = Annotated[Format, typer.Option("--format", help="text, or json: one object a line.")]
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
RunEngineOption = Annotated[
    RunEngine,
    typer.Option(
        help="auto: Argos where a package is installed, else starter; none: clean only, a later run "
        "translates."
    ),
]
RunnerOption = Annotated[
    Runner, typer.Option(help="What works on the batches; the corpus is the same with each.")
]
WorkersOption = Annotated[
    int, typer.Option(min=0, help="How many batches at once, but for single; 0: one a processor.")
]
RedoOption = Annotated[
    list[Redo] | None,
    typer.Option(
        help="Do again, although nothing has changed, what this stage has done: clean again and keep the "
        "translation where the text stays the same, or translate again without the cache. What people have "
        "decided and reviewed stays. Several times for several stages."
    ),
]
DocumentArgument = Annotated[str, typer.Argument(metavar="DOC", help="A document's id, or its file's name.")]
