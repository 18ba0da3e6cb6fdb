"""Use the translation memory for segments that were translated before it knew them."""

from __future__ import annotations

from sqlalchemy import Connection, func, select, update

from pipeline import __version__
from pipeline.corpus import decided, rows, tables
from pipeline.corpus.about import note, noted
from pipeline.corpus.store import Store
from pipeline.document import Segment, Translation
from pipeline.translation.memory import from_memory

_KEY = "memory used"
"""Under this key the store keeps what the memory held when all documents had been given what is in it."""


def reuse(store: Store, changed: set[str] | None = None) -> int:
    """Give each segment that no person has reviewed what the memory has for it; gives how many changed.

    A second call changes nothing. It looks at no document while nobody has added to the memory or decided on
    anything: what was translated since then was translated with this memory.

    Args:
        store: The store.
        changed: Gets the ids of the documents that have changed.

    Raises:
        CorpusError: The store is damaged or busy.
    """
    with store.database.reading() as connection:
        now = _state(connection)
        used = noted(connection, _KEY)
    if used == now or not len(store.memory):
        return 0
    numbers = {document: _reuse_in(store, document) for document, _ in list(store.files())}
    if changed is not None:
        changed.update(document for document, number in numbers.items() if number)
    with store.database.writing() as connection:
        note(connection, _KEY, now)
    return sum(numbers.values())


def _state(connection: Connection) -> str:
    """What the memory holds: a unit that is put in place of another one gets a number of its own."""
    columns = tables.memory.c
    units, number = connection.execute(select(func.count(), func.max(columns.number))).one()
    return f"{__version__} {units} {number} {decided.newest(connection)}"


def _reuse_in(store: Store, document: str) -> int:
    segments = [one for one in store.segments(document) if one.translation.status != "reviewed"]
    better = _better(store, segments)
    columns, changed = tables.segments.c, 0
    if better:
        with store.database.writing() as connection:
            for identity, translation in better.items():
                # A person may have decided meanwhile.
                here = (columns.document == document) & (columns.id == identity)
                statement = update(tables.segments).where(here, columns.status != "reviewed")
                changed += connection.execute(statement.values(rows.of_translation(translation))).rowcount
            if changed:
                revised = {"revision": tables.documents.c.revision + 1}
                connection.execute(
                    update(tables.documents).where(tables.documents.c.id == document).values(revised)
                )
    return changed


def _better(store: Store, segments: list[Segment]) -> dict[str, Translation]:
    """The translations of those segments for which the memory has another one, by the segments' ids."""
    found = {}
    for language in {segment.language for segment in segments}:
        matches = store.memory.exact({segment.source for segment in segments}, language)
        for segment in segments:
            if segment.language == language and segment.source in matches:
                translation = from_memory(segment.source, matches[segment.source], language)
                if translation != segment.translation:
                    found[segment.id] = translation
    return found
