"""The corpus for Python: `open_corpus` gives its tables, to go through and to load into a data frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any, Generic, TypeVar

from pipeline.corpus import reading, schema
from pipeline.corpus.decision_records import decision_record
from pipeline.corpus.entry import Decision, Entry, Source, Split, Tombstone
from pipeline.corpus.export import jsonl, parquet
from pipeline.corpus.export.contract import TABLES
from pipeline.corpus.provenance import segment_records
from pipeline.corpus.store import Store, is_there
from pipeline.document import Document, Edit, Segment
from pipeline.errors import CorpusError

T = TypeVar("T")

_AT_ONCE = 5_000
"""Rows that become a part of an Arrow table at once."""


@dataclass(frozen=True, slots=True)
class Rows(Generic[T]):
    """A table of the corpus. Going through it reads it anew each time, a few rows at a time.

    Attributes:
        name: Of the table, see `pipeline.corpus.export.contract`.
        objects: Its rows as objects.
        records: Its rows as the lines of the JSON files have them.
    """

    name: str
    objects: Callable[[], Iterator[T]]
    records: Callable[[], Iterator[dict[str, Any]]]

    def __iter__(self) -> Iterator[T]:
        return self.objects()

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the records, which are the columns of a data frame."""
        return TABLES[self.name].keys

    def to_arrow(self) -> Any:
        """The table as a `pyarrow.Table`.

        Raises:
            ImportError: pyarrow is not installed.
        """
        arrow = _module("pyarrow", "parquet")
        columns = parquet.columns(arrow, TABLES[self.name].kinds)
        remaining, batches = self.records(), []
        while some := list(islice(remaining, _AT_ONCE)):
            rows = list(map(parquet.storable, some))
            batches.append(arrow.RecordBatch.from_pylist(rows, schema=columns))
        return arrow.Table.from_batches(batches, schema=columns)

    def to_pandas(self) -> Any:
        """The table as a `pandas.DataFrame`.

        Raises:
            ImportError: pandas or pyarrow is not installed.
        """
        _module("pandas", "pandas")
        return self.to_arrow().to_pandas()

    def to_polars(self) -> Any:
        """The table as a `polars.DataFrame`.

        Raises:
            ImportError: polars or pyarrow is not installed.
        """
        return _module("polars", "polars").from_arrow(self.to_arrow())


class CorpusView:
    """The tables of a corpus. See `open_corpus`.

    Attributes:
        source: What they are read from.
    """

    def __init__(self, source: Source) -> None:
        self.source = source

    def __enter__(self) -> CorpusView:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give back what is held open."""
        if isinstance(self.source, Store):
            self.source.close()

    @property
    def documents(self) -> Rows[Document]:
        """The articles, sorted by file."""
        return Rows(
            "documents",
            lambda: (entry.document for entry in self._entries()),
            lambda: map(schema.document_record, self._entries()),
        )

    @property
    def segments(self) -> Rows[Segment]:
        """The sentences with their translation, in the order of the articles."""
        return Rows(
            "segments",
            lambda: (segment for entry in self._entries() for segment in entry.segments),
            lambda: (record for entry in self._entries() for record in segment_records(entry)),
        )

    @property
    def edits(self) -> Rows[Edit]:
        """The edits of the articles, in their order; the records of ``changes.jsonl``."""
        return Rows(
            "changes",
            lambda: (edit for entry in self._entries() for edit in entry.document.edits),
            lambda: (
                schema.change_record(entry.document.id, edit)
                for entry in self._entries()
                for edit in entry.document.edits
            ),
        )

    @property
    def decisions(self) -> Rows[Decision]:
        """What people have decided, in the order in which they did."""
        return Rows(
            "decisions",
            lambda: iter(self.source.decisions()),
            lambda: map(decision_record, self.source.decisions()),
        )

    @property
    def splits(self) -> Rows[Split]:
        """Which articles are for training, for development and for tests, sorted by document."""
        return Rows("splits", lambda: iter(self.source.splits()), lambda: map(asdict, self.source.splits()))

    @property
    def tombstones(self) -> Rows[Tombstone]:
        """What the corpus had and has no more, sorted by file."""
        return Rows(
            "tombstones",
            lambda: iter(self.source.tombstones()),
            lambda: map(asdict, self.source.tombstones()),
        )

    def document(self, wanted: str) -> Document:
        """The article that `wanted` names: an id, or the stem, name or path of its file.

        Raises:
            CorpusError: There is no such document, or several.
        """
        return self.entry(wanted).document

    def entry(self, wanted: str) -> Entry:
        """The article of `document` with its sentences.

        Raises:
            CorpusError: There is no such document, or several.
        """
        if isinstance(self.source, Store | reading.Corpus):
            return self.source.entry(wanted)
        raise CorpusError("this part of a corpus cannot be asked for one document")

    def _entries(self) -> Iterator[Entry]:
        return self.source.entries()


def open_corpus(place: Path | str = "output") -> CorpusView:
    """The corpus in an output folder, as it was exported; or in a store, as it is now.

    Args:
        place: An output folder, the file of a store, or the URL of a database.

    >>> open_corpus("nowhere")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    pipeline.errors.CorpusError: there is no corpus in nowhere: make one with renskrift run ...

    Raises:
        CorpusError: There is no corpus, or the store cannot be opened.
    """
    if isinstance(place, str) and "://" in place:
        return CorpusView(Store(place))
    folder = Path(place)
    if folder.is_file():
        return CorpusView(Store(folder))
    if (folder / jsonl.DOCUMENTS).is_file():
        return CorpusView(reading.open_corpus(folder))
    if is_there(folder):
        return CorpusView(Store.existing(folder))
    raise CorpusError(f"there is no corpus in {place}: make one with renskrift run SOURCE --output {place}")


def _module(name: str, extra: str) -> Any:
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise ImportError(f"{name} is not installed: pip install 'renskrift[{extra}]'", name=name) from error
