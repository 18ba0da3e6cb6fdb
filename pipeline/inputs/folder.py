"""The files of a folder and its subfolders, in order, one folder in memory at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from pipeline.errors import SourceError


def files(folder: Path) -> Iterator[Path]:
    """The files, sorted by path.

    Hidden ones are left out, and so are links that lead out of the folder or to another folder: no loop, and
    no file twice by its folder.

    Raises:
        SourceError: A folder cannot be read.
    """
    inside = os.path.realpath(folder)
    yield from _files(folder, os.path.join(inside, ""))  # noqa: PTH118 - a separator at the end is meant.


def _files(folder: Path, inside: str) -> Iterator[Path]:
    try:
        with os.scandir(folder) as found:
            entries = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in found)
    except OSError as error:
        raise SourceError(f"the folder {error.filename} cannot be read: {error.strerror}") from error
    for name, is_folder in entries:
        path = folder / name
        if name.startswith("."):
            continue
        if is_folder:
            yield from _files(path, inside)
        elif not path.is_symlink() or _is_link_inside(path, inside):
            yield path


def _is_link_inside(path: Path, inside: str) -> bool:
    # Unlike Path.resolve, this does not fail at a link that leads to itself.
    target = os.path.realpath(path)
    return target.startswith(inside) and not os.path.isdir(target)  # noqa: PTH112


def is_wanted(file: str, include: Sequence[str], exclude: Sequence[str]) -> bool:
    """Whether a path, relative to the folder, is one of those that are asked for.

    A pattern without a slash is for the name of a file or of a folder above it, one with a slash for the
    whole path; ``*`` also stands for slashes. Without `include` all files are wanted.

    >>> is_wanted("news/a.txt", ["*.txt"], ["drafts"]), is_wanted("drafts/a.txt", [], ["drafts"])
    (True, False)
    >>> is_wanted("news/2022/a.txt", ["news/*.txt"], []), is_wanted("a.md", ["*.txt", "*.html"], [])
    (True, False)
    """
    chosen = not include or any(_fits(file, pattern) for pattern in include)
    return chosen and not any(_fits(file, pattern) for pattern in exclude)


def _fits(file: str, pattern: str) -> bool:
    parts = [file] if "/" in pattern.rstrip("/") else file.split("/")
    return any(fnmatchcase(part, pattern.strip("/")) for part in parts)
