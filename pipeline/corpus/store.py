"""The store: a database in which the corpus grows, one transaction a document.

SQLite in a file of the output folder unless another SQLAlchemy URL is given. Readers see the corpus as it
was when they began, whatever is written meanwhile; a crash leaves each document as it was or as it shall be.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import bindparam, delete, insert, select

from pipeline import changelog
from pipeline.corpus import (
    decided,
    deciding,
    importing,
    learning,
    lookup,
    rows,
    saving,
    schema,
    splits,
    tables,
    tombstones,
)
from pipeline.corpus.database import Database
from pipeline.corpus.entry import Decision, Entry, Refusal, Split, Tombstone
from pipeline.corpus.learning import Lessons
from pipeline.corpus.memory import StoreMemory
from pipeline.document import Document, Segment, document_id
from pipeline.document_names import DocumentNames, Mentions
from pipeline.errors import ChangeLogError, CorpusError
from pipeline.rulings import Ruling

FILE_NAME = "renskrift.sqlite"
URL = "RENSKRIFT_STORE"
"""The variable with the SQLAlchemy URL of another database, such as ``postgresql+psycopg://…``."""

DECISIONS = "decisions.jsonl"

_CHUNK = 64
"""Documents that are held in memory at once while reading."""


def location(folder: Path) -> Path | str:
    """Where the store of an output folder is: in a file of it, or in the database that `URL` names."""
    return os.environ.get(URL) or folder / FILE_NAME


def is_there(folder: Path) -> bool:
    """Whether an output folder has a store; a database that `URL` names is the store of any.

    A file of no bytes is none: a crash or a full disk leaves such a one, and exports from it would be empty.
    """
    path = folder / FILE_NAME
    return bool(os.environ.get(URL)) or (path.is_file() and path.stat().st_size > 0)


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

        A new one takes in the decisions that the folder has, so that a copy of the exports loses none.

        Raises:
            CorpusError: The folder cannot be made, or the database in it cannot be opened.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CorpusError(f"the folder {folder} cannot be made: {error.strerror}") from error
        store = cls(location(folder))
        importing.restore(store.database, folder / DECISIONS)
        splits.restore(store.database, folder / splits.FILE)
        tombstones.restore(store.database, folder / tombstones.FILE)
        return store

    @classmethod
    def existing(cls, folder: Path) -> Self:
        """The store in an output folder that has one.

        Raises:
            CorpusError: There is none, or it cannot be opened.
        """
        if not is_there(folder):
            raise CorpusError(
                f"there is no store in {folder}: make one with renskrift run SOURCE --output {folder}"
            )
        return cls(location(folder))

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

    def save(
        self, document: Document, segments: Sequence[Segment], signature: str, seen: int | None = None
    ) -> None:
        """Keep `document`, in place of its earlier revision, in one transaction.

        What people have decided on it is obeyed, also where they did while it was cleaned and translated.

        Args:
            document: With its change log.
            segments: In the order of the text.
            signature: What made them.
            seen: `newest` before the document was cleaned; what is newer and cannot be obeyed here waits for
                the next run. None where nobody has decided meanwhile.

        Raises:
            ChangeLogError: The log does not lead from the original to the normalised text.
            CorpusError: The segments do not stand in the text, or another document has the same path;
                `id_for` says which id to use.
        """
        if changelog.replay(document.original, document.edits) != document.normalised:
            raise ChangeLogError(f"the log of {document.file} does not give its normalised text")
        schema.place(document.normalised, segments)
        with self.database.writing() as connection:
            saving.save(connection, document, segments, signature, seen)

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

    # Names

    def keep_names(self, found: Iterable[tuple[str, DocumentNames]]) -> None:
        """Keep the names of documents, by their ids, in place of those from before; in one transaction."""
        values = [
            {"document": document, "language": names.language, "names": names.names}
            for document, names in found
        ]
        if values:
            with self.database.writing() as connection:
                gone = delete(tables.names).where(tables.names.c.document == bindparam("its_document"))
                connection.execute(gone, [{"its_document": one["document"]} for one in values])
                connection.execute(insert(tables.names), values)

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
        """Add decisions, all or none, and obey them; none is ever changed or taken away.

        One that accepts or edits a translation makes its segment a reviewed one, and goes to the memory.

        Raises:
            Conflict: One would take away what another person has accepted.
        """
        with self.database.writing() as connection:
            deciding.take(connection, decisions)

    def decisions(self, document: str | None = None) -> Iterator[Decision]:
        """All decisions, or those on one document by its id, in the order in which they were made."""
        return map(decided.decision, self.database.rows(decided.query(document)))

    def splits(self) -> Iterator[Split]:
        """The splits of all documents that have one, sorted by document."""
        return splits.read(self.database)

    def tombstones(self) -> Iterator[Tombstone]:
        """What the corpus had and has no more, sorted by file."""
        return tombstones.read(self.database)

    def newest(self) -> int:
        """The number of the last decision, or 0."""
        with self.database.reading() as connection:
            return decided.newest(connection)

    def rulings(self, document: str) -> list[Ruling]:
        """What people have decided on the edits of the document with that id."""
        with self.database.reading() as connection:
            return learning.rulings(connection, document)

    def lessons(self) -> Lessons:
        """What one document may learn from what people have decided on the others."""
        with self.database.reading() as connection:
            return learning.lessons(connection)
