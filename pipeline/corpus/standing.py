"""Where the articles of an archive stand: done, to be translated, to be cleaned again, or left out.

And how a document stood that is made again although its text has not changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select, update

from pipeline.cleaning.chain import VERSIONS
from pipeline.corpus import rows, tables
from pipeline.corpus.database import Database
from pipeline.corpus.effective import Held
from pipeline.document import Document
from pipeline.signature import cleaning_part, without

TRIED_EVERY = 3
"""What was refused is tried again on the third run from then, or when it has changed."""

_COLUMNS = tables.documents.c
_OF_STAGES = frozenset({*VERSIONS, "level"})


@dataclass(frozen=True, slots=True)
class Standing:
    """What the store knows of an article.

    Attributes:
        sha256: Of the content with which it was done, or "".
        signature: What it was done with, or "".
        language: In which it was found to be, or "".
        pending: What the next run has to do although it has not changed: "", "translate" or "clean".
        raw_sha256: Of the bytes that its text was taken out of, or "".
        extractor: What took it out, or "".
        refused_sha256: Of the content with which it was refused, or "".
        reason: Why it was.
        waited: In how many runs since then it was not tried.
    """

    sha256: str = ""
    signature: str = ""
    language: str = ""
    pending: str = ""
    raw_sha256: str = ""
    extractor: str = ""
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
    names = ("file", "sha256", "signature", "language", "pending", "origin")
    columns = [_COLUMNS[name] for name in names]
    for row in database.rows(select(*columns).where(_COLUMNS.file.in_(files))):
        was = found.get(row.file, Standing())
        origin = row.origin or {}
        taken = (origin.get("raw_sha256", ""), origin.get("extractor", ""))
        done = (row.sha256, row.signature, row.language, row.pending, *taken)
        found[row.file] = Standing(*done, was.refused_sha256, was.reason, was.waited)
    return found


def set_aside(database: Database, files: Iterable[str]) -> None:
    """Note that articles that were refused before were not tried in this run."""
    if chosen := list(files):
        columns = tables.refused.c
        with database.writing() as connection:
            waits = update(tables.refused).values(waited=columns.waited + 1)
            connection.execute(waits.where(columns.file.in_(chosen)))


def can_be_read_again(database: Database, files: Iterable[str]) -> None:
    """Forget why articles were refused that can be read again, and are as they were taken in before that."""
    if chosen := list(files):
        with database.writing() as connection:
            connection.execute(delete(tables.refused).where(tables.refused.c.file.in_(chosen)))


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


@dataclass(frozen=True, slots=True)
class Earlier:
    """A document as it stood before it was made again.

    Attributes:
        document: With its change log.
        held: Its segments, with their drafts.
        signature: What made them.
        pending: See `Standing`.
    """

    document: Document
    held: tuple[Held, ...]
    signature: str
    pending: str

    def still_translates(self, document: Document, signature: str) -> bool:
        """Whether its translation is that of the document as it is cleaned now.

        Args:
            document: With the same bytes.
            signature: What it is made with now, as far as it is translated.
        """
        same = self.document.normalised == document.normalised and self.document.language == document.language
        made = without(self.signature, _OF_STAGES) == without(signature, _OF_STAGES)
        return same and made and bool(self.held) and not self.pending

    def is_same(self, other: Earlier) -> bool:
        """Whether text, log and translation are those of the other."""
        return self.document == other.document and self.held == other.held


def earlier(database: Database, documents: Iterable[Document]) -> dict[str, Earlier]:
    """How documents stand in the store, by their ids; only those that have the same bytes there."""
    wanted = {document.id: document.sha256 for document in documents}
    if not wanted:
        return {}
    with database.reading() as connection:
        found = connection.execute(select(tables.documents).where(_COLUMNS.id.in_(list(wanted)))).all()
        same = [row for row in found if row.sha256 == wanted[row.id]]
        return {
            row.id: Earlier(
                rows.document(row, rows.edits(connection, [row.id]).get(row.id, ())),
                tuple(rows.held_in(connection, row.id)),
                row.signature,
                row.pending,
            )
            for row in same
        }
