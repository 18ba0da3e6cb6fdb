"""Documents, edits and segments as rows of the store's tables, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, Table, bindparam, delete, insert, select

from pipeline.corpus import decided, provenance, tables
from pipeline.corpus.effective import Held
from pipeline.corpus.entry import Entry, Kind
from pipeline.document import EDIT_KEYS, Decoding, Document, Edit, Origin, Segment, Status, Translation

T = TypeVar("T")

_MANY = 300
"""Rows from which all of a document are written anew."""

_DOCUMENT_KEYS = ("id", "file", "sha256", "language", "title", "original", "normalised")
_DECODING_KEYS = ("charset", "bom", "newline")
_SEGMENT_KEYS = ("id", "document", "paragraph", "sentence", "language", "source")
_TRANSLATION_KEYS = ("engine", "model", "status", "score", "quality")


_ONE = {
    kind: select(table).where(
        table.c.document == bindparam("its_document"), table.c.id == bindparam("its_id")
    )
    for kind, table in (("edit", tables.edits), ("segment", tables.segments))
}


def one(connection: Connection, kind: Kind, document: str, identity: str) -> Row[Any] | None:
    """The row of one edit or segment of a document, or None."""
    return connection.execute(_ONE[kind], {"its_document": document, "its_id": identity}).one_or_none()


def of_document(document: Document) -> dict[str, Any]:
    """The row of a document, without signature and revision."""
    return {
        **{key: getattr(document, key) for key in _DOCUMENT_KEYS},
        **{key: getattr(document.decoding, key) for key in _DECODING_KEYS},
        "flags": list(document.flags),
        "origin": asdict(document.origin) if document.origin else None,
    }


def of_edits(document: Document) -> list[dict[str, Any]]:
    """The rows of a document's change log."""
    return [
        {"document": document.id, "position": position, **edit.record()}
        for position, edit in enumerate(document.edits)
    ]


def of_segments(document: Document, found: Iterable[Segment | Held]) -> list[dict[str, Any]]:
    """The rows of a document's segments, with the drafts of those that a person has reviewed."""
    return [
        of_held(one if isinstance(one, Held) else Held(one)) | {"document": document.id, "position": position}
        for position, one in enumerate(found)
    ]


def of_held(one: Held) -> dict[str, Any]:
    """The row of a segment with its draft, without its position."""
    segment = one.segment
    return {
        **{key: getattr(segment, key) for key in _SEGMENT_KEYS},
        **of_translation(segment.translation),
        "draft": of_translation(one.draft) if one.draft else None,
    }


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
        mine = translated.get(row.id, ())
        yield Entry(document(row, logs.get(row.id, ())), mine, row.signature, _reviewers(connection, mine))


def _reviewers(connection: Connection, found: Sequence[Segment]) -> dict[str, str]:
    """Who has reviewed some segments of one document, by their ids."""
    reviewed = {segment.id for segment in found if segment.translation.status == "reviewed"}
    if not reviewed:
        return {}
    who = provenance.reviewers(decided.of_document(connection, found[0].document))
    return {segment: name for segment, name in who.items() if segment in reviewed}


def document(row: Row[Any], log: tuple[Edit, ...]) -> Document:
    """The document of a row, with its change log."""
    return Document(
        **{key: getattr(row, key) for key in _DOCUMENT_KEYS},
        decoding=Decoding(*(getattr(row, key) for key in _DECODING_KEYS)),
        edits=log,
        flags=tuple(row.flags),
        origin=Origin(**row.origin) if row.origin else None,
    )


def edits(connection: Connection, documents: Sequence[str]) -> Mapping[str, tuple[Edit, ...]]:
    """The change logs of some documents, by their ids."""
    return {
        identity: tuple(map(edit, found))
        for identity, found in _by_document(connection, tables.edits, documents)
    }


def segments(connection: Connection, documents: Sequence[str]) -> Mapping[str, tuple[Segment, ...]]:
    """The segments of some documents, by their ids."""
    return {
        identity: tuple(map(_segment, found))
        for identity, found in _by_document(connection, tables.segments, documents)
    }


def held(row: Row[Any]) -> Held:
    """The segment of a row, with the draft that a reviewed one has."""
    return Held(_segment(row), _translation(**row.draft) if row.draft else None)


def held_in(connection: Connection, document: str) -> list[Held]:
    """The segments of the document with that id, with their drafts, in the order of the text."""
    columns = tables.segments.c
    query = select(tables.segments).where(columns.document == document).order_by(columns.position)
    return list(map(held, connection.execute(query)))


def edit(row: Row[Any]) -> Edit:
    """The edit of a row."""
    return Edit(**{key: getattr(row, key) for key in EDIT_KEYS} | {"status": Status(row.status)})


def _segment(row: Row[Any]) -> Segment:
    # Attribute by attribute: documents have thousands, and a reviewer waits for them.
    translation = _translation(
        *(row.target, row.engine, row.model, row.status, row.score, row.quality, row.flags, row.target_edits)
    )
    return Segment(
        *(row.id, row.document, row.paragraph, row.sentence, row.language, row.source, translation)
    )


def _translation(
    target: str,
    engine: str,
    model: str,
    status: Any,
    score: float | None,
    quality: float,
    flags: Sequence[str],
    target_edits: Sequence[dict[str, Any]] | None,
) -> Translation:
    edits = tuple(map(Edit.from_record, target_edits)) if target_edits else ()
    return Translation(target, engine, model, status, score, quality, tuple(flags), edits)


def _by_document(
    connection: Connection, table: Table, documents: Sequence[str]
) -> Iterator[tuple[str, Iterator[Row[Any]]]]:
    query = select(table).where(table.c.document.in_(documents))
    found = connection.execute(query.order_by(table.c.document, table.c.position))
    return groupby(found, key=lambda row: row.document)


def replace_parts(
    connection: Connection,
    table: Table,
    document: str,
    before: Sequence[T],
    after: Sequence[T],
    row: Callable[[T], dict[str, Any]],
) -> None:
    """Write those parts of a document that are not as they were, and take out those that are gone.

    Args:
        connection: In a transaction that writes.
        table: Where the parts stand, by document and position.
        document: The document's id.
        before: The parts as they stand there.
        after: As they shall stand there.
        row: Makes the row of a part, without its position.
    """
    old = len(before)
    changed = [number for number, new in enumerate(after) if number >= old or not _same(before[number], new)]
    gone = [number for number in (*changed, *range(len(after), old)) if number < old]
    here = table.c.document == document
    if len(gone) > _MANY:
        changed = list(range(len(after)))
    else:
        here &= table.c.position.in_(gone)
    if gone:
        connection.execute(delete(table).where(here))
    if changed:
        values = [row(after[number]) | {"document": document, "position": number} for number in changed]
        connection.execute(insert(table), values)


def _same(one: object, two: object) -> bool:
    # Most segments of a document are the very same objects, which need not be compared part by part.
    if isinstance(one, Held) and isinstance(two, Held) and one.segment is two.segment:
        return one.draft == two.draft
    return one == two
