"""What an archive learns from decisions: accepted names are terms, and equal sentences are decided alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, or_, select, update

from pipeline.corpus import decided, tables
from pipeline.corpus.about import note, noted
from pipeline.corpus.effective import ruling, says
from pipeline.corpus.entry import Decision
from pipeline.document import Language, Status, is_language
from pipeline.rulings import Ruling
from pipeline.terms import Term, Termbase

SHORTEST = 3
"""Letters of a form that may be learnt; a shorter one stands for too many things."""

_CARRIED = "decisions carried"
"""Under this key the store keeps the number of the last decision that `carry` has looked at."""

_FEW = 50
"""Values that are looked up one by one rather than all together."""


@dataclass(frozen=True, slots=True)
class Lessons:
    """What one document may learn from what people have decided on the others.

    Attributes:
        by_document: Decisions on edits whose sentences other documents may have too, by document.
        names: The names that people have accepted.
    """

    by_document: Mapping[str, list[Ruling]]
    names: Termbase

    def rulings(self, document: str) -> Iterator[Ruling]:
        """Those of all documents but the one with that id."""
        return (one for key, found in self.by_document.items() if key != document for one in found)

    def terms(self, own: Termbase | None) -> Termbase | None:
        """The user's termbase, and after it what was learnt: for cleaning.

        What was learnt of a name in one language says nothing of how it is translated.
        """
        if own is None:
            return self.names if self.names.terms else None
        return Termbase((*own.terms, *self.names.terms), own.digest)


def rulings(connection: Connection, document: str) -> list[Ruling]:
    """What people have decided on the edits of one document."""
    column = tables.decisions.c.document
    return _rulings(decided.effective_in_archive(connection, "edit", column == document), own=True)


def lessons(connection: Connection) -> Lessons:
    """What one document may learn from the decisions on the others."""
    found: dict[str, list[Ruling]] = defaultdict(list)
    for decision in decided.effective_in_archive(connection, "edit"):
        found[decision.document] += [one for one in _rulings([decision], own=False) if one.travels]
    terms = [
        Term((after,), (), variants_sv=(before,)) if language == "sv" else Term((), (after,), (), (before,))
        for language, before, after in sorted(_names(connection))
    ]
    return Lessons(found, Termbase(tuple(terms)))


def spread(connection: Connection, made: Sequence[Decision]) -> set[str]:
    """Mark the documents that have to be cleaned since names were learnt or unlearnt; gives their ids.

    Args:
        connection: With the decisions.
        made: Those that are new, with their numbers.
    """
    if not any(one.stage == "names" for one in made):
        return set()
    variants = _variants(connection, made)
    before, after = (_names(connection, variants, below) for below in (made[0].number, None))
    found: set[str] = set()
    documents = tables.documents.c
    for language, variant, _ in after - before:
        holds = documents.normalised.contains(variant, autoescape=True)
        found |= set(connection.scalars(select(documents.id).where(holds, documents.language == language)))
    gone = {(variant, name) for _, variant, name in before - after}
    found |= _with_edits(connection, gone, tables.edits.c.stage == "names")
    found -= {one.document for one in made}
    mark(connection, found)
    return found


def release(connection: Connection, made: Sequence[Decision]) -> set[str]:
    """Mark the documents that may have obeyed a decision on another one, now taken back; gives their ids."""
    undone = _rulings(_undone(connection, made), own=False)
    changes = {(one.edit.before, one.edit.after) for one in undone if one.travels}
    persons = tables.edits.c.status.in_([Status.ACCEPTED, Status.REJECTED])
    found = _with_edits(connection, changes, persons) - {one.document for one in made}
    mark(connection, found)
    return found


def carry(connection: Connection) -> set[str]:
    """Mark the documents with a sentence that was decided on elsewhere since the last call; gives their ids.

    So it does not matter whether a document was cleaned before the decision or after it. Only changes are
    looked at that were proposed there as well, and that no person has decided.
    """
    last, since = decided.newest(connection), int(noted(connection, _CARRIED) or 0)
    if last == since:
        return set()
    new: dict[str, list[tuple[str, Ruling]]] = defaultdict(list)
    for decision in decided.effective_in_archive(connection, "edit", since < decided.NUMBER):
        for found in _rulings([decision], own=False):
            if found.travels:
                new[found.edit.before].append((decision.document, found))
    documents, proposed = tables.documents.c, tables.edits.c.status.in_([Status.APPLIED, Status.SUGGESTED])
    changed: dict[str, set[str]] = defaultdict(set)
    for document, before, _ in _changes(connection, new, proposed):
        changed[document].add(before)
    marked: set[str] = set()
    for document, befores in changed.items():
        others = [found for before in befores for where, found in new[before] if where != document]
        if others:
            original = connection.scalar(select(documents.original).where(documents.id == document)) or ""
            if any(found.place.find_exactly(original) for found in others):
                marked.add(document)
    mark(connection, marked)
    note(connection, _CARRIED, str(last))
    return marked


def _with_edits(
    connection: Connection, changes: Collection[tuple[str, str]], condition: ColumnElement[bool]
) -> set[str]:
    """The ids of the documents in which one of these changes was made or proposed."""
    found = _changes(connection, {before for before, _ in changes}, condition)
    return {document for document, before, after in found if (before, after) in changes}


def _changes(
    connection: Connection, befores: Collection[str], condition: ColumnElement[bool]
) -> Iterator[tuple[str, str, str]]:
    """The edits of some words: their document, what stood there, and what was put in its place."""
    if not befores:
        return
    columns = tables.edits.c
    query = select(columns.document, columns.before, columns.after).where(condition)
    if len(befores) <= _FEW:
        query = query.where(columns.before.in_(befores))
    for row in connection.execute(query):
        if row.before in befores:
            yield row.document, row.before, row.after


def mark(connection: Connection, documents: Iterable[str], pending: str = "clean") -> None:
    """Say that the next run has to do these documents."""
    columns = tables.documents.c
    for document in documents:
        statement = update(tables.documents).where(columns.id == document, columns.pending != "clean")
        connection.execute(statement.values(pending=pending))


def waits_for_names(connection: Connection, text: str, language: str, seen: int) -> bool:
    """Whether a name was learnt or unlearnt after the decision with that number that `text` may be about."""
    columns = tables.decisions.c
    newer = select(tables.decisions).where(columns.number > seen, columns.stage == "names")
    return is_language(language) and any(
        part and part in text
        for one in map(decided.decision, connection.execute(newer))
        for part in (one.before, one.after)
    )


def _names(
    connection: Connection, variants: Collection[str] = (), below: int | None = None
) -> set[tuple[Language, str, str]]:
    """The changes of names that are learnt, each with its language.

    One that a person has rejected elsewhere is not learnt: it depends on who is meant.

    Args:
        connection: With the decisions.
        variants: Only those of these forms; none is all.
        below: Only decisions with a lower number count; None is all.
    """
    columns = tables.decisions.c
    conditions = [columns.stage == "names"]
    if 0 < len(variants) <= _FEW:
        conditions.append(or_(*(columns.context.contains(says(one), autoescape=True) for one in variants)))
    made = decided.effective_in_archive(connection, "edit", *conditions, below=below)
    languages = _languages(connection, {one.document for one in made})
    accepted: set[tuple[Language, str, str]] = set()
    rejected: set[tuple[Language, str, str]] = set()
    for one in made:
        found, language = ruling(one), languages.get(one.document)
        if found and is_language(language):
            changes = accepted if found.accepted else rejected
            changes.add((language, found.edit.before, found.decided.after))
    return {change for change in accepted - rejected if _is_name(*change[1:])}


def _variants(connection: Connection, made: Sequence[Decision]) -> set[str]:
    """The forms that decisions on names are about, those that are taken back included."""
    about = (*made, *_undone(connection, made))
    return {found.edit.before for one in about if (found := ruling(one))}


def _undone(connection: Connection, made: Iterable[Decision]) -> list[Decision]:
    """The decisions on edits that new ones take back."""
    numbers = {one.undoes for one in made if one.kind == "edit" and one.undoes}
    if not numbers:
        return []
    query = decided.query().where(tables.decisions.c.number.in_(numbers))
    return [decided.decision(row) for row in connection.execute(query)]


def _languages(connection: Connection, documents: Collection[str]) -> dict[str, str]:
    columns = tables.documents.c
    known = select(columns.id, columns.language)
    if len(documents) <= _FEW:
        known = known.where(columns.id.in_(documents))
    return {row.id: row.language for row in connection.execute(known)}


def _is_name(before: str, after: str) -> bool:
    return len(before) >= SHORTEST and before[0].isalpha() and bool(after.strip()) and "\n" not in before


def _rulings(decisions: Iterable[Decision], *, own: bool) -> list[Ruling]:
    return [found for decision in decisions if (found := ruling(decision, own))]
