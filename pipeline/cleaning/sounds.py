"""Which words sound alike, roughly: the consonants of a word, those that are often confused as one."""

from __future__ import annotations

import re
from itertools import groupby

_SILENT = frozenset("aeiouyåäöéh")

_SOUNDS = tuple(
    (re.compile(pattern), letter)
    for pattern, letter in (
        ("ph", "f"),
        ("c(?=[eiyäö])|z", "s"),
        ("ck|[cq]", "k"),
        ("wh", "w"),
        ("dt|th", "t"),
    )
)

_ROUGHLY = tuple(
    (re.compile(pattern), letter)
    for pattern, letter in (
        ("gh(?=t)", ""),
        ("skj|stj|[sct]h|[st]j", "x"),
        ("^[aeiouyåäöéh]+", "a"),
    )
)

_VOICELESS = str.maketrans("dbgvwyj", "tpkffii")


def sound(word: str) -> str:
    """The consonants of a word, those that sound alike as one; a rough key for errors by ear.

    >>> sound("wheather") == sound("weather"), sound("fonetik") == sound("phonetic")
    (True, True)
    """
    for pattern, letter in _SOUNDS:
        word = pattern.sub(letter, word)
    return squeezed(word[:1] + "".join(sign for sign in word[1:] if sign not in _SILENT))


def rough_sound(word: str) -> str:
    """The same with voiced and voiceless consonants, and all vowels at the beginning, as one.

    >>> rough_sound("slepped") == rough_sound("slept"), rough_sound("umradet") == rough_sound("området")
    (True, True)
    """
    for pattern, letter in _ROUGHLY:
        word = pattern.sub(letter, word)
    return squeezed(sound(word).translate(_VOICELESS))


def squeezed(word: str) -> str:
    """A word with every letter once where it stands several times in a row.

    >>> squeezed("parallell")
    'paralel'
    """
    return "".join(letter for letter, _ in groupby(word))
