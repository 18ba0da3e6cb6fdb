"""The words of a text, each with its sentence, without what no rule may touch."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from pipeline.cleaning.protected import protected
from pipeline.cleaning.spans import Span, merged
from pipeline.document import Language
from pipeline.language import paragraphs
from pipeline.sentences import Sentence, split

# Letters with inner apostrophes and Swedish genitive colons; not what hangs together with digits.
_WORD = re.compile(r"(?<![\w@#&])[^\W\d_]+(?:['’:][^\W\d_]+)*(?![\w@&])")
_LETTER = re.compile(r"\w")

LONGEST = 50
"""Code points of a word; what is longer is no word that anybody misspells."""

CONTEXT = 200
"""Code points on each side of a word that are looked at; more than a good sentence has."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word in its sentence.

    Attributes:
        start: Offset of the first code point in the text.
        end: Offset behind the last one.
        text: The word as it is written.
        sentence: The sentence it stands in, where that is long only the part around the word.
        offset: Where the word begins in `sentence`.
        initial: Whether nothing but punctuation stands before it in the sentence, or a colon or a
            quotation mark, so that its capital says nothing.
    """

    start: int
    end: int
    text: str
    sentence: str
    offset: int
    initial: bool

    @property
    def before(self) -> str:
        """What stands before the word in its sentence."""
        return self.sentence[: self.offset]

    @property
    def after(self) -> str:
        """What stands behind the word in its sentence."""
        return self.sentence[self.offset + len(self.text) :]

    def reading(self, replacement: str) -> str:
        """The sentence with `replacement` in the word's place."""
        return self.before + replacement + self.after


def words(text: str, language: Language) -> list[Word]:
    """The words of `text` that rules may look at, in order.

    Left out are protected spans such as URLs, paragraphs in another language, and what is joined to digits.

    >>> [word.text for word in words("See www.tt.se, it’s EU’s 2nd.", "en")]
    ['See', 'it’s', 'EU’s']
    """
    sentences = split(text, language)
    starts = [sentence.start for sentence in sentences]
    closed = _closed(text, language)
    closed_starts = [start for start, _ in closed]
    found = []
    for match in _WORD.finditer(text):
        start, end = match.span()
        if end - start > LONGEST:
            continue
        index = bisect_right(closed_starts, start) - 1
        if index >= 0 and start < closed[index][1]:
            continue
        sentence = sentences[bisect_right(starts, start) - 1]
        found.append(_word(match[0], start, end, sentence))
    return found


def _closed(text: str, language: Language) -> list[Span]:
    foreign = [(start, end) for start, end, code in paragraphs(text, language) if code != language]
    return merged([*protected(text), *foreign])


def _word(text: str, start: int, end: int, sentence: Sentence) -> Word:
    left = max(sentence.start, start - CONTEXT)
    right = min(sentence.end, end + CONTEXT)
    before = sentence.text[: start - sentence.start].rstrip()
    around = sentence.text[left - sentence.start : right - sentence.start]
    initial = not _LETTER.search(before) or before[-1] in ":“”\"»'‘’–—•(" or before.endswith("...")
    return Word(start, end, text, around, start - left, initial)


def runs(found: list[Word], text: str) -> Iterator[tuple[Word, Word]]:
    """Each word with the one that follows it after a single space."""
    for one, two in pairwise(found):
        if text[one.end : two.start] == " ":
            yield one, two
