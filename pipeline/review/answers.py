"""What a page is told after a decision, its own or somebody else's: the parts of it that have changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from typing import Any

from pipeline.corpus import decided, tables
from pipeline.corpus.entry import Decision
from pipeline.corpus.pages import Row, rows
from pipeline.corpus.store import Store
from pipeline.review.desk import Desk, Outcome
from pipeline.review.fragments import environment
from pipeline.review.opinions import Opinions
from pipeline.review.page import entry_of, standing, views

MOST_PARAGRAPHS = 50
"""Where more have changed, the page is loaded anew."""

MOST_DECISIONS = 1000
"""How many of others' decisions are told at once."""

Numbered = tuple[int, Row]
"""A row with its number in the document, from 1."""

_CHUNK = 500
"""Subjects in one query."""


def of_outcome(store: Store, outcome: Outcome, page: str | None) -> dict[str, Any]:
    """What the page that shows the document `page` is told after its own decision."""
    return {
        "number": outcome.number,
        "batch": outcome.batch,
        "documents": outcome.documents,
        **_changes(store, outcome.decisions, page),
    }


def since(store: Store, desk: Desk, document: str, number: int) -> dict[str, Any]:
    """What the page of a document is told of the decisions that came after the one with that number."""
    newest = desk.newest(document)
    made = desk.since(number, document, MOST_DECISIONS) if newest > number else []
    return {
        "newest": made[-1].number if made else newest,
        "decisions": [asdict(decision) for decision in made],
        **_changes(store, made, document),
    }


def _changes(store: Store, decisions: Collection[Decision], page: str | None) -> dict[str, Any]:
    """The paragraphs of the page that `decisions` have changed, as HTML, and where the document stands."""
    made = [decision for decision in decisions if decision.document == page]
    # Read first: a run that changes the text meanwhile is then seen by the next answer.
    state = standing(store, page) if page else {}
    if page is None or not made:
        return {"paragraphs": {}, "reload": False, **state}
    touched = _touched(list(enumerate(rows(entry_of(store, page)), start=1)), made)
    if touched is None:
        return {"paragraphs": {}, "reload": True, **state}
    template = environment().get_template("paragraph.html")
    found = views(touched, _opinions(store, page, touched))
    shown = {str(one.number): template.render(paragraph=one) for one in found}
    return {"paragraphs": shown, "reload": False, **state}


def _touched(every: Sequence[Numbered], decisions: Iterable[Decision]) -> list[Numbered] | None:
    """The rows of the paragraphs in which something was decided.

    None where they are many, or where it cannot be said of each decision: what it was about may be gone, and
    where lines were joined or divided, all paragraphs that follow have other numbers now.
    """
    wanted = set[str]()
    for decision in decisions:
        if "\n" in decision.before + decision.after:
            return None
        wanted.add(decision.subject)
    numbers = set[int]()
    for _, row in every:
        if here := wanted.intersection(_subjects(row)):
            numbers.add(row.paragraph)
            wanted -= here
    if wanted or len(numbers) > MOST_PARAGRAPHS:
        return None
    return [(number, row) for number, row in every if row.paragraph in numbers]


def _subjects(row: Row) -> set[str]:
    """What can be decided on in a row."""
    found = {one.edit.id for piece in row.pieces for one in piece.edits}
    return found | {row.segment.id} if row.segment else found


def _opinions(store: Store, document: str, found: Iterable[Numbered]) -> Opinions:
    """What was said on the parts of some rows; a document may have thousands of decisions on others."""
    subjects = sorted({subject for _, row in found for subject in _subjects(row)})
    made = [
        decision
        for start in range(0, len(subjects), _CHUNK)
        for decision in store.database.rows(
            decided.query(document).where(tables.decisions.c.subject.in_(subjects[start : start + _CHUNK]))
        )
    ]
    return Opinions.of(sorted(map(decided.decision, made), key=lambda one: one.number))
