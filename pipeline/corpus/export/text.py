"""``text/NAME.sv.txt`` and ``text/NAME.en.txt``: normalised text and translation as plain UTF-8."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.corpus.entry import Entry, Source
from pipeline.corpus.export import atomic
from pipeline.corpus.export.naming import names
from pipeline.corpus.schema import translated

FOLDER = "text"

UNKNOWN = "und"
"""Stands for the language where none was found, as in ISO 639-2."""


def write(source: Source, folder: Path) -> list[Path]:
    """Write the texts of every document, and its translation where it has one."""
    name = names(source.files())
    paths = []
    for entry in source.entries():
        for file, data in contents(entry, name[entry.document.id]):
            atomic.write(folder / FOLDER / file, data)
            paths.append(folder / FOLDER / file)
    return paths


def contents(entry: Entry, name: str) -> Iterator[tuple[str, bytes]]:
    r"""Names and contents of the files of one document; lone surrogates as ``\ud800``."""
    document = entry.document
    translation = translated(document.normalised, entry.segments)
    yield f"{name}.{document.language or UNKNOWN}.txt", _encoded(document.normalised)
    if translation is not None:
        yield f"{name}.{document.target_language}.txt", _encoded(translation)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")
