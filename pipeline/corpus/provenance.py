"""How each segment came about: which edits stand in its source, and who has reviewed its translation."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Any

from pipeline.corpus import schema
from pipeline.corpus.diff import spans
from pipeline.corpus.effective import said
from pipeline.corpus.entry import Decision, Entry


def segment_records(entry: Entry) -> Iterator[dict[str, Any]]:
    """The lines of ``segments.jsonl`` for a document.

    Raises:
        ChangeLogError: The log does not fit the text.
        CorpusError: The segments do not fit the text.
    """
    for segment, edits in zip(entry.segments, source_edits(entry), strict=True):
        yield schema.segment_record(segment, edits, entry.reviewers.get(segment.id, ""))


def source_edits(entry: Entry) -> list[list[str]]:
    """Ids of the edits in effect that stand in the source of each segment, in the order of the text.

    Edits between two sentences, such as those of a line break, stand in none.

    Raises:
        ChangeLogError: The log does not fit the text.
        CorpusError: The segments do not fit the text.
    """
    found: list[list[str]] = [[] for _ in entry.segments]
    if not found or not any(edit.in_effect for edit in entry.document.edits):
        return found
    places = schema.place(entry.document.normalised, entry.segments)
    ends = [place.end for place in places]
    position = 0
    for span in spans(entry.document):
        start, position = position, position + len(span.normalised)
        made = [edit.id for edit in span.edits if edit.in_effect]
        number = bisect_left(ends, start) if made else len(places)
        while number < len(places) and places[number].start <= position:
            here = places[number]
            # What took text away and left none has no length, and stands at the edge of what is there.
            if start == position or (start < here.end and here.start < position):
                found[number] += made
            number += 1
    return found


def reviewers(decisions: Iterable[Decision]) -> dict[str, str]:
    """Who has reviewed each segment, by its id.

    Args:
        decisions: All that were made on one document, in order.
    """
    segments = (one for one in decisions if one.kind == "segment")
    counts = {subject: about.effective for subject, about in said(segments).items()}
    return {subject: one.who for subject, one in counts.items() if one and one.verdict != "rejected"}
