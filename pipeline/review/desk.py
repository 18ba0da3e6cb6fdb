"""What a reviewer can do: decide, comment, undo, one by one or many at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from threading import Lock

from sqlalchemy import Connection

from pipeline.corpus import decided, deciding
from pipeline.corpus.deciding import Conflict, Unknown
from pipeline.corpus.entry import Decision, Kind
from pipeline.corpus.store import Store
from pipeline.review import choosing, drafting
from pipeline.review.choosing import Example, Preview, Selection
from pipeline.review.drafting import Choice

__all__ = ["Choice", "Conflict", "Desk", "Example", "Outcome", "Preview", "Selection", "Unknown"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What has become of a reviewer's action.

    Attributes:
        number: Of the last decision made.
        batch: The id of what was decided in one go, else "".
        documents: The ids of the documents that have changed, or wait for the next run.
        decisions: Those made, in order.
    """

    number: int
    batch: str
    documents: tuple[str, ...]
    decisions: tuple[Decision, ...]


class Desk:
    """What a reviewer can do. One instance a server, for all its threads.

    Args:
        store: Where decisions are kept and obeyed.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        # SQLite lets one writer in at a time; those who wait here do not have to ask it again and again.
        self._turn = Lock()

    def decide_edit(
        self,
        document: str,
        edit: str,
        verdict: Choice,
        who: str,
        *,
        after: str | None = None,
        comment: str = "",
        seen: int | None = None,
    ) -> Outcome:
        """Accept, reject or change an edit; the text changes at once.

        Args:
            document: The document's id.
            edit: The edit's id.
            verdict: What becomes of it.
            who: The name of the person.
            after: With ``edited``, what shall stand there.
            comment: What the person has to say of it.
            seen: The number of the newest decision on it that the person has seen, 0 for none; None to
                overrule whatever was decided.

        Raises:
            Unknown: There is no such document or edit, or nothing was said to stand there.
            Conflict: Somebody else has decided on it meanwhile, or on what rests on its words.
        """

        def made(connection: Connection) -> list[Decision]:
            deciding.lock(connection, document)
            before = decided.on_subject(connection, document, edit)
            _refuse_newer(before, who, seen)
            drafts = drafting.on_edits(connection, document, [edit], verdict, after, before)
            return [replace(one, who=who, comment=comment) for one in drafts]

        return self._take(made)

    def decide_segment(
        self,
        document: str,
        segment: str,
        verdict: Choice,
        who: str,
        *,
        text: str | None = None,
        comment: str = "",
        seen: int | None = None,
    ) -> Outcome:
        """Accept a translation as it stands, reject it, or write another one.

        Args:
            document: The document's id.
            segment: The segment's id.
            verdict: What becomes of its translation.
            who: The name of the person.
            text: With ``edited``, the translation.
            comment: What the person has to say of it.
            seen: As in `decide_edit`.

        Raises:
            Unknown: There is no such document or segment, or no translation was given.
            Conflict: Somebody else has decided on it meanwhile.
        """

        def made(connection: Connection) -> list[Decision]:
            deciding.lock(connection, document)
            _refuse_newer(decided.on_subject(connection, document, segment), who, seen)
            draft = drafting.on_segment(connection, document, segment, verdict, text)
            return [replace(draft, who=who, comment=comment)]

        return self._take(made)

    def comment(self, document: str, subject: str, kind: Kind, text: str, who: str) -> Outcome:
        """Say something of an edit or segment, and decide nothing.

        Raises:
            Unknown: There is no such document, edit or segment, or nothing was said.
        """
        return self._take(
            lambda connection: [replace(drafting.remark(connection, document, subject, kind, text), who=who)]
        )

    def undo(self, number: int, who: str) -> Outcome:
        """Take one decision back, or all that were made in one go with it.

        Raises:
            Unknown: There is no such decision, or it is taken back already, or takes back another one.
            Conflict: A person has accepted an edit that stands on words which would go.
        """
        return self._take(
            lambda connection: [replace(one, who=who) for one in drafting.undone(connection, number)]
        )

    def preview(self, selection: Selection) -> Preview:
        """What a decision on a selection would change."""
        with self._store.database.reading() as connection:
            return choosing.preview(connection, selection)

    def decide_all(
        self, selection: Selection, verdict: Choice, who: str, *, after: str | None = None, newest: int
    ) -> Outcome:
        """Decide on all edits of a selection, all or none; one `undo` takes all of it back.

        Args:
            selection: Which edits.
            verdict: What becomes of them.
            who: The name of the person.
            after: With ``edited``, what shall stand there.
            newest: `Preview.newest` of what the person has seen.

        Raises:
            Unknown: Nothing was said to stand there.
            Conflict: A decision on one of the edits is newer, or rests on their words.
        """

        def made(connection: Connection) -> list[Decision]:
            found = choosing.chosen(connection, selection)
            drafts = []
            for document, edits in found.items():
                deciding.lock(connection, document)
                before = decided.of_document(connection, document)
                wanted = {edit.id for edit in edits}
                for one in before:
                    if one.number > newest and one.subject in wanted and one.verdict != "commented":
                        raise Conflict(f"{one.who} has decided on one of these meanwhile: look again", one)
                drafts += drafting.on_edits(connection, document, wanted, verdict, after, before)
            return [replace(one, who=who) for one in drafting.together(drafts)]

        return self._take(made)

    def newest(self, document: str | None = None) -> int:
        """The number of the last decision, or of the last one on that document; 0 where there is none."""
        with self._store.database.reading() as connection:
            return decided.newest(connection, document)

    def since(self, number: int, document: str | None = None, limit: int = 1000) -> list[Decision]:
        """The decisions after the one with that number, in order, at most `limit`."""
        later = decided.query(document).where(number < decided.NUMBER).limit(limit)
        return [decided.decision(row) for row in self._store.database.rows(later)]

    def _take(self, made: Callable[[Connection], Iterable[Decision]]) -> Outcome:
        with self._turn, self._store.database.writing() as connection:
            decisions, changed = deciding.take(connection, made(connection))
            number = decisions[-1].number if decisions else decided.newest(connection)
        batch = decisions[0].batch if decisions else ""
        return Outcome(number, batch, tuple(sorted(changed)), tuple(decisions))


def _refuse_newer(made: Sequence[Decision], who: str, seen: int | None) -> None:
    """Let nobody overrule what somebody else has decided without having seen it."""
    if seen is None:
        return
    for one in reversed(made):
        if one.number > seen and one.who != who and one.verdict != "commented":
            raise Conflict(f"{one.who} has decided on this meanwhile", one)
