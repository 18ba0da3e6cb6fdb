"""Which words could have been meant: everything within two edits, fast enough for an archive.

pyspellchecker's model (Norvig's: known words within one edit, else within two) is kept, its search is not:
at distance 2 it tries hundreds of thousands of strings for one word. Here that is done at distance 1 only,
and for distance 2 the known words are cut in three parts and indexed by them; two edits leave at least one
part whole (the pigeonhole of Li, Deng, Wang and Feng, "Pass-Join", VLDB 2012), so few have to be compared.
Words written by ear are found by a key of their sound.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, cached_property

from rapidfuzz.distance import OSA

from pipeline.cleaning.lexicon import vocabulary
from pipeline.cleaning.sounds import rough_sound
from pipeline.document import Language

PARTS = 3
"""One more than the largest distance."""

SHORTEST_FOR_TWO = 4
"""Within two edits of a shorter word lies half the dictionary."""

RAREST_FOR_TWO = 100
"""How often in a billion a word has to be written to be meant by a word two edits away."""


USUAL = 500
"""How often in a billion a word has to be written to be meant by a word that only sounds like it."""


class Neighbours:
    """The words of a vocabulary within two edits of any other.

    An edit is a letter too many, a letter too few, a wrong letter, or two neighbours swapped.
    """

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        self._vocabulary = vocabulary
        self._letters = sorted(set().union(*vocabulary))
        self._parts: dict[tuple[str, int, int, str], list[str]] = defaultdict(list)
        for word, count in vocabulary.items():
            if count >= RAREST_FOR_TWO and len(word) >= SHORTEST_FOR_TWO - 1:
                for number, (start, end) in enumerate(_cuts(len(word))):
                    self._parts[word[0], len(word), number, word[start:end]].append(word)

    @cached_property
    def _by_sound(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for word, count in self._vocabulary.items():
            if count >= USUAL and len(word) >= SHORTEST_FOR_TWO - 1:
                found[rough_sound(word)].append(word)
        return found

    def within_one(self, word: str) -> set[str]:
        """The known words one edit away."""
        tails = [(word[:place], word[place:]) for place in range(len(word) + 1)]
        near = [head + tail[1:] for head, tail in tails]
        near += [head + tail[1] + tail[0] + tail[2:] for head, tail in tails if len(tail) > 1]
        for letter in self._letters:
            near += [head + letter + tail for head, tail in tails]
            near += [head + letter + tail[1:] for head, tail in tails]
        return {one for one in near if one in self._vocabulary} - {word}

    def within_two(self, word: str) -> set[str]:
        """The known words at most two edits away.

        Of those two edits away, the rare ones are left out, and those that begin with another letter: few
        mistakes are made there, and fewer beside another one.
        """
        near = self.within_one(word)
        if len(word) >= SHORTEST_FOR_TWO:
            for other in self._sharing_a_part(word):
                if OSA.distance(word, other, score_cutoff=2) <= 2:
                    near.add(other)
        return near - {word}

    def sounding_alike(self, word: str) -> set[str]:
        """The usual words within three edits that sound much like `word`, as if it was written by ear."""
        if len(word) < SHORTEST_FOR_TWO:
            return set()
        near = self._by_sound.get(rough_sound(word), ())
        return {other for other in near if OSA.distance(word, other, score_cutoff=3) <= 3} - {word}

    def _sharing_a_part(self, word: str) -> set[str]:
        """The known words with the same first letter that share a part at about the same place."""
        found: set[str] = set()
        for length in range(len(word) - 2, len(word) + 3):
            for number, (start, end) in enumerate(_cuts(length)):
                for shifted in range(max(0, start - 2), min(len(word) - (end - start), start + 2) + 1):
                    part = word[shifted : shifted + end - start]
                    found.update(self._parts.get((word[0], length, number, part), ()))
        return found


def _cuts(length: int) -> Iterator[tuple[int, int]]:
    """The bounds of the parts of a word of `length` code points."""
    for number in range(PARTS):
        yield number * length // PARTS, (number + 1) * length // PARTS


@cache
def neighbours(language: Language) -> Neighbours:
    """The neighbours among the words that the dictionaries of `language` know."""
    return Neighbours(vocabulary(language))
