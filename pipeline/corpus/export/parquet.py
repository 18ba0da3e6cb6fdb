r"""``parquet/``: the tables of the corpus for pandas, Polars, DuckDB, Spark and Hugging Face ``datasets``.

The columns are the keys of the JSON lines, with types: lists are lists, edits of a translation structs. A
string of Parquet is UTF-8, which has no lone surrogates: they and NUL stand as ``\u`` and four hexadecimal
digits, see `pipeline.corpus.escaping`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, fields
from importlib import import_module
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline.corpus import schema
from pipeline.corpus.decision_records import DECISION, decision_record
from pipeline.corpus.entry import Entry, Source
from pipeline.corpus.escaping import NOT_IN_DATABASE, escape
from pipeline.corpus.export import atomic
from pipeline.corpus.export.text import UNKNOWN
from pipeline.corpus.provenance import segment_records
from pipeline.document import EDIT_KEYS, Origin
from pipeline.errors import CorpusError

FOLDER = "parquet"

LARGE = 10_000
"""Documents; with more, each table is a folder with a file a language."""

PARTITIONED = ("documents", "segments", "changes")

GROUP_ROWS = 20_000
GROUP_CHARACTERS = 16_000_000
"""What a row group holds at most, and so what is held in memory of a table."""

COMPRESSION = "zstd"
"""Every reader of today knows it; a third smaller than Parquet's old default."""


def write(source: Source, folder: Path) -> list[Path]:
    """Write documents, segments, changes and decisions, rows in the order of the JSON lines.

    Raises:
        CorpusError: pyarrow is not installed.
    """
    arrow, parquet = _arrow()
    schemas = _schemas(arrow)
    large = sum(1 for _ in islice(source.files(), LARGE + 1)) > LARGE
    tables: dict[str, _Table] = {}
    with ExitStack() as stack:

        def table(kind: str, part: str = "") -> _Table:
            name = f"{kind}/{part}" if part else kind
            if name not in tables:
                path = folder / FOLDER / f"{name}.parquet"
                file = stack.enter_context(atomic.replacing(path))
                writer = parquet.ParquetWriter(file, schemas[kind], compression=COMPRESSION)
                tables[name] = _Table(path, stack.enter_context(writer))
            return tables[name]

        for kind in schemas if not large else ["decisions"]:
            table(kind)
        for entry in source.entries():
            part = (entry.document.language or UNKNOWN) if large else ""
            for kind, records in _records(entry):
                if records:
                    table(kind, part).add(records)
        table("decisions").add(map(decision_record, source.decisions()))
        for made in tables.values():
            made.flush()
    return [made.path for made in tables.values()]


@dataclass(slots=True)
class _Table:
    """A file that is being written, and the rows of its next group."""

    path: Path
    writer: Any
    rows: list[dict[str, Any]] = field(default_factory=list)
    characters: int = 0

    def add(self, records: Iterable[dict[str, Any]]) -> None:
        """Write more rows, or keep them until there are enough for a group."""
        for record in records:
            row = storable(record)
            self.rows.append(row)
            self.characters += sum(len(value) for value in row.values() if isinstance(value, str))
            if len(self.rows) >= GROUP_ROWS or self.characters >= GROUP_CHARACTERS:
                self.flush()

    def flush(self) -> None:
        """Write the rows that are kept."""
        if self.rows:
            arrow, _ = _arrow()
            self.writer.write_table(arrow.Table.from_pylist(self.rows, schema=self.writer.schema))
        self.rows, self.characters = [], 0


def _records(entry: Entry) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    yield "documents", [schema.document_record(entry)]
    yield "segments", list(segment_records(entry))
    yield "changes", [schema.change_record(entry.document.id, edit) for edit in entry.document.edits]


def storable(record: dict[str, Any]) -> dict[str, Any]:
    """A record whose texts an Arrow table can hold."""
    return {key: _value(value) for key, value in record.items()}


def columns(arrow: Any, kinds: schema.Kinds) -> Any:
    """The Arrow schema of a table, from the contract of the JSON lines."""
    return arrow.schema([_field(arrow, key, kind) for key, kind in kinds.items()])


def _value(value: Any) -> Any:
    if isinstance(value, str):
        return escape(value, NOT_IN_DATABASE)
    if isinstance(value, list):
        return [_value(one) for one in value]
    if isinstance(value, dict):
        return {key: _value(one) for key, one in value.items()}
    return value


def _schemas(arrow: Any) -> Mapping[str, Any]:
    """The Arrow schema of each table."""
    tables: Mapping[str, schema.Kinds] = {
        "documents": {**schema.DOCUMENT, "origin": (dict, type(None))},
        "segments": schema.SEGMENT,
        "changes": schema.CHANGE,
        "decisions": DECISION,
    }
    return {name: columns(arrow, kinds) for name, kinds in tables.items()}


def _field(arrow: Any, name: str, kinds: tuple[type, ...]) -> Any:
    if name == "target_edits":
        kind = arrow.list_(arrow.struct([_field(arrow, key, schema.CHANGE[key]) for key in EDIT_KEYS]))
    elif name == "origin":
        kind = arrow.struct([_field(arrow, part.name, (str,)) for part in fields(Origin)])
    elif list in kinds:
        kind = arrow.list_(arrow.string())
    elif str in kinds:
        kind = arrow.string()
    else:
        kind = arrow.float64() if float in kinds else arrow.int64()
    return arrow.field(name, kind, nullable=type(None) in kinds)


def is_possible() -> bool:
    """Whether Parquet can be written and read here."""
    return find_spec("pyarrow") is not None


def same(one: Path, other: Path) -> bool:
    """Whether two files hold the same table; their bytes also name the version of pyarrow."""
    _, parquet = _arrow()
    try:
        return bool(parquet.read_table(one).equals(parquet.read_table(other)))
    except (OSError, ValueError):  # pyarrow's own exceptions are these.
        return False


def _arrow() -> tuple[Any, Any]:
    """The modules of pyarrow, which is 170 MB and therefore no part of every installation."""
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ModuleNotFoundError as error:
        raise CorpusError(
            "Parquet needs pyarrow, which is not installed: pip install 'renskrift[parquet]'"
        ) from error
