"""The records of the run log: lines of JSON, each with the hash of the one before it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Connection, Select, insert, select

from pipeline.corpus import tables
from pipeline.corpus.database import Database
from pipeline.corpus.fingerprints import sha256

Kind = Literal["started", "document", "refused", "ended"]


@dataclass(frozen=True, slots=True)
class Record:
    """One record of the log.

    Attributes:
        number: From 1, without gaps.
        kind: What it tells.
        document: The id of the document that it is about, or "".
        line: A JSON object in ASCII: number, kind, when, run (the number of its first record), more by kind,
            and ``previous``, the hash of the record before.
        hash: SHA-256 of `line`.
    """

    number: int
    kind: str
    document: str
    line: str
    hash: str

    @property
    def values(self) -> dict[str, Any]:
        """What the line says; nothing where somebody has made it unreadable, which `verify` tells."""
        try:
            values = json.loads(self.line)
        except (ValueError, RecursionError):
            return {}
        return values if isinstance(values, dict) else {}

    def record(self) -> dict[str, Any]:
        """The record as a JSON object: its line, and its hash at the end."""
        return {**self.values, "hash": self.hash}


def records(database: Database, document: str | None = None, kind: Kind | None = None) -> Iterator[Record]:
    """All records, or those about one document by its id, or of one kind, in their order."""
    return (Record(*row) for row in database.rows(_query(document, kind).order_by(tables.run_log.c.number)))


def last(connection: Connection, document: str | None = None, kind: Kind | None = None) -> Record | None:
    """The newest of all records, or of those about one document by its id, or of one kind."""
    query = _query(document, kind).order_by(tables.run_log.c.number.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return Record(*row) if row else None


def append(connection: Connection, kind: Kind, values: Mapping[str, Any], run: int = 0) -> Record:
    """Add a record, in a transaction that writes.

    Args:
        connection: To the store.
        kind: What it tells.
        values: What else it tells, as JSON.
        run: The number of the first record of its run; 0 where it is that.
    """
    before = last(connection)
    number = before.number + 1 if before else 1
    when = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    first = {"number": number, "kind": kind, "when": when, "run": run or number}
    line = json.dumps({**first, **values, "previous": before.hash if before else ""})
    made = Record(number, kind, values.get("document", ""), line, sha256(line))
    connection.execute(
        insert(tables.run_log).values(
            number=made.number, kind=made.kind, document=made.document, line=made.line, hash=made.hash
        )
    )
    return made


def _query(document: str | None, kind: Kind | None) -> Select[Any]:
    columns = tables.run_log.c
    query = select(columns.number, columns.kind, columns.document, columns.line, columns.hash)
    if document is not None:
        query = query.where(columns.document == document)
    return query if kind is None else query.where(columns.kind == kind)
