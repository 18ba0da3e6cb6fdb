"""The translation memory in the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Row, case, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from pipeline.corpus import tables
from pipeline.corpus.database import Database
from pipeline.document import LANGUAGES, Language, other
from pipeline.translation.alike import AT_LEAST, Alike
from pipeline.translation.memory import Match, Unit, key, worth

_KEYS = 500
"""Keys in one query; SQLite takes some thousands."""

_UNITS_AT_ONCE = 2000
"""Units that are held in memory while many are added."""

_UNIT_KEYS = ("source", "target", "language", "origin", "who", "when", "note", "document", "segment")


class StoreMemory:
    """The units of a store; see `pipeline.translation.memory`. It may be used from several threads.

    Args:
        database: That of the store.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._alike: Mapping[Language, Alike] = {language: Alike() for language in LANGUAGES}
        self._indexed: dict[Language, int] = dict.fromkeys(LANGUAGES, 0)
        self._lock = Lock()

    def __len__(self) -> int:
        return int(self._database.scalar(select(func.count()).select_from(tables.memory)))

    def units(self) -> Iterator[Unit]:
        """All units, in the order in which they were added; some at a time are in memory."""
        return map(_unit, self._database.rows(select(tables.memory).order_by(tables.memory.c.number)))

    def add(self, units: Iterable[Unit], name: str = "") -> int:
        """Add units, all or none; gives how many are new. One that is there already stays as it is.

        Args:
            units: The units.
            name: What to call the import, so that `remove` can undo it; several of one name are one.
        """
        remaining = iter(units)
        of_dialect = sqlite.insert if self._database.dialect == "sqlite" else postgresql.insert
        statement = of_dialect(tables.memory).on_conflict_do_nothing(index_elements=["id"])
        with self._database.writing() as connection:
            before = _count(connection)
            while chunk := list(islice(remaining, _UNITS_AT_ONCE)):
                rows = [_row(unit) for unit in chunk]
                mine = _made_here(connection, [row["id"] for row in rows]) if name else set()
                connection.execute(statement, rows)
                if brought := {row["id"] for row in rows if name} - mine:
                    connection.execute(
                        of_dialect(tables.imports).on_conflict_do_nothing(),
                        [{"name": name, "unit": identity} for identity in sorted(brought)],
                    )
            return _count(connection) - before

    def imports(self) -> Mapping[str, int]:
        """How many units each import has brought, by its name."""
        columns = tables.imports.c
        query = select(columns.name, func.count().label("units")).group_by(columns.name)
        return {row.name: row.units for row in self._database.rows(query.order_by(columns.name))}

    def remove(self, name: str) -> tuple[int, int]:
        """Undo an import: take out its units, but for those that another one has brought, too.

        What people have reviewed here is no import's, and stays. Documents whose segments use a unit that
        is taken out wait for the next run, which translates these segments anew.

        Args:
            name: What the import was called.

        Returns:
            How many units were taken out, and how many documents wait.
        """
        columns = tables.imports.c
        kept = select(columns.unit).where(columns.name != name)
        gone = select(columns.unit).where(columns.name == name, columns.unit.not_in(kept))
        with self._database.writing() as connection:
            own, segments = tables.memory.c, tables.segments.c
            models = select(own.origin + "@" + own.id).where(own.id.in_(gone))
            using = select(segments.document).where(segments.status == "memory", segments.model.in_(models))
            waiting = update(tables.documents).where(tables.documents.c.id.in_(using))
            documents = connection.execute(
                waiting.values(
                    pending=case(
                        (tables.documents.c.pending == "", "translate"), else_=tables.documents.c.pending
                    )
                )
            ).rowcount
            units = connection.execute(delete(tables.memory).where(own.id.in_(gone))).rowcount
            connection.execute(delete(tables.imports).where(columns.name == name))
        return units, documents

    def exact(self, sources: Collection[str], language: Language) -> Mapping[str, Match]:
        """For each of the sentences in `language` the unit with the same folded source, if there is one.

        Of several the best, see `pipeline.translation.memory.worth`.
        """
        asked: dict[str, list[str]] = defaultdict(list)
        for source in sources:
            asked[key(source, language)].append(source)
        found: dict[str, list[Unit]] = defaultdict(list)
        for keys in _chunks(list(asked)):
            for column in (tables.memory.c.source_key, tables.memory.c.target_key):
                for row in self._database.rows(select(tables.memory).where(column.in_(keys))):
                    found[row._mapping[column]].append(_unit(row))
        return {
            source: Match.of(max(units, key=lambda unit: worth(unit, source, language)), language)
            for one, units in found.items()
            for source in asked[one]
        }

    def alike(
        self, source: str, language: Language, at_least: float = AT_LEAST, limit: int = 5
    ) -> list[Match]:
        """Units whose text in `language` is at least so much alike, 0 to 100, the best first.

        The first call in a language reads the whole memory, later ones what is new.
        """
        with self._lock:
            self._index(language)
            # One number more for each that may have been taken out of the memory meanwhile.
            found = self._alike[language].find(source, at_least, limit * 2)
        query = select(tables.memory).where(tables.memory.c.number.in_([number for number, _ in found]))
        units = {row.number: _unit(row) for row in self._database.rows(query)}
        matches = [Match.of(units[number], language, score) for number, score in found if number in units]
        return matches[:limit]

    def _index(self, language: Language) -> None:
        columns = tables.memory.c
        query = select(columns.number, columns.language, columns.source, columns.target)
        new = query.where(columns.number > self._indexed[language]).order_by(columns.number)
        for row in self._database.rows(new):
            self._alike[language].add(row.number, row.source if row.language == language else row.target)
            self._indexed[language] = row.number


def put(connection: Connection, unit: Unit) -> None:
    """Keep what a person has just decided on a segment, in place of what stood there for it before."""
    take_out(connection, unit.document, unit.segment)
    connection.execute(delete(tables.memory).where(tables.memory.c.id == unit.id))
    connection.execute(delete(tables.imports).where(tables.imports.c.unit == unit.id))
    connection.execute(insert(tables.memory).values(_row(unit)))


def take_out(connection: Connection, document: str, segment: str) -> None:
    """Forget what was reviewed in a segment."""
    columns = tables.memory.c
    here = (columns.segment == segment) & (columns.document == document) & (columns.origin == "reviewed")
    connection.execute(delete(tables.memory).where(here))


def _made_here(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Those of the units that people have reviewed in this corpus, so that no import has brought them."""
    own, found = tables.memory.c, set[str]()
    imported = select(tables.imports.c.unit)
    for some in _chunks(ids):
        query = select(own.id).where(own.id.in_(some), own.origin == "reviewed", own.id.not_in(imported))
        found.update(connection.scalars(query))
    return found


def _row(unit: Unit) -> dict[str, Any]:
    return {
        **{name: getattr(unit, name) for name in _UNIT_KEYS},
        "id": unit.id,
        "source_key": key(unit.source, unit.language),
        "target_key": key(unit.target, other(unit.language)),
    }


def _unit(row: Row[Any]) -> Unit:
    return Unit(**{name: getattr(row, name) for name in _UNIT_KEYS})


def _count(connection: Connection) -> int:
    return connection.scalar(select(func.count()).select_from(tables.memory)) or 0


def _chunks(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    return (keys[start : start + _KEYS] for start in range(0, len(keys), _KEYS))
