r"""``corpus.conllup``: the words of the documents with the rules that changed them, to train correctors with.

CoNLL-U Plus: a line a word with tabs between its columns, a blank line behind each segment. What would end a
column or a line stands as ``\u`` and four hexadecimal digits, see `pipeline.corpus.escaping`; so does white
space at the edges of a column, and a word that is nothing but ``_``, which stands for an empty column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pipeline.corpus.entry import Entry, Source
from pipeline.corpus.escaping import NOT_IN_LINE, escape, unescape
from pipeline.corpus.export import atomic
from pipeline.corpus.export.annotation import Line, lines
from pipeline.corpus.export.text import UNKNOWN

FILE = "corpus.conllup"

COLUMNS = ("ID", "FORM", "RENSKRIFT:NORMALISED", "RENSKRIFT:SPACE", "RENSKRIFT:RULES", "RENSKRIFT:CHANGES")
"""Number in the segment; the word as it came; as it is now; the white space behind it; stage and rule of each
edit between the two, and its id in ``changes.jsonl``, with ``|`` between several."""

EMPTY = "_"
_EDGE = re.compile(r"^\s+|\s+$")


def write(source: Source, folder: Path) -> list[Path]:
    """Write the file, segments in the order of the documents' files."""
    path = folder / FILE
    with atomic.replacing(path) as file:
        file.write(f"# global.columns = {' '.join(COLUMNS)}\n".encode())
        for entry in source.entries():
            for text in _blocks(entry):
                file.write(text.encode())
    return [path]


def to_column(text: str) -> str:
    r"""A text as it stands in a column.

    >>> to_column("a b"), to_column(" \t"), to_column(""), to_column("_")
    ('a b', '\\u0020\\u0009', '_', '\\u005f')
    """
    if text in ("", EMPTY):
        return "\\u005f" if text else EMPTY
    escaped = escape(text, NOT_IN_LINE)
    return _EDGE.sub(lambda found: "".join(f"\\u{ord(one):04x}" for one in found[0]), escaped)


def from_column(column: str) -> str:
    """The text that stands in a column: the inverse of `to_column`.

    >>> from_column("_"), from_column(to_column("_"))
    ('', '_')
    """
    return "" if column == EMPTY else unescape(column)


def _blocks(entry: Entry) -> Iterator[str]:
    document = entry.document
    opening = [
        f"# newdoc id = {document.id}",
        f"# file = {escape(document.file, NOT_IN_LINE)}",
        f"# language = {document.language or UNKNOWN}",
    ]
    for line in lines(entry):
        if line.words:
            identity = [f"# sent_id = {line.segment.id}"] if line.segment else []
            yield "\n".join([*opening, *identity, *_rows(line)]) + "\n\n"
            opening = []


def _rows(line: Line) -> Iterator[str]:
    for number, word in enumerate(line.words, start=1):
        rules = "|".join(f"{edit.stage}/{edit.rule}" for edit in word.edits)
        changes = "|".join(edit.id for edit in word.edits)
        texts = (word.original, word.normalised, word.space, rules, changes)
        yield "\t".join([str(number), *map(to_column, texts)])
