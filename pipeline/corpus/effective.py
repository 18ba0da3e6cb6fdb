"""Which decisions count, and what they make of an edit or a segment."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pipeline.changelog import Projection, passes, to_original
from pipeline.corpus.entry import Decision
from pipeline.document import Edit, Segment, Status, Translation
from pipeline.rulings import Place, Ruling

DECIDES = frozenset({"accepted", "rejected", "edited"})
"""The verdicts that have an effect of their own."""

SOURCE_CHANGED = "source_changed"
"""The flag of a translation whose source is not the one that it was made for."""

BY_HAND = "A person wrote “{after}” here, where the rule “{rule}” proposed “{proposed}”."

_PLACE = ("start", "end", "left", "text", "right", "nth")
_PROPOSED = ("before", "after", "status", "reason")
_KINDS = [(key, int if key in ("start", "end", "nth") else str) for key in (*_PLACE, *_PROPOSED)]


@dataclass(frozen=True, slots=True)
class Held:
    """A segment, and the translation that it had before a person reviewed it.

    Attributes:
        segment: As it stands.
        draft: None where no person has reviewed it.
    """

    segment: Segment
    draft: Translation | None = None

    @property
    def machine(self) -> Segment:
        """The segment as it would be without any person."""
        return replace(self.segment, translation=self.draft) if self.draft else self.segment


@dataclass(frozen=True, slots=True)
class Said:
    """What was decided on one subject.

    Attributes:
        last: The last decision that was made on it, taken back or not; None where there is none.
        effective: The one that counts, or None.
    """

    last: Decision | None = None
    effective: Decision | None = None


def said(decisions: Iterable[Decision]) -> dict[str, Said]:
    """What was decided on each subject of a document, by its id.

    Args:
        decisions: All that were made on it, in order.
    """
    made = list(decisions)
    undone = {decision.undoes for decision in made if decision.verdict == "undone"}
    found: dict[str, Said] = {}
    for decision in made:
        if decision.verdict in DECIDES:
            before = found.get(decision.subject, Said())
            counts = decision.number not in undone
            found[decision.subject] = Said(decision, decision if counts else before.effective)
    return found


def contexts(original: str, log: Iterable[Edit], wanted: Collection[str]) -> dict[str, str]:
    """What `Decision.context` holds of the edits with those ids, by id.

    It is a JSON object with the place, see `pipeline.rulings.Place`, and with what was proposed there.
    """
    found: dict[str, str] = {}
    projections: list[Projection] = []
    for edits in passes(log):
        if any(edit.id in wanted for edit in edits):
            equal: Counter[tuple[int, int, str]] = Counter()
            for edit in edits:
                start, end = to_original(projections, edit.start, edit.end)
                if edit.id in wanted:
                    place = Place.of(original, start, end, equal[start, end, edit.before])
                    found[edit.id] = _context(place, edit)
                equal[start, end, edit.before] += 1
        projections.append(Projection(edits))
    return found


def _context(place: Place, edit: Edit) -> str:
    # Of an edit that was decided on in another document nobody knows what the rule alone would do.
    machine = edit.status if edit.status in (Status.APPLIED, Status.SUGGESTED) else Status.SUGGESTED
    edit = replace(edit, status=machine)
    values = {key: getattr(place, key) for key in _PLACE} | {key: getattr(edit, key) for key in _PROPOSED}
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def says(before: str) -> str:
    """What stands in the context of a decision on a change of `before`."""
    return f'"before":{json.dumps(before, ensure_ascii=False)}'


def ruling(decision: Decision, own: bool = True) -> Ruling | None:
    """What an effective decision on an edit says to the stages; None where it does not know its place."""
    values = _read(decision)
    if not values:
        return None
    place = Place(**{key: values[key] for key in _PLACE})
    edit = Edit(
        stage=decision.stage,
        rule=decision.rule,
        start=place.start,
        end=place.end,
        before=values["before"],
        after=values["after"],
        confidence=1.0 if decision.confidence is None else decision.confidence,
        reason=values["reason"],
        status=Status(values["status"]),
        id=decision.subject,
    )
    return Ruling(edit, as_decided(edit, Said(decision, decision)), place, own)


def as_decided(edit: Edit, about: Said) -> Edit:
    """The edit of a log as the decisions on it want it."""
    if about.last is None:
        return edit
    first = proposed(edit, about.last) or replace(edit, status=Status.SUGGESTED)
    decision = about.effective
    if decision is None:
        return first
    if decision.verdict == "rejected":
        return replace(first, status=Status.REJECTED)
    if decision.after == first.after:
        return replace(first, status=Status.ACCEPTED)
    reason = BY_HAND.format(after=decision.after, rule=edit.rule, proposed=first.after)
    return replace(first, after=decision.after, reason=reason, status=Status.ACCEPTED)


def proposed(edit: Edit, decision: Decision) -> Edit | None:
    """The edit as its rule has proposed it before a person decided; None where the decision does not know."""
    values = _read(decision)
    if not values or values["before"] != edit.before:
        return None
    return replace(edit, after=values["after"], reason=values["reason"], status=Status(values["status"]))


def as_reviewed(machine: Segment, decision: Decision | None) -> Held:
    """The segment as the effective decision on it wants it.

    Args:
        machine: With the translation that it has without any person.
        decision: None where there is none.
    """
    if decision is None or decision.verdict == "rejected":
        return Held(machine)
    draft = machine.translation
    changed = bool(decision.context) and decision.context != machine.source
    reviewed = Translation(
        text=decision.after,
        engine=draft.engine,
        model=draft.model,
        status="reviewed",
        quality=1.0,
        flags=(SOURCE_CHANGED,) if changed else (),
    )
    return Held(replace(machine, translation=reviewed), draft)


def _read(decision: Decision) -> Mapping[str, Any]:
    """The context of a decision on an edit; empty where it has none that can be read."""
    try:
        values = json.loads(decision.context or "{}")
        if isinstance(values, dict) and all(isinstance(values.get(key), kind) for key, kind in _KINDS):
            Status(values["status"])
            return values
    except ValueError:
        pass
    return {}
