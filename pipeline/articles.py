"""The files of an archive, and each of them as a document.

A folder may hold a ``catalogue.csv`` with what is known of its files: the columns ``file``, ``title``,
``language``, ``source`` and ``date``, of which only the first has to be there.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pipeline.cleaning.chain import clean
from pipeline.cleaning.stage import Level, NameMemory, Scorer
from pipeline.decoding import MAX_BYTES, decode
from pipeline.document import LANGUAGES, Document, Status
from pipeline.errors import Refused, SourceError
from pipeline.terms import Termbase

CATALOGUE = "catalogue.csv"

SUFFIX = ".txt"

LONGEST_TITLE = 200
"""Code points of a first line that may be a title."""


@dataclass(frozen=True, slots=True)
class Article:
    """A file that may become a document.

    Attributes:
        file: Its path relative to the folder, with forward slashes.
        path: Where it lies.
        title: From the catalogue, or "".
        language: From the catalogue, or None.
    """

    file: str
    path: Path
    title: str = ""
    language: str | None = None

    @property
    def size(self) -> int:
        """The bytes of the file; 0 where they cannot be known."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    def read(self) -> bytes:
        """The bytes of the file.

        Raises:
            Refused: It cannot be read, is larger than a document may be, or is of a kind that is not read.
        """
        if self.path.suffix.lower() != SUFFIX:
            raise Refused(f"it is not a {SUFFIX} file: save its text as one, or take it out of the folder")
        try:
            if self.size > MAX_BYTES:
                raise Refused(
                    f"{self.size:,} bytes are more than the {MAX_BYTES:,} allowed for one document: split it"
                )
            return self.path.read_bytes()
        except OSError as error:
            raise Refused(f"it cannot be read: {error.strerror}") from error


def find_articles(source: Path) -> list[Article]:
    """The files of a folder and its subfolders, sorted by path, or the one file that `source` is.

    Hidden files, the catalogue, and links that lead out of the folder are left out.

    Raises:
        SourceError: There is no such file or folder, or it cannot be read.
    """
    if source.is_file():
        return [Article(source.name, source)]
    if not source.is_dir():
        raise SourceError(
            f"there is no file or folder {source}: name one that holds articles as {SUFFIX} files"
        )
    known = _catalogue(source / CATALOGUE)
    articles = []
    for path in sorted(_files(source)):
        file = path.relative_to(source).as_posix()
        row = known.get(file, {})
        language = row.get("language", "").strip() or None
        if language is not None and language not in LANGUAGES:
            raise SourceError(f"{source / CATALOGUE}: the language of {file} is {language!r}, not sv or en")
        articles.append(Article(file, path, row.get("title", "").strip(), language))
    return articles


def make_document(
    article: Article,
    data: bytes,
    identity: str,
    *,
    level: Level = "balanced",
    decisions: Mapping[str, Status] | None = None,
    scorer: Scorer | None = None,
    archive: NameMemory | None = None,
    terms: Termbase | None = None,
) -> Document:
    """Decode and clean an article.

    Args:
        article: Where it comes from.
        data: Its bytes.
        identity: The document's id.
        level: See `pipeline.cleaning.chain.clean`, also for the others.
        decisions: What reviewers have said of its edits.
        scorer: The embedded model.
        archive: How the other documents of the archive write names.
        terms: The user's termbase.

    Raises:
        Refused: The bytes are empty or no text.
    """
    original, decoding = decode(data)
    cleaned = clean(
        original,
        language=article.language,
        level=level,
        document=identity,
        decisions=decisions or {},
        scorer=scorer,
        archive=archive,
        terms=terms,
    )
    return Document(
        id=identity,
        file=article.file,
        sha256=sha256(data).hexdigest(),
        decoding=decoding,
        language=cleaned.language,
        title=article.title or first_line(cleaned.text),
        original=original,
        normalised=cleaned.text,
        edits=cleaned.edits,
        flags=cleaned.flags,
    )


def first_line(text: str) -> str:
    r"""The first line with something in it, cut at a word where it is too long for a title.

    >>> first_line("\n  A headline \nText.")
    'A headline'
    """
    line = next((line.strip() for line in text.split("\n") if line.strip()), "")
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1].rpartition(" ")[0] + " …"


def _files(folder: Path) -> Iterator[Path]:
    inside = folder.resolve()
    for place, folders, names in os.walk(folder, onerror=_raise):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            path = Path(place, name)
            hidden = name.startswith(".") or path == folder / CATALOGUE
            if not hidden and (not path.is_symlink() or path.resolve().is_relative_to(inside)):
                yield path


def _raise(error: OSError) -> None:
    raise SourceError(f"the folder {error.filename} cannot be read: {error.strerror}") from error


def _catalogue(path: Path) -> Mapping[str, dict[str, str]]:
    if not path.is_file():
        return {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SourceError(f"{path} cannot be read as CSV in UTF-8: {error}") from error
    if rows and "file" not in rows[0]:
        raise SourceError(f"{path} has no column “file”: its first line names the columns")
    return {row["file"]: {name: value or "" for name, value in row.items() if name} for row in rows}
