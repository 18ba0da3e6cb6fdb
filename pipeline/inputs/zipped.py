"""Zip archives, read where they lie: nothing is unpacked to the disk, so no path in one can lead anywhere.

An archive that would unpack to more than is sensible is refused before anything in it is read.
"""

from __future__ import annotations

import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from lzma import LZMAError
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import Refused

MAX_MEMBERS = 100_000

MAX_BYTES_IN_ALL = 10_000_000_000
"""Unpacked."""

MAX_RATIO = 200
"""How many times its packed size a member may have; text has 3 to 10, and a bomb a thousand."""

SMALL = 1_000_000
"""A member of fewer bytes may have any ratio: a short text of one repeated letter is harmless."""

DAMAGED = (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, OSError, ValueError, struct.error)
"""What a damaged archive can make the library raise."""

_DIRECTORY_ENTRY = 46
"""The bytes of the shortest entry in an archive's directory."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive.

    Attributes:
        name: Its path, with forward slashes.
        size: Its bytes, unpacked.
        refusal: Why it cannot be read, or "".
    """

    name: str
    size: int
    refusal: str = ""


def members(path: Path) -> Iterator[Member]:
    """The files of an archive, sorted by name, hidden ones left out.

    Raises:
        Refused: It is damaged, or holds more than is allowed.
    """
    archive = _opened(path)
    for name in sorted(archive.known):
        yield Member(name, archive.known[name].file_size, archive.refusals.get(name, ""))


def read(path: Path, name: str) -> bytes:
    """The bytes of a member, unpacked.

    Raises:
        Refused: It is not there any more, or damaged.
    """
    archive = _opened(path)
    if name not in archive.known:
        raise Refused(f"{path.name} has changed while it was read: run again")
    try:
        return archive.file.read(archive.known[name])
    except NotImplementedError as error:
        raise Refused(f"it is packed in a way that cannot be read ({error}): pack it again") from error
    except (RuntimeError, *DAMAGED) as error:
        raise Refused(f"it is damaged in {path.name}: {error}") from error


@dataclass(frozen=True, slots=True)
class _Archive:
    file: zipfile.ZipFile
    known: Mapping[str, zipfile.ZipInfo]
    refusals: Mapping[str, str]


def _opened(path: Path) -> _Archive:
    try:
        found = path.stat()
    except OSError as error:
        raise Refused(f"it cannot be read: {error.strerror}") from error
    # A process that was forked shares the place in an open file with the one that it was forked from.
    return _open(path, found.st_size, found.st_mtime_ns, os.getpid())


@lru_cache(maxsize=4)
def _open(path: Path, _size: int, _changed: int, _process: int) -> _Archive:
    """The directory of an archive, read once for all its members."""
    try:
        with path.open("rb") as file:
            _check_directory(file)
        archive = zipfile.ZipFile(path)
    except (NotImplementedError, *DAMAGED) as error:
        raise Refused(f"it is no sound zip archive: {error}") from error
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if len(infos) > MAX_MEMBERS or sum(info.file_size for info in infos) > MAX_BYTES_IN_ALL:
        archive.close()
        raise Refused(
            f"it holds more than {MAX_MEMBERS:,} files or {MAX_BYTES_IN_ALL:,} bytes unpacked: split it"
        )
    known: dict[str, zipfile.ZipInfo] = {}
    refusals: dict[str, str] = {}
    for info in infos:
        name = _name(info)
        if _is_hidden(name):
            continue
        if name in known:
            refusals[name] = "its name stands twice in the archive: rename one"
        elif reason := _refusal(name, info):
            refusals[name] = reason
        known.setdefault(name, info)
    return _Archive(archive, known, refusals)


def _check_directory(file: BinaryIO) -> None:
    """Refuse a directory so long that only to read it would fill the memory."""
    file.seek(max(0, file.seek(0, os.SEEK_END) - 70_000))
    tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0:
        raise zipfile.BadZipFile("it has no directory")
    (size,) = struct.unpack_from("<L", tail, place + 12)
    if size == 0xFFFFFFFF and (large := tail.rfind(b"PK\x06\x06", 0, place)) >= 0:
        (size,) = struct.unpack_from("<Q", tail, large + 40)
    if size > MAX_MEMBERS * _DIRECTORY_ENTRY * 10:
        raise Refused(f"it holds more than {MAX_MEMBERS:,} files: split it")


def _name(info: zipfile.ZipInfo) -> str:
    """The name of a member; many programs write UTF-8 without saying so."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode()
    except UnicodeError:
        return info.filename


def _is_hidden(name: str) -> bool:
    parts = [part for part in name.split("/") if part != "." and not part.startswith("..")]
    return any(part.startswith(".") or part == "__MACOSX" for part in parts)


def _refusal(name: str, info: zipfile.ZipInfo) -> str:
    if name.startswith(("/", "\\")) or name[1:2] == ":" or ".." in name.replace("\\", "/").split("/"):
        return "its path leads out of the archive: pack it again"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "it is a link, and no link is followed in an archive: pack the file that it leads to"
    if info.flag_bits & 0x1:
        return "it is encrypted: pack it without a password"
    if info.file_size > SMALL and info.file_size > MAX_RATIO * max(1, info.compress_size):
        return f"it unpacks to more than {MAX_RATIO} times its size, as a trap does: pack its text otherwise"
    if name.lower().endswith(".zip"):
        return "it is an archive in an archive: unpack the outer one"
    return ""
