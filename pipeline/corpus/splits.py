"""Which documents are for training, which for development and which for tests: ``splits.jsonl``.

A split is drawn by the hash of a cluster, so that texts that are nearly the same are never on both sides, and
it is kept: what a document has been given, it has for ever. A new text that is near to one that has a split
already gets the same. One that is near to texts of several splits belongs to none of them, because it would
leak from one to the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, or_, select

from pipeline.corpus import schema, tables
from pipeline.corpus.database import Database
from pipeline.corpus.entry import Split
from pipeline.corpus.sketches import Sketch, near, packed, sketch, unpacked
from pipeline.errors import CorpusError

FILE = "splits.jsonl"

NONE = "none"
"""Stands for no split."""

SHARES = {"train": 80, "dev": 10, "test": 10}
"""The splits, and how many clusters of a hundred each gets."""

SPLIT: schema.Kinds = dict.fromkeys(("document", "cluster", "split", "reason"), (str,))
"""The keys of ``splits.jsonl`` in their order; new ones may only be added at the end."""

_BETWEEN = "The text is nearly the same as documents in {splits}, and would leak from one to the other."
_COLUMNS = tables.splits.c


@dataclass(slots=True)
class _Known:
    """A document while splits are assigned."""

    split: Split
    sketch: Sketch
    sha256: str


def draw(cluster: str) -> str:
    """The split of a new cluster.

    >>> draw("7ac45f84b4db1ae2")
    'train'
    """
    place = int.from_bytes(sha256(f"split {cluster}".encode()).digest()[:8], "big") % sum(SHARES.values())
    for name, share in SHARES.items():
        if place < share:
            return name
        place -= share
    raise AssertionError("the shares add up to their sum")


def assign(database: Database) -> int:
    """Give each document that has no split one, whatever their order; gives how many are new or were changed.

    Raises:
        CorpusError: The database is damaged or busy.
    """
    made = _sketches(database)
    if not made:
        return 0
    documents = tables.documents.c
    with database.writing() as connection:
        # Others may have written since: what they have changed waits for the next time.
        rows = connection.execute(select(documents.id, documents.sha256))
        there = {row.id for row in rows if row.id in made and row.sha256 == made[row.id].sha256}
        known = {row.document: _known(row) for row in connection.execute(select(tables.splits))}
        revised, new = sorted(there & known.keys()), sorted(there - known.keys())
        for identity in there:
            before = known[identity].split if identity in known else made[identity].split
            known[identity] = replace(made[identity], split=before)
        _assign(known, revised, new)
        _keep(connection, [known[identity] for identity in (*revised, *new)])
        return len(there)


def read(database: Database) -> Iterator[Split]:
    """The splits of all documents of the corpus that have one, sorted by document."""
    there = select(*_of_split()).join(tables.documents, tables.documents.c.id == _COLUMNS.document)
    return (Split(*row) for row in database.rows(there.order_by(_COLUMNS.document)))


def read_split(record: dict[str, Any]) -> Split:
    """The split of a line of ``splits.jsonl``.

    Raises:
        CorpusError: A key is missing or holds something else than it should.
    """
    schema.check(record, SPLIT)
    if record["split"] not in (*SHARES, NONE):
        raise CorpusError(f"'split' is {record['split']!r}, not one of {', '.join((*SHARES, NONE))}")
    return Split(**{key: record[key] for key in SPLIT})


def restore(database: Database, path: Path) -> None:
    """Take the splits of an output folder into its store, where that has none: it is a new one.

    Raises:
        CorpusError: The file is damaged.
    """
    if path.is_file() and not database.scalar(select(func.count()).select_from(tables.splits)):
        from pipeline.corpus.reading import records

        found = [record.read(read_split) for record in records(path)]
        with database.writing() as connection:
            _keep(connection, [_Known(one, sketch(""), "") for one in found])


def _sketches(database: Database) -> dict[str, _Known]:
    """The documents whose text was not looked at yet, with their sketches; others can write meanwhile."""
    documents = tables.documents.c
    query = select(documents.id, documents.sha256, documents.normalised).outerjoin(
        tables.splits, _COLUMNS.document == documents.id
    )
    pending = query.where(or_(_COLUMNS.sha256.is_(None), _COLUMNS.sha256 != documents.sha256))
    return {
        row.id: _Known(Split(row.id, "", NONE), sketch(row.normalised), row.sha256)
        for row in database.rows(pending)
    }


def _assign(known: dict[str, _Known], revised: list[str], new: list[str]) -> None:
    """Set the splits of documents whose text is another one now, and of those that have none yet."""
    undecided = set(new)
    near_to = _neighbours(known, undecided, set(revised))
    for identity in revised:  # It stays where it is, unless it has become the text of another split.
        own = known[identity].split
        others = {known[one].split.split for one in near_to[identity] if one not in undecided} - {NONE}
        if others - {own.split} and own.split != NONE:
            known[identity].split = _between(identity, own.cluster, {*others, own.split})
    for group in _groups(sorted(undecided), near_to):
        around = {one for identity in group for one in near_to[identity]} - undecided
        given = [known[one].split for one in around if known[one].split.split != NONE]
        names = {one.split for one in given}
        cluster = min((one.cluster for one in given), default=min(group))
        for identity in group:
            if len(names) > 1:
                known[identity].split = _between(identity, cluster, names)
            else:
                known[identity].split = Split(identity, cluster, *(names or {draw(cluster)}))


def _neighbours(known: dict[str, _Known], undecided: set[str], revised: set[str]) -> dict[str, set[str]]:
    """The documents that are nearly the same text as each of those that are looked at.

    Of many equal texts without a split only the first has all its neighbours, and the others have the first.
    """
    # An archive may hold one notice ten thousand times; equal texts have equal sketches.
    equal: defaultdict[bytes, list[str]] = defaultdict(list)
    for identity in sorted(known):
        if len(known[identity].sketch):
            equal[known[identity].sketch.tobytes()].append(identity)
    classes = list(equal.values())
    heads = [_heads(members, undecided, revised) for members in classes]
    near_to: dict[str, set[str]] = {identity: set() for identity in undecided | revised}
    for members, ours in zip(classes, heads, strict=True):
        for identity in ours:
            near_to[identity].update(members)
        for identity in undecided.intersection(members):
            near_to[identity].update(ours)
    new = [number for number, ours in enumerate(heads) if ours]
    for one, other in near([known[members[0]].sketch for members in classes], new):
        for here, there in ((one, other), (other, one)):
            for identity in heads[here]:
                near_to[identity].update(classes[there])
    return {identity: found - {identity} for identity, found in near_to.items()}


def _heads(members: list[str], undecided: set[str], revised: set[str]) -> list[str]:
    first = next((identity for identity in members if identity in undecided), None)
    return [identity for identity in members if identity in revised or identity == first]


def _groups(identities: list[str], near_to: dict[str, set[str]]) -> Iterator[list[str]]:
    """The documents that have no split yet in groups that are near to each other, sorted."""
    left = set(identities)
    for first in identities:
        if first in left:
            left.remove(first)
            group, waiting = [first], [first]
            while waiting:
                more = near_to[waiting.pop()] & left
                left -= more
                group += more
                waiting += more
            yield sorted(group)


def _between(identity: str, cluster: str, splits: Iterable[str]) -> Split:
    return Split(identity, cluster, NONE, _BETWEEN.format(splits=" and ".join(sorted(splits))))


def _known(row: Row[Any]) -> _Known:
    return _Known(Split(*row[:4]), unpacked(row.sketch), row.sha256)


def _keep(connection: Connection, found: Iterable[_Known]) -> None:
    rows = [
        {key: getattr(one.split, key) for key in SPLIT} | {"sha256": one.sha256, "sketch": packed(one.sketch)}
        for one in found
    ]
    for row in rows:
        connection.execute(delete(tables.splits).where(_COLUMNS.document == row["document"]))
    if rows:
        connection.execute(insert(tables.splits), rows)


def _of_split() -> list[Any]:
    return [_COLUMNS[key] for key in SPLIT]
