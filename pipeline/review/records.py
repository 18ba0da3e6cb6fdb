"""The records of the corpus for programs, as the exports have them: filtered, and a page at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, Table, cast, func, select, tuple_

from pipeline.corpus import decided, rows, schema, tables, tombstones
from pipeline.corpus.decision_records import decision_record
from pipeline.corpus.provenance import segment_records
from pipeline.corpus.store import Store

MOST = 1000
MOST_DOCUMENTS = 100
"""Records of one page, at most; documents have their whole texts."""

TABLES = {
    "documents": tables.documents,
    "segments": tables.segments,
    "changes": tables.edits,
    "decisions": tables.decisions,
    "tombstones": tables.tombstones,
}
"""The tables that can be asked for."""

_AT_ONCE = 64
"""Documents that are held in memory at once."""

Filters = Mapping[str, Any]

_BY_COLUMN: Mapping[str, tuple[str, ...]] = {
    "documents": ("language",),
    "segments": ("document", "language", "status", "engine"),
    "changes": ("document", "stage", "rule", "status"),
    "decisions": ("document", "kind", "verdict", "who"),
    "tombstones": ("document", "kind"),
}


@dataclass(frozen=True, slots=True)
class Page:
    """Some records, and where the next ones begin.

    Attributes:
        items: The records.
        after: What to ask for to get the next page; None where this is the last one.
    """

    items: list[dict[str, Any]]
    after: str | None


def documents(store: Store, filters: Filters, after: str, limit: int) -> Page:
    """Documents, sorted by id, each with its split."""
    columns = tables.documents.c
    query = _filtered(select(tables.documents), tables.documents, "documents", filters)
    found, more = _page(store, query.where(columns.id > after).order_by(columns.id), limit)
    with store.database.reading() as connection:
        entries = list(rows.entries(connection, found))
        names = _splits(store, [entry.document.id for entry in entries])
    items = [schema.document_record(entry) | {"split": names.get(entry.document.id)} for entry in entries]
    return Page(items, found[-1].id if more else None)


def segments(store: Store, filters: Filters, after: str, limit: int) -> Page:
    """Segments, sorted by document and place."""
    table = tables.segments
    query = _filtered(select(table.c.document, table.c.position), table, "segments", filters)
    if (lowest := filters.get("min_quality")) is not None:
        query = query.where(table.c.quality >= lowest)
    wanted, more = _page(store, _behind(query, table, after), limit)
    return Page(list(_segment_records(store, wanted)), _last(wanted) if more else None)


def changes(store: Store, filters: Filters, after: str, limit: int) -> Page:
    """Edits of the documents, sorted by document and place in its log."""
    table = tables.edits
    query = _filtered(select(table), table, "changes", filters)
    found, more = _page(store, _behind(query, table, after), limit)
    items = [schema.change_record(row.document, rows.edit(row)) for row in found]
    return Page(items, _last(found) if more else None)


def decisions(store: Store, filters: Filters, after: str, limit: int) -> Page:
    """What people have decided, in the order in which they did."""
    table = tables.decisions
    query = _filtered(select(table), table, "decisions", filters)
    number = int(after) if after.isdecimal() else 0
    found, more = _page(store, query.where(table.c.number > number).order_by(table.c.number), limit)
    items = [decision_record(decided.decision(row)) for row in found]
    return Page(items, str(items[-1]["number"]) if more else None)


def gone(store: Store, filters: Filters, after: str, limit: int) -> Page:
    """What the corpus had and has no more, sorted by id."""
    table = tables.tombstones
    query = _filtered(select(*(table.c[key] for key in tombstones.TOMBSTONE)), table, "tombstones", filters)
    found, more = _page(store, query.where(table.c.id > after).order_by(table.c.id), limit)
    items = [dict(row._mapping) for row in found]
    return Page(items, items[-1]["id"] if more else None)


def document(store: Store, identity: str) -> dict[str, Any] | None:
    """The record of one document, by its id."""
    page = documents(store, {"id": identity}, "", 1)
    return page.items[0] if page.items else None


def numbers(store: Store) -> dict[str, int]:
    """How many records each table has."""
    with store.database.reading() as connection:
        return {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in TABLES.items()
        }


def _filtered(query: Select[Any], table: Table, name: str, filters: Filters) -> Select[Any]:
    """`query` with the filters of one table that are set."""
    for key in _BY_COLUMN[name]:
        if (wanted := filters.get(key)) is not None:
            query = query.where(table.c[key] == wanted)
    if (flag := filters.get("flag")) is not None:
        query = query.where(cast(table.c.flags, String).contains(f'"{flag}"', autoescape=True))
    if (split := filters.get("split")) is not None:
        owner = table.c.id if table is tables.documents else table.c.document
        query = query.where(owner.in_(select(tables.splits.c.document).where(tables.splits.c.split == split)))
    if (identity := filters.get("id")) is not None:
        query = query.where(table.c.id == identity)
    return query


def _page(store: Store, query: Select[Any], limit: int) -> tuple[list[Row[Any]], bool]:
    """The first rows, and whether there are more."""
    with store.database.reading() as connection:
        found = list(connection.execute(query.limit(limit + 1)))
    return found[:limit], len(found) > limit


def _behind(query: Select[Any], table: Table, after: str) -> Select[Any]:
    """The rows behind the one that `after` names by document and position, in that order."""
    document, _, position = after.partition(":")
    if document:
        place: ColumnElement[Any] = tuple_(table.c.document, table.c.position)
        query = query.where(place > (document, int(position) if position.isdecimal() else -1))
    return query.order_by(table.c.document, table.c.position)


def _last(found: Sequence[Row[Any]]) -> str:
    return f"{found[-1].document}:{found[-1].position}"


def _segment_records(store: Store, wanted: Sequence[Row[Any]]) -> Iterator[dict[str, Any]]:
    """The records of some segments; how one came about is told by its whole document."""
    identities = list(dict.fromkeys(row.document for row in wanted))
    known: dict[tuple[str, int], dict[str, Any]] = {}
    there = {(row.document, row.position) for row in wanted}
    with store.database.reading() as connection:
        for start in range(0, len(identities), _AT_ONCE):
            few = tables.documents.c.id.in_(identities[start : start + _AT_ONCE])
            found = connection.execute(select(tables.documents).where(few)).all()
            for entry in rows.entries(connection, found):
                for position, record in enumerate(segment_records(entry)):
                    if (entry.document.id, position) in there:
                        known[entry.document.id, position] = record
    # One may be gone since.
    return (known[place] for row in wanted if (place := (row.document, row.position)) in known)


def _splits(store: Store, documents: Sequence[str]) -> dict[str, str]:
    columns = tables.splits.c
    query = select(columns.document, columns.split).where(columns.document.in_(documents))
    return {row.document: row.split for row in store.database.rows(query)}
