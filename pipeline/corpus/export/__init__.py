"""Export the corpus: one module a format, each with ``write(source, folder)`` that returns its files.

Whatever the format, files are sorted, written whole or not at all, and not touched where nothing changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
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
    if formats is None:
        formats = [name for name in (*USUAL, *_present(folder)) if not (in_part and name in WHOLE)]
    wanted = list(dict.fromkeys(formats))
    if package.NAME in wanted and "jsonl" not in (*wanted, *_present(folder)):
        wanted.insert(0, "jsonl")  # The tables that a package describes.
    for name in wanted:
        if name not in (*FORMATS, package.NAME):
            there = ", ".join((*FORMATS, package.NAME))
            raise CorpusError(f"there is no format {name!r}; there are {there}")
        if in_part and name in WHOLE:
            raise CorpusError(f"{name} shows whole documents and cannot leave sentences out of them")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        written = {name: FORMATS[name](source, folder) for name in wanted if name != package.NAME}
        written[_LEFT_OUT] = choosing.write(source, folder) if isinstance(source, Chosen) else []
        for place in _SWEPT:
            atomic.sweep(folder / place)
        listed = manifest.after(folder, written)
        # Where there is one it is never left to describe the files of an earlier day.
        if package.NAME in (*wanted, *(one.format for one in listed)):
            described = [one for one in listed if one.format != package.NAME]
            written[package.NAME] = package.write(source, folder, described)
            listed = [*described, *manifest.listing(folder, package.NAME, written[package.NAME])]
        index = manifest.write(source, folder, listed)
    except OSError as error:
        raise CorpusError(f"the corpus cannot be written to {folder}: {error}") from error
    return sorted([index, *(path for paths in written.values() for path in paths)])


def _present(folder: Path) -> list[str]:
    """The formats that an output folder has."""
    try:
        listed = {one.format for one in manifest.files(manifest.read(folder))}
    except CorpusError:  # There is no corpus yet, or a damaged manifest, which is written anew.
        return []
    return [name for name in (*FORMATS, package.NAME) if name in listed]
