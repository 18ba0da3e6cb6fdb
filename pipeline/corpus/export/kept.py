"""How each document was exported, in the store; see `pipeline.corpus.export.renewal`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, delete, insert, update

from pipeline.corpus import tables
from pipeline.corpus.database import Database
from pipeline.corpus.export.shared import Place

_MANY = 1000
"""Documents in one transaction."""

_COLUMNS = tables.exported.c


class Kept:
    """Keeps it while an export goes on."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._new: list[dict[str, Any]] = []
        self._moved: list[dict[str, Any]] = []

    def add(self, values: dict[str, Any]) -> None:
        """Keep the row of a document."""
        self._new.append(values)
        self._keep(_MANY)

    def move(self, document: str, places: list[Place]) -> None:
        """Keep that the parts of a document stand at other places."""
        self._moved.append({"its_document": document, "its_places": places})
        self._keep(_MANY)

    def end(self) -> None:
        """Keep what is left."""
        self._keep(1)

    def _keep(self, least: int) -> None:
        if len(self._new) + len(self._moved) < least:
            return
        here = _COLUMNS.document == bindparam("its_document")
        with self._database.writing() as connection:
            if self._new:
                gone = [{"its_document": one["document"]} for one in self._new]
                connection.execute(delete(tables.exported).where(here), gone)
                connection.execute(insert(tables.exported), self._new)
            if self._moved:
                places = bindparam("its_places", type_=_COLUMNS.places.type)
                connection.execute(update(tables.exported).where(here).values(places=places), self._moved)
        self._new, self._moved = [], []
