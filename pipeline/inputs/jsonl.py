"""JSONL: one article a line, as a JSON object. Lines are read one by one, and found again by their place."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from pipeline.decoding import MAX_BYTES
from pipeline.errors import Refused
from pipeline.inputs.about import NAMES, About, Extracted, about, columns_of, listed
from pipeline.inputs.rows import TOO_LONG, Row, skip_line, string

EXTRACTOR = "jsonl 1"


def rows(file: BinaryIO) -> Iterator[Row]:
    """The lines of a file, blank ones left out; a broken one is refused, and the rest goes on."""
    number = end = 0
    while line := file.readline(MAX_BYTES + 1):
        number, start, end = number + 1, end, end + len(line)
        if len(line) > MAX_BYTES:
            if not line.endswith(b"\n"):
                skip_line(file)
                end = file.tell()
            yield Row(number, start, end, refusal=TOO_LONG)
        elif line.strip(b" \t\r\n\xef\xbb\xbf"):
            try:
                yield Row(number, start, end, extract(line).about)
            except Refused as reason:
                yield Row(number, start, end, refusal=str(reason))


def extract(line: bytes) -> Extracted:
    """The text of a line, and what it says of it.

    Raises:
        Refused: It is no JSON object, or has no text.
    """
    values = _object(line)
    found = columns_of(values)
    if "text" not in found:
        raise Refused(
            f"it has no text: call its key {' or '.join(NAMES['text'][:4])}; the keys that are there are "
            f"{listed(values)}"
        )
    plain = list(values.values())
    text = plain[found["text"]]
    if not isinstance(text, str):
        raise Refused("its text is no string: write the whole article as one string")
    try:
        data = text.encode()
    except UnicodeEncodeError as error:
        raise Refused("its text holds one half of a character (a lone surrogate): export it again") from error
    return Extracted(data, _about(plain, found), EXTRACTOR)


def _about(values: list[object], found: Mapping[str, int]) -> About:
    return about(
        {
            role: str(value)
            for role, number in found.items()
            if role != "text" and isinstance(value := values[number], str | int)
        }
    )


def _object(line: bytes) -> dict[str, object]:
    try:
        value = json.loads(string(line))
    except json.JSONDecodeError as error:
        raise Refused(f"it is no JSON: {error.msg} (character {error.pos + 1})") from error
    except (ValueError, RecursionError) as error:
        raise Refused(f"it is no JSON that can be read: {error}") from error
    if not isinstance(value, dict):
        raise Refused("it is no JSON object: each line has to be one, in braces")
    return value
