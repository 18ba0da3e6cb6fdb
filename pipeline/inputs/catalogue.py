"""``catalogue.csv``: what is known of the files of a folder.

Its columns are ``file``, ``title``, ``language``, ``source`` and ``date``, of which only the first has to be
there.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.document import language_of
from pipeline.errors import SourceError
from pipeline.inputs.about import About

FILE = "catalogue.csv"


@dataclass(frozen=True, slots=True)
class Line:
    """What the catalogue says of a file.

    Attributes:
        about: What is known of it.
        refusal: Why the file is not read: the line is wrong; or "".
    """

    about: About = field(default_factory=About)
    refusal: str = ""


def read(folder: Path) -> Mapping[str, Line]:
    """What the catalogue of a folder says, by file; nothing where there is none.

    Raises:
        SourceError: It cannot be read, or does not say what its columns are.
    """
    path = folder / FILE
    if not path.is_file():
        return {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SourceError(f"{path} cannot be read as CSV in UTF-8: {error}") from error
    if rows and "file" not in rows[0]:
        raise SourceError(f"{path} has no column “file”: its first line names the columns")
    return {row["file"]: _line(row) for row in rows if row["file"]}


def without_file(folder: Path) -> list[str]:
    """The files that the catalogue of a folder names, and that are not in it; sorted.

    Raises:
        SourceError: The catalogue cannot be read.
    """
    return sorted(file for file in read(folder) if not (folder / file).is_file())


def _line(row: Mapping[str, str | None]) -> Line:
    title, language, source, date = (
        (row.get(key) or "").strip() for key in ("title", "language", "source", "date")
    )
    known = language_of(language)
    wrong = (
        f"{FILE} says that its language is {language!r}, which is not sv or en: correct the line, or leave "
        "the language out and it is found"
    )
    return Line(About(title, known, date, source), wrong if language and not known else "")
