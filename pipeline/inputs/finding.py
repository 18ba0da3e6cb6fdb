"""The articles of a folder, of a file with many, or of an archive: one after another, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import Refused, SourceError
from pipeline.inputs import catalogue, jsonl, tabular, zipped
from pipeline.inputs.article import KINDS, MAX_TABLE_IN_ARCHIVE, Article, table_in_archive
from pipeline.inputs.folder import files, is_wanted
from pipeline.inputs.rows import Row

TABLES = {".jsonl": jsonl.rows, ".csv": tabular.rows}
"""The kinds of files with an article a row."""

_LIKE_A_PLACE = re.compile(r"\.(?:jsonl|csv)#|\.zip!/", re.IGNORECASE)
_NOTHING = catalogue.Line()


def iter_articles(
    source: Path, include: Sequence[str] = (), exclude: Sequence[str] = ()
) -> Iterator[Article]:
    """The articles of a folder and its subfolders, sorted by path, or those of the one file that `source` is.

    Hidden files, the catalogue, and links that lead out of the folder are left out. What cannot be read is
    there, too, and says why when it is read. The memory that this takes does not grow with the number of
    files, and hardly with that of rows (only those that have an id are remembered, by a number).

    Args:
        source: A folder or a file.
        include: Patterns of the files that are wanted, see `pipeline.inputs.folder.is_wanted`; all, if none.
        exclude: Patterns of those that are not, also of files in archives.

    Raises:
        SourceError: There is no such file or folder, or it cannot be read.
    """
    if source.is_file():
        yield from _in_file(source.name, source, _NOTHING, exclude)
        return
    if not source.is_dir():
        raise SourceError(
            f"there is no file or folder {source}: name one that holds articles ({', '.join(KINDS)})"
        )
    known = catalogue.read(source)
    for path in files(source):
        file = path.relative_to(source).as_posix()
        if file != catalogue.FILE and is_wanted(file, include, exclude):
            yield from _in_file(file, path, known.get(file, _NOTHING), exclude)


def find_articles(source: Path, include: Sequence[str] = (), exclude: Sequence[str] = ()) -> list[Article]:
    """All that `iter_articles` gives.

    Raises:
        SourceError: There is no such file or folder, or it cannot be read.
    """
    return list(iter_articles(source, include, exclude))


def _in_file(file: str, path: Path, line: catalogue.Line, exclude: Sequence[str]) -> Iterator[Article]:
    known = line.about
    article = Article(file, path, known.title, known.language, known.date, known.source, refusal=line.refusal)
    if article.refusal:
        yield article
    elif _LIKE_A_PLACE.search(file):
        yield replace(article, refusal="its name reads like a place in another file: rename it")
    elif not path.is_file():
        yield article
    elif article.kind == ".zip":
        yield from _in_archive(article, exclude)
    elif article.kind in TABLES:
        yield from _rows_of_file(article)
    else:
        yield article


def _in_archive(archive: Article, exclude: Sequence[str]) -> Iterator[Article]:
    try:
        for member in zipped.members(archive.path):
            file = f"{archive.file}!/{member.name}"
            if not is_wanted(file, (), exclude):
                continue
            article = replace(
                archive, file=file, title="", member=member.name, unpacked=member.size, refusal=member.refusal
            )
            if article.kind in TABLES and not article.refusal:
                yield from _rows_of_member(article)
            else:
                yield article
    except Refused as reason:
        yield replace(archive, refusal=str(reason))


def _rows_of_file(article: Article) -> Iterator[Article]:
    try:
        with article.path.open("rb") as file:
            yield from _rows(article, file)
    except OSError as error:
        yield replace(article, refusal=f"it cannot be read: {error.strerror}")


def _rows_of_member(article: Article) -> Iterator[Article]:
    if article.size > MAX_TABLE_IN_ARCHIVE:
        reason = f"it has more than {MAX_TABLE_IN_ARCHIVE:,} bytes, too many to read in an archive: unpack it"
        yield replace(article, refusal=reason)
        return
    try:
        data = table_in_archive(article.path, article.member)
    except Refused as reason:
        yield replace(article, refusal=str(reason))
        return
    yield from _rows(article, BytesIO(data))


def _rows(table: Article, file: BinaryIO) -> Iterator[Article]:
    seen: set[int] = set()
    try:
        for row in TABLES[table.kind](file):
            yield _article(table, row, seen)
    except Refused as reason:
        yield replace(table, refusal=str(reason))


def _article(table: Article, row: Row, seen: set[int]) -> Article:
    """The article of a row, named by its id where it has one, so that it is known again in another place."""
    known, name, refusal = row.about, str(row.number), row.refusal
    if known.identity:
        digest = int.from_bytes(blake2b(known.identity.encode(), digest_size=8).digest())
        if digest in seen:
            refusal = f"its id {known.identity!r} is that of an earlier row: give each row one of its own"
        else:
            seen.add(digest)
            name = f"id={known.identity}"
    return replace(
        table,
        file=f"{table.file}#{name}",
        title=known.title,
        language=known.language or table.language,
        date=known.date or table.date,
        source=known.source or table.source,
        identity=known.identity,
        row=row,
        refusal=refusal,
    )
