"""What makes a folder of files a package for others: descriptions, a datasheet, splits and checksums.

It is written last, since it describes what the other formats have written. Nothing in it is of the day on
which it is written, so that an equal corpus has an equal package.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import Any

from pipeline.corpus import splits, tombstones
from pipeline.corpus.entry import Source
from pipeline.corpus.export import atomic, croissant, datapackage, datasheet, huggingface
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
    made = contents(source, listed)
    for name, data in made.items():
        atomic.write(folder / name, data)
    sums = [*listed, *listing(folder, NAME, [folder / name for name in made])]
    atomic.write(folder / CHECKSUMS, checksums(sums))
    return [*tables, *(folder / name for name in made), folder / CHECKSUMS]


def contents(source: Source, listed: Sequence[Listed]) -> dict[str, bytes]:
    """The descriptions of a corpus in some files, by the names of theirs."""
    figures = Figures.of(source)
    return {
        datapackage.FILE: encoded(datapackage.contents(figures, listed), indent=2),
        croissant.FILE: encoded(croissant.contents(listed), indent=2),
        huggingface.FILE: encoded(huggingface.contents(listed), indent=2),
        datasheet.FILE: datasheet.contents(figures, listed).encode("utf-8", "backslashreplace"),
    }


def faults(source: Source, folder: Path, listed: Iterable[Listed]) -> Iterator[tuple[str, str]]:
    """What the package of a folder says that is not so: the file, and what is wrong.

    Args:
        source: The corpus in the folder.
        folder: The output folder.
        listed: Its files.
    """
    known = list(listed)
    described = {datapackage.FILE, croissant.FILE, huggingface.FILE, datasheet.FILE, CHECKSUMS}
    if not any(one.format == NAME for one in known):
        return
    made = contents(source, [one for one in known if one.file not in described])
    made[CHECKSUMS] = checksums([one for one in known if one.file != CHECKSUMS])
    for name, data in made.items():
        if not (folder / name).is_file() or (folder / name).read_bytes() != data:
            yield name, "does not agree with the other files"


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
