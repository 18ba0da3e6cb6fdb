"""The connections to the database of the store, and what SQLite needs to be told."""

from __future__ import annotations

import os
import sqlite3
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
    event,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.schema import CreateColumn

from pipeline.corpus import tables
from pipeline.errors import CorpusError

BUSY_SECONDS = 60
"""How long a writer waits for another one."""

_TRY_MS = 5
"""How long SQLite itself tries."""

AWAY_SECONDS = 30
"""How long a server that was there before is waited for: as long as it may take to restart."""

_reached = set[URL]()
"""The databases that were there before: for any other one nobody waits, since its address may be wrong."""

_LAYOUT = select(tables.about.c.value).where(tables.about.c.key == "layout")
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
        url = _of_file(location) if isinstance(location, Path) else location
        if isinstance(location, Path) and not location.parent.is_dir():
            raise CorpusError(f"the folder {location.parent} does not exist: make it first")
        # A connection that a restart of the server has ended is found before it is used.
        self._engine = create_engine(url, pool_pre_ping=True)
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", _set_up_sqlite)
            event.listen(self._engine, "begin", _begin_sqlite)
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
        self._complete()
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
                if not connection.scalar(_LAYOUT):
                    connection.execute(insert(tables.about).values(key="layout", value=tables.LAYOUT))
        return str(self.scalar(_LAYOUT))

    def _complete(self) -> None:
        """Make the tables, columns and indexes that a store of an earlier version does not have yet."""
        with self.reading() as connection:
            is_complete = not any(
                _missing(connection, table) or _missing_indexes(connection, table)
                for table in tables.all_tables()
            )
        if not is_complete:
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


def _of_file(path: Path) -> URL:
    """The address of a SQLite file. In a folder that cannot be written to it is read as it stands.

    SQLite would make two files beside it; where it has them, somebody who may write works on it.
    """
    if not path.is_file() or os.access(path.parent, os.W_OK):
        return URL.create("sqlite", database=str(path))
    how = {"mode": "ro"} if path.with_name(f"{path.name}-wal").exists() else {"immutable": "1"}
    return URL.create("sqlite", database=path.absolute().as_uri(), query={**how, "uri": "true"})


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # The driver's own transactions would begin too late, so that a reader would not see one state.
    connection.isolation_level = None
    for setting in (
        f"busy_timeout = {BUSY_SECONDS * 1000}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {setting}")


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("isolation_level") == "AUTOCOMMIT":
        return
    if not options.get("writes"):
        connection.exec_driver_sql("BEGIN")
        return
    # A transaction that reads first and writes later can fail at once where another one writes too.
    # SQLite itself waits longer from try to try, and so would never find a turn beside a busy writer.
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {_TRY_MS}")
    driver: Any = connection.connection.driver_connection
    try:
        _take_turn(driver)
        if not driver.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")


def _take_turn(connection: Any) -> None:
    """Begin to write as soon as nobody else does; where that fails, the caller learns why."""
    last = monotonic() + BUSY_SECONDS
    while monotonic() < last:
        try:
            connection.execute("BEGIN IMMEDIATE")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:  # The rest says why it is busy.
                return
