"""A document as people want it: the one place where decisions are obeyed.

Pure functions; `pipeline.corpus.deciding` and `Store.save` call them inside their transactions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline import changelog
from pipeline.corpus import carrying
from pipeline.corpus.effective import Held, Said, as_decided, said
from pipeline.corpus.entry import Decision, Entry
from pipeline.document import Document, Edit, Status
from pipeline.revising import revise
from pipeline.titles import first_line


@dataclass(frozen=True, slots=True)
class Obeyed:
    """A document that obeys the decisions on it.

    Attributes:
        document: With its change log.
        held: Its segments.
        dropped: Edits that are gone since they rested on words that a person has decided otherwise.
        changed: Whether the text is another one than before.
    """

    document: Document
    held: list[Held]
    dropped: tuple[Edit, ...]
    changed: bool


def obey(
    document: Document, held: Sequence[Held], decisions: Iterable[Decision], before: Sequence[Held] = ()
) -> Obeyed:
    """The document and its segments with all that people have decided on them.

    Args:
        document: As the stages, or earlier decisions, have left it.
        held: Its segments.
        decisions: All that were made on it, in order.
        before: The segments of the revision that the store has; those of `held` where they are the same.

    Raises:
        ChangeLogError: An edit that is to be in effect overlaps another one that is.
    """
    made = list(decisions)
    on_edits = said(one for one in made if one.kind == "edit")
    on_segments = said(one for one in made if one.kind == "segment")
    log, dropped = obeyed_log(document.edits, on_edits)
    now = document
    if log != document.edits:
        text = changelog.replay(document.original, log)
        named = document.title != first_line(document.normalised)
        now = replace(
            document, normalised=text, edits=log, title=document.title if named else first_line(text)
        )
    if now.normalised == document.normalised and not on_segments:
        return Obeyed(now, list(held), tuple(dropped), changed=False)
    segments = carrying.segmented(now, document.normalised, held)
    effective = {subject: one.effective for subject, one in on_segments.items() if one.effective}
    kept = carrying.reviewed(document.id, segments, effective, before or held)
    return Obeyed(now, kept, tuple(dropped), now.normalised != document.normalised)


def obeyed_log(log: tuple[Edit, ...], about: Mapping[str, Said]) -> tuple[tuple[Edit, ...], list[Edit]]:
    """The log with its edits as people want them, and those that are gone with the words they stood on.

    Raises:
        ChangeLogError: An edit that is to be in effect overlaps another one that is.
    """
    dropped: list[Edit] = []
    wanted = [as_decided(edit, about[edit.id]) for edit in log if edit.id in about]
    now = {edit.id: edit for edit in log}
    # What is taken back makes room for what is put in its place.
    for new in sorted(wanted, key=lambda edit: edit.in_effect):
        old = now.get(new.id)
        if old is not None and not is_same(old, new):
            revision = revise(log, replace(new, start=old.start, end=old.end))
            log = tuple(revision.log)
            dropped += revision.dropped
            now = {edit.id: edit for edit in log}
    return log, dropped


def disobeyed(entry: Entry, decisions: Iterable[Decision]) -> Iterator[str]:
    """What people have decided on a document, and does not stand in it; in words.

    An edit or a segment that is gone with its words obeys any decision.
    """
    made = list(decisions)
    on_edits = said(one for one in made if one.kind == "edit")
    on_segments = said(one for one in made if one.kind == "segment")
    for edit in entry.document.edits:
        about = on_edits.get(edit.id)
        if about and about.effective:
            wanted = as_decided(edit, about)
            if (edit.status, edit.after) != (wanted.status, wanted.after):
                yield f"edit {edit.id} is {edit.status}, and decision {about.effective.number} is not obeyed"
    for segment in entry.segments:
        decision = on_segments[segment.id].effective if segment.id in on_segments else None
        if decision and decision.verdict != "rejected":
            found = segment.translation
            if (found.status, found.text) != ("reviewed", decision.after):
                yield f"segment {segment.id} does not have the translation of decision {decision.number}"


def is_same(old: Edit, new: Edit) -> bool:
    """Whether an edit is as it is wanted, wherever it stands."""
    return (old.status, old.after, old.reason) == (new.status, new.after, new.reason)


def blocking(dropped: Iterable[Edit]) -> Edit | None:
    """One of the edits that would go although a person has accepted it."""
    return next((edit for edit in dropped if edit.status is Status.ACCEPTED), None)
