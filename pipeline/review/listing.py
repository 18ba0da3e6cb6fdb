"""The documents of a corpus as the queue lists them, and which of them needs a person most."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Row, select

from pipeline.corpus import tables, tallies
from pipeline.corpus.store import Store
from pipeline.corpus.tallies import Tally
from pipeline.document import Status
from pipeline.review import wording

WEIGHTS: Mapping[str, int] = {"slip": 100, "doubtful": 100, "name": 3, "other": 1}
"""What each suggested slip, the share of doubtful sentences, and each other suggestion add to the need."""

State = Literal["todo", "progress", "done", "pending"]
STATES: Mapping[str, str] = {
    "todo": "to do",
    "progress": "in progress",
    "done": "done",
    "pending": "awaiting the next run",
}
"""How far a document is, in words. One that waits for the next run is in one of the other states as well."""


@dataclass(frozen=True, slots=True)
class Item:
    """A document as the queue lists it.

    Attributes:
        id: The document's id.
        title: Or the file, where it has none.
        file: Its path in the archive.
        language: Its code.
        flags: Of the document as a whole.
        pending: What the next run has to do with it, or "".
        tally: What it holds.
        state: Done where no edit waits and a person has seen every sentence.
        need: How much it needs a person; 0 where it is done.
    """

    id: str
    title: str
    file: str
    language: str
    flags: tuple[str, ...]
    pending: str
    tally: Tally
    state: State
    need: int

    @classmethod
    def of(cls, row: Row[Any]) -> Item:
        """The document of a row that has its tally, too."""
        held = Tally.of_row(row)
        flags = tuple(row.flags)
        title, file, pending = row.title or row.file, row.file, row.pending or ""
        return cls(
            row.id, title, file, row.language, flags, pending, held, state=_state(held), need=_need(held)
        )

    @property
    def language_name(self) -> str:
        """The language in words."""
        return wording.language(self.language)


@dataclass(frozen=True, slots=True)
class Column:
    """A column that documents are sorted by.

    Attributes:
        name: As it stands in the address.
        label: As it stands on the page.
        key: What is compared; the smallest is first.
        falls: Whether that is the greatest number, as the column shows it.
    """

    name: str
    label: str
    key: Callable[[Item], Any]
    falls: bool = False


COLUMNS = (
    Column("title", "Document", lambda item: item.title.casefold()),
    Column("need", "Need", lambda item: (item.state == "done", -item.need), falls=True),
    Column("slips", "Slips", lambda item: -item.tally.slips, falls=True),
    Column("suggested", "Suggestions", lambda item: item.tally.slips - item.tally.suggested, falls=True),
    Column("doubtful", "Doubtful", lambda item: -item.tally.doubtful, falls=True),
    Column("quality", "Lowest quality", lambda item: _quality(item.tally)),
    Column("reviewed", "Reviewed", lambda item: _share(item.tally)),
    Column("language", "Language", lambda item: item.language_name),
    Column("status", "Status", lambda item: list(STATES).index(item.state)),
)


def items(store: Store) -> list[Item]:
    """All documents, in no order."""
    tallies.complete(store.database)
    known = tables.documents.c
    query = select(
        *(known.id, known.title, known.file, known.language, known.flags, known.pending), *tallies.COLUMNS
    ).join_from(tables.documents, tables.tallies)
    return [Item.of(row) for row in store.database.rows(query)]


def ordered(found: Iterable[Item], sort: str = "") -> list[Item]:
    """Documents sorted by a column; by need where `sort` names none, the file deciding between equals."""
    columns = {column.name: column for column in COLUMNS}
    column = columns.get(sort.removeprefix("-"), columns["need"])
    by_need = sorted(found, key=lambda item: (columns["need"].key(item), item.file))
    return sorted(by_need, key=column.key, reverse=sort.startswith("-"))


def _state(held: Tally) -> State:
    if not held.suggested and not held.flagged and held.reviewed == held.segments:
        return "done"
    decided = held.reviewed + held.count(status=Status.ACCEPTED) + held.count(status=Status.REJECTED)
    return "progress" if decided else "todo"


def _need(held: Tally) -> int:
    slips, names = held.slips, held.count("names", status=Status.SUGGESTED)
    share = held.doubtful / held.segments if held.segments else 0
    parts = {"slip": slips, "doubtful": share, "name": names, "other": held.suggested - slips - names}
    return round(sum(WEIGHTS[part] * number for part, number in parts.items()))


def _quality(held: Tally) -> float:
    return 2.0 if held.quality_lowest is None else held.quality_lowest


def _share(held: Tally) -> float:
    return held.reviewed / held.segments if held.segments else 2.0
