"""What the corpus had and has no more: ``tombstones.jsonl``.

A document that is taken out is set aside whole, with its log and its translation, and its id stays its own:
the same article at the same place gets it back. A segment goes when its sentence is changed or deleted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from pipeline.corpus import rows, schema, tables
from pipeline.corpus.about import note, noted
from pipeline.corpus.database import Database
from pipeline.corpus.entry import Entry, Tombstone
from pipeline.corpus.provenance import segment_records
from pipeline.errors import CorpusError

FILE = "tombstones.jsonl"
VERSION = "version"
"""Under this key the store keeps the name of the newest version of the corpus."""

TOMBSTONE: schema.Kinds = dict.fromkeys(
    ("id", "kind", "document", "file", "sha256", "version", "reason"), (str,)
)
"""The keys of ``tombstones.jsonl`` in their order; new ones may only be added at the end."""

MISSING = "Its file is not in the folder of articles any more."
"""Why a document was taken out, where nobody has said anything else."""

_OF_DOCUMENT = "Its document was taken out."
_REVISED = "Its sentence does not stand in the document any more."
_COLUMNS = tables.tombstones.c


def take_out(database: Database, document: str, reason: str = MISSING) -> None:
    """Set the document with that id aside; its decisions stay, and it comes back with the same article.

    Raises:
        CorpusError: There is no such document.
    """
    columns = tables.documents.c
    with database.writing() as connection:
        found = connection.execute(select(tables.documents).where(columns.id == document)).all()
        if not found:
            raise CorpusError(f"the corpus has no document {document!r}")
        (entry,) = rows.entries(connection, found)
        segments = [segment.id for segment in entry.segments]
        known = (document, entry.document.file, entry.document.sha256)
        _add(connection, [document], "document", *known, reason, _content(entry))
        _add(connection, segments, "segment", *known, _OF_DOCUMENT)
        connection.execute(delete(tables.names).where(tables.names.c.document == document))
        connection.execute(delete(tables.documents).where(columns.id == document))


def revised(connection: Connection, document: str, before: Collection[str], now: Collection[str]) -> None:
    """Note the segments that a document loses by a new revision, and forget the stones of what is back.

    Args:
        connection: In the transaction that writes the new revision, before it has written the document.
        document: Its id.
        before: The ids of the segments that it had; none where it is new.
        now: The ids of those that it has.
    """
    lost, back = sorted(set(before) - set(now)), set(now) - set(before)
    if back:
        here = _COLUMNS.document == document
        stones = connection.scalars(select(_COLUMNS.id).where(here)).all()
        for identity in back.intersection(stones):
            connection.execute(delete(tables.tombstones).where(_COLUMNS.id == identity))
    if lost:
        columns = tables.documents.c
        query = select(columns.file, columns.sha256).where(columns.id == document)
        row = connection.execute(query).one()
        _add(connection, lost, "segment", document, row.file, row.sha256, _REVISED)


def came(connection: Connection, document: str) -> None:
    """Forget the stone of a document that is in the corpus again.

    Args:
        connection: In the transaction that brings it.
        document: Its id.
    """
    connection.execute(delete(tables.tombstones).where(_COLUMNS.id == document))


def read(database: Database) -> Iterator[Tombstone]:
    """All tombstones, sorted by file, document and id; a document before its segments."""
    query = select(*(_COLUMNS[key] for key in TOMBSTONE))
    order = (_COLUMNS.file, _COLUMNS.document, _COLUMNS.kind, _COLUMNS.id)
    return (Tombstone(*row) for row in database.rows(query.order_by(*order)))


def set_aside(database: Database, document: str) -> dict[str, Any] | None:
    """The lines that a document had in the exports when it was taken out, by table; None where it was not."""
    with database.reading() as connection:
        content: dict[str, Any] | None = connection.scalar(
            select(_COLUMNS.content).where(_COLUMNS.id == document, _COLUMNS.kind == "document")
        )
    return content


def missing(database: Database, files: Iterable[str]) -> list[tuple[str, str]]:
    """Id and file of the documents whose file is not among `files`, sorted by file."""
    columns, there = tables.documents.c, set(files)
    query = select(columns.id, columns.file).order_by(columns.file)
    return [(row.id, row.file) for row in database.rows(query) if row.file not in there]


def read_tombstone(record: dict[str, Any]) -> Tombstone:
    """The tombstone of a line of ``tombstones.jsonl``.

    Raises:
        CorpusError: A key is missing or holds something else than it should.
    """
    schema.check(record, TOMBSTONE)
    return Tombstone(**{key: record[key] for key in TOMBSTONE})


def restore(database: Database, path: Path) -> None:
    """Take the tombstones of an output folder into its store, where that has none: it is a new one.

    Raises:
        CorpusError: The file is damaged.
    """
    if path.is_file() and not database.scalar(select(func.count()).select_from(tables.tombstones)):
        from pipeline.corpus.reading import records

        found = [asdict(record.read(read_tombstone)) for record in records(path)]
        with database.writing() as connection:
            if found:
                connection.execute(insert(tables.tombstones), found)


def newest_version(connection: Connection) -> str:
    """The name of the newest version of the corpus, or ""."""
    return noted(connection, VERSION)


def keep_version(database: Database, name: str) -> None:
    """Note that the corpus as it stands is the version with that name."""
    with database.writing() as connection:
        note(connection, VERSION, name)


def _add(
    connection: Connection,
    identities: Iterable[str],
    kind: str,
    document: str,
    file: str,
    sha256: str,
    reason: str,
    content: dict[str, Any] | None = None,
) -> None:
    version = newest_version(connection)
    for identity in identities:
        stone = Tombstone(identity, kind, document, file, sha256, version, reason)
        connection.execute(delete(tables.tombstones).where(_COLUMNS.id == identity))
        connection.execute(insert(tables.tombstones).values(asdict(stone) | {"content": content}))


def _content(entry: Entry) -> dict[str, Any]:
    document = entry.document
    return {
        "document": schema.document_record(entry),
        "segments": list(segment_records(entry)),
        "changes": [schema.change_record(document.id, edit) for edit in document.edits],
    }
