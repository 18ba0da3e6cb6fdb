"""Which documents are the very same text, or nearly the same, as sketches of their words tell it.

Nothing is done about them: an agency's notice stands in ten papers for a reason. They are never on both sides
of a split, see `pipeline.corpus.splits`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any, Literal

from sqlalchemy import Connection, Select, select

from pipeline.corpus import tables
from pipeline.corpus.about import note, noted
from pipeline.corpus.database import Database
from pipeline.corpus.sketches import groups, likeness, unpacked

Kind = Literal["exact", "near"]

SHOWN = 20
"""Groups that a summary names."""

_KEY = "duplicates"
_SPLITS = tables.splits.c
_DOCUMENTS = tables.documents.c


@dataclass(frozen=True, slots=True)
class Member:
    """A document of a group.

    Attributes:
        id: Its id.
        file: Its file.
        sha256: Of its bytes.
        likeness: The share of its runs of words that it has in common with the first one of the group.
    """

    id: str
    file: str
    sha256: str
    likeness: float


@dataclass(frozen=True, slots=True)
class Group:
    """Documents that are nearly the same, or lead from one to another that is.

    Attributes:
        kind: ``exact`` where all have the same bytes.
        members: Two or more, sorted by file.
    """

    kind: Kind
    members: tuple[Member, ...]

    def record(self) -> dict[str, Any]:
        """The group as a JSON object."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many groups there are.

    Attributes:
        exact: Groups of the very same text.
        exact_documents: The documents in them.
        near: Groups of nearly the same text.
        near_documents: The documents in them.
        shown: The files of the first groups.
    """

    exact: int = 0
    exact_documents: int = 0
    near: int = 0
    near_documents: int = 0
    shown: tuple[tuple[str, ...], ...] = ()

    def __str__(self) -> str:
        return (
            f"{self.exact_documents} of the same text in {self.exact} groups, "
            f"{self.near_documents} of nearly the same in {self.near}"
        )


def find(database: Database) -> list[Group]:
    """The groups of the corpus, sorted by their first file. Sketches of all documents are in memory.

    What was not exported yet is not known, since sketches are made for the splits.
    """
    with database.reading() as connection:
        found = connection.execute(_known(_SPLITS.sketch)).all()
        sketches = [unpacked(row.sketch) for row in found]
        joined = groups(sketches)
        wanted = [found[number].document for group in joined for number in group]
        files = _files(connection, wanted)
    made = []
    for group in joined:
        numbers = sorted(group, key=lambda number: files[found[number].document])
        first = sketches[numbers[0]]
        members = tuple(
            Member(
                *(found[number].document, files[found[number].document], found[number].sha256),
                round(likeness(first, sketches[number]), 2),
            )
            for number in numbers
        )
        made.append(Group("exact" if len({one.sha256 for one in members}) == 1 else "near", members))
    return sorted(made, key=lambda group: group.members[0].file)


def count(database: Database) -> Counted:
    """How many groups there are; looked for again only where a document has come, gone or changed."""
    digest = sha256()
    for row in database.rows(_known()):
        digest.update(f"{row.document} {row.sha256}\n".encode())
    now = digest.hexdigest()
    with database.reading() as connection:
        before = json.loads(noted(connection, _KEY) or "{}")
    if before.pop("state", "") == now:
        return Counted(**before | {"shown": tuple(map(tuple, before["shown"]))})
    counted = _counted(find(database))
    value = json.dumps({"state": now, **asdict(counted)})
    with database.writing() as connection:
        note(connection, _KEY, value)
    return counted


def _counted(found: list[Group]) -> Counted:
    exact = [group for group in found if group.kind == "exact"]
    near = [group for group in found if group.kind == "near"]
    documents = (sum(len(group.members) for group in some) for some in (exact, near))
    shown = tuple(tuple(one.file for one in group.members[:SHOWN]) for group in found[:SHOWN])
    return Counted(len(exact), next(documents), len(near), next(documents), shown)


def _known(*more: Any) -> Select[Any]:
    """The documents of the corpus that have a sketch."""
    there = select(_SPLITS.document, _SPLITS.sha256, *more).join(
        tables.documents, _DOCUMENTS.id == _SPLITS.document
    )
    return there.where(_SPLITS.sketch != "").order_by(_SPLITS.document)


def _files(connection: Connection, documents: list[str]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for start in range(0, len(documents), 500):
        some = _DOCUMENTS.id.in_(documents[start : start + 500])
        found.update(
            (row.id, row.file)
            for row in connection.execute(select(_DOCUMENTS.id, _DOCUMENTS.file).where(some))
        )
    return found
