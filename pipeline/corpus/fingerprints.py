"""What the run log knows documents, decisions and exports by: hashes of all that they say."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from pipeline.corpus import tables
from pipeline.corpus.entry import Entry
from pipeline.corpus.export import manifest
from pipeline.document import Document

# Listed by name: what a later version adds must not make the hashes of today wrong.
_DOCUMENT = ("id", "file", "sha256", "language", "title", "original", "normalised", "flags")
_DECODING = ("charset", "bom", "newline")
_ORIGIN = ("file_sha256", "place", "raw_sha256", "extractor", "identity", "date", "source")
_EDIT = (
    *("id", "stage", "rule", "start", "end", "before", "after"),
    *("confidence", "status", "reason", "round"),
)
_SEGMENT = ("id", "paragraph", "sentence", "source")
_TRANSLATION = ("text", "engine", "model", "status", "score", "quality", "flags")
_DECISION = (
    *("number", "document", "subject", "kind", "verdict", "before", "after", "who", "when"),
    *("context", "comment", "batch", "undoes", "stage", "rule", "confidence"),
)


def sha256(value: str | list[Any]) -> str:
    r"""Of a text in ASCII, or of a list as JSON.

    >>> sha256(["å"]) == sha256(r'["\u00e5"]')
    True
    """
    text = value if isinstance(value, str) else json.dumps(value)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def fingerprint(entry: Entry) -> str:
    """SHA-256 of a document with its change log and its translation, as they stand in the store."""
    document = entry.document
    segments = [
        [
            *_of(segment, _SEGMENT),
            *_of(segment.translation, _TRANSLATION),
            *[_of(edit, _EDIT) for edit in segment.translation.edits],
        ]
        for segment in entry.segments
    ]
    edits = [_of(edit, _EDIT) for edit in document.edits]
    return sha256(
        [_of(document, _DOCUMENT), _of(document.decoding, _DECODING), entry.signature, edits, segments]
    )


def origin(document: Document) -> str:
    """SHA-256 of what a document was taken out of, and what was said of it there; "" for nothing."""
    return sha256(_of(document.origin, _ORIGIN)) if document.origin else ""


def exports(folder: Path) -> str:
    """SHA-256 of the manifest, which has those of all exported files; "" where there is none."""
    path = folder / manifest.FILE
    return manifest.digest(path) if path.is_file() else ""


@dataclass(frozen=True, slots=True)
class Decisions:
    """All decisions up to one of them, in one hash.

    Attributes:
        number: Of the last one; 0 for none.
        sha256: Of the hash before it and of the decision itself.
    """

    number: int = 0
    sha256: str = ""

    @classmethod
    def noted(cls, end: Mapping[str, Any]) -> Decisions:
        """Those that the record of a run's end has noted; none where there is no record."""
        return cls(end.get("decisions", 0), end.get("decisions_sha256", ""))

    def through(self, connection: Connection, last: int | None = None) -> Decisions:
        """These and the later ones, up to the one with number `last` or to the end."""
        columns, number, digest = tables.decisions.c, self.number, self.sha256
        query = select(tables.decisions).where(columns.number > number).order_by(columns.number)
        if last is not None:
            query = query.where(columns.number <= last)
        for row in connection.execute(query):
            number, digest = row.number, sha256([digest, *_of(row, _DECISION)])
        return Decisions(number, digest)


def _of(one: object, keys: tuple[str, ...]) -> list[Any]:
    return [getattr(one, key) for key in keys]
