"""What stands beside a segment: its terms, what the memory has, what the checks say, who decided what."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from pipeline.corpus.entry import Decision
from pipeline.corpus.store import Store
from pipeline.document import Edit, Segment
from pipeline.review.desk import Unknown
from pipeline.review.fragments import environment
from pipeline.review.opinions import Opinions
from pipeline.review.page import RowView, entry_of, paragraphs
from pipeline.terms import Termbase
from pipeline.translation.known_forms import any_stands
from pipeline.translation.memory import Match
from pipeline.translation.wanted import wanted

MATCHES = 5
"""Units of the memory that are proposed; each has a digit as its key."""

MOST_HISTORY = 50

FORMS = 4
"""Right forms of a term or name that are shown."""

LONGEST_SENTENCE = 3000
"""Characters of a sentence beyond which its terms are not looked up, as when it was translated."""

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class TermView:
    """A term or name of the source.

    Attributes:
        form: As it stands there.
        right: What may stand in the translation, the best first.
        stands: Whether one of those does.
        is_term: Whether a termbase says so, and not the gazetteer.
    """

    form: str
    right: tuple[str, ...]
    stands: bool
    is_term: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of two sources: ``same`` in both, ``here``, or ``there``, only in the one of the memory."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class MatchView:
    """A unit of the memory.

    Attributes:
        target: Its translation.
        parts: Its source against that of the segment.
        score: How alike the two are, 0 to 100.
        origin: ``reviewed`` or ``imported``.
        who: Who has translated it, or "".
    """

    target: str
    parts: tuple[Part, ...]
    score: float
    origin: str
    who: str


@dataclass(frozen=True, slots=True)
class Past:
    """A decision or comment on the segment, or on an edit in it.

    Attributes:
        decision: The decision.
        about: The edit, or None where it is about the segment.
        undone: Whether it was taken back.
        can_undo: Whether it can be.
    """

    decision: Decision
    about: Edit | None
    undone: bool
    can_undo: bool


def render_aside(store: Store, document: str, segment: str, terms: Termbase | None = None) -> str:
    """The fragment that stands beside a segment.

    Args:
        store: The corpus.
        document: The document's id.
        segment: The segment's id.
        terms: The user's termbase, if there is one.

    Raises:
        Unknown: There is no such document or segment.
        CorpusError: The store is damaged or busy.
    """
    opinions = Opinions.of(store.decisions(document))
    views = (row for paragraph in paragraphs(entry_of(store, document), opinions) for row in paragraph.rows)
    row = next((row for row in views if row.segment and row.segment.id == segment), None)
    if row is None or row.segment is None:
        raise Unknown(f"the document has no segment {segment!r} any more: its text has changed")
    return (
        environment()
        .get_template("aside.html")
        .render(
            segment=row.segment,
            terms=term_views(row.segment, terms),
            matches=match_views(store, row.segment),
            history=history(row, opinions),
        )
    )


def term_views(segment: Segment, terms: Termbase | None) -> list[TermView]:
    """The terms and names of the source, those of the termbase first."""
    if len(segment.source) > LONGEST_SENTENCE:
        return []
    target = segment.translation.text
    return [
        TermView(one.form, one.right[:FORMS], any_stands(one.right, target), one.is_term)
        for one in wanted(segment.source, segment.language, terms)
        if one.right
    ]


def match_views(store: Store, segment: Segment) -> list[MatchView]:
    """What the memory has for the source and for those like it, but for the segment's own translation."""
    found = store.memory.alike(segment.source, segment.language, limit=MATCHES + 1)
    others = [match for match in found if not _is_own(match, segment)]
    return [
        MatchView(
            match.target,
            tuple(compared(match.source, segment.source)),
            match.score,
            match.unit.origin,
            match.unit.who,
        )
        for match in others[:MATCHES]
    ]


def compared(there: str, here: str) -> Iterable[Part]:
    """Word by word what two texts have in common and what only one of them has.

    >>> [(part.kind, part.text) for part in compared("A red house.", "A blue house.")]
    [('same', 'A '), ('there', 'red'), ('here', 'blue'), ('same', ' house.')]
    """
    old, new = _TOKEN.findall(there), _TOKEN.findall(here)
    for code in Levenshtein.opcodes(old, new):
        gone, come = old[code.src_start : code.src_end], new[code.dest_start : code.dest_end]
        if code.tag == "equal":
            yield Part("same", "".join(come))
            continue
        if gone:
            yield Part("there", "".join(gone))
        if come:
            yield Part("here", "".join(come))


def history(row: RowView, opinions: Opinions) -> list[Past]:
    """What was decided and commented on the segment and on the edits in it, the newest first."""
    subjects: dict[str, Edit | None] = {one.edit.id: one.edit for one in row.edits}
    if row.segment:
        subjects[row.segment.id] = None
    past = [
        Past(
            decision,
            edit,
            undone=decision.number in opinions.undone,
            can_undo=opinions.stands(decision),
        )
        for subject, edit in subjects.items()
        for decision in opinions.about.get(subject, ())
    ]
    return sorted(past, key=lambda one: one.decision.number, reverse=True)[:MOST_HISTORY]


def _is_own(match: Match, segment: Segment) -> bool:
    unit = match.unit
    return (unit.document, unit.segment) == (segment.document, segment.id)
