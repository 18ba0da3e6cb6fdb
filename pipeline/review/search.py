"""Search in sources, translations and edits, where capitals make no difference."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Column, ColumnElement, Row, Select, or_, select

from pipeline.corpus import tables
from pipeline.corpus.store import Store

AROUND = 50
"""Characters on each side of what was found that are shown."""

PASSAGES = 3
"""Passages of one document that are shown."""

MOST = 2000
"""Passages after which a search ends: of more, nobody reads the list."""

Kind = Literal["title", "source", "target", "edit"]

_ESCAPE = "!"


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a document has what was searched for.

    Attributes:
        kind: Whether it stands in a title or file name, a sentence, its translation, or an edit.
        subject: The id of the segment or edit; "" for a title.
        pieces: The text, cut into what was not found and what was, in turns.
        status: Of the edit.
    """

    kind: Kind
    subject: str
    pieces: tuple[str, ...]
    status: str = ""


@dataclass(slots=True)
class Found:
    """What a search has found.

    Attributes:
        passages: By document, the first ones of each.
        numbers: How many there are, by document.
        complete: Whether the whole corpus was searched.
    """

    passages: dict[str, list[Passage]] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    complete: bool = True

    @property
    def total(self) -> int:
        """All passages."""
        return sum(self.numbers.values())

    def add(self, document: str, passage: Passage) -> None:
        """Add one more passage."""
        self.numbers[document] = self.numbers.get(document, 0) + 1
        shown = self.passages.setdefault(document, [])
        if len(shown) < PASSAGES:
            shown.append(passage)


def search(store: Store, wanted: str, documents: Mapping[str, tuple[str, str]]) -> Found:
    """Where `wanted` stands in some documents.

    Args:
        store: Of the corpus.
        wanted: The words as they stand in the text, but for capitals.
        documents: Title and file of those to search, by id.
    """
    found, wanted = Found(), unicodedata.normalize("NFC", wanted)
    pattern = re.compile(re.escape(wanted), re.IGNORECASE)
    for document, names in documents.items():
        if name := next(filter(pattern.search, names), None):
            found.add(document, Passage("title", "", _pieces(pattern, name)))
    number = 0
    for row, texts, status in _rows(store, wanted):
        if row.document not in documents:
            continue
        for kind, text in texts.items():
            if pattern.search(text):
                found.add(row.document, Passage(kind, row.id, _pieces(pattern, text), status))
                number += 1
        if number >= MOST:
            found.complete = False
            break
    return found


def _rows(store: Store, wanted: str) -> Iterator[tuple[Row[Any], dict[Kind, str], str]]:
    """Rows in which `wanted` may stand, the texts to look at, and the status of an edit."""
    edits, segments, like = tables.edits.c, tables.segments.c, _like(wanted)
    query: Select[Any] = select(edits.document, edits.id, edits.before, edits.after, edits.status)
    for row in store.database.rows(query.where(_either(edits.before, edits.after, like))):
        yield row, {"edit": f"{row.before} → {row.after}"}, row.status
    query = select(segments.document, segments.id, segments.source, segments.target)
    for row in store.database.rows(query.where(_either(segments.source, segments.target, like))):
        yield row, {"source": row.source, "target": row.target}, ""


def _either(one: Column[str], other: Column[str], like: str) -> ColumnElement[bool]:
    return or_(one.ilike(like, escape=_ESCAPE), other.ilike(like, escape=_ESCAPE))


def _like(wanted: str) -> str:
    """A pattern for SQL that finds what may be meant: SQLite knows no capitals beyond A to Z.

    >>> _like("5 % Åland")
    '%5 !% _land%'
    """
    return "%" + re.sub(r"[%_!]", r"!\g<0>", wanted).translate(_AnyLetter()) + "%"


class _AnyLetter(dict[int, str]):
    """Translates what is not ASCII to the sign for any character."""

    def __missing__(self, character: int) -> str:
        return chr(character) if character < 128 else "_"


def _pieces(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    """The text around the first place, cut at what was found.

    >>> _pieces(re.compile("the", re.I), "The end of the story")
    ('', 'The', ' end of ', 'the', ' story')
    """
    first = next(pattern.finditer(text))
    start, end = max(0, first.start() - AROUND), first.end() + AROUND
    pieces, position = [], start
    for found in pattern.finditer(text, start, end):
        pieces += [text[position : found.start()], found[0]]
        position = found.end()
    pieces.append(text[position:end])
    if start > 0:
        pieces[0] = "…" + pieces[0]
    if end < len(text):
        pieces[-1] += "…"
    return tuple(pieces)
