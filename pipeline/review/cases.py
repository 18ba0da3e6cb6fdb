"""What in the listed documents the filters are about: edits, flagged sentences, decisions."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Text as PlainText
from sqlalchemy import cast, select

from pipeline.corpus import tables
from pipeline.corpus.pages import sign
from pipeline.corpus.store import Store
from pipeline.review.filters import Filters
from pipeline.review.search import Found, Kind, Passage
from pipeline.review.wording import VERDICTS

_DECIDE = ("accepted", "rejected", "edited")

LONGEST = 160
"""Characters of a text that are shown."""


def cases(store: Store, filters: Filters, documents: Sequence[str]) -> Found:
    """The passages for which the documents with these ids are shown; none where no filter says more."""
    found = Found()
    if filters.of_edits:
        _edits(store, filters, documents, found)
    if filters.flag:
        _flagged(store, filters.flag, documents, found)
    if filters.who or filters.day:
        _decisions(store, filters, documents, found)
    return found


def _edits(store: Store, filters: Filters, documents: Sequence[str], found: Found) -> None:
    columns = tables.edits.c
    query = select(columns.document, columns.id, columns.before, columns.after, columns.status)
    query = query.where(columns.document.in_(documents), *filters.edits())
    for row in store.database.rows(query.order_by(columns.document, columns.position)):
        text = _change(row.before, row.after)
        found.add(row.document, Passage("edit", row.id, (text,), row.status))


def _flagged(store: Store, flag: str, documents: Sequence[str], found: Found) -> None:
    columns = tables.segments.c
    query = select(columns.document, columns.id, columns.source, columns.flags).where(
        columns.document.in_(documents), cast(columns.flags, PlainText).contains(flag, autoescape=True)
    )
    for row in store.database.rows(query.order_by(columns.document, columns.position)):
        if flag in row.flags:
            found.add(row.document, Passage("source", row.id, (_short(row.source),)))


def _decisions(store: Store, filters: Filters, documents: Sequence[str], found: Found) -> None:
    columns = tables.decisions.c
    query = select(tables.decisions).where(columns.document.in_(documents), *filters.decisions())
    for row in store.database.rows(query.order_by(columns.number)):
        kind: Kind = "edit" if row.kind == "edit" else "target"
        change = _change(row.before, row.after) if row.verdict in _DECIDE else _short(row.comment)
        said = f"{row.who} {VERDICTS.get(row.verdict, row.verdict)}" + (f": {change}" if change else "")
        found.add(row.document, Passage(kind, row.subject, (said,)))


def _change(before: str, after: str) -> str:
    return " → ".join(_short(sign(text) or text) or "nothing" for text in (before, after))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
