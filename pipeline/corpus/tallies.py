"""What each document holds, counted once and kept beside it, so that thousands are listed at once.

Whoever changes a document calls `tally` or `forget` at the end of the same transaction.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, case, cast, delete, func, select
from sqlalchemy import Text as PlainText
from sqlalchemy.dialects import postgresql, sqlite

from pipeline.corpus import tables
from pipeline.corpus.database import Database
from pipeline.document import Status

LOW_QUALITY = 0.5
"""A translation below it is rather not usable than usable: its quality is the chance that it is."""

_CHUNK = 500
"""Documents in one query; SQLite takes some thousands of values."""


@dataclass(slots=True)
class Tally:
    """The numbers of one document.

    Attributes:
        edits: By stage, rule and status.
        segments: Sentences that have a translation.
        reviewed: Those of them that a person has accepted or written.
        flagged: Those on which a check found something; a reviewed one where its source has changed since.
        doubtful: Those that are flagged, or of low quality and not reviewed.
        flags: How many segments have each flag.
        words: Of the segments, separated by spaces.
        quality_lowest: Of the segments; None where there are none.
        quality_mean: Of the segments; None where there are none.
    """

    edits: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    segments: int = 0
    reviewed: int = 0
    flagged: int = 0
    doubtful: int = 0
    flags: Counter[str] = field(default_factory=Counter)
    words: int = 0
    quality_lowest: float | None = None
    quality_mean: float | None = None

    @classmethod
    def of_row(cls, row: Row[Any]) -> Tally:
        """What a row of the table says; it may have other columns as well."""
        edits = Counter({(stage, rule, status): number for stage, rule, status, number in row.tally_edits})
        return cls(edits, flags=Counter(row.tally_flags), **{key: getattr(row, key) for key in _NUMBERS})

    @property
    def suggested(self) -> int:
        """Edits that wait for a person."""
        return self.count(status=Status.SUGGESTED)

    @property
    def slips(self) -> int:
        """Those of them that may change what the article says."""
        return self.count("slips", status=Status.SUGGESTED)

    def count(self, stage: str | None = None, rule: str | None = None, status: str | None = None) -> int:
        """How many edits there are of a stage, a rule and a status; None is any.

        >>> found = Tally(Counter({("slips", "misplaced_place", "suggested"): 2}))
        >>> found.count("slips"), found.count(status="applied"), found.count(), found.slips
        (2, 0, 2, 2)
        """
        return sum(
            number
            for (its_stage, its_rule, its_status), number in self.edits.items()
            if stage in (None, its_stage) and rule in (None, its_rule) and status in (None, its_status)
        )


_NUMBERS = ("segments", "reviewed", "flagged", "doubtful", "words", "quality_lowest", "quality_mean")

COLUMNS = (
    tables.tallies.c.edits.label("tally_edits"),
    tables.tallies.c.flags.label("tally_flags"),
    *(tables.tallies.c[name] for name in _NUMBERS),
)
"""What a query has to select for `Tally.of_row`."""


def tally(connection: Connection, documents: Iterable[str]) -> None:
    """Count anew what the documents with these ids hold; an id that is none is passed over."""
    wanted = list(dict.fromkeys(documents))
    for start in range(0, len(wanted), _CHUNK):
        _tally(connection, wanted[start : start + _CHUNK])


def forget(connection: Connection, documents: Iterable[str]) -> None:
    """Have the documents with these ids counted when their numbers are asked for next, see `complete`."""
    connection.execute(delete(tables.tallies).where(tables.tallies.c.document.in_(list(documents))))


def complete(database: Database) -> None:
    """Count the documents that are not counted: those of an earlier version's store, or just decided on."""
    known = select(tables.tallies.c.document)
    missing = select(tables.documents.c.id).where(tables.documents.c.id.not_in(known))
    if found := [row.id for row in database.rows(missing)]:
        with database.writing() as connection:
            tally(connection, found)


def _tally(connection: Connection, documents: Sequence[str]) -> None:
    identities = select(tables.documents.c.id).where(tables.documents.c.id.in_(documents))
    found = {identity: Tally() for identity in connection.scalars(identities)}
    if not found:
        return
    _count_edits(connection, found)
    _count_segments(connection, found)
    of_dialect = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = of_dialect(tables.tallies)
    changed = {column.name: statement.excluded[column.name] for column in tables.tallies.columns}
    del changed["document"]
    statement = statement.on_conflict_do_update(index_elements=["document"], set_=changed)
    connection.execute(statement, [_values(identity, one) for identity, one in found.items()])


def _values(document: str, found: Tally) -> dict[str, Any]:
    edits = [[*key, number] for key, number in sorted(found.edits.items())]
    numbers = {name: getattr(found, name) for name in _NUMBERS}
    return {"document": document, "edits": edits, "flags": dict(sorted(found.flags.items())), **numbers}


def _count_edits(connection: Connection, found: Mapping[str, Tally]) -> None:
    columns = tables.edits.c
    key = (columns.document, columns.stage, columns.rule, columns.status)
    query = select(*key, func.count().label("number")).where(columns.document.in_(list(found)))
    for row in connection.execute(query.group_by(*key)):
        found[row.document].edits[row.stage, row.rule, row.status] = row.number


def _count_segments(connection: Connection, found: Mapping[str, Tally]) -> None:
    columns = tables.segments.c
    flags = cast(columns.flags, PlainText)  # PostgreSQL cannot compare JSON.
    key = (columns.document, columns.status, flags)
    spaces = func.length(columns.source) - func.length(func.replace(columns.source, " ", ""))
    query = select(
        *(columns.document, columns.status, flags.label("flags"), func.count().label("number")),
        func.sum(case((columns.quality < LOW_QUALITY, 1), else_=0)).label("low"),
        func.sum(spaces + 1).label("words"),
        func.min(columns.quality).label("lowest"),
        func.sum(columns.quality).label("quality"),
    ).where(columns.document.in_(list(found)))
    quality = Counter[str]()
    for row in connection.execute(query.group_by(*key)):
        one, names = found[row.document], json.loads(row.flags)
        one.segments += row.number
        one.words += row.words
        one.flags.update(dict.fromkeys(names, row.number))
        one.flagged += row.number if names else 0
        if row.status == "reviewed":
            one.reviewed += row.number
            one.doubtful += row.number if names else 0
        else:
            one.doubtful += row.number if names else row.low
        one.quality_lowest = row.lowest if one.quality_lowest is None else min(one.quality_lowest, row.lowest)
        quality[row.document] += row.quality
    for document, total in quality.items():
        found[document].quality_mean = round(total / found[document].segments, 6)
