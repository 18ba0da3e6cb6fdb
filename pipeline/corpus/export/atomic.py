"""Write a file whole or not at all, and leave it alone where nothing has changed."""

from __future__ import annotations

import filecmp
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

PARTIAL = ".partial"
"""Ends the name of a file that is being written. What a crash has left, the next run deletes."""


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to write to; it becomes `path` when the block ends without an exception.

    Where its bytes are those of `path`, that file is not touched.

    Raises:
        OSError: The folder cannot be written to.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}{PARTIAL}")
    try:
        with partial.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if path.is_file() and filecmp.cmp(partial, path, shallow=False):
            partial.unlink()
        else:
            partial.replace(path)
            _sync_folder(path.parent)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def write(path: Path, data: bytes) -> None:
    """Make `path` hold `data`; without a second file where it does already.

    Raises:
        OSError: The folder cannot be written to.
    """
    if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
        return
    with replacing(path) as file:
        file.write(data)


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
