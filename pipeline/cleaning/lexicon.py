"""What is a word, and how often it is written.

Hunspell dictionaries decide what is a word: they know inflection and, for Swedish, compounds. Frequency
lists only rank, since they count typing errors too. See ``pipeline/data/lexicons/README.md``.
"""

from __future__ import annotations

import gzip
import json
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

from hunspell import Hunspell

from pipeline.document import Language

DATA = Path(__file__).parents[1] / "data" / "lexicons"

SHORTEST_COMPOUND_PART = 4

MOST_SEEN = 200_000
"""Words whose verdict a dictionary remembers: an archive has ever new ones, and may not fill the memory."""


@dataclass(frozen=True)
class Dictionary:
    """The hunspell dictionaries of one language; a word is one where any of them accepts it."""

    language: Language
    _parts: tuple[Hunspell, ...] = field(repr=False)
    _seen: dict[str, bool] = field(default_factory=dict, repr=False)

    def accepts(self, word: str) -> bool:
        """Whether `word` is a word as it is written, capitals included.

        >>> dictionary("en").accepts("colour"), dictionary("en").accepts("color")
        (True, True)
        >>> dictionary("sv").accepts("riksdagsledamöter"), dictionary("sv").accepts("riksdagledmöter")
        (True, False)
        """
        known = self._seen.get(word)
        if known is None:
            plain = word.replace("’", "'")
            known = _listed(plain, self.language)
            if known is None:
                known = self.spells(plain)
            if len(self._seen) >= MOST_SEEN:
                self._seen.clear()
            self._seen[word] = known
        return known

    def spells(self, word: str) -> bool:
        """What Hunspell itself says, which takes long for Swedish compounds; apostrophes are straight."""
        return any(part.spell(word) for part in self._parts)

    def suggest(self, word: str) -> list[str]:
        """What Hunspell itself suggests for a word that it does not know; slow."""
        return list(dict.fromkeys(near for part in self._parts for near in part.suggest(word)))


@cache
def dictionary(language: Language) -> Dictionary:
    """The dictionaries of `language`: Swedish from the package hunspell-sv, English American and British."""
    if language == "sv":
        # The wheel puts its files under the environment's share/, not into site-packages.
        folder = Path(sysconfig.get_path("data")) / "share" / "hunspell"
        return Dictionary(language, (Hunspell("sv_SE", hunspell_data_dir=str(folder)),))
    return Dictionary(
        language, tuple(Hunspell(name, hunspell_data_dir=str(DATA)) for name in ("en_US", "en_GB"))
    )


@cache
def frequencies(language: Language) -> Mapping[str, int]:
    """How often each word is written, in a billion words; also what no dictionary knows."""
    rows = _rows(language)
    return {**rows.known, **rows.unknown}


@cache
def vocabulary(language: Language) -> Mapping[str, int]:
    """The part of `frequencies` that the dictionaries know: what a correction may become."""
    return _rows(language).known


def _listed(word: str, language: Language) -> bool | None:
    """Whether a dictionary accepts `word`, as far as the lists tell: without capitals or with a first one."""
    rows, low = _rows(language), word.lower()
    capital = word != low
    if capital and word != low.capitalize():
        return None
    if low in rows.unknown:
        return False
    if low in rows.names:
        return capital
    return True if low in rows.known and not capital else None


class _Rows(NamedTuple):
    """The words of a frequency list, in small letters, with their frequencies.

    Attributes:
        known: Those that a dictionary accepts.
        names: Those among them that it accepts with a capital only.
        unknown: The others.
    """

    known: dict[str, int]
    names: set[str]
    unknown: dict[str, int]


@cache
def _rows(language: Language) -> _Rows:
    rows = _Rows({}, set(), {})
    with gzip.open(DATA / f"{language}.tsv.gz", "rt", encoding="utf-8") as file:
        for line in file.read().splitlines():
            word, count, mark = line.split("\t")
            (rows.unknown if mark == "0" else rows.known)[word] = int(count)
            if mark == "2":
                rows.names.add(word)
    return rows


def confused_with(word: str, language: Language) -> frozenset[str]:
    """The words that writers often put in the place of `word`, or it in theirs; all in small letters.

    >>> sorted(confused_with("whether", "en")), sorted(confused_with("dem", "sv"))
    (['weather'], ['de'])
    """
    return _confusions(language).get(word, frozenset())


@cache
def _confusions(language: Language) -> Mapping[str, frozenset[str]]:
    sets = json.loads((DATA.parent / "confusion_sets.json").read_text("utf-8"))[language]
    found: dict[str, frozenset[str]] = {}
    for words in sets:
        for word in words:
            found[word] = found.get(word, frozenset()) | (frozenset(words) - {word})
    return found


def is_word(word: str, language: Language) -> bool:
    """Whether a dictionary knows `word`, at the start of a sentence or in it.

    A capitalised or all-capitals form of a word is one too, and an English possessive of one.

    >>> is_word("Peacekeepers", "en"), is_word("peasekeepers", "en"), is_word("EUROZONE’S", "en")
    (True, False, False)
    """
    accepts = dictionary(language).accepts
    if accepts(word.lower()) or accepts(word):
        return True
    if language == "en":
        stem = word.removesuffix("'s").removesuffix("’s")
        return stem != word and (accepts(stem) or accepts(stem.lower()))
    return False


def is_compound(word: str) -> bool:
    """Whether `word` could be two Swedish words in one, with or without a linking s.

    A weak sign that a word is right, since many typing errors fall apart into two words as well.

    >>> is_compound("poloniumprover"), is_compound("regerignen")
    (True, False)
    """
    accepts = dictionary("sv").accepts
    for cut in range(SHORTEST_COMPOUND_PART, len(word) - SHORTEST_COMPOUND_PART + 1):
        head, tail = word[:cut], word[cut:]
        if accepts(tail) and (accepts(head) or (head.endswith("s") and accepts(head[:-1]))):
            return True
    return False
