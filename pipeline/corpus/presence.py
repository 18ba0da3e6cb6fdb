"""Which articles were in their folder at the last run, and since when others are not there any more.

An article that is gone stays in the corpus and in its exports: it is only marked, until somebody takes it out
or its file is back. Times and the paths of this machine stand in the store and in the run log, never in an
export.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    Row,
    Table,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from pipeline.corpus import tables
from pipeline.corpus.database import Database
from pipeline.corpus.holding import now
from pipeline.corpus.runlog import Run

_CHUNK = 1_000
_PLACES = tables.places.c
_DOCUMENTS = tables.documents.c
_SEEN = Table("seen", MetaData(), Column("file", tables.Text, primary_key=True), prefixes=["TEMPORARY"])


@dataclass(frozen=True, slots=True)
class Missing:
    """A document whose file is not there any more.

    Attributes:
        id: Its id.
        file: Its file.
        source: The folder that it was in.
        since: When a run noticed it; ISO 8601, UTC.
    """

    id: str
    file: str
    source: str
    since: str


@dataclass(frozen=True, slots=True)
class Absent:
    """What a run has found to be gone.

    Attributes:
        documents: How many documents of the corpus are marked.
        now: How many of them are marked since this run.
        is_empty: Whether nothing at all is in the source that had something: nothing is marked then.
    """

    documents: int = 0
    now: int = 0
    is_empty: bool = False

    def __str__(self) -> str:
        if self.is_empty:
            return f"{self.documents}; the source is empty, and none was marked"
        return f"{self.documents}, {self.now} since this run"


def settle(
    database: Database, log: Run, source: str, seen: Iterable[str], was_looked_at: Callable[[str], bool]
) -> Absent:
    """Mark the documents of a source whose files a run has not seen, and take the mark from those it has.

    What was refused and is not there any more is forgotten. Where nothing was seen, nothing is marked: that
    is more likely a disk that is not there.

    Args:
        database: The store's.
        log: Notes what goes and what comes back.
        source: The path of the folder.
        seen: The files of all articles that were there, each once or more.
        was_looked_at: Whether the run would have seen a file, were it there.
    """
    gone, marked, when = 0, 0, now()
    with database.reading() as connection:
        number = _note(connection, seen)
        for chunk in _chunks(connection, _changed(source)):
            _came(database, [row.file for row in chunk], source)
            log.whereabouts([row.id for row in chunk if row.missing and row.id], "back")
        for chunk in _chunks(connection, _gone(source)):
            lost = [row for row in chunk if was_looked_at(row.file)]
            gone += len(lost)
            if number:
                _went(database, lost, when)
                log.whereabouts([row.id for row in lost if row.id], "missing")
                marked += sum(bool(row.id) for row in lost)
        _SEEN.drop(connection)
    total = select(func.count()).select_from(_marked().subquery())
    return Absent(database.scalar(total), marked, is_empty=bool(gone and not number))


def missing(database: Database) -> Iterator[Missing]:
    """The documents that are marked, sorted by file."""
    return (Missing(*row) for row in database.rows(_marked().order_by(_DOCUMENTS.file)))


def missing_since(database: Database, document: str) -> Missing | None:
    """The mark of the document with that id; None where its file is there, as far as is known."""
    found = list(database.rows(_marked().where(_DOCUMENTS.id == document)))
    return Missing(*found[0]) if found else None


def _marked() -> Any:
    columns = (_DOCUMENTS.id, _DOCUMENTS.file, _PLACES.source, _PLACES.missing)
    return select(*columns).join(tables.places, _PLACES.file == _DOCUMENTS.file).where(_PLACES.missing != "")


def _note(connection: Connection, seen: Iterable[str]) -> int:
    """Put the files into a table that is gone with the connection; gives how many."""
    _SEEN.create(connection)
    of_dialect = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    left, number = iter(seen), 0
    while chunk := list(islice(left, _CHUNK)):
        connection.execute(of_dialect(_SEEN).on_conflict_do_nothing(), [{"file": file} for file in chunk])
        number += len(chunk)
    return number


def _changed(source: str) -> Any:
    """The files that were seen, and that are new, were elsewhere, or were marked."""
    query = select(_SEEN.c.file, _PLACES.missing, _DOCUMENTS.id)
    joined = query.outerjoin(tables.places, _PLACES.file == _SEEN.c.file)
    joined = joined.outerjoin(tables.documents, _DOCUMENTS.file == _SEEN.c.file)
    return joined.where(or_(_PLACES.file.is_(None), _PLACES.source != source, _PLACES.missing != ""))


def _gone(source: str) -> Any:
    """The files of a source that were not seen, and are not marked."""
    query = select(_PLACES.file, _DOCUMENTS.id)
    joined = query.outerjoin(tables.documents, _DOCUMENTS.file == _PLACES.file)
    unseen = ~exists().where(_SEEN.c.file == _PLACES.file)
    return joined.where(_PLACES.source == source, _PLACES.missing == "", unseen)


def _chunks(connection: Connection, query: Any) -> Iterator[Sequence[Row[Any]]]:
    found = connection.execute(query.execution_options(yield_per=_CHUNK))
    return iter(found.partitions())


def _came(database: Database, files: Sequence[str], source: str) -> None:
    values = [{"file": file, "source": source, "missing": ""} for file in files]
    with database.writing() as connection:
        connection.execute(delete(tables.places).where(_PLACES.file.in_(files)))
        connection.execute(insert(tables.places), values)


def _went(database: Database, lost: Sequence[Row[Any]], when: str) -> None:
    marked = [row.file for row in lost if row.id]
    forgotten = [row.file for row in lost if not row.id]
    refused = tables.refused.c.file
    with database.writing() as connection:
        connection.execute(update(tables.places).where(_PLACES.file.in_(marked)).values(missing=when))
        connection.execute(delete(tables.places).where(_PLACES.file.in_(forgotten)))
        connection.execute(delete(tables.refused).where(refused.in_([row.file for row in lost])))
