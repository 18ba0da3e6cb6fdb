"""What two versions of a corpus do not have in common: records added, changed, removed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from pipeline.corpus import versions
from pipeline.corpus.export import jsonl
from pipeline.corpus.export.contract import TABLES
from pipeline.corpus.versions import Hashed
from pipeline.errors import CorpusError


@dataclass(frozen=True, slots=True)
class Difference:
    """A record that one side has and the other has not, or not like this.

    Attributes:
        change: What became of it, from the first side to the second.
        table: Out of `contract.TABLES`.
        id: The record's id; a decision's number.
        keys: Of a changed one: those whose values are not the same.
    """

    change: Literal["added", "changed", "removed"]
    table: str
    id: str
    keys: tuple[str, ...] = ()

    def record(self) -> dict[str, Any]:
        """The difference as a JSON object; only a changed one has keys.

        >>> Difference("added", "segments", "17fc5920ae3b1fd0").record()
        {'change': 'added', 'table': 'segments', 'id': '17fc5920ae3b1fd0'}
        """
        found = {"change": self.change, "table": self.table, "id": self.id}
        return found | ({"keys": list(self.keys)} if self.change == "changed" else {})


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two that are compared.

    Attributes:
        folder: An output folder.
        version: The name of one of its versions; None for the corpus as it is now.
    """

    folder: Path
    version: str | None = None

    @classmethod
    def named(cls, name: str, output: Path) -> Side:
        """The side that a person means: a version of the corpus in `output`, or an output folder.

        Raises:
            CorpusError: There is no such version, and no such folder.
        """
        if versions.is_name(name):
            versions.read(output, name)
            return cls(output, name)
        if not (Path(name) / jsonl.DOCUMENTS).is_file():
            raise CorpusError(
                f"{name!r} is neither a version of the corpus in {output} nor a folder with one"
            )
        return cls(Path(name))

    def keys(self, table: str) -> tuple[str, ...]:
        """The keys of a table, in the order of the hashes of their values."""
        if self.version:
            return tuple(versions.read(self.folder, self.version).keys.get(table, ()))
        return TABLES[table].keys

    def records(self) -> Iterator[Hashed]:
        """All records, table by table."""
        return (
            versions.of_version(self.folder, self.version)
            if self.version
            else versions.of_folder(self.folder)
        )


def compare(one: Side, other: Side) -> Iterator[Difference]:
    """What `other` has that `one` has not, or has not like this; by table, in the order of the files.

    The records of one table of `one` are in memory at a time, as hashes.

    Raises:
        CorpusError: A file or a version is damaged.
    """
    before, now = (groupby(side.records(), key=lambda found: found.table) for side in (one, other))
    old, new = next(before, None), next(now, None)
    for table in versions.TABLES:
        left: dict[str, Hashed] = {}
        if old and old[0] == table:
            left = {found.id: found for found in old[1]}
            old = next(before, None)
        if new and new[0] == table:
            shared = _shared(one.keys(table), other.keys(table))
            for found in new[1]:
                known = left.pop(found.id, None)
                if known is None:
                    yield Difference("added", table, found.id)
                elif known.hash != found.hash:
                    yield Difference("changed", table, found.id, _changed(known, found, shared))
            new = next(now, None)
        yield from (Difference("removed", table, identity) for identity in left)


_Places = list[tuple[str, int | None, int | None]]


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> _Places:
    """Each key with its place on both sides; None where a side, an earlier version, does not know it."""
    places = ({key: number for number, key in enumerate(keys)} for keys in (one, other))
    here, there = places
    return [(key, here.get(key), there.get(key)) for key in dict.fromkeys((*other, *one))]


def _changed(one: Hashed, other: Hashed, keys: _Places) -> tuple[str, ...]:
    return tuple(key for key, here, there in keys if one.value(here) != other.value(there))
