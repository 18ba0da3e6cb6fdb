"""Versions of a corpus, ``versions/v2026.11.22-1.jsonl.gz``: which records it had, and a hash of each.

A version is made when somebody gives the corpus to others, by hand. Its first line says what it is; each
other line is a record: table, id, and hashes of the record and of each of its values, so that two versions
can be compared long after the texts themselves have changed.
"""

from __future__ import annotations

import gzip
import json
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, Any
from zlib import crc32

from pipeline.corpus.export import atomic, contract, jsonl
from pipeline.corpus.reading import Record, records
from pipeline.errors import CorpusError

FOLDER = "versions"
ENDING = ".jsonl.gz"

TABLES = tuple(name for name in contract.TABLES if name != "left_out")
"""The tables that are compared."""

_NAME = re.compile(r"v(\d{4}\.\d\d\.\d\d)-([1-9]\d*)")
_WIDTH = 4
_ABSENT = "." * _WIDTH
_DIGITS = 16
_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Hashed:
    """A record as a version knows it.

    Attributes:
        table: Out of `contract.TABLES`.
        id: The record's id; a decision's number.
        hash: Of the whole record: 16 hexadecimal digits.
        values: Four characters a key, in the order of the keys of the version.
    """

    table: str
    id: str
    hash: str
    values: str

    def value(self, number: int | None) -> str:
        """The hash of the value of one key; of none where the version does not know the key."""
        return _ABSENT if number is None else self.values[_WIDTH * number : _WIDTH * (number + 1)]


@dataclass(frozen=True, slots=True)
class Version:
    """What the first line of a version says.

    Attributes:
        version: Its name: ``v``, the day, and a number in the day.
        note: What the person said who made it.
        keys: The keys of each table.
        records: How many each table has.
        sha256: Of all its records.
    """

    version: str
    note: str
    keys: Mapping[str, list[str]]
    records: Mapping[str, int]
    sha256: str


def make(folder: Path, note: str = "", day: date | None = None) -> Version | None:
    """Make a version of the corpus in an output folder; None where it is the newest one still.

    Raises:
        CorpusError: There is no corpus, or it is damaged, or the folder cannot be written to.
    """
    if not (folder / jsonl.DOCUMENTS).is_file():
        raise CorpusError(f"{folder} holds no corpus ({jsonl.DOCUMENTS} is missing): run renskrift run first")
    try:
        with TemporaryFile() as body:
            return _make(folder, note, day or date.today(), body)
    except OSError as error:
        raise CorpusError(f"the version cannot be written to {folder}: {error.strerror}") from error


def names(folder: Path) -> list[str]:
    """The names of the versions of a corpus, oldest first."""
    found = (path.name.removesuffix(ENDING) for path in (folder / FOLDER).glob(f"*{ENDING}"))
    return sorted(filter(_NAME.fullmatch, found), key=_order)


def read(folder: Path, name: str) -> Version:
    """What a version says of itself.

    Raises:
        CorpusError: There is no such version, or it is damaged.
    """
    head, _ = _opened(folder, name)
    return head


def of_version(folder: Path, name: str) -> Iterator[Hashed]:
    """The records of a version, table by table.

    Raises:
        CorpusError: There is no such version, or it is damaged.
    """
    head, lines = _opened(folder, name)
    digest = sha256()
    for line in lines:
        digest.update(line)
        try:
            yield Hashed(*json.loads(line))
        except (TypeError, ValueError) as error:
            raise CorpusError(f"the version {name} is damaged: {error}") from error
    if digest.hexdigest() != head.sha256:
        raise CorpusError(f"the version {name} is damaged: its records are not those that it was made of")


def of_folder(folder: Path) -> Iterator[Hashed]:
    """The records of the corpus in an output folder as it is now, table by table.

    Raises:
        CorpusError: A file is damaged.
    """
    for name in TABLES:
        table = contract.TABLES[name]
        path = folder / table.file
        for record in records(path) if path.is_file() else ():
            yield _hashed(table, record)


def is_name(text: str) -> bool:
    """Whether `text` is the name of a version.

    >>> is_name("v2026.11.22-1"), is_name("output")
    (True, False)
    """
    return bool(_NAME.fullmatch(text))


def _hashed(table: contract.Table, record: Record) -> Hashed:
    values = record.values
    identity = values.get(table.identity)
    if not isinstance(identity, str | int):
        raise CorpusError(f"{record.where} has no id")
    parts = "".join(_short(values[key]) if key in values else _ABSENT for key in table.keys)
    whole = sha256(_canonical(values)).hexdigest()[:_DIGITS]
    return Hashed(table.name, str(identity), whole, parts)


def _opened(folder: Path, name: str) -> tuple[Version, Iterator[bytes]]:
    path = _path(folder, name)
    if not is_name(name) or not path.is_file():
        there = ", ".join(names(folder)) or "none"
        raise CorpusError(f"the corpus in {folder} has no version {name!r}; it has {there}")
    found = _read_lines(path)
    try:
        return Version(**json.loads(next(found))), found
    except (StopIteration, TypeError, ValueError) as error:
        raise CorpusError(f"the version {name} is damaged: {error}") from error


def _read_lines(path: Path) -> Iterator[bytes]:
    try:
        with gzip.open(path) as file:
            yield from file
    except (OSError, EOFError) as error:
        raise CorpusError(f"{path.name} cannot be read: {error}") from error


def _path(folder: Path, name: str) -> Path:
    return folder / FOLDER / f"{name}{ENDING}"


def _order(name: str) -> tuple[str, int]:
    day, _, number = name.partition("-")
    return day, int(number)


def _make(folder: Path, note: str, day: date, body: IO[bytes]) -> Version | None:
    number, digest = dict.fromkeys(TABLES, 0), sha256()
    with _packing(body) as packed:
        for one in of_folder(folder):
            line = json.dumps([one.table, one.id, one.hash, one.values]).encode("ascii") + b"\n"
            number[one.table] += 1
            digest.update(line)
            packed.write(line)
    made = names(folder)
    if made and read(folder, made[-1]).sha256 == digest.hexdigest():
        return None
    keys = {table: list(contract.TABLES[table].keys) for table in TABLES}
    version = Version(_next(made, day), note, keys, number, digest.hexdigest())
    with atomic.replacing(_path(folder, version.version)) as file:
        with _packing(file) as packed:
            packed.write(jsonl.encoded({key: getattr(version, key) for key in Version.__slots__}))
        body.seek(0)
        copyfileobj(body, file)  # Packed files behind each other are one packed file.
    return version


def _next(made: list[str], day: date) -> str:
    """The name of the next version of a day."""
    today = f"v{day:%Y.%m.%d}"
    count = max((int(name.partition("-")[2]) for name in made if name.startswith(f"{today}-")), default=0)
    return f"{today}-{count + 1}"


def _packing(file: IO[bytes]) -> gzip.GzipFile:
    # Without a name and a time, so that equal versions are equal files.
    return gzip.GzipFile("", "wb", _LEVEL, file, mtime=0)


def _short(value: Any) -> str:
    """Four characters for a value; a text and a number that looks like it have other ones."""
    data = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else _canonical(value)
    return b64encode(crc32(data, isinstance(value, str)).to_bytes(4)[:3]).decode()


def _canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True).encode("ascii")
