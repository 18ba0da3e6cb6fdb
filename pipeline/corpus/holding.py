"""One at a time writes a corpus: who holds it says so, and who comes second is told and stops.

The lock is one of the operating system on a file of the output folder, and on PostgreSQL one of its server as
well. Both end with the process that holds them, however it ends: there is never one to be removed by hand.
Decisions of reviewers are transactions of the store and need no lock.
"""

from __future__ import annotations

import getpass
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from pipeline.corpus.about import note, noted
from pipeline.corpus.database import Database
from pipeline.errors import CorpusError, Held

FILE = ".lock"
"""Stays in the output folder: empty, or with who holds the corpus."""

_KEY = "holder"
_HERE = "hashtextextended('renskrift ' || current_schema(), 0)"
_TAKE = text(f"SELECT pg_try_advisory_lock({_HERE})")
_LET_GO = text(f"SELECT pg_advisory_unlock({_HERE})")


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a corpus.

    Attributes:
        what: What it is doing, such as ``renskrift run``.
        who: See `person`.
        host: The name of the machine.
        process: The number of the process there.
        since: ISO 8601, UTC.
    """

    what: str
    who: str
    host: str
    process: int
    since: str

    @classmethod
    def here(cls, what: str, who: str = "") -> Holder:
        """This process, from now on."""
        return cls(what, who or person(), socket.gethostname(), os.getpid(), now())

    def __str__(self) -> str:
        return f"{self.what} of {self.who} (process {self.process} on {self.host}, since {self.since})"


def person() -> str:
    """Who runs this process, as ``user@host``."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # A container's user may have a number and no name.
        user = str(os.getuid()) if hasattr(os, "getuid") else "somebody"
    return f"{user}@{socket.gethostname()}"


def now() -> str:
    """This second, ISO 8601, UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@contextmanager
def holding(folder: Path, what: str, who: str = "", database: Database | None = None) -> Iterator[Holder]:
    """Hold the corpus in an output folder while the block runs.

    Args:
        folder: The output folder, which is made where there is none.
        what: What will be done, in the words of the command.
        who: Who does it; found where it is not given.
        database: The store's database, where others may write to it from other output folders.

    Raises:
        Held: Somebody else holds it, or this process does already.
        CorpusError: The folder cannot be written to.
    """
    holder = Holder.here(what, who)
    with _file_held(folder, holder):
        if database and database.dialect == "postgresql":
            with _database_held(database, holder):
                yield holder
        else:
            yield holder


def holder_of(folder: Path) -> Holder | None:
    """Who says that it holds the corpus in an output folder; None where nobody does, or it is unreadable."""
    with suppress(OSError, ValueError, TypeError):
        return Holder(**json.loads((folder / FILE).read_text("utf-8")))
    return None


@contextmanager
def _file_held(folder: Path, holder: Holder) -> Iterator[None]:
    path = folder / FILE
    # A lock that is only a file would outlive a process that is killed.
    lock = FileLock(path, timeout=0, thread_local=False, fallback_to_soft=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise _held(folder, holder_of(folder)) from None
    except (OSError, NotImplementedError) as error:
        raise CorpusError(f"the corpus in {folder} cannot be locked: {error}") from error
    try:
        _say(path, json.dumps(asdict(holder)))
        yield
    finally:
        _say(path, "")
        lock.release()


def _say(path: Path, words: str) -> None:
    with suppress(OSError):  # A full disk: the lock holds all the same, only who holds it is not known.
        path.write_text(words, "utf-8")


@contextmanager
def _database_held(database: Database, holder: Holder) -> Iterator[None]:
    with database.session() as connection:
        if not connection.scalar(_TAKE):
            raise _held("the database", _holder_in(connection))
        note(connection, _KEY, json.dumps(asdict(holder)))
        try:
            yield
        except BaseException:
            with suppress(SQLAlchemyError):
                _let_go(connection)
            raise
        with suppress(DBAPIError):
            _let_go(connection)
            return
    _expect_nobody_else(database, holder)


def _expect_nobody_else(database: Database, holder: Holder) -> None:
    """After a restart of the server, which ends the lock: who takes it says so in place of `holder`."""
    with database.session() as connection:
        is_free = connection.scalar(_TAKE)
        is_ours = is_free and _holder_in(connection) == holder
        if is_free:
            _let_go(connection)
    if not is_ours:
        raise CorpusError(
            "the connection that held the corpus was lost, so that somebody else may have worked on it "
            "as well: run again, and see what `renskrift verify` says"
        )


def _let_go(connection: Connection) -> None:
    note(connection, _KEY, "")
    connection.execute(_LET_GO)


def _holder_in(connection: Connection) -> Holder | None:
    with suppress(SQLAlchemyError, ValueError, TypeError):
        return Holder(**json.loads(noted(connection, _KEY)))
    return None


def _held(where: object, holder: Holder | None) -> Held:
    by = str(holder) if holder else "another process, which has not said who it is"
    return Held(
        f"the corpus in {where} is held by {by}, and nothing was changed: wait until that is done, or stop it"
    )
