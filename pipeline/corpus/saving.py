"""Keep a document that was cleaned and translated, with what people have decided on it meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select, update

from pipeline.corpus import decided, deciding, learning, obeying, rows, tables, tallies, tombstones
from pipeline.corpus.effective import Held
from pipeline.document import Document, Segment
from pipeline.errors import CorpusError


def save(
    connection: Connection,
    document: Document,
    segments: Sequence[Segment],
    signature: str,
    seen: int | None,
) -> None:
    """Keep `document` in place of its earlier revision; whoever lists documents counts what it holds.

    Args:
        connection: In a transaction that writes.
        document: With its change log.
        segments: In the order of the text.
        signature: What made them.
        seen: The number of the newest decision that the stages knew of; None where they knew of all.

    Raises:
        CorpusError: Another document has the same path.
    """
    known = tables.documents.c
    deciding.lock(connection, document.id)
    old = connection.execute(
        select(known.id, known.revision).where(known.file == document.file)
    ).one_or_none()
    if old and old.id != document.id:
        raise CorpusError(f"{document.file} is document {old.id} already, and cannot be {document.id}")
    made = decided.of_document(connection, document.id)
    before = rows.held_in(connection, document.id) if old else []
    now = obeying.obey(document, [Held(one) for one in segments], made, before)
    there = {edit.id for edit in now.document.edits}
    missed = seen is not None and (
        any(one.kind == "edit" and one.number > seen and one.subject not in there for one in made)
        or learning.waits_for_names(connection, now.document.normalised, document.language, seen)
    )
    tombstones.came(connection, document.id)
    here = [one.segment.id for one in now.held]
    tombstones.revised(connection, document.id, [one.segment.id for one in before], here)
    values = rows.of_document(now.document) | {"signature": signature}
    values["pending"] = "clean" if missed or now.dropped else "translate" if now.changed else ""
    if old:
        values["revision"] = old.revision + 1
        connection.execute(update(tables.documents).where(known.id == old.id).values(values))
        for table in (tables.edits, tables.segments):
            connection.execute(delete(table).where(table.c.document == old.id))
        tallies.forget(connection, [old.id])
    else:
        connection.execute(insert(tables.documents).values(values | {"revision": 1}))
    if edits := rows.of_edits(now.document):
        connection.execute(insert(tables.edits), edits)
    if found := rows.of_segments(now.document, now.held):
        connection.execute(insert(tables.segments), found)
    connection.execute(delete(tables.refused).where(tables.refused.c.file == document.file))
    # What was decided before the document was there, as after an import, goes to the memory now.
    if drafted := [one for one in now.held if one.draft]:
        memory = tables.memory.c
        remembered = set(connection.scalars(select(memory.segment).where(memory.document == document.id)))
        if new := [one for one in drafted if one.segment.id not in remembered]:
            deciding.remember(connection, document.id, new, made)
