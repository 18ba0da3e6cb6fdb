"""Which words could have been meant: everything within two edits, fast enough for an archive.

pyspellchecker's model (Norvig's: known words within one edit, else within two) is kept, its search is not:
at distance 2 it tries hundreds of thousands of strings for one word. Here the known words are cut in three
parts and indexed by them; two edits leave at least one part whole (the pigeonhole of Li, Deng, Wang and
Feng, "Pass-Join", VLDB 2012), so few words have to be compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

from rapidfuzz.distance import OSA
from spellchecker import SpellChecker

from pipeline.cleaning.lexicon import vocabulary
from pipeline.document import Language

PARTS = 3
"""One more than the largest distance."""

SHORTEST_FOR_TWO = 4
"""Within two edits of a shorter word lies half the dictionary."""

RAREST_FOR_TWO = 100
"""How often in a billion a word has to be written to be meant by a word two edits away."""


class Neighbours:
    """The words of a vocabulary within two edits of any other.

    An edit is a letter too many, a letter too few, a wrong letter, or two neighbours swapped.
    """

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        self._vocabulary = vocabulary
        self._norvig = SpellChecker(language=None, case_sensitive=True)
        self._norvig.word_frequency.load_json(dict(vocabulary))
        self._parts: dict[tuple[int, int, str], list[str]] = defaultdict(list)
        for word, count in vocabulary.items():
            if count >= RAREST_FOR_TWO and len(word) >= SHORTEST_FOR_TWO - 1:
                for number, (start, end) in enumerate(_cuts(len(word))):
                    self._parts[len(word), number, word[start:end]].append(word)

    def within_one(self, word: str) -> set[str]:
        """The known words one edit away, as pyspellchecker finds them."""
        return set(self._norvig.known(self._norvig.edit_distance_1(word))) - {word}

    def within_two(self, word: str) -> set[str]:
        """The known words at most two edits away.

        Of those two edits away, the rare ones are left out, and those that begin with another letter: few
        mistakes are made there, and fewer beside another one.
        """
        near = self.within_one(word)
        if len(word) >= SHORTEST_FOR_TWO:
            for other in self._sharing_a_part(word):
                if other[0] == word[0] and OSA.distance(word, other, score_cutoff=2) <= 2:
                    near.add(other)
        return near - {word}

    def _sharing_a_part(self, word: str) -> set[str]:
        found: set[str] = set()
        for length in range(len(word) - 2, len(word) + 3):
            for number, (start, end) in enumerate(_cuts(length)):
                for shifted in range(max(0, start - 2), min(len(word) - (end - start), start + 2) + 1):
                    part = word[shifted : shifted + end - start]
                    found.update(self._parts.get((length, number, part), ()))
        return found


def _cuts(length: int) -> Iterator[tuple[int, int]]:
    """The bounds of the parts of a word of `length` code points."""
    for number in range(PARTS):
        yield number * length // PARTS, (number + 1) * length // PARTS


@cache
def neighbours(language: Language) -> Neighbours:
    """The neighbours among the words that the dictionaries of `language` know."""
    return Neighbours(vocabulary(language))
