"""What makes a folder of files a package for others: descriptions, a datasheet, splits and checksums.

It is written last, since it describes what the other formats have written. Nothing in it is of the day on
which it is written, so that an equal corpus has an equal package.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import Any

from pipeline.corpus import splits, tombstones
from pipeline.corpus.entry import Source
from pipeline.corpus.export import atomic, croissant, datapackage, datasheet
from pipeline.corpus.export.figures import Figures
from pipeline.corpus.export.jsonl import encoded
from pipeline.corpus.export.manifest import Listed, listing

NAME = "package"
CHECKSUMS = "manifest-sha256.txt"


def write(source: Source, folder: Path, others: Iterable[Listed]) -> list[Path]:
    """Write the package of a corpus.

    Args:
        source: The corpus.
        folder: The output folder.
        others: The files that stand there already.
    """
    tables = [
        *_write_table(map(asdict, source.splits()), folder / splits.FILE),
        *_write_table(map(asdict, source.tombstones()), folder / tombstones.FILE),
    ]
    listed = [*others, *listing(folder, NAME, tables)]
    figures = Figures.of(source)
    written = {
        datapackage.FILE: encoded(datapackage.contents(figures, listed), indent=2),
        croissant.FILE: encoded(croissant.contents(listed), indent=2),
        datasheet.FILE: datasheet.contents(figures, listed).encode("utf-8", "backslashreplace"),
    }
    for name, data in written.items():
        atomic.write(folder / name, data)
    described = [folder / name for name in written]
    listed += listing(folder, NAME, described)
    atomic.write(folder / CHECKSUMS, checksums(listed))
    return [*tables, *described, folder / CHECKSUMS]


def checksums(listed: Sequence[Listed]) -> bytes:
    """The lines of ``manifest-sha256.txt``, as BagIt and ``sha256sum -c`` have them, sorted by file.

    It is no bag: BagIt wants all files in a folder ``data``, and here they stand where others look for them.
    ``manifest.json`` is not in it, since that lists this file.
    """
    found = sorted(listed, key=lambda one: one.file)
    return b"".join(f"{one.sha256}  {one.file}\n".encode("utf-8", "surrogateescape") for one in found)


def _write_table(records: Iterable[dict[str, Any]], path: Path) -> list[Path]:
    """Write records as lines; no file where there are none."""
    remaining = iter(records)
    first = next(remaining, None)
    if first is None:
        return []
    with atomic.replacing(path) as file:
        file.writelines(encoded(record) for record in chain([first], remaining))
    return [path]
