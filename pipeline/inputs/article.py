"""An article wherever it lies: a file, a file in an archive, or a row of a file."""

from __future__ import annotations

import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from pipeline.decoding import MAX_BYTES
from pipeline.document import Origin
from pipeline.errors import Refused
from pipeline.inputs import docx, html, jsonl, markdown, tabular, zipped
from pipeline.inputs.about import About, Extracted
from pipeline.inputs.rows import Row

EXTRACTORS: Mapping[str, Callable[[bytes], Extracted]] = {
    ".txt": lambda data: Extracted(data, About(), ""),
    ".md": markdown.extract,
    ".html": html.extract,
    ".htm": html.extract,
    ".docx": docx.extract,
    ".jsonl": jsonl.extract,
}
"""How a file, or a line of JSONL, becomes a text. A row of CSV needs its heading, too."""

DEAR: Mapping[str, Callable[[], str]] = {
    ".html": html.extractor,
    ".htm": html.extractor,
    ".docx": lambda: docx.EXTRACTOR,
}
"""The kinds whose text is dear to take out and depends on nothing but their bytes: what takes it out now."""

KINDS = (*EXTRACTORS, ".csv", ".zip")
"""The endings of what can be read."""

LIMITS: Mapping[str, int] = {".docx": 50_000_000}
"""The most bytes of a file with one article, where that is not `MAX_BYTES`: pictures count in them."""

MAX_TABLE_IN_ARCHIVE = 50_000_000
"""The most bytes of a file with many articles in an archive, which has to be unpacked in memory."""


@dataclass(frozen=True, slots=True)
class Article:
    """Something that may become a document.

    Attributes:
        file: Its path relative to the folder, with forward slashes; and in it ``archive.zip!/path`` for a
            file in an archive, ``rows.csv#17`` or ``rows.csv#id=NAME`` for a row.
        path: The file on the disk that it lies in.
        title: What is known of it before it is read, or "".
        language: Likewise, or None.
        date: Likewise, or "".
        source: Likewise, or "".
        identity: What its file calls it, or "".
        member: The path in an archive, or "".
        row: The row of a file with many, or None.
        unpacked: The size of a member of an archive.
        refusal: Why it cannot be read, where that is known already, or "".
    """

    file: str
    path: Path
    title: str = ""
    language: str | None = None
    date: str = ""
    source: str = ""
    identity: str = ""
    member: str = ""
    row: Row | None = None
    unpacked: int = 0
    refusal: str = ""

    @property
    def kind(self) -> str:
        """The ending of the file that it is or lies in, in small letters: one of `KINDS` where it is read."""
        name = (self.member or self.path.name).rpartition("/")[2]
        dot = name.rfind(".")
        return name[dot:].lower() if 0 < dot < len(name) - 1 else ""

    @property
    def size(self) -> int:
        """The bytes that it takes in its file; 0 where they cannot be known."""
        if self.row:
            return self.row.end - self.row.start
        if self.member:
            return self.unpacked
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    @property
    def place(self) -> str:
        """Where it lies in its file, in words; "" where it is the whole file."""
        places = (
            f"member {self.member}" if self.member else "",
            f"row {self.row.number}" if self.row else "",
        )
        return ", ".join(filter(None, places))

    def raw(self) -> bytes:
        """The bytes as they lie in the file, the archive or the row, before any text is taken out of them.

        Raises:
            Refused: They cannot be read, or are more than are allowed.
        """
        if self.refusal:
            raise Refused(self.refusal)
        limit = LIMITS.get(self.kind, MAX_BYTES)
        if self.size > limit:
            raise Refused(
                f"{self.size:,} bytes are more than the {limit:,} allowed for one document: split it"
            )
        if self.row and self.member:
            return table_in_archive(self.path, self.member)[self.row.start : self.row.end]
        if self.member:
            return zipped.read(self.path, self.member)
        try:
            if not stat.S_ISREG(self.path.stat().st_mode):
                raise Refused("it is no ordinary file: take it out of the folder")
            with self.path.open("rb") as file:
                if self.row:
                    file.seek(self.row.start)
                return file.read(self.size)
        except OSError as error:
            raise Refused(f"it cannot be read: {error.strerror}") from error

    def extracted(self) -> Extracted:
        """Its text, and what its format says of it.

        Raises:
            Refused: It cannot be read, is of a kind that is not read, or has no text.
        """
        if not self.refusal and self.kind not in KINDS:
            raise Refused(
                f"it is no file that is read ({', '.join(KINDS)}): save its text as .txt, leave it out with "
                "--exclude, or take it out of the folder"
            )
        raw = self.raw()
        if self.row and self.kind == ".csv":
            return tabular.extract(raw, self.row.delimiter, self.row.column)
        return EXTRACTORS[self.kind](raw)

    def read(self) -> bytes:
        """The bytes of its text: those of the file where that is plain text, else the text in UTF-8.

        Raises:
            Refused: See `extracted`.
        """
        return self.extracted().data

    def is_unchanged(self, raw_sha256: str, extractor: str) -> bool:
        """Whether its text is known to be the same without taking it out again, which is dear for some kinds.

        Args:
            raw_sha256: Of the bytes that it was taken out of, or "".
            extractor: What took it out.

        Raises:
            Refused: It cannot be read.
        """
        if not raw_sha256 or self.refusal or DEAR.get(self.kind, str)() != extractor:
            return False
        return sha256(self.raw()).hexdigest() == raw_sha256

    def described(self, data: bytes) -> tuple[About, Origin | None]:
        """What is known of it, and where its text was taken from; None for a plain file of which nothing is.

        Args:
            data: What `read` has given.

        Raises:
            Refused: It cannot be read again, or has changed since.
        """
        is_plain = self.kind == ".txt" and not self.member
        found = Extracted(data, About(), "") if is_plain else self.extracted()
        if found.data != data:
            raise Refused("the file has changed while it was read: run again")
        said = found.about
        known = About(
            title=self.title or said.title,
            language=self.language or said.language,
            date=self.date or said.date,
            source=self.source or said.source,
            identity=self.identity or said.identity,
        )
        origin = Origin(identity=known.identity, date=known.date, source=known.source)
        if found.extractor or self.place:
            origin = replace(
                origin,
                file_sha256=file_sha256(self.path),
                place=self.place,
                raw_sha256=sha256(self.raw()).hexdigest(),
                extractor=found.extractor,
            )
        return known, origin if origin != Origin() else None


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal; computed once while the file stays as it is.

    Raises:
        Refused: It cannot be read.
    """
    try:
        found = path.stat()
        return _file_sha256(path, found.st_size, found.st_mtime_ns)
    except OSError as error:
        raise Refused(f"it cannot be read: {error.strerror}") from error


@lru_cache(maxsize=64)
def _file_sha256(path: Path, _size: int, _changed: int) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()


def table_in_archive(path: Path, member: str) -> bytes:
    """A file with many articles in an archive, unpacked; the last one is kept, for its other rows.

    Raises:
        Refused: It cannot be read.
    """
    try:
        found = path.stat()
    except OSError as error:
        raise Refused(f"it cannot be read: {error.strerror}") from error
    return _table_in_archive(path, member, found.st_size, found.st_mtime_ns)


@lru_cache(maxsize=1)
def _table_in_archive(path: Path, member: str, _size: int, _changed: int) -> bytes:
    return zipped.read(path, member)
