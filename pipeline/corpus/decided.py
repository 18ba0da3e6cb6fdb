"""The table of the decisions: read, and added to. None is ever changed or taken away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, func, insert, select

from pipeline.corpus import tables
from pipeline.corpus.effective import DECIDES
from pipeline.corpus.entry import Decision, Kind

_COLUMNS = tables.decisions.c
NUMBER = _COLUMNS.number

_ALL = select(tables.decisions).order_by(_COLUMNS.number)
_ON_SUBJECT = _ALL.where(
    _COLUMNS.document == bindparam("its_document"), _COLUMNS.subject == bindparam("its_subject")
)
_NEW = insert(tables.decisions)


def decision(row: Row[Any]) -> Decision:
    """The decision of a row."""
    return Decision(**row._mapping)


def query(document: str | None = None) -> Select[Any]:
    """All decisions, or those on the document with that id, in the order in which they were made."""
    found = _ALL
    return found if document is None else found.where(_COLUMNS.document == document)


def of_document(connection: Connection, document: str) -> list[Decision]:
    """All decisions on the document with that id, in order."""
    return [decision(row) for row in connection.execute(query(document))]


def on_subject(connection: Connection, document: str, subject: str) -> list[Decision]:
    """All decisions on one edit or segment, in order."""
    found = connection.execute(_ON_SUBJECT, {"its_document": document, "its_subject": subject})
    return [decision(row) for row in found]


def newest(connection: Connection, document: str | None = None) -> int:
    """The number of the last decision, or of the last one on a document; 0 where there is none."""
    found = select(func.max(_COLUMNS.number))
    return connection.scalar(found if document is None else found.where(_COLUMNS.document == document)) or 0


def add(connection: Connection, made: Iterable[Decision]) -> list[Decision]:
    """Add decisions; gives them with their numbers."""
    values: list[dict[str, Any]] = [asdict(one) for one in made]
    for value in values:
        del value["number"]
    if not values:
        return []
    if len(values) == 1:
        found: Sequence[int] = connection.execute(_NEW, values[0]).inserted_primary_key or ()
    else:
        statement = insert(tables.decisions).returning(_COLUMNS.number, sort_by_parameter_order=True)
        found = connection.scalars(statement, values).all()
    return [Decision(**value, number=number) for value, number in zip(values, found, strict=True)]


def effective_in_archive(
    connection: Connection, kind: Kind, *conditions: ColumnElement[bool], below: int | None = None
) -> list[Decision]:
    """The effective decisions of that kind on all documents, the last one on each subject, in order.

    Args:
        connection: With the decisions.
        kind: ``edit`` or ``segment``.
        conditions: More of what has to hold of them, the same for all on one subject.
        below: Only decisions with a lower number count; None is all.
    """
    later = tables.decisions.alias("later")
    undone = later.c.undoes == _COLUMNS.number
    wanted = [_COLUMNS.kind == kind, _COLUMNS.verdict.in_(sorted(DECIDES)), *conditions]
    if below is not None:
        wanted.append(_COLUMNS.number < below)
        undone &= later.c.number < below
    wanted.append(~select(later.c.number).where(undone).exists())
    found = {}
    for row in connection.execute(query().where(*wanted)):
        found[row.document, row.subject] = decision(row)
    return list(found.values())
