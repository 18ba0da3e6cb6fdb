"""Decisions as they are made at the desk: with what stood there before, and what finds the place again."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import Connection, select

from pipeline.corpus import decided, rows, tables
from pipeline.corpus.deciding import Unknown, written
from pipeline.corpus.effective import Held, Said, as_decided, as_reviewed, contexts, proposed, said
from pipeline.corpus.entry import Decision, Kind
from pipeline.document import Edit

Choice = Literal["accepted", "rejected", "edited"]

_BREAKS = re.compile("\r\n?")
_LINES = re.compile("[\r\n\x0b\x0c\x85\u2028\u2029]+")


def on_edits(
    connection: Connection,
    document: str,
    wanted: Collection[str],
    verdict: Choice,
    after: str | None,
    before: Iterable[Decision],
) -> list[Decision]:
    """The decisions on some edits of one document, without the name of the person.

    Args:
        connection: With the document.
        document: Its id.
        wanted: The ids of the edits.
        verdict: What becomes of them.
        after: With ``edited``, what shall stand there.
        before: All decisions on them so far, in order.

    Raises:
        Unknown: There is no such document or edit, or nothing was said to stand there.
    """
    if verdict == "edited" and after is None:
        raise Unknown("nothing was said to stand there: a change needs its text")
    about = said(one for one in before if one.kind == "edit")
    columns = tables.edits.c
    query = select(tables.edits).where(columns.document == document, columns.id.in_(wanted))
    edits = [rows.edit(row) for row in connection.execute(query.order_by(columns.position))]
    if len(edits) < len(wanted):
        raise Unknown(f"document {document} has no such edit: it may be gone since its text was changed")
    known = {
        edit.id: last.context
        for edit in edits
        if (last := about.get(edit.id, Said()).last) and proposed(edit, last)
    }
    if new := {edit.id for edit in edits if edit.id not in known}:
        original = connection.scalar(
            select(tables.documents.c.original).where(tables.documents.c.id == document)
        )
        known |= contexts(original or "", rows.edits(connection, [document])[document], new)
    drafts = []
    for edit in edits:
        draft = Decision(document, edit.id, "edit", verdict, written(edit), "", "", now(), known[edit.id])
        drafts.append(_with_text(_with_rule(draft, edit), edit, after))
    return drafts


def on_segment(
    connection: Connection,
    document: str,
    segment: str,
    verdict: Choice,
    text: str | None,
) -> Decision:
    """The decision on a segment, without the name of the person.

    Raises:
        Unknown: There is no such document or segment, or no translation was given.
    """
    row = rows.one(connection, "segment", document, segment)
    if row is None:
        raise Unknown(f"document {document} has no such segment: its text may have changed")
    held = rows.held(row)
    source, target = held.segment.source, held.segment.translation.text
    after = target
    if verdict == "edited":
        after = _LINES.sub(" ", text or "").strip(" \t")
        if not after:
            raise Unknown("nothing was written: a translation needs its text")
        verdict = "accepted" if after == target else "edited"
    elif verdict == "rejected":
        after = held.machine.translation.text
    return Decision(document, segment, "segment", verdict, target, after, "", now(), source)


def remark(connection: Connection, document: str, subject: str, kind: Kind, text: str) -> Decision:
    """A comment on an edit or a segment, without the name of the person.

    Raises:
        Unknown: There is no such document, edit or segment, or nothing was said.
    """
    if not text.strip():
        raise Unknown("nothing was said: a comment needs its text")
    found = _find(connection, document, subject, kind)
    if found is None:
        raise Unknown(f"document {document} has no such {kind}: its text may have changed")
    stands = written(found) if isinstance(found, Edit) else found.segment.translation.text
    draft = Decision(document, subject, kind, "commented", stands, stands, "", now(), comment=text)
    return _with_rule(draft, found) if isinstance(found, Edit) else draft


def undone(connection: Connection, number: int) -> list[Decision]:
    """What takes the decision with that number back, and all of its batch; without the name of the person.

    Raises:
        Unknown: There is no such decision, or it is taken back already, or takes back another one.
    """
    columns = tables.decisions.c
    row = connection.execute(decided.query().where(columns.number == number)).one_or_none()
    if row is None:
        raise Unknown(f"there is no decision {number}")
    target = decided.decision(row)
    if target.verdict == "undone":
        raise Unknown(f"decision {number} takes back decision {target.undoes}: decide again instead")
    query = decided.query().where(columns.batch == target.batch if target.batch else columns.number == number)
    targets = [decided.decision(row) for row in connection.execute(query)]
    numbers = [one.number for one in targets]
    gone = set(connection.scalars(select(columns.undoes).where(columns.undoes.in_(numbers))))
    remaining = [one for one in targets if one.number not in gone]
    if not remaining:
        raise Unknown(f"decision {number} is taken back already")
    return together([_undone(connection, one) for one in reversed(remaining)])


def together(drafts: Sequence[Decision]) -> list[Decision]:
    """The decisions as a batch, where there are several."""
    batch = secrets.token_hex(8) if len(drafts) > 1 else ""
    return [replace(one, batch=batch) for one in drafts]


def now() -> str:
    """This moment, as decisions have it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _with_text(draft: Decision, edit: Edit, after: str | None) -> Decision:
    """The draft with what will stand in the text; a change to what stood there, or was proposed, is none."""
    first = proposed(edit, draft) or edit
    text = _BREAKS.sub("\n", after or "")
    verdict = draft.verdict
    if verdict == "edited":
        verdict = "rejected" if text == edit.before else "accepted" if text == first.after else "edited"
    wanted = {"rejected": edit.before, "accepted": first.after, "edited": text}[verdict]
    return replace(draft, verdict=verdict, after=wanted)


def _undone(connection: Connection, target: Decision) -> Decision:
    """What takes one decision back."""
    found = _find(connection, target.document, target.subject, target.kind)
    taken = Decision(
        *(target.document, target.subject, target.kind, "undone", "", "", "", now()), undoes=target.number
    )
    made = decided.on_subject(connection, target.document, target.subject)
    about = said([*made, taken]).get(target.subject, Said())
    if found is None:
        return replace(taken, before=target.after, after=target.before)
    if isinstance(found, Edit):
        after = written(as_decided(found, about))
        return _with_rule(replace(taken, before=written(found), after=after), found)
    after = as_reviewed(found.machine, about.effective).segment.translation.text
    return replace(taken, before=found.segment.translation.text, after=after)


def _with_rule(draft: Decision, edit: Edit) -> Decision:
    return replace(draft, stage=edit.stage, rule=edit.rule, confidence=edit.confidence)


def _find(connection: Connection, document: str, subject: str, kind: Kind) -> Edit | Held | None:
    """The edit or the segment as it stands; None where it is not there."""
    row = rows.one(connection, kind, document, subject)
    if row is None:
        return None
    return rows.edit(row) if kind == "edit" else rows.held(row)
