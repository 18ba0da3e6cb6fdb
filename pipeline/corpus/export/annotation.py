r"""The words of a document as they came and as they are now, side by side, with the rules between them.

White space that no edit touches is the same in both texts and stands behind its word; an edit of white space
takes in the words on both sides. So the `original` of all words with the space behind each is the original
text, and the `normalised` the normalised one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pipeline.corpus.diff import spans
from pipeline.corpus.entry import Entry
from pipeline.corpus.schema import place
from pipeline.document import Document, Edit, Segment

_RUN = re.compile(r"\s+|\S+")


@dataclass(slots=True)
class Word:
    """A word, or some words that only together are the same in both texts.

    Attributes:
        original: As it came; may be empty or hold white space.
        normalised: As it is now; may be empty or hold white space.
        space: The white space behind it, in both texts.
        edits: The edits in effect that lie between the two, in the order of the log.
        start: Where it begins in the normalised text.
    """

    original: str = ""
    normalised: str = ""
    space: str = ""
    edits: list[Edit] = field(default_factory=list)
    start: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """The words of a segment, or of a whole document that has none.

    Attributes:
        segment: None where the document has no segments.
        words: In the order of the text.
    """

    segment: Segment | None
    words: list[Word]


def lines(entry: Entry) -> Iterator[Line]:
    """The words of a document in the order of the text, by its segments.

    Words that reach into the next segment stand in the one in which they begin. Where segments were left out,
    so are their words.

    Raises:
        ChangeLogError: The log does not fit the text.
        CorpusError: The segments do not fit the text.
    """
    made = words(entry.document)
    if not entry.segments:
        yield Line(None, list(made))
        return
    places = place(entry.document.normalised, entry.segments)
    starts = [here.start for here in places]
    found: list[list[Word]] = [[] for _ in places]
    for word in made:
        number = max(0, bisect_right(starts, word.start) - 1)
        here, end = places[number], word.start + len(word.normalised)
        if not word.normalised.strip() or (word.start < here.end and here.start < end):
            found[number].append(word)
    for segment, words_of in zip(entry.segments, found, strict=True):
        yield Line(segment, words_of)


def words(document: Document) -> Iterator[Word]:
    """The words of a document, in the order of the text.

    >>> from pipeline.document import Decoding, Status
    >>> edit = Edit("spacing", "missing_space", 4, 4, "", " ", 1, "", Status.APPLIED)
    >>> document = Document("1", "a", "", Decoding("utf-8"), "en", "", "one,two 3", "one, two 3", (edit,))
    >>> [(word.original, word.normalised, word.space) for word in words(document)]
    [('one,two', 'one, two', ' '), ('3', '3', '')]

    Raises:
        ChangeLogError: The log does not fit the text.
    """
    word, position = Word(), 0
    for original, normalised, edits in _runs(document):
        is_space = not edits and normalised.isspace()
        if is_space and not _open(word):
            word.space += normalised
        else:
            if word.space and not (edits and _opens_with_space(original, normalised)):
                yield word
                word = Word(start=position)
            elif word.space:  # An edit of white space belongs to the words on both sides of it.
                word.original, word.normalised = word.original + word.space, word.normalised + word.space
                word.space = ""
            word.original += original
            word.normalised += normalised
            word.edits += edits
        position += len(normalised)
    if word.original or word.normalised or word.space or word.edits:
        yield word


def _runs(document: Document) -> Iterator[tuple[str, str, Iterable[Edit]]]:
    """The text in runs of white space, runs of other characters, and pieces that were changed."""
    for span in spans(document):
        if edits := [edit for edit in span.edits if edit.in_effect]:
            yield span.original, span.normalised, edits
        else:
            for found in _RUN.finditer(span.normalised):
                yield found[0], found[0], ()


def _open(word: Word) -> bool:
    """Whether the word ends in changed white space, so that what follows belongs to it."""
    return bool(word.edits) and any(text[-1:].isspace() for text in (word.original, word.normalised))


def _opens_with_space(original: str, normalised: str) -> bool:
    return any(text[:1].isspace() for text in (original, normalised))
