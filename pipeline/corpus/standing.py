"""Where the articles of an archive stand: done, to be translated, to be cleaned again, or left out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select, update

from pipeline.corpus import rows, tables
from pipeline.corpus.database import Database
from pipeline.document import Document
from pipeline.signature import cleaning_part

TRIED_EVERY = 3
"""What was refused is tried again on the third run from then, or when it has changed."""

_COLUMNS = tables.documents.c


@dataclass(frozen=True, slots=True)
class Standing:
    """What the store knows of an article.

    Attributes:
        sha256: Of the content with which it was done, or "".
        signature: What it was done with, or "".
        language: In which it was found to be, or "".
        pending: What the next run has to do although it has not changed: "", "translate" or "clean".
        refused_sha256: Of the content with which it was refused, or "".
        reason: Why it was.
        waited: In how many runs since then it was not tried.
    """

    sha256: str = ""
    signature: str = ""
    language: str = ""
    pending: str = ""
    refused_sha256: str = ""
    reason: str = ""
    waited: int = 0

    def made_with(self, signatures: Mapping[str, str], *, cleaned_only: bool) -> bool:
        """Whether it was done as a run would do it now.

        Args:
            signatures: What the run gives to a document, by language; with "" for all others.
            cleaned_only: With any engine, since it is only to be clean.
        """
        wanted = signatures.get(self.language, signatures[""])
        if cleaned_only:
            return bool(self.signature) and cleaning_part(self.signature) == cleaning_part(wanted)
        return bool(self.signature) and self.signature == wanted

    def left_out(self, content_sha256: str) -> str:
        """Why it is not tried now, where it was refused with the same content not long ago; else ""."""
        is_same = self.refused_sha256 == content_sha256
        return self.reason if is_same and self.waited < TRIED_EVERY - 1 else ""


def standing(database: Database, files: Collection[str]) -> Mapping[str, Standing]:
    """What the store knows of articles, by file; those of which it knows nothing are left out.

    Args:
        database: The store's.
        files: Of a batch.
    """
    refused = tables.refused.c
    found: dict[str, Standing] = {}
    query = select(refused.file, refused.sha256, refused.reason, refused.waited)
    for row in database.rows(query.where(refused.file.in_(files))):
        found[row.file] = Standing(refused_sha256=row.sha256, reason=row.reason, waited=row.waited)
    names = ("file", "sha256", "signature", "language", "pending")
    columns = [_COLUMNS[name] for name in names]
    for row in database.rows(select(*columns).where(_COLUMNS.file.in_(files))):
        was = found.get(row.file, Standing())
        done = (row.sha256, row.signature, row.language, row.pending)
        found[row.file] = Standing(*done, was.refused_sha256, was.reason, was.waited)
    return found


def set_aside(database: Database, files: Iterable[str]) -> None:
    """Note that articles that were refused before were not tried in this run."""
    if chosen := list(files):
        columns = tables.refused.c
        with database.writing() as connection:
            waits = update(tables.refused).values(waited=columns.waited + 1)
            connection.execute(waits.where(columns.file.in_(chosen)))


def to_translate(
    database: Database, file: str, content_sha256: str, signatures: Iterable[str]
) -> Document | None:
    """The document at the path `file`, where all that is left to do is to translate it.

    None where it has other content now, has to be cleaned again, or was cleaned in another way.
    """
    same = (_COLUMNS.file == file) & (_COLUMNS.sha256 == content_sha256) & (_COLUMNS.pending != "clean")
    with database.reading() as connection:
        row = connection.execute(select(tables.documents).where(same)).one_or_none()
        if row is None or cleaning_part(row.signature) not in map(cleaning_part, signatures):
            return None
        return next(rows.entries(connection, [row])).document
