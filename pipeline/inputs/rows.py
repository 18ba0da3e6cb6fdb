"""A row of a file that holds many articles: where it stands, and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from pipeline.decoding import MAX_BYTES, decode
from pipeline.inputs.about import About

_NOTHING = About()


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Attributes:
        number: As a person counts it in the file: lines of JSONL, rows of CSV with the heading as 1.
        start: Offset of its first byte in the file.
        end: Offset behind its last byte.
        about: What it says of its article.
        delimiter: What stands between the fields of a CSV file, or "".
        column: Which field of a CSV file holds the text, from 0.
        refusal: Why it cannot be read, or "".
    """

    number: int
    start: int
    end: int
    about: About = _NOTHING
    delimiter: str = ""
    column: int = 0
    refusal: str = ""


TOO_LONG = f"it is longer than the {MAX_BYTES:,} bytes allowed for one document: split it"


def skip_line(file: BinaryIO) -> None:
    """Go on behind the line that `file` stands in, in little memory."""
    while (part := file.readline(1 << 20)) and not part.endswith(b"\n"):
        pass


def string(data: bytes) -> str:
    """A value as text: UTF-8, else the charset that fits best.

    Raises:
        Refused: It is no text.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return decode(data)[0]
