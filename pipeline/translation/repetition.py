"""Loops and stutter: what a model says again and again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from pipeline.document import Language

MAY_BE_DOUBLED: Mapping[Language, frozenset[str]] = {
    "sv": frozenset({"det", "som", "så", "var"}),
    "en": frozenset({"that", "had", "is", "her"}),
}
"""Words that grammar puts twice in a row: *that that*, *had had*, *det det*."""

LONGEST = 12
"""Words of the longest group that is looked for twice in a row."""

_WORD = re.compile(r"\w+")
_DOUBLED = re.compile(r"\b([^\W\d_]+) \1\b")


def repeats(source: str, target: str) -> bool:
    """Whether `target` is in a loop that is not in `source`.

    >>> repeats("Han gick hem.", "He went home and he went home and he went home.")
    True
    """
    return _loops(target) > max(1, _loops(source))


def stutters(source: str, target: str, language: Language) -> bool:
    """Whether a word stands twice in a row in `target`, but none does in `source`.

    Args:
        source: A sentence.
        target: Its translation.
        language: The language of `target`, which may allow to double a word (*had had*).

    >>> stutters("Hon ser huset.", "She sees the the house.", "en")
    True
    >>> stutters("Hon hade haft tur.", "She had had luck.", "en")
    False
    """
    words = {match[1] for match in _DOUBLED.finditer(target.lower())} - MAY_BE_DOUBLED[language]
    return bool(words) and not _DOUBLED.search(source.lower())


def _loops(text: str) -> int:
    """How often a group of words comes at most, in a row or, from three words on, anywhere."""
    words = _WORD.findall(text.casefold())
    most = 1
    for size in range(1, LONGEST + 1):
        run = 0
        for index in range(size, len(words)):
            run = run + 1 if words[index] == words[index - size] else 0
            # A few words are doubled in good sentences ("nobody waiting for us waits for us").
            most = max(most, run // size + 1 - (size < 4))
    groups = Counter(zip(words, words[1:], words[2:], strict=False))
    return max(most, max(groups.values(), default=1) - 1)
