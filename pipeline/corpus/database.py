"""The connections to the database of the store, and its tables, which are made where they are missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from sqlalchemy import (
    URL,
    Column,
    Connection,
    Index,
    Row,
    Select,
    Table,
    create_engine,
    inspect,
    text,
)
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.schema import CreateColumn

from pipeline.corpus import sqlite, tables
from pipeline.corpus.about import note, noted
from pipeline.errors import CorpusError

AWAY_SECONDS = 30
"""How long a server that was there before is waited for: as long as it may take to restart."""

_reached = set[URL]()
"""The databases that were there before: for any other one nobody waits, since its address may be wrong."""

_LAYOUT = "layout"

_whole = set[tuple[URL, int]]()
"""The SQLite databases that were found to have all tables, and what their schema was then.

To look at every table takes 10 ms, and a run opens the store for each batch.
"""

_TURN = text("SELECT pg_advisory_xact_lock(hashtextextended('renskrift tables ' || current_schema(), 0))")
"""PostgreSQL finds out too late that somebody else makes the same table, and one of them fails."""


class Database:
    """A database with the tables of the store.

    Args:
        location: Path of a SQLite file, which is made where there is none, or an SQLAlchemy URL.

    Raises:
        CorpusError: The database cannot be opened, is damaged, or is from another version.
    """

    def __init__(self, location: Path | str) -> None:
        url = sqlite.address(location) if isinstance(location, Path) else location
        if isinstance(location, Path) and not location.parent.is_dir():
            raise CorpusError(f"the folder {location.parent} does not exist: make it first")
        # A connection that a restart of the server has ended is found before it is used.
        self._engine = create_engine(url, pool_pre_ping=True)
        if self._engine.dialect.name == "sqlite":
            sqlite.prepare(self._engine)
        try:
            layout = self._layout()
        except CorpusError as error:
            self.close()
            raise CorpusError(f"the store {location} cannot be opened: {error}") from error
        if layout != tables.LAYOUT:
            self.close()
            raise CorpusError(
                f"the store {location} has layout {layout}, this version of Renskrift needs {tables.LAYOUT}"
            )
        try:
            self._complete()
        except CorpusError as error:
            self.close()
            if not sqlite.is_refused_writing(error.__cause__):
                raise
            raise CorpusError(
                f"the store {location} is from an earlier version, which this one completes before it reads "
                "it, and it cannot be written to: copy it to a folder that can be, and read the copy"
            ) from error
        _reached.add(self._engine.url)

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self._engine.dialect.name

    def close(self) -> None:
        """Give back all connections."""
        self._engine.dispose()

    def reading(self) -> AbstractContextManager[Connection]:
        """A transaction that sees one state of the database.

        Raises:
            CorpusError: The database is damaged, busy or gone.
        """
        return self._transaction()

    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction that is kept as a whole, or not at all where an exception leaves it.

        Raises:
            CorpusError: The database is damaged, busy or gone, or a value breaks its rules.
        """
        return self._transaction(writes=True)

    @contextmanager
    def session(self) -> Iterator[Connection]:
        """A connection outside of all transactions, for a lock that outlasts them.

        Raises:
            CorpusError: The database is gone.
        """
        try:
            with self._connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                yield connection
        except DBAPIError as error:
            raise CorpusError(f"the store reports: {error.orig}") from error

    def rows(self, query: Select[Any]) -> Iterator[Row[Any]]:
        """What `query` finds; some rows at a time are in memory."""
        with self.reading() as connection:
            yield from connection.execution_options(yield_per=1000).execute(query)

    def scalar(self, query: Select[Any]) -> Any:
        """The first value that `query` finds, or None."""
        with self.reading() as connection:
            return connection.scalar(query)

    @contextmanager
    def _transaction(self, **options: Any) -> Iterator[Connection]:
        if self.dialect != "sqlite" and not options:
            options["isolation_level"] = "REPEATABLE READ"  # Else each query would see another state.
        try:
            with self._connect().execution_options(**options) as connection, connection.begin():
                yield connection
        except DBAPIError as error:
            raise CorpusError(f"the store reports: {error.orig}") from error

    def _connect(self) -> Connection:
        """A connection; nothing is lost yet by waiting for a server that restarts."""
        last = monotonic() + AWAY_SECONDS
        while True:
            try:
                return self._engine.connect()
            except OperationalError:
                if self.dialect == "sqlite" or self._engine.url not in _reached or monotonic() > last:
                    raise
            sleep(0.2)

    @contextmanager
    def _making(self) -> Iterator[Connection]:
        """A transaction that makes tables; another process that would make them too waits for its end."""
        with self.writing() as connection:
            if self.dialect == "postgresql":
                connection.execute(_TURN)
            yield connection

    def _layout(self) -> str:
        """The layout of the tables, which are made where there are none."""
        with self.reading() as connection:
            is_new = not inspect(connection).has_table(tables.about.name)
        if is_new:
            with self._making() as connection:
                tables.create_all(connection)
                if not noted(connection, _LAYOUT):
                    note(connection, _LAYOUT, tables.LAYOUT)
        with self.reading() as connection:
            return noted(connection, _LAYOUT)

    def _complete(self) -> None:
        """Make the tables, columns and indexes that a store of an earlier version does not have yet."""
        with self.reading() as connection:
            schema = (self._engine.url, sqlite.schema(connection) if self.dialect == "sqlite" else -1)
            if schema in _whole:
                return
            is_complete = not any(
                _missing(connection, table) or _missing_indexes(connection, table)
                for table in tables.all_tables()
            )
        if is_complete:
            if self.dialect == "sqlite":
                _whole.add(schema)
        else:
            with self._making() as connection:
                tables.create_all(connection)
                for table in tables.all_tables():
                    for column in _missing(connection, table):
                        connection.execute(
                            text(f"ALTER TABLE {table.name} ADD COLUMN {_definition(column, connection)}")
                        )
                    for index in _missing_indexes(connection, table):
                        index.create(connection)


def _missing(connection: Connection, table: Table) -> list[Column[Any]]:
    """The columns that a table of the database does not have; all, where there is no such table."""
    found = inspect(connection)
    known = (
        {column["name"] for column in found.get_columns(table.name)} if found.has_table(table.name) else set()
    )
    return [column for column in table.columns if column.name not in known]


def _missing_indexes(connection: Connection, table: Table) -> list[Index]:
    """The indexes that a table of the database does not have."""
    found = inspect(connection)
    known = (
        {index["name"] for index in found.get_indexes(table.name)} if found.has_table(table.name) else set()
    )
    return [index for index in table.indexes if index.name not in known]


def _definition(column: Column[Any], connection: Connection) -> str:
    return str(CreateColumn(column).compile(dialect=connection.dialect))
