"""A document as its reviewer sees it: source beside translation, with every edit, and who decided what."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import select

from pipeline.corpus import tables
from pipeline.corpus.effective import SOURCE_CHANGED
from pipeline.corpus.entry import Decision, Entry
from pipeline.corpus.pages import Numbered, Piece, Row, rows
from pipeline.corpus.store import Store
from pipeline.document import Edit, Segment, Status
from pipeline.errors import CorpusError
from pipeline.review.desk import Unknown
from pipeline.review.opinions import Opinions

MOST_LOST = 200
"""Decisions on what is no longer in the text that the page lists."""


@dataclass(frozen=True, slots=True)
class EditView:
    """An edit on the page.

    Attributes:
        edit: The edit.
        number: Its place in the change log, from 1.
        seen: The number of the last decision on it, 0 where there is none.
        decision: What was decided on it, or None.
        comments: How many comments there are on it.
    """

    edit: Edit
    number: int
    seen: int
    decision: Decision | None
    comments: int

    @property
    def selection(self) -> str:
        """What bulk actions need to know of the edit; JSON, which unlike HTML holds every character."""
        return json.dumps({key: getattr(self.edit, key) for key in ("stage", "rule", "before", "after")})


@dataclass(frozen=True, slots=True)
class PieceView:
    """A span of the source.

    Attributes:
        kind: ``plain``, ``changed``, ``suggested`` or ``rejected``.
        original: The text as it came.
        normalised: The text as it is now.
        edits: What stands between the two, the one that the span is a button for first.
    """

    kind: str
    original: str
    normalised: str
    edits: tuple[EditView, ...] = ()


@dataclass(frozen=True, slots=True)
class RowView:
    """A sentence, or a line of a text that has no translation.

    Attributes:
        number: Its place in the document, from 1.
        paragraph: Number of the line in the normalised text, from 0.
        pieces: The source.
        segment: The sentence, or None.
        seen: The number of the last decision on the segment, 0 where there is none.
        decision: What was decided on it, or None.
        comments: How many comments there are on it.
    """

    number: int
    paragraph: int
    pieces: tuple[PieceView, ...]
    segment: Segment | None
    seen: int = 0
    decision: Decision | None = None
    comments: int = 0

    @property
    def id(self) -> str:
        """The row's id in HTML."""
        return f"s-{self.segment.id}" if self.segment else f"l-{self.paragraph}"

    @property
    def edits(self) -> Iterator[EditView]:
        """All edits in it, in the order of the text."""
        return (edit for piece in self.pieces for edit in piece.edits)

    @property
    def is_open(self) -> bool:
        """Whether a person should look at the translation: a check has found something.

        A machine's translation of what has changed is no one's work: the next run makes a new one.
        """
        if self.segment is None:
            return False
        translation = self.segment.translation
        waits = {SOURCE_CHANGED} if translation.status != "reviewed" else set[str]()
        return bool(set(translation.flags) - waits)


@dataclass(frozen=True, slots=True)
class ParagraphView:
    """A paragraph, as in the article.

    Attributes:
        number: Of the line in the normalised text, from 0.
        rows: Its sentences.
    """

    number: int
    rows: tuple[RowView, ...]


def document_page(store: Store, document: str) -> dict[str, Any]:
    """What ``document.html`` shows of the document with that id.

    Raises:
        Unknown: There is no such document.
        CorpusError: The store is damaged or busy.
    """
    entry = entry_of(store, document)
    opinions = Opinions.of(store.decisions(document))
    found = paragraphs(entry, opinions)
    before, behind = _neighbours(store, entry.document.file)
    every = [row for paragraph in found for row in paragraph.rows]
    return {
        "document": entry.document,
        "signature": entry.signature,
        "paragraphs": found,
        "rows": len(every),
        "translated": bool(entry.segments),
        "newest": opinions.newest,
        "previous": before,
        "next": behind,
        "lost": _lost(entry, opinions),
        **standing(store, document),
    }


def entry_of(store: Store, document: str) -> Entry:
    """The document with that id, and no other name.

    Raises:
        Unknown: There is no such document.
    """
    columns = tables.documents.c
    if store.database.scalar(select(columns.id).where(columns.id == document)) is None:
        raise Unknown(f"the corpus has no document {document!r}")
    try:
        return store.entry(document)
    except CorpusError as error:
        raise Unknown(f"the corpus has no document {document!r} any more") from error


def paragraphs(entry: Entry, opinions: Opinions) -> list[ParagraphView]:
    """The document in the order of the text."""
    return views(enumerate(rows(entry), start=1), opinions)


def views(numbered: Iterable[tuple[int, Row]], opinions: Opinions) -> list[ParagraphView]:
    """Some or all rows of a document, each with its number from 1, in the order of the text."""
    found = (_row(row, number, opinions) for number, row in numbered)
    return [
        ParagraphView(number, tuple(group)) for number, group in groupby(found, key=lambda row: row.paragraph)
    ]


def _row(row: Row, number: int, opinions: Opinions) -> RowView:
    pieces = tuple(_piece(piece, opinions) for piece in row.pieces)
    if row.segment is None:
        return RowView(number, row.paragraph, pieces, None)
    subject = row.segment.id
    return RowView(
        number,
        row.paragraph,
        pieces,
        row.segment,
        opinions.seen(subject),
        opinions.effective(subject),
        opinions.comments(subject),
    )


def _piece(piece: Piece, opinions: Opinions) -> PieceView:
    edits = tuple(_edit(one, opinions) for one in piece.edits)
    if piece.kind == "plain":
        kind = "rejected" if edits else "plain"
        return PieceView(kind, piece.original, piece.normalised, edits)
    shown = Status.SUGGESTED if piece.kind == "suggested" else None
    first = next(one for one in edits if one.edit.status == shown or (shown is None and one.edit.in_effect))
    rest = tuple(one for one in edits if one is not first)
    return PieceView(piece.kind, piece.original, piece.normalised, (first, *rest))


def _edit(one: Numbered, opinions: Opinions) -> EditView:
    subject = one.edit.id
    return EditView(
        one.edit, one.number, opinions.seen(subject), opinions.effective(subject), opinions.comments(subject)
    )


def _neighbours(store: Store, file: str) -> tuple[str | None, str | None]:
    """The ids of the documents before and behind that file."""
    columns = tables.documents.c
    before = select(columns.id).where(columns.file < file).order_by(columns.file.desc()).limit(1)
    behind = select(columns.id).where(columns.file > file).order_by(columns.file).limit(1)
    return store.database.scalar(before), store.database.scalar(behind)


def standing(store: Store, document: str) -> dict[str, Any]:
    """Which revision of the document it is, and what the next run has to do with it."""
    columns = tables.documents.c
    query = select(columns.revision, columns.pending).where(columns.id == document)
    return next(({**row._mapping} for row in store.database.rows(query)), {"revision": 0, "pending": ""})


def _lost(entry: Entry, opinions: Opinions) -> list[Decision]:
    """The decisions that stand, on what is no longer in the text; the newest first."""
    here = {edit.id for edit in entry.document.edits} | {segment.id for segment in entry.segments}
    found = (opinions.effective(subject) for subject in opinions.about if subject not in here)
    ordered = sorted((one for one in found if one), key=lambda one: one.number, reverse=True)
    return ordered[:MOST_LOST]
