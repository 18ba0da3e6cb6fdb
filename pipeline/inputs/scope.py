"""Which articles a run looks at: without it, a file that was left out would seem to be gone."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.inputs.article import Article
from pipeline.inputs.finding import TABLES
from pipeline.inputs.folder import is_wanted

_IN_FILE = re.compile(r"(?<=\.jsonl)#|(?<=\.csv)#|(?<=\.zip)!/", re.IGNORECASE)
_ROW = re.compile(r"(?<=\.jsonl)#[^/]*$|(?<=\.csv)#[^/]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Scope:
    """The articles that a source holds, of which only some may be asked for.

    Attributes:
        folder: The absolute path of the folder in which they lie, as the user has named it.
        name: The one file that is read; "" for the whole folder.
        include: See `pipeline.inputs.finding.iter_articles`.
        exclude: Likewise.
    """

    folder: str
    name: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    @classmethod
    def of(cls, source: Path, include: Sequence[str] = (), exclude: Sequence[str] = ()) -> Scope:
        """That of a run.

        Args:
            source: A folder or a file.
            include: See `Scope`.
            exclude: See `Scope`.
        """
        # A link stays one: what it leads to may be another folder every night, and is the same source.
        path = os.path.abspath(source)  # noqa: PTH100
        if source.is_dir():
            return cls(path, "", tuple(include), tuple(exclude))
        return cls(os.path.dirname(path), source.name, (), tuple(exclude))  # noqa: PTH120

    def covers(self, file: str) -> bool:
        """Whether an article with that name would be looked at, were it there.

        >>> Scope("/news", include=("*.csv",), exclude=("*.html",)).covers("2022/all.csv#17")
        True
        >>> Scope("/news", "all.zip", exclude=("*.html",)).covers("all.zip!/page.html")
        False
        """
        outer, *inner = _IN_FILE.split(file, maxsplit=1)
        looked_at = outer == self.name if self.name else is_wanted(outer, self.include, self.exclude)
        return looked_at and (not inner or is_wanted(_ROW.sub("", file), (), self.exclude))


def holds_unread(article: Article) -> bool:
    """Whether it is a file of many articles that could not be read, so that nobody knows which it has."""
    return article.row is None and article.kind in (".zip", *TABLES)


def is_in(file: str, unread: Sequence[str]) -> bool:
    """Whether an article lies in one of some files.

    >>> is_in("all.zip!/a.txt", ["all.zip"]), is_in("all.csv.txt", ["all.csv"])
    (True, False)
    """
    return any(file.startswith((f"{one}#", f"{one}!/")) for one in unread)
