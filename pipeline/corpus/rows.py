"""Documents, edits and segments as rows of the store's tables, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from pipeline.corpus import tables
from pipeline.corpus.entry import Entry
from pipeline.document import EDIT_KEYS, Decoding, Document, Edit, Segment, Status, Translation

_DOCUMENT_KEYS = ("id", "file", "sha256", "language", "title", "original", "normalised")
_DECODING_KEYS = ("charset", "bom", "newline")
_SEGMENT_KEYS = ("id", "document", "paragraph", "sentence", "language", "source")
_TRANSLATION_KEYS = ("engine", "model", "status", "score", "quality")


def of_document(document: Document) -> dict[str, Any]:
    """The row of a document, without signature and revision."""
    return {
        **{key: getattr(document, key) for key in _DOCUMENT_KEYS},
        **{key: getattr(document.decoding, key) for key in _DECODING_KEYS},
        "flags": list(document.flags),
    }


def of_edits(document: Document) -> list[dict[str, Any]]:
    """The rows of a document's change log."""
    return [
        {"document": document.id, "position": position, **edit.record()}
        for position, edit in enumerate(document.edits)
    ]


def of_segments(document: Document, found: Sequence[Segment]) -> list[dict[str, Any]]:
    """The rows of a document's segments."""
    return [
        {
            **{key: getattr(segment, key) for key in _SEGMENT_KEYS},
            **of_translation(segment.translation),
            "document": document.id,
            "position": position,
        }
        for position, segment in enumerate(found)
    ]


def of_translation(translation: Translation) -> dict[str, Any]:
    """What the row of a segment has of its translation."""
    return {
        **{key: getattr(translation, key) for key in _TRANSLATION_KEYS},
        "target": translation.text,
        "flags": list(translation.flags),
        "target_edits": [edit.record() for edit in translation.edits],
    }


def entries(connection: Connection, found: Sequence[Row[Any]]) -> Iterator[Entry]:
    """The entries of some rows of documents, in their order."""
    identities = [row.id for row in found]
    logs, translated = edits(connection, identities), segments(connection, identities)
    for row in found:
        document = Document(
            **{key: getattr(row, key) for key in _DOCUMENT_KEYS},
            decoding=Decoding(*(getattr(row, key) for key in _DECODING_KEYS)),
            edits=logs.get(row.id, ()),
            flags=tuple(row.flags),
        )
        yield Entry(document, translated.get(row.id, ()), row.signature)


def edits(connection: Connection, documents: Sequence[str]) -> Mapping[str, tuple[Edit, ...]]:
    """The change logs of some documents, by their ids."""
    return {
        document: tuple(
            Edit(**{key: getattr(row, key) for key in EDIT_KEYS} | {"status": Status(row.status)})
            for row in found
        )
        for document, found in _by_document(connection, tables.edits, documents)
    }


def segments(connection: Connection, documents: Sequence[str]) -> Mapping[str, tuple[Segment, ...]]:
    """The segments of some documents, by their ids."""
    return {
        document: tuple(map(_segment, found))
        for document, found in _by_document(connection, tables.segments, documents)
    }


def _segment(row: Row[Any]) -> Segment:
    translation = Translation(
        text=row.target,
        flags=tuple(row.flags),
        edits=tuple(map(Edit.from_record, row.target_edits or ())),
        **{key: getattr(row, key) for key in _TRANSLATION_KEYS},
    )
    return Segment(**{key: getattr(row, key) for key in _SEGMENT_KEYS}, translation=translation)


def _by_document(
    connection: Connection, table: Table, documents: Sequence[str]
) -> Iterator[tuple[str, Iterator[Row[Any]]]]:
    query = select(table).where(table.c.document.in_(documents))
    found = connection.execute(query.order_by(table.c.document, table.c.position))
    return groupby(found, key=lambda row: row.document)
