"""The store: a database in which the corpus grows, one transaction a document.

SQLite in a file of the output folder unless another SQLAlchemy URL is given. Readers see the corpus as it
was when they began, whatever is written meanwhile; a crash leaves each document as it was or as it shall be.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Insert, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from pipeline import changelog
from pipeline.corpus import lookup, rows, schema, tables
from pipeline.corpus.database import Database
from pipeline.corpus.entry import Decision, Entry, Refusal
from pipeline.document import Document, Edit, Segment, document_id
from pipeline.errors import ChangeLogError, CorpusError

FILE_NAME = "renskrift.sqlite"

_CHUNK = 64
"""Documents that are held in memory at once while reading."""

_KEYS = 500
"""Keys in one query; SQLite takes some thousands."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """A translation from the cache.

    Attributes:
        text: The translation.
        score: The engine's log-probability per token of the translation.
        reverse: That of the source, given the translation; None where the engine knows one direction only.
    """

    text: str
    score: float
    reverse: float | None = None


class Store:
    """Documents, edits, segments, decisions, refusals and the translation cache.

    It may be used from several threads; several processes may open the same one.

    Args:
        location: Path of a SQLite file, which is made where there is none, or an SQLAlchemy URL.

    Raises:
        CorpusError: The database cannot be opened, is damaged, or is from another version.
    """

    def __init__(self, location: Path | str) -> None:
        self._database = Database(location)

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

    def close(self) -> None:
        """Give back all connections."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Documents

    def id_for(self, file: str, content_sha256: str) -> str:
        """The id of the document at the path `file`: the one it has, else a new one."""
        known = self._database.scalar(select(tables.documents.c.id).where(tables.documents.c.file == file))
        return str(known) if known else document_id(file, content_sha256)

    def fingerprints(self) -> dict[str, tuple[str, str]]:
        """SHA-256 and signature of every document, by its file."""
        columns = tables.documents.c
        found = self._database.rows(select(columns.file, columns.sha256, columns.signature))
        return {row.file: (row.sha256, row.signature) for row in found}

    def save(self, document: Document, segments: Sequence[Segment], signature: str) -> None:
        """Keep `document`, in place of its earlier revision, in one transaction.

        Raises:
            ChangeLogError: The log does not lead from the original to the normalised text.
            CorpusError: The segments do not stand in the text, or another document has the same path;
                `id_for` says which id to use.
        """
        if changelog.replay(document.original, document.edits) != document.normalised:
            raise ChangeLogError(f"the log of {document.file} does not give its normalised text")
        schema.place(document.normalised, segments)
        known = tables.documents.c
        with self._database.writing() as connection:
            old = connection.execute(
                select(known.id, known.revision).where(known.file == document.file)
            ).one_or_none()
            if old and old.id != document.id:
                raise CorpusError(
                    f"{document.file} is document {old.id} already, and cannot be {document.id}"
                )
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
        with self._database.writing() as connection:
            for table in (tables.documents, tables.refused):
                connection.execute(delete(table).where(table.c.file == file))

    def entries(self) -> Iterator[Entry]:
        """All documents with their segments, sorted by file; a few at a time are in memory."""
        with self._database.reading() as connection:
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
        for row in self._database.rows(select(columns.id, columns.file).order_by(columns.file)):
            yield row.id, row.file

    def entry(self, wanted: str) -> Entry:
        """The document that `wanted` names: an id, or the stem, name or path of its file.

        Raises:
            CorpusError: There is no such document, or several.
        """
        columns = tables.documents.c
        with self._database.reading() as connection:
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
        with self._database.reading() as connection:
            return rows.segments(connection, [document]).get(document, ())

    def edits(self, document: str) -> tuple[Edit, ...]:
        """The change log of the document with that id."""
        with self._database.reading() as connection:
            return rows.edits(connection, [document]).get(document, ())

    # Translation cache

    def known(
        self, sources: Collection[str], language: str, target_language: str, engine: str, model: str
    ) -> dict[str, Remembered]:
        """What has been translated before by that model, by its source."""
        keys = [_key(source, language, target_language, engine, model) for source in sources]
        found = {}
        for start in range(0, len(keys), _KEYS):
            wanted = tables.translations.c.key.in_(keys[start : start + _KEYS])
            for row in self._database.rows(select(tables.translations).where(wanted)):
                found[row.source] = Remembered(row.target, row.score, row.reverse)
        return found

    def remember(
        self,
        translations: Mapping[str, Remembered],
        language: str,
        target_language: str,
        engine: str,
        model: str,
    ) -> None:
        """Keep translations by their source; what is known already stays, so that outputs are stable."""
        shared = {"language": language, "target_language": target_language, "engine": engine, "model": model}
        made: list[dict[str, Any]] = [
            {
                **{"key": _key(source, **shared), "source": source, **shared},
                **{"target": target.text, "score": target.score, "reverse": target.reverse},
            }
            for source, target in translations.items()
        ]
        of_dialect = sqlite.insert if self._database.dialect == "sqlite" else postgresql.insert
        with self._database.writing() as connection:
            _insert(connection, of_dialect(tables.translations).on_conflict_do_nothing(), made)

    # Refusals and decisions

    def refuse(self, file: str, content_sha256: str, reason: str) -> None:
        """Note that the file was not taken in; what the corpus holds of it from before stays."""
        with self._database.writing() as connection:
            connection.execute(delete(tables.refused).where(tables.refused.c.file == file))
            values = {"file": file, "sha256": content_sha256, "reason": reason}
            connection.execute(insert(tables.refused).values(values))

    def refusals(self) -> list[Refusal]:
        """All files that were not taken in, sorted by file."""
        found = self._database.rows(select(tables.refused).order_by(tables.refused.c.file))
        return [Refusal(row.file, row.sha256, row.reason) for row in found]

    def decide(self, decisions: Iterable[Decision]) -> None:
        """Add decisions, all or none; none is ever changed or taken away."""
        with self._database.writing() as connection:
            _insert(connection, insert(tables.decisions), [asdict(decision) for decision in decisions])

    def decisions(self, document: str | None = None) -> Iterator[Decision]:
        """All decisions, or those on one document by its id, in the order in which they were made."""
        query = select(tables.decisions).order_by(tables.decisions.c.number)
        if document is not None:
            query = query.where(tables.decisions.c.document == document)
        for row in self._database.rows(query):
            values = row._asdict()
            del values["number"]
            yield Decision(**values)


def _insert(connection: Connection, statement: Insert, values: list[dict[str, Any]]) -> None:
    if values:
        connection.execute(statement, values)


def _key(source: str, language: str, target_language: str, engine: str, model: str) -> str:
    joined = "\0".join((language, target_language, engine, model, source))
    return sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()
