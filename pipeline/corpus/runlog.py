"""The run log: who ran what when, with which settings, and what each document was before and after.

Records are only ever added, and each holds the SHA-256 of the one before it, so that one that is changed or
taken out later shows. They stand in a table of the store: times and names of people do not belong in the
exports, which are the same whenever and wherever they are made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, exists, select

from pipeline import __version__
from pipeline.corpus import rows, tables
from pipeline.corpus.fingerprints import Decisions, exports, fingerprint
from pipeline.corpus.holding import holding, person
from pipeline.corpus.logrecords import Record, append, last
from pipeline.corpus.store import Store
from pipeline.errors import RenskriftError

Why = Literal["made", "decided", "memory", "found", "removed"]
"""A run, a reviewer or the memory has changed it; the log did not know it yet; it was taken out."""

_CHUNK = 64
"""Documents that are in memory at once."""


@contextmanager
def working(store: Store, folder: Path, what: str, who: str = "", **settings: Any) -> Iterator[Run]:
    """Hold the corpus, and note what is done to it, see `logged`.

    Raises:
        Held: Somebody else holds it.
        CorpusError: The store or the folder cannot be written to.
    """
    with (
        holding(folder, what, who, store.database),
        logged(store, folder, what, who, **settings) as run,
    ):
        yield run


@contextmanager
def logged(store: Store, folder: Path, what: str, who: str = "", **settings: Any) -> Iterator[Run]:
    """Note in the log of `store` that something begins and, when the block ends, how it went.

    A run that is killed leaves no end; the next one notes what it has done.

    Args:
        store: The store.
        folder: The output folder, whose exports the end of the run stands for.
        what: In the words of the command.
        who: Who does it; found where it is not given.
        settings: What it is asked to do, as JSON.

    Raises:
        CorpusError: The store cannot be written to.
    """
    with store.database.writing() as connection:
        values = {"what": what, "who": who or person(), "version": __version__, "settings": settings}
        first = append(connection, "started", values)
    run = Run(store, folder, first.number)
    try:
        yield run
    except BaseException as error:
        with suppress(RenskriftError):  # What is wrong may be the store itself, and is said by `error`.
            run.end(f"{type(error).__name__}: {error}")
        raise
    run.end("done")


class Run:
    """A run that has begun, see `logged`.

    Attributes:
        number: Of its first record.
        skipped: How many documents were done before.
        head: The last hash, when it has ended: what is worth to be kept elsewhere.
    """

    def __init__(self, store: Store, folder: Path, number: int) -> None:
        self._store = store
        self._folder = folder
        self._done = self._refused = 0
        self.number = number
        self.skipped = 0
        self.head = ""

    def documents(self, identities: Iterable[str], why: Why = "made") -> None:
        """Note what documents have become; where they were not made now, only if they have changed."""
        left = iter(identities)
        while chunk := list(islice(left, _CHUNK)):
            with self._store.database.writing() as connection:
                noted = self._note(connection, chunk, why)
            self._done += noted if why == "made" else 0

    def refused(self, reasons: Mapping[str, str]) -> None:
        """Note what was not taken in, and why, by file."""
        with self._store.database.writing() as connection:
            for file, reason in reasons.items():
                append(connection, "refused", {"file": file, "reason": reason}, self.number)
        self._refused += len(reasons)

    def end(self, outcome: str) -> Record:
        """Note how it went, and what people and the memory have changed since the run before."""
        self.documents(self._unknown(), "found")
        with self._store.database.writing() as connection:
            end = last(connection, kind="ended")
            before = Decisions.noted(end.values if end else {})
            columns = tables.decisions.c
            decided = select(columns.document).where(columns.number > before.number).distinct()
            self._note(connection, sorted(connection.scalars(decided)), "decided")
            self._note_removed(connection)
            decisions = before.through(connection)
            numbers = {"done": self._done, "skipped": self.skipped, "refused": self._refused}
            noted = {"decisions": decisions.number, "decisions_sha256": decisions.sha256}
            values = {"outcome": outcome, **numbers, "manifest": exports(self._folder), **noted}
            record = append(connection, "ended", values, self.number)
        self.head = record.hash
        return record

    def _unknown(self) -> list[str]:
        """The documents that the log does not know: of an older store, or of a run that was killed."""
        known = exists().where(tables.run_log.c.document == tables.documents.c.id)
        query = select(tables.documents.c.id).where(~known).order_by(tables.documents.c.file)
        return [row.id for row in self._store.database.rows(query)]

    def _note(self, connection: Connection, identities: list[str], why: Why) -> int:
        columns, noted = tables.documents.c, 0
        for start in range(0, len(identities), _CHUNK):
            chosen = columns.id.in_(identities[start : start + _CHUNK])
            found = connection.execute(select(tables.documents).where(chosen).order_by(columns.file)).all()
            for entry in rows.entries(connection, found):
                document, made = entry.document, fingerprint(entry)
                known = last(connection, document.id)
                if why == "made" or not known or known.values.get("made") != made:
                    self._append(connection, document.id, document.file, document.sha256, made, why)
                    noted += 1
        return noted

    def _note_removed(self, connection: Connection) -> None:
        columns = tables.tombstones.c
        query = select(columns.id, columns.file, columns.sha256).where(columns.kind == "document")
        for row in connection.execute(query.order_by(columns.file)).all():
            known = last(connection, row.id)
            if known and known.values.get("why") != "removed":
                self._append(connection, row.id, row.file, row.sha256, "", "removed")

    def _append(
        self, connection: Connection, identity: str, file: str, sha256: str, made: str, why: Why
    ) -> None:
        values = {"document": identity, "file": file, "sha256": sha256, "made": made, "why": why}
        append(connection, "document", values, self.number)
