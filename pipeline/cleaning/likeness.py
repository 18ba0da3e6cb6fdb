"""How much two names sound or look alike, from 0 to 1."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from rapidfuzz.distance import JaroWinkler, Levenshtein

from pipeline import gazetteer

_SOUNDS = (
    ("ph", "f"),
    ("sch|sh|sj|tj|ch|zh", "s"),
    ("c(?=[eiy])", "s"),
    ("ck|c|q|g|h(?=$)", "k"),
    ("x", "ks"),
    ("dz|z", "s"),
    ("w|v", "f"),
    ("b", "p"),
    ("d|th", "t"),
    ("y", "i"),
    ("eo", "o"),
    ("h", ""),
    (r"(.)\1", r"\1"),
)
"""What speech recognition and hasty ears take for one sound; what is hard and soft counts as the same."""

_VOWELS = re.compile("(?<=.)[aeiou]")
_SOFT = re.compile("g(?=[eiy])")
"""Georgia and Jordan begin alike, Gabon and Jordan do not."""


@lru_cache(maxsize=50_000)
def likeness(one: str, two: str) -> float:
    """The higher one of how alike two names sound and look; 1 is the same.

    Names that only share a long ending (Pakistan, Uzbekistan) are less alike than those that begin alike.

    >>> round(likeness("Austria", "Australia"), 2), round(likeness("Gaza", "Kazakh"), 2)
    (0.83, 0.81)
    >>> likeness("Austria", "Norway") < 0.4
    True
    """
    plain, other = _letters(one), _letters(two)
    if not plain or not other:
        return 0.0
    looks = Levenshtein.normalized_similarity(plain, other)
    return max(
        0.45 * max(looks, Levenshtein.normalized_similarity(key, rival))
        + 0.3 * JaroWinkler.similarity(key, rival)
        + 0.25 * Levenshtein.normalized_similarity(_VOWELS.sub("", key), _VOWELS.sub("", rival))
        for key, rival in (
            (sound(plain), sound(other)),
            (sound(_SOFT.sub("j", plain)), sound(_SOFT.sub("j", other))),
        )
    )


@cache
def sound(name: str) -> str:
    """A key for how a name sounds, rough enough for both languages.

    >>> sound("Kyrgyzstan"), sound("Kirgizistan"), sound("Gaza")
    ('kirkistan', 'kirkisistan', 'kasa')
    """
    key = _letters(name)
    for pattern, letters in _SOUNDS:
        key = re.sub(pattern, letters, key)
    return key


def _letters(name: str) -> str:
    return "".join(sign for sign in gazetteer.normalised(name) if sign.isalpha())
