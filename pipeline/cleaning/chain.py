"""Run the stages over a text, decide what is applied, and keep the log."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline import changelog
from pipeline.changelog import Projection
from pipeline.cleaning import encoding, names, slips, spacing, spelling
from pipeline.cleaning.protected import is_protected
from pipeline.cleaning.spans import Span, merged, overlaps
from pipeline.cleaning.stage import Context, Level, NameMemory, Scorer, Stage, threshold
from pipeline.cleaning.term_variants import without_terms
from pipeline.document import Edit, Status, edit_id, is_language
from pipeline.language import foreign, identify
from pipeline.rulings import Ruling, Rulings
from pipeline.terms import Termbase

STAGES: Mapping[str, Stage] = {
    "encoding": encoding.encoding,
    "spacing": spacing.spacing,
    "spelling": spelling.spelling,
    "names": names.names,
    "slips": slips.slips,
}
"""All stages, in order. Only the first works on a text of any language."""

VERSIONS: Mapping[str, str] = {
    "encoding": encoding.VERSION,
    "spacing": spacing.VERSION,
    "spelling": spelling.VERSION,
    "names": names.VERSION,
    "slips": slips.VERSION,
}
"""The version of each stage, raised with every change that can change an edit."""

MAX_ROUNDS = 5
"""An edit can make another one possible, such as mojibake under an HTML entity."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text after cleaning.

    Attributes:
        text: The normalised text.
        language: The language that was given or found, an ISO 639-1 code.
        edits: The change log.
        flags: ``other_language`` where the text is in neither language and only its encoding was looked at,
            ``other_language_in_part`` where a paragraph is in another language than the text, and only its
            encoding and spacing were.
    """

    text: str
    language: str
    edits: tuple[Edit, ...]
    flags: tuple[str, ...] = ()


def clean(
    text: str,
    *,
    language: str | None = None,
    level: Level = "balanced",
    document: str = "",
    decisions: Iterable[Ruling] = (),
    scorer: Scorer | None = None,
    archive: NameMemory | None = None,
    terms: Termbase | None = None,
    markup: Callable[[str], Sequence[Span]] | None = None,
) -> Cleaned:
    r"""Clean `text` and log every edit.

    The stages run until none of them changes anything, so that cleaning a cleaned text changes nothing.

    Args:
        text: A decoded text with ``\n`` as line break.
        language: ISO 639-1 code; None finds it.
        level: How sure a rule has to be for its edit to be applied; the others are suggested.
        document: The document's id, part of the edits' ids.
        decisions: What reviewers have said; it wins over every rule.
        scorer: Tells which candidate reads best in its sentence; None works without, and is less sure.
        archive: How the other documents of the archive write names; None for a text by itself.
        terms: The user's termbase, which nothing but its own rule touches.
        markup: Finds the spans of a text that no rule may touch, such as the code in Markdown.

    >>> clean("All  things.", language="en").text
    'All things.'
    """
    log: list[Edit] = []
    spans: dict[str, Span] = {}
    projections: list[Projection] = []
    rulings = Rulings(decisions, text)
    found_before: dict[tuple[str, str, int], list[Edit]] = {}
    found = language or ""
    for number in range(1, MAX_ROUNDS + 1):
        text_before = text
        for name, stage in STAGES.items():
            if name != "encoding" and not found:
                found = identify(text)
            if name != "encoding" and not is_language(found):
                break
            mistakes = 0
            if name == "spelling":  # Only that stage asks.
                earlier = (edit for edit in log if edit.round < number and edit.in_effect)
                mistakes = sum(edit.rule == "misspelling" for edit in earlier)
            # A stage finds in the same text the same, which many have in the second round.
            same = (name, text, mistakes)
            if same not in found_before:
                found_before[same] = list(stage(text, Context(found, scorer, archive, terms, mistakes)))
            kept = markup(text) if markup else ()
            proposed = [
                replace(edit, round=number)
                for edit in found_before[same]
                if not is_protected(edit.start, edit.end, kept)
            ]
            edits = _identified(proposed, document, projections, spans, rulings.ids)
            if terms and is_language(found) and name not in ("encoding", "spacing"):
                edits = without_terms(edits, text, found, terms)
            edits, statuses = rulings.obeyed(edits, name, text, projections)
            edits = _complete(edits, number, document, projections, spans)
            settled = [
                edit
                for edit in settle(edits, level, statuses)
                if number == 1 or edit.status is not Status.SUGGESTED
            ]
            text = changelog.apply(text, settled)
            projections.append(Projection(settled))
            log += settled
        if text == text_before:
            break
    return Cleaned(text, found, tuple(_without_overtaken(log, spans)), _flags(text, found))


def _flags(text: str, language: str) -> tuple[str, ...]:
    if not is_language(language):
        return ("other_language",)
    return ("other_language_in_part",) if foreign(text, language) else ()


def settle(edits: Iterable[Edit], level: Level, decisions: Mapping[str, Status]) -> list[Edit]:
    """The edits of one pass with their status, sorted, none overlapping another.

    Where edits overlap, one that a person has accepted wins, then the one with the higher confidence; one
    that a person has rejected gives way to another proposal.
    """
    decided = [replace(edit, status=_status(edit, level, decisions)) for edit in edits]
    kept: list[Edit] = []
    for edit in sorted(decided, key=_precedence):
        # Those that are kept do not overlap, so only the neighbours of a new one can overlap it.
        place = bisect(kept, _place(edit), key=_place)
        if not any(_overlap(edit, other) for other in kept[max(0, place - 1) : place + 1]):
            kept.insert(place, edit)
    return kept


def _status(edit: Edit, level: Level, decisions: Mapping[str, Status]) -> Status:
    if edit.id in decisions:
        return decisions[edit.id]
    return Status.APPLIED if edit.confidence >= threshold(edit.rule, level) else Status.SUGGESTED


def _precedence(edit: Edit) -> tuple[bool, bool, bool, float, int, int]:
    return (
        *(edit.status != Status.ACCEPTED, not edit.in_effect, edit.status == Status.REJECTED),
        *(-edit.confidence, edit.start, edit.end),
    )


def _place(edit: Edit) -> Span:
    return (edit.start, edit.end)


def _overlap(one: Edit, two: Edit) -> bool:
    if one.start == two.start and one.end == two.end:
        return True
    return one.start < two.end and two.start < one.end


def _identified(
    edits: Iterable[Edit],
    document: str,
    projections: list[Projection],
    spans: dict[str, Span],
    decided: Collection[str],
) -> list[Edit]:
    """The edits of one pass with their ids, sorted.

    Equal changes inside what an earlier pass has written have one place in the original, and are numbered.
    The id of an edit that a person has `decided` on belongs to it, also where it stands elsewhere now.
    """
    places: dict[str, list[Span]] = {}
    identified = []
    for edit in sorted(edits, key=_place):
        start, end = changelog.to_original(projections, edit.start, edit.end)
        identity = edit_id(document, start, end, edit.before, edit.after)
        equal = places.setdefault(identity, [])
        if equal[-1:] != [_place(edit)]:
            equal.append(_place(edit))
        if len(equal) > 1:
            identity = edit_id(document, start, end, edit.before, edit.after, len(equal) - 1)
        if identity in decided:
            identity = edit_id(document, start, end, edit.before, edit.after, -len(equal))
        spans[identity] = (start, end)
        identified.append(replace(edit, id=identity))
    return identified


def _complete(
    edits: Iterable[Edit], number: int, document: str, projections: list[Projection], spans: dict[str, Span]
) -> list[Edit]:
    """The edits with round, id and place in the original, also those that only a person wants."""
    completed = []
    for edit in edits:
        place = changelog.to_original(projections, edit.start, edit.end)
        identity = edit.id or edit_id(document, *place, edit.before, edit.after)
        spans.setdefault(identity, place)
        completed.append(replace(edit, id=identity, round=number))
    return completed


def _without_overtaken(log: list[Edit], spans: Mapping[str, Span]) -> list[Edit]:
    """The log without suggestions whose place a later pass has changed, and without repeated ones.

    What a person has rejected stays, so that it can be seen and taken back.
    """
    changed: list[Span] = []
    seen: set[str] = set()
    kept: list[Edit] = []
    for edits in reversed(list(changelog.passes(log))):
        for edit in reversed(edits):
            suggested = edit.status == Status.SUGGESTED
            if not suggested or not (edit.id in seen or overlaps(spans[edit.id], changed)):
                kept.append(edit)
            seen.add(edit.id)
        changed = merged([*changed, *(spans[edit.id] for edit in edits if edit.in_effect)])
    return kept[::-1]
