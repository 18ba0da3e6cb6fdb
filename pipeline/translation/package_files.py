"""Unpack the file of a package, and refuse it where it is broken or would do harm.

An ``.argosmodel`` is a zip file with one folder.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path, PurePosixPath

from pipeline.errors import ModelError

SUFFIX = ".argosmodel"

LARGEST = 2_000_000_000
"""Bytes of an unpacked package; the official ones have a tenth of it."""

MOST_FILES = 10_000
"""A package has about ten; those that bring a sentence splitter along some more."""

HIGHEST_RATIO = 30
"""How much larger than its file a package may be: the weights of a model, nearly all of it, hardly shrink."""

_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What `zipfile` raises for files that are truncated, damaged, encrypted or made up."""


def unpack(file: Path, into: Path) -> Path:
    """Unpack a file whose every member is sound, and return the folder that was in it.

    Raises:
        ModelError: It is not a whole zip file with one folder, or a member leaves that folder.
    """
    if not file.is_file():
        raise ModelError(f"{file} does not exist, or is not a file")
    try:
        with zipfile.ZipFile(file) as archive:
            top = _top_folder(file, archive.infolist())
            if (broken := archive.testzip()) is not None:
                raise ModelError(f"{file} is damaged: {broken} is not whole; get the file again")
            archive.extractall(into)
    except _BROKEN_ZIP as error:
        raise ModelError(f"{file} is not a whole Argos package ({error}); get the file again") from error
    return into / top


def checksum(file: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    digest = sha256()
    with file.open("rb") as opened:
        while block := opened.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _top_folder(file: Path, members: list[zipfile.ZipInfo]) -> str:
    """The one folder that all members are in, if they may be unpacked."""
    # Counted before they are looked at one by one.
    if len(members) > MOST_FILES:
        raise ModelError(f"{file} is refused: it holds {len(members)} files, a package has about ten")
    paths = [_inside(file, member) for member in members]
    _refuse_doubles(file, members, paths)
    tops = {
        path.parts[0] if len(path.parts) > 1 or member.is_dir() else ""
        for path, member in zip(paths, members, strict=True)
    }
    if len(tops) != 1 or "" in tops:
        raise ModelError(f"{file} is not an Argos package: it does not hold exactly one folder")
    _refuse_bombs(file, members)
    return tops.pop()


def _inside(file: Path, member: zipfile.ZipInfo) -> PurePosixPath:
    """The path of a member, if it stays where it is unpacked."""
    path = PurePosixPath(member.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in member.filename or not path.parts:
        raise ModelError(f"{file} is refused: its member {member.filename} leaves the folder")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise ModelError(f"{file} is refused: its member {member.filename} is a link")
    return path


def _refuse_doubles(file: Path, members: Iterable[zipfile.ZipInfo], paths: Iterable[PurePosixPath]) -> None:
    """Raise where two members have one place: which of them would be checked, and which be used?"""
    # Without regard to capitals, as on the disks of Windows and macOS.
    names = [str(path).casefold() for path in paths]
    double = next((name for name, number in Counter(names).items() if number > 1), None)
    if double:
        raise ModelError(f"{file} is refused: it holds {double} twice")
    files = {name for name, member in zip(names, members, strict=True) if not member.is_dir()}
    for name in names:
        for parent in PurePosixPath(name).parents:
            if str(parent) in files:
                raise ModelError(f"{file} is refused: its member {parent} is a file and a folder")


def _refuse_bombs(file: Path, members: Iterable[zipfile.ZipInfo]) -> None:
    size = sum(member.file_size for member in members)
    if size > LARGEST:
        raise ModelError(f"{file} is refused: unpacked it is larger than {LARGEST // 10**9} GB")
    packed = file.stat().st_size
    if size > HIGHEST_RATIO * packed + 1_000_000:
        raise ModelError(
            f"{file} is refused: unpacked it is {size // packed} times as large; models hardly shrink"
        )
