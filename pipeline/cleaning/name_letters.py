"""Which letters follow each other in names: what hardly any name has is a slip of the pen."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from pipeline import gazetteer
from pipeline.document import LANGUAGES

_KEYS = "qwertyuiopå asdfghjklöä zxcvbnm"
"""The rows of a Swedish keyboard; without å ä ö they are those of an English one."""

_VOWELS = frozenset("aeiouåäö")


def bearers_of_letters(form: str, candidate: str) -> int:
    """How many known names have the rarest three letters in a row that `form` has and `candidate` has not.

    Few, where `form` is the candidate with a slip of the pen; many, where it may be another name.

    >>> bearers_of_letters("Karimvo", "Karimov"), bearers_of_letters("Kerimov", "Karimov") > 20
    (0, True)
    """
    counts = _counts()
    return min((counts[triple] for triple in _triples(form) - _triples(candidate)), default=len(counts))


def is_slip_of_the_finger(form: str, candidate: str) -> bool:
    """Whether one letter stands for the one on the key beside it; vowels often differ without a slip.

    >>> is_slip_of_the_finger("Yokayev", "Tokayev"), is_slip_of_the_finger("Kravchik", "Kravchuk")
    (True, False)
    """
    if len(form) != len(candidate):
        return False
    wrong = [pair for pair in zip(form.lower(), candidate.lower(), strict=True) if pair[0] != pair[1]]
    if len(wrong) != 1 or _VOWELS.issuperset(wrong[0]):
        return False
    return any("".join(pair) in _KEYS for pair in (wrong[0], wrong[0][::-1]))


def _triples(name: str) -> frozenset[str]:
    """Three letters in a row, also those at its beginning and its end."""
    padded = f" {name.lower()} "
    return frozenset(padded[start : start + 3] for start in range(len(padded) - 2))


@cache
def _counts() -> Counter[str]:
    """In how many names of the gazetteer each three letters stand."""
    parts = {
        part.lower()
        for language in LANGUAGES
        for form in gazetteer.forms(language)
        for part in re.findall(r"[^\W\d_]+", form)
    }
    return Counter(triple for part in parts for triple in _triples(part))
