"""The usual exports in one pass through the store, in which only what has changed is read and made again.

Each is a file a document, or a file with a part of every document. The store keeps what the files and parts
of a document were made of, and where the parts stand: where that is still so, its files are left alone and
its parts are copied. The bytes are those of an export into an empty folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, Any

from sqlalchemy import Connection, Row, func, select

from pipeline import __version__
from pipeline.corpus import decided, rows, tables
from pipeline.corpus.entry import Entry
from pipeline.corpus.export import atomic, jsonl, report, text, tmx
from pipeline.corpus.export.counts import Counts
from pipeline.corpus.export.kept import Kept
from pipeline.corpus.export.manifest import Listed, listing
from pipeline.corpus.export.naming import names
from pipeline.corpus.export.shared import Shared
from pipeline.corpus.store import Store

SHARED = (*jsonl.FILES, tmx.FILE, report.OVERVIEW)
"""The files that hold a part of every document."""

_FORMATS = dict(zip(SHARED, ("jsonl", "jsonl", "jsonl", "tmx", "html"), strict=True))
_TMX = SHARED.index(tmx.FILE)
_CHUNK = 64
"""Documents that are held in memory at once."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """The exports from before.

    Attributes:
        listed: Their files that are still as they were written, by name.
        rows_start: Where the rows begin in the overview of the report.
    """

    listed: Mapping[str, Listed] = field(default_factory=dict)
    rows_start: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether parts can be copied from them."""
        return all(file in self.listed for file in SHARED)


@dataclass(slots=True)
class Renewed:
    """What was written.

    Attributes:
        written: The files by format.
        counts: The numbers of the corpus.
        rows_start: See `Earlier`.
    """

    written: dict[str, list[Listed]]
    counts: Counts = field(default_factory=Counts)
    rows_start: int = 0


def renew(store: Store, folder: Path, earlier: Earlier) -> Renewed:
    """Write the usual exports, and keep in the store what they were made of.

    What it keeps is only so when the manifest is written as well, which the caller has to note.

    Args:
        store: The store.
        folder: The output folder.
        earlier: The exports that it has.

    Raises:
        OSError: The folder cannot be written to.
    """
    with store.database.reading() as connection, ExitStack() as stack, TemporaryFile() as rows_file:
        found = _Renewal(store, connection, folder, earlier, stack, rows_file)
        decisions = map(decided.decision, connection.execute(decided.query()))
        listed = listing(folder, "jsonl", jsonl.write_decisions(decisions, folder / jsonl.DECISIONS))
        for chunk in connection.execution_options(yield_per=_CHUNK).execute(_KNOWN).partitions():
            found.add(chunk)
        result = found.end()
    result.written["jsonl"] += listed
    for name, format_ in _FORMATS.items():
        result.written[format_] += listing(folder, format_, [folder / name])
    return result


_COLUMNS, _DOCUMENTS = tables.exported.c, tables.documents.c
_KNOWN = (
    select(
        *(_DOCUMENTS.id, _DOCUMENTS.revision),
        *(_COLUMNS.made_of, _COLUMNS.places, _COLUMNS.files, _COLUMNS.counts),
    )
    .outerjoin(tables.exported, _COLUMNS.document == _DOCUMENTS.id)
    .order_by(_DOCUMENTS.file)
)


class _Renewal:
    """The exports while they are written; see `renew`."""

    def __init__(
        self,
        store: Store,
        connection: Connection,
        folder: Path,
        earlier: Earlier,
        stack: ExitStack,
        rows_file: IO[bytes],
    ) -> None:
        self._store, self._connection, self._folder, self._earlier = store, connection, folder, earlier
        self._stack = stack
        query = select(_DOCUMENTS.id, _DOCUMENTS.file).order_by(_DOCUMENTS.file)
        self._name = names((row.id, row.file) for row in connection.execute(query))
        self._beside = report.neighbours(list(self._name.values()))
        self._stages = sorted(connection.scalars(select(tables.edits.c.stage).distinct()))
        self._decided = _newest_decisions(connection)
        self._report = report.Report()
        self._rows = rows_file
        self._shared = [self._open(name) for name in SHARED[:-1]]
        before = self._before(report.OVERVIEW)
        self._shared.append(Shared(self._rows, before, earlier.rows_start))
        self._kept = Kept(store.database)
        self._result = Renewed({"text": [], "html": [], "jsonl": [], "tmx": []})

    def _open(self, name: str) -> Shared:
        file = self._stack.enter_context(atomic.replacing(self._folder / name))
        head = tmx.HEAD if name == tmx.FILE else b""
        return Shared(file, self._before(name), len(head), head)

    def _before(self, name: str) -> IO[bytes] | None:
        if not self._earlier.is_whole:
            return None
        return self._stack.enter_context((self._folder / name).open("rb"))

    def add(self, known: Sequence[Row[Any]]) -> None:
        """Take the next documents, some of them as they were exported before."""
        beside = dict(zip((row.id for row in known), self._beside, strict=False))
        made_of = {row.id: self._made_of(row, beside[row.id]) for row in known}
        fresh = {row.id for row in known if row.made_of != made_of[row.id] or not self._is_there(row)}
        entries = {entry.document.id: entry for entry in self._read(fresh)}
        for row in known:
            if row.id in entries:
                self._make(entries[row.id], beside[row.id], made_of[row.id])
            else:
                self._take_over(row)

    def _made_of(self, row: Row[Any], beside: report.Neighbours) -> str:
        """A digest of all that the files and parts of a document are made of."""
        parts = (__version__, self._stages, row.revision, self._decided.get(row.id, 0))
        return sha256(repr((*parts, self._name[row.id], beside)).encode()).hexdigest()

    def _is_there(self, row: Row[Any]) -> bool:
        return self._earlier.is_whole and all(file in self._earlier.listed for file in row.files)

    def _read(self, identities: Iterable[str]) -> Iterator[Entry]:
        if chosen := list(identities):
            query = select(tables.documents).where(_DOCUMENTS.id.in_(chosen))
            yield from rows.entries(self._connection, self._connection.execute(query).all())

    def _make(self, entry: Entry, beside: report.Neighbours, made_of: str) -> None:
        document, counts = entry.document, Counts.of([entry])
        name = self._name[document.id]
        own = {f"{text.FOLDER}/{file}": data for file, data in text.contents(entry, name)}
        own[report.page_of(name)] = self._report.page(entry, counts, beside)
        for file, data in own.items():
            atomic.write(self._folder / file, data)
            form = "text" if file.startswith(f"{text.FOLDER}/") else "html"
            listed = Listed(file, form, len(data), sha256(data).hexdigest())
            self._result.written[form].append(listed)
        row = self._report.row(document, name, counts, self._stages)
        parts = (*jsonl.parts(entry), tmx.part(entry), row)
        places = [shared.add(part) for shared, part in zip(self._shared, parts, strict=True)]
        self._result.counts.merge(counts)
        values = {"places": places, "files": list(own), "counts": counts.packed()}
        self._kept.add({"document": document.id, "made_of": made_of, **values})

    def _take_over(self, row: Row[Any]) -> None:
        for file in row.files:
            listed = self._earlier.listed[file]
            self._result.written[listed.format].append(listed)
        places = [shared.copy(place) for shared, place in zip(self._shared, row.places, strict=True)]
        self._result.counts.unpack(row.counts)
        if places != row.places:
            self._kept.move(row.id, places)

    def end(self) -> Renewed:
        """Write what can only be written when all documents are known."""
        result, folder = self._result, self._folder
        self._kept.end()
        for shared in self._shared:
            shared.end(tmx.TAIL if shared is self._shared[_TMX] else b"")
        result.written["html"] += listing(folder, "html", [report.write_style(folder)])
        before, behind = self._report.overview(result.counts, self._store.refusals())
        result.rows_start = len(before)
        with atomic.replacing(folder / report.OVERVIEW) as file:
            file.write(before)
            self._rows.seek(0)
            copyfileobj(self._rows, file)
            file.write(behind)
        return result


def _newest_decisions(connection: Connection) -> dict[str, int]:
    """The number of the newest decision on each document: some change a row and no revision."""
    columns = tables.decisions.c
    query = select(columns.document, func.max(columns.number)).group_by(columns.document)
    return {row[0]: row[1] for row in connection.execute(query)}
