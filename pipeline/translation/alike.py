"""Find texts that are alike among very many, quickly."""

from __future__ import annotations

import re
from array import array
from collections import defaultdict

import numpy as np
from rapidfuzz import fuzz, process

from pipeline.translation.memory import fold

AT_LEAST = 75.0
"""How alike (0 to 100) a text has to be to be worth proposing to a translator."""

SHARED_WORDS = 0.4
"""Part of the words of the shorter text that must be in the other one: what has fewer is hardly ever
75 % alike, and to compare all texts letter by letter takes twenty times as long."""

_FEW_WORDS = 3
"""Texts with so few words are compared letter by letter: one changed ending leaves no word the same."""

_WORD = re.compile(r"\w+")


class Alike:
    """Texts by number. How alike two are: the letters that stand in both in the same order, in percent."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._numbers = array("q")
        self._lengths = array("i")
        self._words = array("i")
        self._places: dict[str, array[int]] = defaultdict(lambda: array("i"))

    def add(self, number: int, text: str) -> None:
        """Remember a text; numbers may come in any order."""
        text = fold(text)
        words = set(_WORD.findall(text.casefold()))
        for word in words:
            self._places[word].append(len(self._texts))
        self._texts.append(text)
        self._numbers.append(number)
        self._lengths.append(len(text))
        self._words.append(len(words))

    def find(self, text: str, at_least: float = AT_LEAST, limit: int = 5) -> list[tuple[int, float]]:
        """Numbers of texts that are alike and how much, the best first.

        >>> known = Alike()
        >>> known.add(1, "Skolan köpte ett hus i går.")
        >>> known.add(2, "Laget sålde bilen.")
        >>> [(number, round(score)) for number, score in known.find("Skolan köpte ett hus i Lund.")]
        [(1, 87)]
        """
        text = fold(text)
        if not self._texts or not text:
            return []
        places = self._candidates(text, at_least)
        found = process.extract(
            text,
            [self._texts[place] for place in places],
            scorer=fuzz.ratio,
            processor=None,
            score_cutoff=at_least,
            limit=None,
        )
        matches = [(self._numbers[places[index]], score) for _, score, index in found]
        return sorted(matches, key=lambda match: (-match[1], match[0]))[:limit]

    def _candidates(self, text: str, at_least: float) -> list[int]:
        """Where the texts are that may be alike: of about the length, and with many of the words."""
        lengths, words = np.frombuffer(self._lengths, "i"), np.frombuffer(self._words, "i")
        # At best all letters of the shorter one are in the longer one: 2 * shorter / (shorter + longer).
        part = at_least / (200 - at_least)
        keep = (lengths >= part * len(text)) & (lengths * part <= len(text))
        asked = set(_WORD.findall(text.casefold()))
        shared = np.zeros(len(words), "i")
        for word in asked & self._places.keys():
            # A word is at a place at most once, so that nothing is lost by adding to many places at once.
            shared[np.frombuffer(self._places[word], "i")] += 1
        fewest = np.minimum(words, len(asked))
        keep &= (shared >= SHARED_WORDS * fewest) | (fewest <= _FEW_WORDS)
        return [int(place) for place in np.flatnonzero(keep)]
