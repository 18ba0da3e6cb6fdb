"""Write a file whole or not at all, and leave it alone where nothing has changed.

A file that belongs to one document is not waited for: an archive has tens of thousands of them, and a disk
confirms a few hundred a second. All are settled at once before the manifest is written, which holds the
SHA-256 of each. A machine that loses its power before that still has the earlier manifest, which they do not
fit: the next run compares them with it, and writes again what it finds otherwise.
"""

from __future__ import annotations

import filecmp
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

PARTIAL = ".partial"
"""Ends the name of a file that is being written. What a crash has left, the next run deletes."""


_SETTLES = hasattr(os, "sync")
"""Windows cannot settle all files at once: there each is waited for."""


@contextmanager
def replacing(path: Path, *, wait: bool = True) -> Iterator[BinaryIO]:
    """A file to write to; it becomes `path` when the block ends without an exception.

    Where its bytes are those of `path`, that file is not touched.

    Args:
        path: The file.
        wait: Until the disk has it; else it has it after `settle`.

    Raises:
        OSError: The folder cannot be written to.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}{PARTIAL}")
    try:
        with partial.open("wb") as file:
            yield file
            if wait:
                file.flush()
                os.fsync(file.fileno())
        if path.is_file() and filecmp.cmp(partial, path, shallow=False):
            partial.unlink()
        else:
            partial.replace(path)
            if wait:
                _sync_folder(path.parent)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def write(path: Path, data: bytes, *, wait: bool = False) -> None:
    """Make `path` hold `data`; without a second file where it does already.

    Args:
        path: The file.
        data: All its bytes.
        wait: See `replacing`.

    Raises:
        OSError: The folder cannot be written to.
    """
    if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
        return
    with replacing(path, wait=wait or not _SETTLES) as file:
        file.write(data)


def settle() -> None:
    """Wait until the disk has all that was written."""
    if _SETTLES:
        os.sync()


def sweep(folder: Path) -> None:
    """Delete what a crash has left half-written in `folder`, and only there."""
    for path in folder.glob(f".*{PARTIAL}"):
        path.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    # Without this a crash of the machine may forget the new name. Windows cannot open a folder.
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
