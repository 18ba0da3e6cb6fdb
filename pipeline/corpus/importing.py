"""Decisions from another store, as ``decisions.jsonl`` has them, taken into this one."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection, func, select

from pipeline.corpus import decided, deciding, tables
from pipeline.corpus.database import Database
from pipeline.corpus.entry import Decision
from pipeline.errors import CorpusError

_KEPT = select(func.count()).select_from(tables.decisions)


def take_in(connection: Connection, decisions: Iterable[Decision]) -> int:
    """Add those decisions that are not there yet, all or none, and obey them; gives how many are new.

    The numbers are this store's own. Those on documents that are not there are obeyed when they come.

    Args:
        connection: In a transaction that writes.
        decisions: In the order in which they were made.

    Raises:
        CorpusError: A decision takes back one that does not stand before it.
    """
    there: dict[Decision, deque[int]] = defaultdict(deque)
    for one in map(decided.decision, connection.execute(decided.query())):
        there[replace(one, number=0)].append(one.number)
    numbers: dict[int, int] = {}
    documents: dict[str, None] = {}
    new = 0
    for one in decisions:
        if one.undoes and one.undoes not in numbers:
            raise CorpusError(
                f"decision {one.number} takes back decision {one.undoes}, which does not stand before it"
            )
        own = replace(one, number=0, undoes=numbers.get(one.undoes, 0))
        if there[own]:
            numbers[one.number] = there[own].popleft()
        else:
            (added,) = decided.add(connection, [own])
            numbers[one.number] = added.number
            documents[one.document] = None
            new += 1
    for document in documents:
        deciding.obey_all(connection, document)
    return new


def guard(database: Database, path: Path) -> None:
    """See that no decision is lost when the exports in an output folder are written anew from its store.

    A file that cannot be read is no proof of anything, and `verify` tells it.

    Raises:
        CorpusError: The folder has more decisions than the store, which then is an older copy.
    """
    written = _count(path)
    kept = database.scalar(_KEPT)
    if written > kept:
        raise CorpusError(
            f"{path} has more decisions ({written:,}) than the store ({kept:,}), which may be an older copy: "
            "take them in with renskrift decisions import, or take that file away"
        )


def _count(path: Path) -> int:
    from pipeline.corpus.reading import read_decisions

    try:
        return sum(1 for _ in read_decisions(path)) if path.is_file() else 0
    except CorpusError:
        return 0


def restore(database: Database, path: Path) -> None:
    """Take the decisions of an output folder into its store, where that has none: it is a new one.

    Raises:
        CorpusError: The file is damaged.
    """
    if path.is_file() and not database.scalar(_KEPT):
        from pipeline.corpus.reading import read_decisions

        with database.writing() as connection:
            take_in(connection, read_decisions(path))
