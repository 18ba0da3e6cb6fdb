"""The exported corpus read back from its files, so that a copy of them is enough to work with.

The three files are read side by side, because segments and changes stand in the order of the documents;
so a corpus of any size is read in little memory.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar

from pipeline.corpus import lookup, schema, splits, tombstones
from pipeline.corpus.decision_records import read_decision
from pipeline.corpus.entry import Decision, Entry, Refusal, Split, Tombstone
from pipeline.corpus.export import jsonl, manifest
from pipeline.document import Document, Segment
from pipeline.errors import CorpusError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Record:
    """One line of a file.

    Attributes:
        where: File and number of the line, for messages.
        values: The JSON object.
    """

    where: str
    values: dict[str, Any]

    def read(self, reader: Callable[[dict[str, Any]], T]) -> T:
        """What `reader` makes of the line.

        Raises:
            CorpusError: The reader has raised one; the message says where.
        """
        try:
            return reader(self.values)
        except CorpusError as error:
            raise CorpusError(f"{self.where}: {error}") from error


class Corpus:
    """The corpus in the files of an output folder. See `open_corpus`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def lines(self) -> Iterator[tuple[Record, Entry]]:
        """All documents, each with its line of ``documents.jsonl``, in the order of that file.

        Raises:
            CorpusError: A file is missing or damaged; the message names the line.
        """
        segments, changes = _Parts(self.folder / jsonl.SEGMENTS), _Parts(self.folder / jsonl.CHANGES)
        for record in records(self.folder / jsonl.DOCUMENTS):
            identity = record.values.get("id")
            edits = [part.read(schema.read_change) for part in changes.of(identity)]
            document = record.read(partial(schema.read_document, edits=edits))
            parts = segments.of(identity)
            found = tuple(part.read(schema.read_segment) for part in parts)
            who = {
                one.id: str(part.values.get("reviewed_by", ""))
                for one, part in zip(found, parts, strict=True)
            }
            known = {segment: name for segment, name in who.items() if name}
            yield record, Entry(document, found, record.values["signature"], known)
        for rest in (segments, changes):
            rest.expect_end()

    def entries(self) -> Iterator[Entry]:
        """All documents with their segments, sorted by file.

        Raises:
            CorpusError: A file is missing or damaged.
        """
        return (entry for _, entry in self.lines())

    def documents(self) -> Iterator[Document]:
        """All documents, sorted by file.

        Raises:
            CorpusError: A file is missing or damaged.
        """
        return (entry.document for entry in self.entries())

    def files(self) -> Iterator[tuple[str, str]]:
        """Id and file of every document, sorted by file.

        Raises:
            CorpusError: ``documents.jsonl`` is missing or damaged.
        """
        for record in records(self.folder / jsonl.DOCUMENTS):
            document = record.read(partial(schema.read_document, edits=()))
            yield document.id, document.file

    def entry(self, wanted: str) -> Entry:
        """The document that `wanted` names: an id, or the stem, name or path of its file.

        Raises:
            CorpusError: There is no such document, or several, or a file is missing or damaged.
        """
        identity = lookup.find(wanted, self.files())
        return next(entry for entry in self.entries() if entry.document.id == identity)

    def document(self, wanted: str) -> Document:
        """The document of `entry`.

        Raises:
            CorpusError: There is no such document, or several, or a file is missing or damaged.
        """
        return self.entry(wanted).document

    def segments(self, wanted: str) -> tuple[Segment, ...]:
        """The segments of `entry`.

        Raises:
            CorpusError: There is no such document, or several, or a file is missing or damaged.
        """
        return self.entry(wanted).segments

    def decisions(self) -> Iterator[Decision]:
        """All decisions, in the order in which they were made; none where nobody has decided anything.

        Raises:
            CorpusError: ``decisions.jsonl`` is damaged.
        """
        path = self.folder / jsonl.DECISIONS
        return read_decisions(path) if path.exists() else iter(())

    def splits(self) -> Iterator[Split]:
        """The splits of all documents, sorted by document; none where they were not exported.

        Raises:
            CorpusError: ``splits.jsonl`` is damaged.
        """
        path = self.folder / splits.FILE
        return (one.read(splits.read_split) for one in records(path)) if path.exists() else iter(())

    def tombstones(self) -> Iterator[Tombstone]:
        """What the corpus had and has no more, sorted by file; nothing where it was not exported.

        Raises:
            CorpusError: ``tombstones.jsonl`` is damaged.
        """
        path = self.folder / tombstones.FILE
        return (one.read(tombstones.read_tombstone) for one in records(path)) if path.exists() else iter(())

    def refusals(self) -> list[Refusal]:
        """All files that were not taken in, sorted by file.

        Raises:
            CorpusError: ``manifest.json`` is missing or damaged.
        """
        return manifest.refusals(manifest.read(self.folder))


def open_corpus(folder: Path | str) -> Corpus:
    """The corpus in an output folder.

    Raises:
        CorpusError: There is no corpus.
    """
    folder = Path(folder)
    if not (folder / jsonl.DOCUMENTS).is_file():
        raise CorpusError(
            f"{folder} holds no corpus ({jsonl.DOCUMENTS} is missing): run `renskrift run` first"
        )
    return Corpus(folder)


def records(path: Path) -> Iterator[Record]:
    """The lines of a file of JSON objects.

    Raises:
        CorpusError: The file is missing, or a line is no JSON object.
    """
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                where = f"{path.name}, line {number}"
                try:
                    values = json.loads(line.decode())
                except (ValueError, RecursionError) as error:
                    raise CorpusError(f"{where} is no JSON: {error}") from error
                if not isinstance(values, dict):
                    raise CorpusError(f"{where} is no JSON object")
                yield Record(where, values)
    except OSError as error:
        raise CorpusError(f"{path.name} cannot be read: {error.strerror}") from error


def read_decisions(path: Path) -> Iterator[Decision]:
    """The decisions in a file, in its order.

    Raises:
        CorpusError: The file is missing or damaged.
    """
    return (record.read(read_decision) for record in records(path))


class _Parts:
    """The lines of a file that belong to the documents, taken document by document."""

    def __init__(self, path: Path) -> None:
        self._groups = groupby(records(path), key=lambda record: record.values.get("document"))
        self._name = path.name
        self._advance()

    def of(self, document: object) -> list[Record]:
        """The lines of the next document, or none where they belong to a later one."""
        if self._next is None or self._next[0] != document:
            return []
        found = self._next[1]
        self._advance()
        return found

    def expect_end(self) -> None:
        """There may be no more lines.

        Raises:
            CorpusError: There are.
        """
        if self._next:
            first = self._next[1][0]
            raise CorpusError(
                f"{first.where} belongs to document {self._next[0]!r}, "
                f"which {jsonl.DOCUMENTS} has not, or not there"
            )

    def _advance(self) -> None:
        group = next(self._groups, None)
        self._next = None if group is None else (group[0], list(group[1]))
