"""Sentences of which the cleaning has changed much: their translation rests on guesses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.changelog import passes
from pipeline.document import Document, Edit, Segment, is_language
from pipeline.sentences import split

FLAG = "source_edited"

WORD_STAGES = frozenset({"spelling", "names", "slips"})
"""The stages that change words; a repaired encoding or a space gives nothing to doubt."""

FEWEST = 2
"""Edits in a sentence from which it may be heavily edited."""

SHARE = 1 / 8
"""Edits for a word from which it is."""

_WORD = re.compile(r"[^\W\d_]+")


def flag_edited(document: Document, segments: Sequence[Segment]) -> list[Segment]:
    """The segments of `document`, those with a heavily edited source flagged, and no others.

    Args:
        document: With its change log.
        segments: All of them, in order.
    """
    if not is_language(document.language):
        return list(segments)
    places = [start for start, _ in changed_spans(document.edits)]
    found = []
    sentences = split(document.normalised, document.language)
    for segment, sentence in zip(segments, sentences, strict=True):
        count = sum(sentence.start <= place < sentence.end for place in places)
        known = segment.translation.flags
        flags = tuple(flag for flag in known if flag != FLAG)
        flags += (FLAG,) if is_heavy(count, segment.source) else ()
        if flags != known:
            segment = replace(segment, translation=replace(segment.translation, flags=flags))
        found.append(segment)
    return found


def is_heavy(count: int, source: str) -> bool:
    """Whether so many edits are many for a sentence.

    >>> is_heavy(1, "Two words."), is_heavy(2, "A sentence of six words here.")
    (False, True)
    """
    return count >= FEWEST and count >= SHARE * len(_WORD.findall(source))


def changed_spans(edits: Iterable[Edit]) -> list[tuple[int, int]]:
    """Where in the normalised text the edits of words that are in effect stand, in order.

    >>> from pipeline.document import Status
    >>> space = Edit("spacing", "doubled_space", 3, 5, "  ", " ", 1, "", Status.APPLIED)
    >>> word = Edit("spelling", "misspelling", 4, 7, "teh", "the", 1, "", Status.APPLIED)
    >>> changed_spans([space, word])
    [(4, 7)]
    """
    spans: list[tuple[int, int]] = []
    for one_pass in passes(edits):
        made = sorted((edit for edit in one_pass if edit.in_effect), key=lambda edit: (edit.start, edit.end))
        spans = [(_moved(start, made), _moved(end, made)) for start, end in spans]
        shift = 0
        for edit in made:
            start = edit.start + shift
            if edit.stage in WORD_STAGES:
                spans.append((start, start + len(edit.after)))
            shift += len(edit.after) - len(edit.before)
    return sorted(spans)


def _moved(offset: int, made: Iterable[Edit]) -> int:
    """Where an offset of a stage's text lies behind the edits of that stage."""
    shift = 0
    for edit in made:
        if edit.end <= offset:
            shift += len(edit.after) - len(edit.before)
        elif edit.start < offset:
            return edit.start + shift + min(offset - edit.start, len(edit.after))
    return offset + shift
