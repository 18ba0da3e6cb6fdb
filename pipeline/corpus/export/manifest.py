"""``manifest.json``: what the corpus holds, what made it, and size and SHA-256 of every file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.corpus.entry import Refusal, Source
from pipeline.corpus.export import atomic
from pipeline.corpus.export.counts import Counts
from pipeline.corpus.export.jsonl import encoded
from pipeline.errors import CorpusError
from pipeline.signature import Signature

FILE = "manifest.json"


@dataclass(frozen=True, slots=True)
class Listed:
    """A file of the corpus.

    Attributes:
        file: Its path in the output folder, with forward slashes.
        format: The export that writes it.
        bytes: Its size.
        sha256: Of its bytes, in hexadecimal.
    """

    file: str
    format: str
    bytes: int
    sha256: str


def after(folder: Path, written: Mapping[str, Iterable[Path]]) -> list[Listed]:
    """The files of a corpus when some formats have been written anew; the others stay as they are listed.

    Args:
        folder: The output folder, with the manifest from before, or with none.
        written: The files of each format that was written now.
    """
    made = (one for name, paths in written.items() for one in listing(folder, name, paths))
    return [*(one for one in _before(folder) if one.format not in written), *made]


def write(source: Source, folder: Path, listed: Iterable[Listed]) -> Path:
    """Write the manifest, and delete the files of the earlier one that are not made any more.

    Args:
        source: The corpus.
        folder: The output folder.
        listed: Its files.
    """
    listed = list(listed)
    _delete(folder, set(_before(folder)) - set(listed), {one.file for one in listed})
    atomic.write(folder / FILE, encoded(contents(source, listed), indent=2))
    return folder / FILE


def listing(folder: Path, name: str, paths: Iterable[Path]) -> list[Listed]:
    """Some files of the format with that name, as they stand in the output folder."""
    return [
        Listed(path.relative_to(folder).as_posix(), name, path.stat().st_size, digest(path)) for path in paths
    ]


def contents(source: Source, listed: Iterable[Listed]) -> dict[str, Any]:
    """The manifest of `source` in the files `listed`, as a JSON object."""
    counts = Counts.of(source.entries())
    return {
        "signatures": [
            {"signature": text, "documents": number, "versions": Signature.parse(text).record()}
            for text, number in sorted(counts.signatures.items())
        ],
        "counts": counts.record(),
        "refused": [asdict(refusal) for refusal in source.refusals()],
        "files": [asdict(one) for one in sorted(listed, key=lambda one: one.file)],
    }


def read(folder: Path) -> dict[str, Any]:
    """The manifest of an output folder.

    Raises:
        CorpusError: It is missing or damaged.
    """
    try:
        record = json.loads((folder / FILE).read_bytes())
    except FileNotFoundError as error:
        raise CorpusError(f"{FILE} is missing in {folder}: export the corpus first") from error
    except (OSError, ValueError) as error:
        raise CorpusError(f"{FILE} cannot be read: {error}") from error
    if not isinstance(record, dict):
        raise CorpusError(f"{FILE} is no JSON object")
    return record


def files(manifest: Mapping[str, Any]) -> list[Listed]:
    """The files that a manifest lists.

    Raises:
        CorpusError: The list is damaged, or leads out of the output folder.
    """
    try:
        listed = [Listed(**record) for record in manifest["files"]]
        for one in listed:
            path = PurePosixPath(one.file)
            if path.is_absolute() or ".." in path.parts or "\\" in one.file or "\0" in one.file:
                raise CorpusError(f"{FILE} lists {one.file!r}, which is not in the output folder")
    except (KeyError, TypeError) as error:
        raise CorpusError(f"the list of files in {FILE} is damaged: {error}") from error
    return listed


def refusals(manifest: Mapping[str, Any]) -> list[Refusal]:
    """The files that were not taken in.

    Raises:
        CorpusError: The list is damaged.
    """
    try:
        return [Refusal(**record) for record in manifest["refused"]]
    except (KeyError, TypeError) as error:
        raise CorpusError(f"the list of refused files in {FILE} is damaged: {error}") from error


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal.

    Raises:
        OSError: The file cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _before(folder: Path) -> list[Listed]:
    with suppress(CorpusError):
        return files(read(folder))
    return []


def _delete(folder: Path, gone: Iterable[Listed], kept: set[str]) -> None:
    for one in gone:
        path = folder / one.file
        # A file that is not as we left it may be somebody's work: verify names it, a person decides.
        if one.file not in kept and path.is_file() and digest(path) == one.sha256:
            path.unlink()
