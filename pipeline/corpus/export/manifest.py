"""``manifest.json``: what the corpus holds, what made it, and size and SHA-256 of every file."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.corpus.entry import Refusal, Source
from pipeline.corpus.export import atomic
from pipeline.corpus.export.counts import Counts
from pipeline.corpus.export.jsonl import encoded
from pipeline.errors import CorpusError
from pipeline.signature import Signature

FILE = "manifest.json"

_BLOCK = 1 << 20
_ELSEWHERE = re.compile(r"[\\\0]")


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


def after(before: Iterable[Listed], written: Mapping[str, Iterable[Listed]]) -> list[Listed]:
    """The files of a corpus when some formats have been written anew; the others stay as they are listed.

    Args:
        before: The files that the manifest from before lists.
        written: The files of each format that was written now.
    """
    made = (one for listed in written.values() for one in listed)
    return [*(one for one in before if one.format not in written), *made]


def write(
    source: Source,
    folder: Path,
    listed: Sequence[Listed],
    before: Iterable[Listed],
    counts: Counts | None = None,
) -> Path:
    """Write the manifest, and delete the files of the earlier one that are not made any more.

    All that it lists is settled before, so that it never outlives a file.

    Args:
        source: The corpus.
        folder: The output folder.
        listed: Its files.
        before: Those that the earlier manifest lists.
        counts: The numbers of the corpus, where they are known.
    """
    earlier, now = set(before), set(listed)
    if not now <= earlier:
        atomic.settle()
    _delete(folder, earlier - now, {one.file for one in listed})
    atomic.write(folder / FILE, encoded(contents(source, listed, counts), indent=2), wait=True)
    return folder / FILE


def listing(folder: Path, name: str, paths: Iterable[Path]) -> list[Listed]:
    """Some files of the format with that name, as they stand in the output folder."""
    return [
        Listed(path.relative_to(folder).as_posix(), name, path.stat().st_size, digest(path)) for path in paths
    ]


def contents(source: Source, listed: Iterable[Listed], counts: Counts | None = None) -> dict[str, Any]:
    """The manifest of `source` in the files `listed`, as a JSON object.

    Args:
        source: The corpus.
        listed: Its files.
        counts: Its numbers, where they are known.
    """
    counts = counts or Counts.of(source.entries())
    return {
        "signatures": [
            {"signature": text, "documents": number, "versions": Signature.parse(text).record()}
            for text, number in sorted(counts.signatures.items())
        ],
        "counts": counts.record(),
        "refused": [asdict(refusal) for refusal in source.refusals()],
        "files": [_record(one) for one in sorted(listed, key=lambda one: one.file)],
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
            if one.file.startswith("/") or ".." in one.file.split("/") or _ELSEWHERE.search(one.file):
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
    found = hashlib.sha256()
    # Most files are pages of a few kilobytes, for which `hashlib.file_digest` makes much larger buffers.
    with path.open("rb", buffering=0) as file:
        while data := file.read(_BLOCK):
            found.update(data)
    return found.hexdigest()


def before(folder: Path) -> list[Listed]:
    """The files that a manifest lists, where there is one that can be read."""
    with suppress(CorpusError):
        return files(read(folder))
    return []


def _record(one: Listed) -> dict[str, Any]:
    return {"file": one.file, "format": one.format, "bytes": one.bytes, "sha256": one.sha256}


def _delete(folder: Path, gone: Iterable[Listed], kept: set[str]) -> None:
    for one in gone:
        path = folder / one.file
        # A file that is not as we left it may be somebody's work: verify names it, a person decides.
        if one.file not in kept and path.is_file() and digest(path) == one.sha256:
            path.unlink()
