"""Bring the embedded model's files together and load them.

The weights are stored in two parts, because a file of a repository may not be larger than 100 MB. They are
joined on first use into the user's cache folder, and checked against ``SHA256SUMS`` at every load.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Literal

import ctranslate2
from platformdirs import user_cache_path
from tokenizers import Tokenizer

from pipeline.errors import ModelError

FOLDER = Path(__file__).parent / "starter"
"""The model as it ships, with its card and its licence."""

NAME = "starter-sv-en"

_PARTS: dict[str, Sequence[str]] = {
    "config.json": ["config.json"],
    "vocabulary.json": ["vocabulary.json"],
    "model.bin": ["model.bin.00", "model.bin.01"],
}
"""What CTranslate2 needs in one folder, and of which files of `FOLDER` each is made."""

ComputeType = Literal["int8", "float32"]


@dataclass(frozen=True)
class StarterModel:
    """The embedded model, loaded. Both objects can be used by several threads at once.

    Attributes:
        generator: The decoder; see the model's card for how to prompt it.
        tokenizer: Splits text into the tokens that the generator reads.
        version: The first 8 hexadecimal digits of the SHA-256 of its weights.
    """

    generator: ctranslate2.Generator = field(repr=False)
    tokenizer: Tokenizer = field(repr=False)
    version: str

    @property
    def name(self) -> str:
        """Name and version, as they stand on every translation."""
        return f"{NAME}@{self.version}"


_lock = Lock()
_loaded: dict[ComputeType, StarterModel] = {}


def load_starter(compute_type: ComputeType = "int8") -> StarterModel:
    """The embedded model, loaded once for the whole process.

    Args:
        compute_type: ``int8`` is three times as fast and takes a third of the memory, but its sums saturate
            on processors without VNNI, so that results differ between machines. ``float32`` gives the same
            everywhere, but for the last digit of a sum.

    Raises:
        ModelError: One of its files is missing or damaged, or the cache folder cannot be written.
    """
    with _lock:
        if compute_type not in _loaded:
            _loaded[compute_type] = _load(FOLDER, cache_folder(), compute_type)
        return _loaded[compute_type]


def starter_version(folder: Path = FOLDER) -> str:
    """The version of the embedded model, without loading it.

    >>> len(starter_version())
    8

    Raises:
        ModelError: The list of checksums is missing or damaged.
    """
    return _checksums(folder)["model.bin"][:8]


def cache_folder() -> Path:
    """Where joined weights are kept: ``RENSKRIFT_CACHE``, else the user's cache folder."""
    chosen = os.environ.get("RENSKRIFT_CACHE")
    return Path(chosen) if chosen else user_cache_path("renskrift")


def thread_count() -> int:
    """How many threads a model may use: ``RENSKRIFT_THREADS``, else one for each processor.

    Raises:
        ModelError: The setting is not a whole number above zero.
    """
    chosen = os.environ.get("RENSKRIFT_THREADS", "")
    if not chosen:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if not chosen.isdecimal() or int(chosen) < 1:
        raise ModelError(f"RENSKRIFT_THREADS is {chosen!r}; set it to a whole number above zero, or unset it")
    return int(chosen)


def join_files(folder: Path, cache: Path) -> Path:
    """Join the model's parts into a folder that CTranslate2 can read, or find them joined.

    Several processes may do this at once: each file is written under a name of its own and then renamed.

    Args:
        folder: The model as it ships.
        cache: The folder in which the joined model gets a folder of its own.

    Returns:
        The folder with the joined model.

    Raises:
        ModelError: A file is missing or damaged, or `cache` cannot be written.
    """
    checksums = _checksums(folder)
    joined = cache / f"{NAME}-{checksums['model.bin'][:8]}"
    for name, parts in _PARTS.items():
        if _is_whole(joined / name, checksums[name]):
            continue
        content = b"".join(_read(folder / part, checksums[part]) for part in parts)
        try:
            joined.mkdir(parents=True, exist_ok=True)
            _write(joined / name, content)
        except OSError as error:
            raise ModelError(
                f"cannot write {joined / name}: {error.strerror}; "
                "set RENSKRIFT_CACHE to a folder that can be written and has 150 MB free"
            ) from error
    return joined


def _load(folder: Path, cache: Path, compute_type: ComputeType = "int8") -> StarterModel:
    joined = join_files(folder, cache)
    try:
        generator = ctranslate2.Generator(
            str(joined), device="cpu", compute_type=compute_type, intra_threads=thread_count()
        )
        tokenizer = Tokenizer.from_str(
            _read(folder / "tokenizer.json", _checksums(folder)["tokenizer.json"]).decode()
        )
    except RuntimeError as error:
        raise ModelError(f"the embedded model does not load: {error}") from error
    # An article may hold "<eos>" as text; it must not end a sentence.
    tokenizer.encode_special_tokens = True
    return StarterModel(generator, tokenizer, starter_version(folder))


def _checksums(folder: Path) -> dict[str, str]:
    try:
        lines = (folder / "SHA256SUMS").read_text("ascii").splitlines()
        sums = {name: digest for digest, name in (line.split() for line in lines)}
    except (OSError, ValueError) as error:
        raise _damaged(folder / "SHA256SUMS", "missing or damaged") from error
    needed = {*_PARTS, *(part for parts in _PARTS.values() for part in parts), "tokenizer.json"}
    if not needed <= sums.keys():
        raise _damaged(folder / "SHA256SUMS", "incomplete")
    return sums


def _read(path: Path, checksum: str) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _damaged(path, "missing") from error
    if sha256(content).hexdigest() != checksum:
        raise _damaged(path, "damaged (its SHA-256 is not the one in SHA256SUMS)")
    return content


def _is_whole(path: Path, checksum: str) -> bool:
    try:
        return sha256(path.read_bytes()).hexdigest() == checksum
    except OSError:
        return False


def _write(path: Path, content: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.name, delete=False) as file:
        try:
            file.write(content)
        except OSError:
            Path(file.name).unlink()
            raise
    Path(file.name).replace(path)


def _damaged(path: Path, what: str) -> ModelError:
    return ModelError(f"a file of the embedded model is {what}: {path}; install Renskrift again")
