"""Take decisions into the store, and make its documents obey them, in the caller's transaction.

What only changes the status of one edit or segment touches its row alone; what changes a text rewrites what
moves with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Connection, select, update

from pipeline.corpus import decided, learning, memory, obeying, rows, tables, tallies, tombstones
from pipeline.corpus.effective import Held, Said, as_decided, as_reviewed, contexts, said
from pipeline.corpus.entry import Decision
from pipeline.document import Document, Edit
from pipeline.errors import RenskriftError
from pipeline.translation.memory import Unit, utc


class Unknown(RenskriftError):
    """There is no such document, edit, segment or decision."""


class Conflict(RenskriftError):
    """Another decision stands in the way.

    Attributes:
        decision: The one that does.
    """

    def __init__(self, message: str, decision: Decision) -> None:
        super().__init__(message)
        self.decision = decision


def take(connection: Connection, decisions: Iterable[Decision]) -> tuple[list[Decision], set[str]]:
    """Add decisions, and make the documents obey them.

    Returns:
        The decisions with their numbers, and the ids of the documents that have changed or wait for a run.

    Raises:
        Conflict: A person has accepted an edit that would go with the words it stands on.
    """
    made = decided.add(connection, _with_contexts(connection, decisions))
    if not made:
        return [], set()
    by_document: dict[str, list[Decision]] = defaultdict(list)
    for one in made:
        by_document[one.document].append(one)
    changed = {document for document, new in by_document.items() if _obey(connection, document, new)}
    changed |= learning.spread(connection, made) | learning.release(connection, made)
    # To count costs more than to decide; who lists documents counts those that have changed.
    (tallies.forget if len(by_document) == 1 else tallies.tally)(connection, by_document)
    return made, changed


def lock(connection: Connection, document: str) -> None:
    """Let nobody else decide on a document before this transaction ends; SQLite has one writer anyway."""
    if connection.dialect.name != "sqlite":
        columns = tables.documents.c
        connection.execute(select(columns.id).where(columns.id == document).with_for_update())


def obey_all(connection: Connection, document: str) -> None:
    """Make a document, if it is there, obey all decisions on it."""
    if found := _find(connection, document):
        made = decided.of_document(connection, document)
        held = _rewrite(connection, *found, made, refuse=False, again=True)
        remember(connection, document, held, made)
        tallies.tally(connection, [document])


def remember(connection: Connection, document: str, held: Iterable[Held], on: Sequence[Decision]) -> None:
    """Bring the memory in line with what was reviewed in a document.

    Args:
        connection: With the memory.
        document: The document's id.
        held: Its segments, those that are to be looked at.
        on: All decisions on them.
    """
    about = said(one for one in on if one.kind == "segment")
    for one in held:
        segment = one.segment
        decision = about[segment.id].effective if segment.id in about else None
        if decision and decision.verdict != "rejected":
            source = decision.context or segment.source
            when = utc(decision.when)
            memory.put(
                connection,
                Unit(
                    *(source, decision.after, segment.language, "reviewed", decision.who, when, ""),
                    *(document, segment.id),
                ),
            )
        elif segment.id in about:
            memory.take_out(connection, document, segment.id)


def _obey(connection: Connection, document: str, new: Sequence[Decision]) -> bool:
    """Make one document obey its new decisions; gives whether it has changed."""
    new = [one for one in new if one.verdict != "commented"]
    if not new:
        return False
    subjects = {one.subject for one in new}
    if len(subjects) == 1 and _obey_in_row(connection, new[-1]):
        return True
    found = _find(connection, document)
    if found is None:
        return False
    known = {edit.id for edit in found[0].edits}
    again = any(one.kind == "edit" and (one.undoes or one.subject not in known) for one in new)
    made = decided.of_document(connection, document)
    held = _rewrite(connection, *found, made, refuse=True, again=again)
    remember(connection, document, [one for one in held if one.segment.id in subjects], made)
    return True


def _obey_in_row(connection: Connection, new: Decision) -> bool:
    """Obey a decision that changes no text, in the row that it is about; gives whether that was enough."""
    made = decided.on_subject(connection, new.document, new.subject)
    about = said(made).get(new.subject, Said())
    table = tables.edits if new.kind == "edit" else tables.segments
    here = (table.c.document == new.document) & (table.c.id == new.subject)
    row = rows.one(connection, new.kind, new.document, new.subject)
    if row is None:
        return False
    if new.kind == "segment":
        held = as_reviewed(rows.held(row).machine, about.effective)
        connection.execute(update(table).where(here).values(rows.of_held(held)))
        remember(connection, new.document, [held], made)
        return True
    edit = rows.edit(row)
    wanted = as_decided(edit, about)
    if written(wanted) != written(edit):
        return False
    connection.execute(update(table).where(here).values(wanted.record()))
    return True


def _rewrite(
    connection: Connection,
    document: Document,
    pending: str,
    decisions: Sequence[Decision],
    *,
    refuse: bool,
    again: bool,
) -> list[Held]:
    """Write a document as the decisions on it want it; gives its segments.

    Args:
        connection: With the document.
        document: As it stands.
        pending: What the next run has to do with it so far.
        decisions: All that were made on it, in order.
        refuse: Whether an edit that a person has accepted may not go.
        again: Whether the stages have to look at it again, whatever has changed.
    """
    held = rows.held_in(connection, document.id)
    now = obeying.obey(document, held, decisions)
    blocked = obeying.blocking(now.dropped) if refuse else None
    about = said(decisions).get(blocked.id) if blocked else None
    if blocked and about and about.effective:
        raise Conflict(
            f"“{blocked.before}” → “{blocked.after}” was accepted by {about.effective.who} and stands on "
            "these words: undo that first",
            about.effective,
        )
    if again or now.dropped:
        pending = "clean"
    elif now.changed:
        pending = pending or "translate"
    columns = tables.documents.c
    values = {"normalised": now.document.normalised, "title": now.document.title, "pending": pending}
    connection.execute(
        update(tables.documents)
        .where(columns.id == document.id)
        .values(values | {"revision": columns.revision + 1})
    )
    identity, edits = document.id, now.document.edits
    rows.replace_parts(connection, tables.edits, identity, document.edits, edits, Edit.record)
    rows.replace_parts(connection, tables.segments, identity, held, now.held, rows.of_held)
    lost, here = ([one.segment.id for one in found] for found in (held, now.held))
    tombstones.revised(connection, document.id, lost, here)
    return now.held


def _find(connection: Connection, document: str) -> tuple[Document, str] | None:
    """The document with that id, and what the next run has to do with it."""
    row = connection.execute(select(tables.documents).where(tables.documents.c.id == document)).one_or_none()
    if row is None:
        return None
    return rows.document(row, rows.edits(connection, [document]).get(document, ())), row.pending


def _with_contexts(connection: Connection, decisions: Iterable[Decision]) -> list[Decision]:
    """The decisions, those on edits with what finds them again where they come without."""
    completed = []
    for one in decisions:
        if one.kind == "edit" and one.verdict in ("accepted", "rejected", "edited") and not one.context:
            found = _find(connection, one.document)
            edit = next((edit for edit in found[0].edits if edit.id == one.subject), None) if found else None
            if found and edit:
                one = replace(
                    one,
                    context=contexts(found[0].original, found[0].edits, [edit.id])[edit.id],
                    stage=edit.stage,
                    rule=edit.rule,
                    confidence=edit.confidence,
                )
        completed.append(one)
    return completed


def written(edit: Edit) -> str:
    """What an edit leaves in the text."""
    return edit.after if edit.in_effect else edit.before
