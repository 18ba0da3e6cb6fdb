"""The store: a database in which the corpus grows, one transaction a document.

SQLite in a file of the output folder unless another SQLAlchemy URL is given. Readers see the corpus as it
was when they began, whatever is written meanwhile; a crash leaves each document as it was or as it shall be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Insert, delete, insert, select, update

from pipeline import changelog
from pipeline.corpus import lookup, reviews, rows, schema, tables
from pipeline.corpus.database import Database
from pipeline.corpus.entry import Decision, Entry, Refusal
from pipeline.corpus.memory import StoreMemory
from pipeline.document import Document, Edit, Segment, document_id
from pipeline.document_names import DocumentNames, Mentions
from pipeline.errors import ChangeLogError, CorpusError

FILE_NAME = "renskrift.sqlite"

_CHUNK = 64
"""Documents that are held in memory at once while reading."""


class Store:
    """Documents, edits, segments, names, decisions, refusals, memory and cached translations.

    It may be used from several threads; several processes may open the same one.

    Attributes:
        database: The connections.
        memory: The translation memory.

    Args:
        location: Path of a SQLite file, which is made where there is none, or an SQLAlchemy URL.

    Raises:
        CorpusError: The database cannot be opened, is damaged, or is from another version.
    """

    def __init__(self, location: Path | str) -> None:
        self.database = Database(location)
        self.memory = StoreMemory(self.database)

    @classmethod
    def of(cls, folder: Path) -> Self:
        """The store in an output folder, which is made where there is none.

        Raises:
            CorpusError: The folder cannot be made, or the database in it cannot be opened.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CorpusError(f"the folder {folder} cannot be made: {error.strerror}") from error
        return cls(folder / FILE_NAME)

    @classmethod
    def existing(cls, folder: Path) -> Self:
        """The store in an output folder that has one.

        Raises:
            CorpusError: There is none, or it cannot be opened.
        """
        if not (folder / FILE_NAME).is_file():
            raise CorpusError(
                f"there is no store in {folder}: make one with renskrift run SOURCE --output {folder}"
            )
        return cls(folder / FILE_NAME)

    def close(self) -> None:
        """Give back all connections."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Documents

    def id_for(self, file: str, content_sha256: str) -> str:
        """The id of the document at the path `file`: the one it has, else a new one."""
        known = self.database.scalar(select(tables.documents.c.id).where(tables.documents.c.file == file))
        return str(known) if known else document_id(file, content_sha256)

    def fingerprints(self) -> dict[str, tuple[str, str]]:
        """SHA-256 and signature of every document, by its file."""
        columns = tables.documents.c
        found = self.database.rows(select(columns.file, columns.sha256, columns.signature))
        return {row.file: (row.sha256, row.signature) for row in found}

    def save(self, document: Document, segments: Sequence[Segment], signature: str) -> None:
        """Keep `document`, in place of its earlier revision, in one transaction.

        A segment that was reviewed before, known by its id, keeps the translation that it got then.

        Raises:
            ChangeLogError: The log does not lead from the original to the normalised text.
            CorpusError: The segments do not stand in the text, or another document has the same path;
                `id_for` says which id to use.
        """
        if changelog.replay(document.original, document.edits) != document.normalised:
            raise ChangeLogError(f"the log of {document.file} does not give its normalised text")
        schema.place(document.normalised, segments)
        known = tables.documents.c
        with self.database.writing() as connection:
            old = connection.execute(
                select(known.id, known.revision).where(known.file == document.file)
            ).one_or_none()
            if old and old.id != document.id:
                raise CorpusError(
                    f"{document.file} is document {old.id} already, and cannot be {document.id}"
                )
            segments = reviews.kept(connection, document.id, segments)
            values = rows.of_document(document) | {"signature": signature}
            if old:
                values["revision"] = old.revision + 1
                connection.execute(update(tables.documents).where(known.id == old.id).values(values))
                for table in (tables.edits, tables.segments):
                    connection.execute(delete(table).where(table.c.document == old.id))
            else:
                connection.execute(insert(tables.documents).values(values | {"revision": 1}))
            _insert(connection, insert(tables.edits), rows.of_edits(document))
            _insert(connection, insert(tables.segments), rows.of_segments(document, segments))
            connection.execute(delete(tables.refused).where(tables.refused.c.file == document.file))

    def remove(self, file: str) -> None:
        """Forget the document and the refusal at the path `file`; decisions are kept."""
        with self.database.writing() as connection:
            identity = select(tables.documents.c.id).where(tables.documents.c.file == file)
            connection.execute(delete(tables.names).where(tables.names.c.document.in_(identity)))
            for table in (tables.documents, tables.refused):
                connection.execute(delete(table).where(table.c.file == file))

    def entries(self) -> Iterator[Entry]:
        """All documents with their segments, sorted by file; a few at a time are in memory."""
        with self.database.reading() as connection:
            found = connection.execution_options(yield_per=_CHUNK).execute(
                select(tables.documents).order_by(tables.documents.c.file)
            )
            for chunk in found.partitions():
                yield from rows.entries(connection, chunk)

    def documents(self) -> Iterator[Document]:
        """All documents, sorted by file; a few at a time are in memory."""
        return (entry.document for entry in self.entries())

    def files(self) -> Iterator[tuple[str, str]]:
        """Id and file of every document, sorted by file."""
        columns = tables.documents.c
        for row in self.database.rows(select(columns.id, columns.file).order_by(columns.file)):
            yield row.id, row.file

    def entry(self, wanted: str) -> Entry:
        """The document that `wanted` names: an id, or the stem, name or path of its file.

        Raises:
            CorpusError: There is no such document, or several.
        """
        columns = tables.documents.c
        with self.database.reading() as connection:
            row = connection.execute(select(tables.documents).where(columns.id == wanted)).one_or_none()
            if row is None:
                identity = lookup.find(wanted, self.files())
                row = connection.execute(select(tables.documents).where(columns.id == identity)).one()
            return next(rows.entries(connection, [row]))

    def document(self, wanted: str) -> Document:
        """The document of `entry`.

        Raises:
            CorpusError: There is no such document, or several.
        """
        return self.entry(wanted).document

    def segments(self, document: str) -> tuple[Segment, ...]:
        """The segments of the document with that id, in the order of the text."""
        with self.database.reading() as connection:
            return rows.segments(connection, [document]).get(document, ())

    def edits(self, document: str) -> tuple[Edit, ...]:
        """The change log of the document with that id."""
        with self.database.reading() as connection:
            return rows.edits(connection, [document]).get(document, ())

    # Names

    def keep_names(self, document: str, found: DocumentNames) -> None:
        """Keep the names of the document with that id, in place of those from before."""
        values = {"document": document, "language": found.language, "names": found.names}
        with self.database.writing() as connection:
            connection.execute(delete(tables.names).where(tables.names.c.document == document))
            connection.execute(insert(tables.names).values(values))

    def names(self, document: str | None = None) -> Iterator[DocumentNames]:
        """The names of all documents, or of the one with that id; sorted by id."""
        query = select(tables.names).order_by(tables.names.c.document)
        if document is not None:
            query = query.where(tables.names.c.document == document)
        for row in self.database.rows(query):
            names = {form: Mentions(times, tuple(given)) for form, (times, given) in row.names.items()}
            yield DocumentNames(row.language, names)

    # Refusals and decisions

    def refuse(self, file: str, content_sha256: str, reason: str) -> None:
        """Note that the file was not taken in; what the corpus holds of it from before stays."""
        with self.database.writing() as connection:
            connection.execute(delete(tables.refused).where(tables.refused.c.file == file))
            values = {"file": file, "sha256": content_sha256, "reason": reason}
            connection.execute(insert(tables.refused).values(values))

    def refusals(self) -> list[Refusal]:
        """All files that were not taken in, sorted by file."""
        found = self.database.rows(select(tables.refused).order_by(tables.refused.c.file))
        return [Refusal(row.file, row.sha256, row.reason) for row in found]

    def decide(self, decisions: Iterable[Decision]) -> None:
        """Add decisions, all or none; none is ever changed or taken away.

        One that accepts or edits a translation makes its segment a reviewed one, and goes to the memory.
        """
        made = list(decisions)
        with self.database.writing() as connection:
            _insert(connection, insert(tables.decisions), [asdict(decision) for decision in made])
            reviews.take_effect(connection, made)

    def decisions(self, document: str | None = None) -> Iterator[Decision]:
        """All decisions, or those on one document by its id, in the order in which they were made."""
        query = select(tables.decisions).order_by(tables.decisions.c.number)
        if document is not None:
            query = query.where(tables.decisions.c.document == document)
        for row in self.database.rows(query):
            values = row._asdict()
            del values["number"]
            yield Decision(**values)


def _insert(connection: Connection, statement: Insert, values: list[dict[str, Any]]) -> None:
    if values:
        connection.execute(statement, values)
