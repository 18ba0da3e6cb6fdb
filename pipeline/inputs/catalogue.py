"""``catalogue.csv``: what is known of the files of a folder.

Its columns are ``file``, ``title``, ``language``, ``source`` and ``date``, of which only the first has to be
there.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from pipeline.document import LANGUAGES
from pipeline.errors import SourceError
from pipeline.inputs.about import About

FILE = "catalogue.csv"


def read(folder: Path) -> Mapping[str, About]:
    """What the catalogue of a folder says, by file; nothing where there is none.

    Raises:
        SourceError: It cannot be read, or names a language that is not sv or en.
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
    return {row["file"]: _about(path, row) for row in rows}


def _about(path: Path, row: Mapping[str, str | None]) -> About:
    title, language, source, date = (
        (row.get(key) or "").strip() for key in ("title", "language", "source", "date")
    )
    if language and language not in LANGUAGES:
        raise SourceError(f"{path}: the language of {row['file']} is {language!r}, not sv or en")
    return About(title, language or None, date, source)
