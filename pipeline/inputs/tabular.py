"""CSV: one article a row, its columns named by the first row. Rows are read one by one, however many.

Bytes are read as Latin-1, in which each byte is a character, so that the bytes of a field are known as they
stand in the file and its charset can be found as that of a plain text is.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from pipeline.decoding import MAX_BYTES
from pipeline.errors import Refused
from pipeline.inputs.about import NAMES, Extracted, about, columns_of, listed
from pipeline.inputs.rows import TOO_LONG, Row, skip_line, string

EXTRACTOR = "csv 1"

DELIMITERS = ",;\t"

_EXCEL_HINT = re.compile("sep=(.)\r?\n")

csv.field_size_limit(MAX_BYTES)


@dataclass(frozen=True, slots=True)
class _Heading:
    delimiter: str
    columns: int
    found: Mapping[str, int]
    end: int


def rows(file: BinaryIO) -> Iterator[Row]:
    """The rows of a file below its heading; a broken one is refused, and the rest goes on.

    Raises:
        Refused: It has no heading, or none that names a column with texts.
    """
    heading = _heading(file)
    lines = _Lines(file, heading.end)
    number = 1
    while True:
        number += 1
        try:
            fields = lines.row(heading.delimiter)
        except csv.Error as error:
            lines.go_back()
            yield Row(number, lines.start, lines.end, refusal=_in_words(error))
            continue
        if fields is None:
            return
        if fields:
            yield _row(number, lines, fields, heading)


def extract(data: bytes, delimiter: str, column: int) -> Extracted:
    """The text of a row, in the bytes that stand there.

    Raises:
        Refused: It is not the row that it was when the file was listed.
    """
    try:
        fields = next(csv.reader([data.decode("latin-1")], delimiter=delimiter, strict=True))
        return Extracted(fields[column].encode("latin-1"), about({}), EXTRACTOR)
    except (csv.Error, StopIteration, IndexError) as error:
        raise Refused("the file has changed while it was read: run again") from error


class _Lines:
    """The lines of a file, joined to rows, with the place of each row."""

    def __init__(self, file: BinaryIO, start: int) -> None:
        self._file = file
        self.start = self.end = self._behind_first_line = start
        file.seek(start)

    def row(self, delimiter: str) -> list[str] | None:
        """The fields of the next row, or None behind the last one.

        Raises:
            csv.Error: It is broken, or too long.
        """
        self.start = self._behind_first_line = self.end
        return next(csv.reader(self, delimiter=delimiter, strict=True), None)

    def go_back(self) -> None:
        """Go on behind the first line of the row, since a broken row may have swallowed sound ones."""
        self._file.seek(self._behind_first_line - 1)
        skip_line(self._file)
        self.end = self._file.tell()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._file.readline(MAX_BYTES + 1)
        if not line:
            raise StopIteration
        if self.end == self.start:
            self._behind_first_line = self.start + len(line)
        self.end += len(line)
        if self.end - self.start > MAX_BYTES:
            raise csv.Error(TOO_LONG)
        return line.decode("latin-1")


def _heading(file: BinaryIO) -> _Heading:
    start = len(codecs.BOM_UTF8) if file.read(3) == codecs.BOM_UTF8 else 0
    file.seek(start)
    first = file.readline(200).decode("latin-1")
    if first.startswith(("ÿþ", "þÿ")):
        raise Refused("it is CSV in UTF-16: save it as “CSV UTF-8”")
    delimiters = DELIMITERS
    if hint := _EXCEL_HINT.fullmatch(first):
        start, delimiters = file.tell(), hint[1]
    headings = [_read_heading(file, start, delimiter) for delimiter in delimiters]
    names, heading = max(headings, key=lambda one: ("text" in one[1].found, one[1].columns))
    if "text" not in heading.found:
        raise Refused(
            f"no column holds texts: call it {' or '.join(NAMES['text'][:4])} in the first line; the columns "
            f"that are there are {listed(names)}"
        )
    return heading


def _read_heading(file: BinaryIO, start: int, delimiter: str) -> tuple[list[str], _Heading]:
    lines = _Lines(file, start)
    try:
        names = [_string(field) for field in lines.row(delimiter) or []]
    except csv.Error:
        names = []
    return names, _Heading(delimiter, len(names), columns_of(names), lines.end)


def _row(number: int, lines: _Lines, fields: Sequence[str], heading: _Heading) -> Row:
    if len(fields) != heading.columns:
        refusal = (
            f"it has {len(fields)} fields where the first line names {heading.columns} columns: "
            "put a text that holds separators, quotes or line breaks in quotes"
        )
        return Row(number, lines.start, lines.end, refusal=refusal)
    try:
        known = about(
            {role: _string(fields[place]) for role, place in heading.found.items() if role != "text"}
        )
    except Refused as reason:
        return Row(number, lines.start, lines.end, refusal=str(reason))
    return Row(number, lines.start, lines.end, known, heading.delimiter, heading.found["text"])


def _string(field: str) -> str:
    return string(field.encode("latin-1"))


def _in_words(error: csv.Error) -> str:
    return TOO_LONG if str(error) == TOO_LONG else f"it is no row of CSV: {error}"
