"""Export the corpus: one module a format, each with ``write(source, folder)`` that returns its files.

Whatever the format, files are sorted, written whole or not at all, and not touched where nothing changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from pipeline.corpus.entry import Source
from pipeline.corpus.export import (
    atomic,
    choosing,
    conll,
    jsonl,
    m2,
    manifest,
    moses,
    package,
    parquet,
    report,
    spreadsheet,
    text,
    tmx,
    xliff,
)
from pipeline.corpus.export.choosing import Chosen
from pipeline.corpus.export.counts import Counts
from pipeline.corpus.export.manifest import Listed
from pipeline.errors import CorpusError

FORMATS: Mapping[str, Callable[[Source, Path], list[Path]]] = {
    "jsonl": jsonl.write,
    "tmx": tmx.write,
    "text": text.write,
    "html": report.write,
    "parquet": parquet.write,
    "xliff": xliff.write,
    "moses": moses.write,
    "csv": spreadsheet.write,
    "conll": conll.write,
    "m2": m2.write,
}
"""What can be exported, and `package`, which describes it."""

USUAL = ("jsonl", "tmx", "text", "html")
"""What every corpus has."""

WHOLE = ("text", "html")
"""What shows documents from beginning to end, and so cannot leave sentences out."""

FILES = (*jsonl.FILES, jsonl.DECISIONS, tmx.FILE, *moses.FILES, conll.FILE, m2.FILE)
FOLDERS = (text.FOLDER, report.FOLDER, xliff.FOLDER, spreadsheet.FOLDER, parquet.FOLDER)
"""What only an export writes in an output folder."""

_LEFT_OUT = "left_out"
_SWEPT = (
    *("", *FOLDERS, report.DOCUMENTS),
    *(f"{parquet.FOLDER}/{table}" for table in parquet.PARTITIONED),
)


def export(source: Source, folder: Path, formats: Iterable[str] | None = None) -> list[Path]:
    """Write the corpus to `folder` in some formats, and its manifest.

    Args:
        source: The store, or a corpus that was read back.
        folder: The output folder; it is made where there is none.
        formats: Names out of `FORMATS`; without any the usual ones, and those that the folder has already,
            so that none of its files is of an earlier day than the others.

    Returns:
        The files of the corpus, sorted.

    Raises:
        CorpusError: A format is not known or not possible here, or the folder cannot be written to.
    """
    in_part = isinstance(source, Chosen) and source.choice.leaves_out_segments
    before = manifest.before(folder)
    present = formats_of(before)
    if formats is None:
        formats = [name for name in (*USUAL, *present) if not (in_part and name in WHOLE)]
    wanted = list(dict.fromkeys(formats))
    if package.NAME in wanted and "jsonl" not in (*wanted, *present):
        wanted.insert(0, "jsonl")  # The tables that a package describes.
    for name in wanted:
        if name not in (*FORMATS, package.NAME):
            there = ", ".join((*FORMATS, package.NAME))
            raise CorpusError(f"there is no format {name!r}; there are {there}")
        if in_part and name in WHOLE:
            raise CorpusError(f"{name} shows whole documents and cannot leave sentences out of them")
    with said(folder):
        folder.mkdir(parents=True, exist_ok=True)
        written = {name: written_as(name, source, folder) for name in wanted if name != package.NAME}
        left_out = choosing.write(source, folder) if isinstance(source, Chosen) else []
        written[_LEFT_OUT] = manifest.listing(folder, _LEFT_OUT, left_out)
        listed = finish(source, folder, before, written, with_package=package.NAME in wanted)
    made = (one.file for one in listed if one.format in (*written, package.NAME))
    return sorted([folder / manifest.FILE, *(folder / file for file in made)])


def written_as(name: str, source: Source, folder: Path) -> list[Listed]:
    """Write the corpus to `folder` in one format; gives its files."""
    return manifest.listing(folder, name, FORMATS[name](source, folder))


def finish(
    source: Source,
    folder: Path,
    before: Sequence[Listed],
    written: Mapping[str, Sequence[Listed]],
    *,
    with_package: bool = False,
    counts: Counts | None = None,
) -> list[Listed]:
    """Write what describes the other files, and delete what is not made any more; gives all files.

    Args:
        source: The corpus.
        folder: The output folder.
        before: The files that the manifest from before lists.
        written: The files of each format that was written now.
        with_package: Whether a package is wanted where there was none.
        counts: The numbers of the corpus, where they are known.
    """
    for place in _SWEPT:
        atomic.sweep(folder / place)
    listed = manifest.after(before, written)
    # Where there is a package it is never left to describe the files of an earlier day.
    if with_package or any(one.format == package.NAME for one in listed):
        described = [one for one in listed if one.format != package.NAME]
        paths = package.write(source, folder, described)
        listed = [*described, *manifest.listing(folder, package.NAME, paths)]
    manifest.write(source, folder, listed, before, counts)
    return listed


@contextmanager
def said(folder: Path) -> Iterator[None]:
    """Say what is wrong where a folder cannot be written to.

    Raises:
        CorpusError: It cannot.
    """
    try:
        yield
    except OSError as error:
        raise CorpusError(f"the corpus cannot be written to {folder}: {error}") from error


def formats_of(listed: Iterable[Listed]) -> list[str]:
    """The formats that some files of an output folder are of."""
    found = {one.format for one in listed}
    return [name for name in (*FORMATS, package.NAME) if name in found]
