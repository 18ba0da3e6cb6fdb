"""Segments of a text that has changed: what was translated and reviewed is carried over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extractOne

from pipeline.corpus.effective import SOURCE_CHANGED, Held, as_reviewed
from pipeline.corpus.entry import Decision
from pipeline.document import Document, Segment, Translation, is_language, segment_id
from pipeline.sentences import split

ALIKE = 80.0
"""How alike, in percent, two sentences are that may be the same one, wherever they stand."""

ALIKE_IN_PLACE = 50.0
"""The same for sentences between the same neighbours."""

NEAR = 20
"""How many sentences are looked at for the one that stood where another one stands."""

WAITS = "untranslated"
"""The flag of a segment whose translation is its source."""


def segmented(document: Document, normalised: str, held: Sequence[Held]) -> list[Segment]:
    """The segments of a document whose text was another one before, as machines have left them.

    Those of unchanged sentences stay as they are. One that stands where another one stood has its
    translation, and a flag that says so; where there is none it has its source, until an engine comes to it.

    Args:
        document: As it is now.
        normalised: Its text before.
        held: Its segments before.
    """
    # One without any was not translated, and still waits for it.
    if not held or not is_language(document.language) or document.normalised == normalised:
        return [one.machine for one in held]
    before, after = normalised.split("\n"), document.normalised.split("\n")
    first, last = _unchanged(before, after)
    moved = len(after) - len(before)
    old = [one.machine for one in held]
    head = [one for one in old if one.paragraph < first]
    tail = [one for one in old if one.paragraph >= len(before) - last]
    if moved:
        tail = [replace(one, paragraph=one.paragraph + moved) for one in tail]
    middle = old[len(head) : len(old) - len(tail)]
    sentences = split("\n".join(after[first : len(after) - last]), document.language)
    known = {
        new: middle[at] for at, new in pairs([one.source for one in middle], [one.text for one in sentences])
    }
    made = [
        Segment(
            *("", document.id, first + one.paragraph, one.sentence, document.language, one.text),
            _kept(known.get(number), one.text),
        )
        for number, one in enumerate(sentences)
    ]
    return [*head, *made, *tail]


def reviewed(
    document: str, segments: Sequence[Segment], decisions: Mapping[str, Decision], before: Sequence[Held] = ()
) -> list[Held]:
    """The segments with what people have decided on them, and with their ids.

    A decision belongs to the segment with its subject's id and its source; else to the one that stands where
    that one stood in the revision before; else to the one that is most like it. A segment that a decision has
    followed keeps the id by which the decision finds it.

    Args:
        document: The document's id.
        segments: As machines have left them.
        decisions: The effective ones on segments, by subject.
        before: The segments of the revision before.
    """
    seen: Counter[str] = Counter()
    natural = []
    for one in segments:
        natural.append(segment_id(document, one.source, seen[one.source]))
        seen[one.source] += 1
    owner = dict(_owners(natural, segments, decisions, before)) if decisions else {}
    taken = {decision.subject for decision in owner.values()}
    drafts = {one.segment.id: one.machine for one in before if one.draft}
    held = []
    for number, one in enumerate(segments):
        decision = owner.get(number)
        identity = decision.subject if decision else natural[number]
        if not decision and identity in taken:
            identity = _free(document, one.source, seen, taken)
        taken.add(identity)
        own = drafts.get(identity)
        if decision and own and one.translation.status == "memory" and own.source == one.source:
            # The memory has it from this very review.
            one = replace(one, translation=own.translation)
        one = one if one.id == identity else replace(one, id=identity)
        held.append(as_reviewed(one, decision))
    return held


def pairs(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Which sentence stands where which one stood, as numbers of both; each sentence once.

    >>> list(pairs(["One.", "Two tow.", "Three."], ["One.", "Two two.", "Three."]))
    [(0, 0), (2, 2), (1, 1)]
    """
    first, last = _unchanged(before, after)
    yield from zip(range(first), range(first), strict=True)
    yield from zip(range(len(before) - last, len(before)), range(len(after) - last, len(after)), strict=True)
    changed = before[first : len(before) - last], after[first : len(after) - last]
    for tag, a, b, c, d in SequenceMatcher(None, *changed).get_opcodes():
        a, b, c, d = a + first, b + first, c + first, d + first
        if tag == "equal":
            yield from zip(range(a, b), range(c, d), strict=True)
        elif tag == "replace":
            position = a
            for new in range(c, d):
                near = range(position, min(b, position + NEAR))
                like = [(ratio(before[old], after[new]), -old) for old in near]
                best, old = max(like, default=(0.0, 0))
                if best >= ALIKE_IN_PLACE:
                    yield -old, new
                    position = 1 - old


def _owners(
    natural: Sequence[str],
    segments: Sequence[Segment],
    decisions: Mapping[str, Decision],
    before: Sequence[Held],
) -> Iterator[tuple[int, Decision]]:
    """The decision on each segment that has one, by the segment's number."""
    free, lost = {number: one.source for number, one in enumerate(segments)}, dict(decisions)
    for number, identity in enumerate(natural):
        decision = lost.get(identity)
        if decision and decision.context in ("", free[number]):
            yield number, lost.pop(identity)
            del free[number]
    lost = {identity: one for identity, one in lost.items() if one.verdict != "rejected"}
    if any(one.segment.id in lost for one in before):
        for old, number in pairs([one.segment.source for one in before], [one.source for one in segments]):
            if number in free and (decision := lost.pop(before[old].segment.id, None)):
                yield number, decision
                del free[number]
    for decision in lost.values():
        found = extractOne(decision.context, free, scorer=ratio, score_cutoff=ALIKE)
        if found and decision.context:
            yield found[2], decision
            del free[found[2]]


def _unchanged(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    """How many lines are the same at the beginning, and how many at the end."""
    shorter = min(len(before), len(after))
    first = next((at for at in range(shorter) if before[at] != after[at]), shorter)
    last = next((at for at in range(shorter - first) if before[-1 - at] != after[-1 - at]), shorter - first)
    return first, last


def _kept(old: Segment | None, source: str) -> Translation:
    if old is None:
        return Translation(source, "copy", "", flags=(WAITS, SOURCE_CHANGED))
    if old.source == source:
        return old.translation
    flags = dict.fromkeys([*old.translation.flags, SOURCE_CHANGED])
    return replace(old.translation, flags=tuple(flags))


def _free(document: str, source: str, seen: Counter[str], taken: set[str]) -> str:
    """An id for one more segment with that source."""
    while True:
        identity = segment_id(document, source, seen[source])
        seen[source] += 1
        if identity not in taken:
            return identity
