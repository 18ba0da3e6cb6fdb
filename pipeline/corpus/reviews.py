"""What a reviewer's decisions on segments do: to the segment, to the memory, and at the next run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, select, update

from pipeline.corpus import memory, tables
from pipeline.corpus.entry import Decision
from pipeline.document import Segment, Translation
from pipeline.translation.memory import NAME, Unit, utc


def take_effect(connection: Connection, decisions: Iterable[Decision]) -> None:
    """Put reviewed translations into their segments and into the memory, and rejected ones out of it."""
    columns = tables.segments.c
    for decision in decisions:
        if decision.kind != "segment":
            continue
        here = (columns.document == decision.document) & (columns.id == decision.subject)
        row = connection.execute(select(tables.segments).where(here)).first()
        if row is None:
            continue
        if decision.verdict == "rejected":
            memory.take_out(connection, decision.document, decision.subject)
            values: dict[str, Any] = {"status": "machine"}
        else:
            memory.put(connection, _unit(row, decision))
            values = {"status": "reviewed", "target": decision.after, "quality": 1.0, "flags": []}
            values["target_edits"] = []  # The text is the person's own now.
        connection.execute(update(tables.segments).where(here).values(values))


def kept(connection: Connection, document: str, segments: Sequence[Segment]) -> list[Segment]:
    """The segments of a document's new revision, with what was reviewed in it before."""
    reviewed = _reviewed(connection, document)
    return [
        replace(segment, translation=reviewed[segment.id]) if segment.id in reviewed else segment
        for segment in segments
    ]


def _reviewed(connection: Connection, document: str) -> Mapping[str, Translation]:
    """The translation that a person gave to each segment, by the last decision on it."""
    columns, found = tables.decisions.c, dict[str, Translation]()
    query = select(tables.decisions).where(columns.document == document, columns.kind == "segment")
    for row in connection.execute(query.order_by(columns.number)):
        if row.verdict == "rejected":
            found.pop(row.subject, None)
        else:
            found[row.subject] = Translation(row.after, NAME, "reviewed", status="reviewed", quality=1.0)
    # A segment that is still there knows which engine has made the draft.
    known = tables.segments.c
    query = select(known.id, known.engine, known.model).where(known.document == document)
    for row in connection.execute(query):
        if row.id in found:
            found[row.id] = replace(found[row.id], engine=row.engine, model=row.model)
    return found


def _unit(row: Row[Any], decision: Decision) -> Unit:
    return Unit(
        source=row.source,
        target=decision.after,
        language=row.language,
        origin="reviewed",
        who=decision.who,
        when=utc(decision.when),
        document=decision.document,
        segment=decision.subject,
    )
