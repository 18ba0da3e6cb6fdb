"""Which edits of an archive a decision on many is about, and what it would change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from pipeline import changelog
from pipeline.corpus import decided, rows, tables
from pipeline.document import Edit

MOST_EXAMPLES = 200
"""So many edits are shown of those that a decision would change."""

AROUND = 60
"""Code points that are shown on each side of an example."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Edits that have something in common; None means any.

    Attributes:
        document: Of the document with that id.
        stage: Of that stage.
        rule: Of that rule.
        before: With exactly that text before.
        after: With exactly that text after.
        statuses: With one of those statuses; what a person has decided is left out unless it is named.
    """

    document: str | None = None
    stage: str | None = None
    rule: str | None = None
    before: str | None = None
    after: str | None = None
    statuses: tuple[str, ...] = ("suggested", "applied")


@dataclass(frozen=True, slots=True)
class Example:
    """One of the chosen edits.

    Attributes:
        document: Its document's id.
        title: Its document's title.
        edit: The edit.
        left: What stands before it, in the text that its stage received.
        right: What stands behind it.
    """

    document: str
    title: str
    edit: Edit
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a decision on a selection would change.

    Attributes:
        edits: How many edits are chosen.
        documents: In how many documents.
        newest: The number of the newest decision of the store when this was looked up.
        examples: The first of them, at most `MOST_EXAMPLES`.
        selection: What was asked for.
    """

    edits: int
    documents: int
    newest: int
    examples: tuple[Example, ...]
    selection: Selection


def chosen(connection: Connection, selection: Selection) -> dict[str, list[Edit]]:
    """The edits that a selection is about, by document; documents sorted by file."""
    columns = tables.edits.c
    query = select(tables.edits).join(tables.documents, tables.documents.c.id == columns.document)
    for name in ("document", "stage", "rule", "before", "after"):
        if (value := getattr(selection, name)) is not None:
            query = query.where(columns[name] == value)
    query = query.where(columns.status.in_(selection.statuses))
    found: dict[str, list[Edit]] = defaultdict(list)
    for row in connection.execute(query.order_by(tables.documents.c.file, columns.position)):
        found[row.document].append(rows.edit(row))
    return found


def preview(connection: Connection, selection: Selection) -> Preview:
    """What a decision on a selection would change, as it stands now."""
    found = chosen(connection, selection)
    examples: list[Example] = []
    for document, edits in found.items():
        if len(examples) >= MOST_EXAMPLES:
            break
        examples += _examples(connection, document, {edit.id for edit in edits})
    return Preview(
        edits=sum(map(len, found.values())),
        documents=len(found),
        newest=decided.newest(connection),
        examples=tuple(examples[:MOST_EXAMPLES]),
        selection=selection,
    )


def _examples(connection: Connection, document: str, wanted: set[str]) -> Iterator[Example]:
    columns = tables.documents.c
    row = connection.execute(select(columns.title, columns.original).where(columns.id == document)).one()
    text = row.original
    for edits in changelog.passes(rows.edits(connection, [document])[document]):
        for edit in edits:
            if edit.id in wanted:
                left, right = text[max(0, edit.start - AROUND) : edit.start], text[edit.end :][:AROUND]
                yield Example(document, row.title, edit, left, right)
        text = changelog.apply(text, edits)
