"""Export the corpus: one module a format, each with ``write(source, folder)`` that returns its files.

Whatever the format, files are sorted, written whole or not at all, and not touched where nothing changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from pipeline.corpus.entry import Source
from pipeline.corpus.export import atomic, jsonl, manifest, report, text, tmx
from pipeline.errors import CorpusError

FORMATS: Mapping[str, Callable[[Source, Path], list[Path]]] = {
    "jsonl": jsonl.write,
    "tmx": tmx.write,
    "text": text.write,
    "html": report.write,
}
"""What can be exported; all of it by default."""


def export(source: Source, folder: Path, formats: Iterable[str] = tuple(FORMATS)) -> list[Path]:
    """Write the corpus to `folder` in some formats, and its manifest.

    Args:
        source: The store, or a corpus that was read back.
        folder: The output folder; it is made where there is none.
        formats: Names out of `FORMATS`.

    Returns:
        The files of the corpus, sorted.

    Raises:
        CorpusError: A format is not known, or the folder cannot be written to.
    """
    wanted = list(dict.fromkeys(formats))
    for name in wanted:
        if name not in FORMATS:
            raise CorpusError(f"there is no format {name!r}; there are {', '.join(FORMATS)}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        written = {name: FORMATS[name](source, folder) for name in wanted}
        for place in (folder, folder / text.FOLDER, folder / report.FOLDER, folder / report.DOCUMENTS):
            atomic.sweep(place)
        listed = manifest.write(source, folder, written)
    except OSError as error:
        raise CorpusError(f"the corpus cannot be written to {folder}: {error}") from error
    return sorted([listed, *(path for paths in written.values() for path in paths)])
