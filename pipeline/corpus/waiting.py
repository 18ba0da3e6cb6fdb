"""Documents that stay the same and still have something to be done, since people have decided on them.

``documents.pending`` says what: ``translate`` where a decision has changed the text, ``clean`` where the
stages have to look at it again, as where a name was learnt that occurs in it.
"""

from __future__ import annotations

from sqlalchemy import select

from pipeline.corpus import tables
from pipeline.corpus.database import Database

_COLUMNS = tables.documents.c


def waiting(database: Database) -> dict[str, str]:
    """What the next run has to do, ``translate`` or ``clean``, by the document's file."""
    found = database.rows(select(_COLUMNS.file, _COLUMNS.pending).where(_COLUMNS.pending != ""))
    return {row.file: row.pending for row in found}
