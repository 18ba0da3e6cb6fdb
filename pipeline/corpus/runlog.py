"""The run log: who ran what when, with which settings, and what each document was before and after.

Records are only ever added, and each holds the SHA-256 of the one before it, so that one that is changed or
taken out later shows. They stand in a table of the store: times and names of people do not belong in the
exports, which are the same whenever and wherever they are made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, exists, select

from pipeline import __version__
from pipeline.corpus import importing, rows, tables
from pipeline.corpus.fingerprints import Decisions, exports, fingerprint, origin
from pipeline.corpus.holding import holding, person
from pipeline.corpus.logrecords import Record, append, last
from pipeline.corpus.store import DECISIONS, Store
from pipeline.errors import RenskriftError

Why = Literal["made", "decided", "memory", "found", "removed", "missing", "back"]
"""A run, a reviewer or the memory has changed it; the log did not know it yet; it was taken out; its file is
not there any more, or there again."""

_KEPT = ("file", "sha256", "made", "origin")
"""What a record knows a document by: its path, and hashes of its bytes, of what was made, of its origin."""

_CHUNK = 64
"""Documents that are in memory at once."""


@contextmanager
def working(store: Store, folder: Path, what: str, who: str = "", **settings: Any) -> Iterator[Run]:
    """Hold the corpus, and note what is done to it, see `logged`.

    Raises:
        Held: Somebody else holds it.
        CorpusError: The store or the folder cannot be written to, or the folder has decisions that the store
            has not.
    """
    importing.guard(store.database, folder / DECISIONS)
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
        before = last(connection)
        was_whole = before is None or before.values.get("outcome") == "done"
        values = {"what": what, "who": who or person(), "version": __version__, "settings": settings}
        first = append(connection, "started", values)
    run = Run(store, folder, first.number, resumes=not was_whole)
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

    def __init__(self, store: Store, folder: Path, number: int, *, resumes: bool = False) -> None:
        self._store = store
        self._folder = folder
        self._done = self._refused = 0
        self._resumes = resumes
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

    def whereabouts(self, identities: Sequence[str], why: Literal["missing", "back"]) -> None:
        """Note of documents that their files are gone or back; what was made of them stays as it was."""
        with self._store.database.writing() as connection:
            for identity in identities:
                if known := last(connection, identity):
                    values = {key: known.values[key] for key in _KEPT if key in known.values}
                    self._append(connection, identity, values, why)

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
        """The documents that the log may not know: of an older store; all, after a run that was cut off."""
        known = exists().where(tables.run_log.c.document == tables.documents.c.id)
        query = select(tables.documents.c.id).order_by(tables.documents.c.file)
        wanted = query if self._resumes else query.where(~known)
        return [row.id for row in self._store.database.rows(wanted)]

    def _note(self, connection: Connection, identities: list[str], why: Why) -> int:
        columns, noted = tables.documents.c, 0
        for start in range(0, len(identities), _CHUNK):
            chosen = columns.id.in_(identities[start : start + _CHUNK])
            found = connection.execute(select(tables.documents).where(chosen).order_by(columns.file)).all()
            for entry in rows.entries(connection, found):
                document, known = entry.document, last(connection, entry.document.id)
                told = (document.file, document.sha256, fingerprint(entry), origin(document))
                now = dict(zip(_KEPT, told, strict=True))
                # What an earlier version has noted may lack a key.
                other = {key for key in now if known and known.values.get(key, now[key]) != now[key]}
                if why == "decided" and other & {"sha256", "origin"}:
                    continue  # No decision changes these: `verify` goes on to tell it.
                if why == "made" or not known or other:
                    self._append(connection, document.id, now, why)
                    noted += 1
        return noted

    def _note_removed(self, connection: Connection) -> None:
        columns = tables.tombstones.c
        query = select(columns.id, columns.file, columns.sha256).where(columns.kind == "document")
        for row in connection.execute(query.order_by(columns.file)).all():
            known = last(connection, row.id)
            if known and known.values.get("why") != "removed":
                values = {"file": row.file, "sha256": row.sha256, "made": ""}
                self._append(connection, row.id, values, "removed")

    def _append(self, connection: Connection, identity: str, values: Mapping[str, str], why: Why) -> None:
        append(connection, "document", {"document": identity, **values, "why": why}, self.number)
