r"""``csv/``: the tables of the corpus for Excel, LibreOffice and Numbers, which read text as formulas if let.

A cell of text that begins with a sign which opens a formula, or with an apostrophe, gets an apostrophe in
front: to read it back, take one apostrophe away. What a cell cannot keep stands as ``\u`` and four
hexadecimal digits, see `pipeline.corpus.escaping`; line feeds and tabs stay as they are.
"""

from __future__ import annotations

import csv
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from io import StringIO
from pathlib import Path
from typing import Any, BinaryIO

from pipeline.corpus import schema
from pipeline.corpus.entry import Entry, Source
from pipeline.corpus.escaping import NOT_IN_CELL, escape, unescape
from pipeline.corpus.export import atomic
from pipeline.corpus.provenance import segment_records

FOLDER = "csv"

TABLES: Mapping[str, tuple[str, ...]] = {
    "documents": tuple(key for key in schema.DOCUMENT if key not in ("edits", "segments")),
    "segments": tuple(key for key in schema.SEGMENT if key not in ("target_edits", "source_edits")),
    "changes": tuple(schema.CHANGE),
}
"""The columns of each file; without lists of ids and of corrections, which no cell can hold."""

_GUARDED = tuple("=+-@＝＋－＠\t\n'")


def write(source: Source, folder: Path) -> list[Path]:
    """Write a file for each table, as RFC 4180 has it, in UTF-8 with a byte order mark."""
    paths = [folder / FOLDER / f"{name}.csv" for name in TABLES]
    with ExitStack() as stack:
        files = [stack.enter_context(atomic.replacing(path)) for path in paths]
        for file, columns in zip(files, TABLES.values(), strict=True):
            file.write(BOM_UTF8)
            _write_rows(file, [columns])
        for entry in source.entries():
            for file, columns, records in zip(files, TABLES.values(), _records(entry), strict=True):
                _write_rows(file, ([_value(record[key]) for key in columns] for record in records))
    return paths


def to_cell(text: str) -> str:
    r"""A text as it stands in a cell.

    >>> to_cell("=1+1"), to_cell("'tis"), to_cell("a = b")
    ("'=1+1", "''tis", 'a = b')
    """
    escaped = escape(text, NOT_IN_CELL)
    return f"'{escaped}" if escaped.startswith(_GUARDED) else escaped


def from_cell(cell: str) -> str:
    """The text that stands in a cell: the inverse of `to_cell`.

    >>> from_cell("'=1+1"), from_cell("''tis"), from_cell("a = b")
    ('=1+1', "'tis", 'a = b')
    """
    return unescape(cell.removeprefix("'"))


def _records(entry: Entry) -> Iterator[Iterable[dict[str, Any]]]:
    yield [schema.document_record(entry)]
    yield segment_records(entry)
    yield (schema.change_record(entry.document.id, edit) for edit in entry.document.edits)


def _value(value: Any) -> Any:
    """Numbers stay numbers, so that a spreadsheet computes with them; flags are names with spaces between."""
    if isinstance(value, list):
        value = " ".join(value)
    return to_cell(value) if isinstance(value, str) else value


def _write_rows(file: BinaryIO, rows: Iterable[Iterable[Any]]) -> None:
    text = StringIO(newline="")
    csv.writer(text).writerows(rows)
    file.write(text.getvalue().encode())
