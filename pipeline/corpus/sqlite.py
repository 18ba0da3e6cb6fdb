"""What SQLite needs to be told: where its file is, how it is set up, and how a writer takes its turn."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import URL, Connection, Engine, event

BUSY_SECONDS = 60
"""How long a writer waits for another one."""

_TRY_MS = 5
"""How long SQLite itself tries."""


def address(path: Path) -> URL:
    """The address of a SQLite file. In a folder that cannot be written to it is read as it stands.

    SQLite would make two files beside it; where it has them, somebody who may write works on it.
    """
    if not path.is_file() or os.access(path.parent, os.W_OK):
        return URL.create("sqlite", database=str(path))
    how = {"mode": "ro"} if path.with_name(f"{path.name}-wal").exists() else {"immutable": "1"}
    return URL.create("sqlite", database=path.absolute().as_uri(), query={**how, "uri": "true"})


def prepare(engine: Engine) -> None:
    """Have every connection of `engine` set up, and its transactions begun in time."""
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)


def schema(connection: Connection) -> int:
    """A number that is another one whenever tables or indexes have changed."""
    return int(connection.exec_driver_sql("PRAGMA schema_version").scalar_one())


def is_refused_writing(error: BaseException | None) -> bool:
    """Whether an error of the database is that its file may only be read."""
    code = getattr(getattr(error, "orig", None), "sqlite_errorcode", 0)
    return code & 0xFF == sqlite3.SQLITE_READONLY


def _set_up(connection: Any, _record: object) -> None:
    # The driver's own transactions would begin too late, so that a reader would not see one state.
    connection.isolation_level = None
    for setting in (
        f"busy_timeout = {BUSY_SECONDS * 1000}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {setting}")


def _begin(connection: Connection) -> None:
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
