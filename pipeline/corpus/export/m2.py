"""``corpus.m2``: the same in the format of the M2 scorer and ERRANT, which tools for correctors expect.

Words are what white space separates. What changes white space only cannot be said in M2 and is left out;
``corpus.conllup`` has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.corpus.entry import Source
from pipeline.corpus.escaping import NOT_IN_LINE, escape
from pipeline.corpus.export import atomic
from pipeline.corpus.export.annotation import Line, lines

FILE = "corpus.m2"


def write(source: Source, folder: Path) -> list[Path]:
    """Write the file, segments in the order of the documents' files; those without an edit, too."""
    path = folder / FILE
    with atomic.replacing(path) as file:
        for entry in source.entries():
            for line in lines(entry):
                if line.words:
                    file.write(("\n".join(_rows(line)) + "\n\n").encode())
    return [path]


def _rows(line: Line) -> Iterator[str]:
    tokens: list[str] = []
    annotations = []
    for word in line.words:
        start, before, after = len(tokens), word.original.split(), word.normalised.split()
        tokens += before
        if before != after:
            kind = "+".join(f"{edit.stage}/{edit.rule}" for edit in word.edits)
            fields = (f"A {start} {len(tokens)}", kind, _joined(after) or "-NONE-", "REQUIRED", "-NONE-", "0")
            annotations.append("|||".join(fields))
    yield " ".join(["S", _joined(tokens)])
    yield from annotations


def _joined(tokens: list[str]) -> str:
    return " ".join(escape(token, NOT_IN_LINE) for token in tokens)
