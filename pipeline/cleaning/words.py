"""The words of a text, each with its sentence, without what no rule may touch."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from pipeline.cleaning.protected import protected
from pipeline.cleaning.spans import Span, merged
from pipeline.document import Language
from pipeline.language import LONGEST_SHARED, foreign
from pipeline.sentences import Sentence, split

# Letters with inner apostrophes and Swedish genitive colons; not what hangs together with digits.
_WORD = re.compile(r"(?<![\w@#&])[^\W\d_]+(?:['’:][^\W\d_]+)*(?![\w@&])")
_LETTER = re.compile(r"\w")
_OPENS = frozenset(":“”\"»'‘’–—•(")

LONGEST = 50
"""Code points of a word; what is longer is no word that anybody misspells."""

CONTEXT = 200
"""Code points on each side of a word that are looked at, at least; more than a good sentence has."""


class Word(NamedTuple):
    """A word in its sentence; a named tuple because every document has hundreds.

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


def words(text: str, language: Language) -> tuple[Word, ...]:
    """The words of `text` that rules may look at, in order.

    Left out are protected spans such as URLs, paragraphs in another language, and what is joined to digits.
    Several stages ask for the words of one text, so those of the last few texts are kept.

    >>> [word.text for word in words("See www.tt.se, it’s EU’s 2nd.", "en")]
    ['See', 'it’s', 'EU’s']
    """
    find = _shared if len(text) <= LONGEST_SHARED else _find
    return find(text, language)


def _find(text: str, language: Language) -> tuple[Word, ...]:
    return tuple(_words(text, language))


_shared = lru_cache(maxsize=8)(_find)


def _words(text: str, language: Language) -> Iterator[Word]:
    sentences = split(text, language)
    closed = _closed(text, language)
    closed_starts = [start for start, _ in closed]
    number, first = -1, 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        if end - start > LONGEST:
            continue
        if closed:
            index = bisect_right(closed_starts, start) - 1
            if index >= 0 and start < closed[index][1]:
                continue
        while number < 0 or sentences[number].end <= start:
            number += 1
            first = _first_letter(sentences[number])
        sentence = sentences[number]
        left = sentence.start + _block(start - sentence.start)
        around = sentence.text[left - sentence.start : left - sentence.start + 3 * CONTEXT]
        initial = start <= first or _stands_open(text, sentence.start, start)
        yield Word(start, end, match[0], around, start - left, initial)


def _block(offset: int) -> int:
    """Where the part of a sentence begins that is read around `offset`; neighbouring words share theirs."""
    return max(0, offset // CONTEXT - 1) * CONTEXT


def _closed(text: str, language: Language) -> list[Span]:
    return merged([*protected(text), *((start, end) for start, end, _ in foreign(text, language))])


def _first_letter(sentence: Sentence) -> int:
    """Where in the text the first letter or digit of `sentence` stands."""
    match = _LETTER.search(sentence.text)
    return sentence.start + match.start() if match else sentence.end


def _stands_open(text: str, first: int, start: int) -> bool:
    """Whether a colon, a quotation mark, or what leaves something out, stands before `start` in its sentence.

    Args:
        text: The text.
        first: Where the sentence begins, before `start`.
        start: Where the word begins.
    """
    last = start - 1
    while text[last].isspace():
        last -= 1
    return text[last] in _OPENS or text[max(first, last - 2) : last + 1] == "..."


def runs(found: Sequence[Word], text: str) -> Iterator[tuple[Word, Word]]:
    """Each word with the one that follows it after a single space."""
    for one, two in pairwise(found):
        if text[one.end : two.start] == " ":
            yield one, two
