"""How likely a word is written as another one by mistake: the channel of the noisy channel.

A mistake is a change of up to three letters into up to three others ("ei" into "ie", "ph" into "f"), with
what stands beside them, as in Brill and Moore, "An Improved Error Model for Noisy Channel Spelling
Correction" (ACL 2000). How often each change is made is counted in lists of real misspellings, see
``pipeline/data/misspellings/README.md``.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from pipeline.document import Language

DATA = Path(__file__).parents[1] / "data" / "misspellings"

LONGEST_CHANGE = 3
"""Letters of a change, on either side."""

BESIDE = 2
"""Letters beside the first and the last difference that can be part of a change."""

UNSEEN = -8.5
"""The weight of a single letter that is wrong, missing or too many in a way that the lists do not show, as a
natural logarithm."""

UNSEEN_SWAP = -6.5
"""The weight of two neighbours that are swapped and are not in the lists."""

Changes = Mapping[str, Mapping[str, float]]

_NOTHING: Mapping[str, float] = {}


@lru_cache(maxsize=100_000)
def slip(wrong: str, right: str, language: Language) -> float:
    """The natural logarithm of how likely `right` becomes `wrong`, both in small letters.

    The numbers can only be compared with those of the same language.

    >>> slip("recieve", "receive", "en") > slip("recetve", "receive", "en")
    True
    """
    wrong, right = f"^{wrong}$", f"^{right}$"
    same = _common_prefix(wrong, right)
    least = min(len(wrong), len(right)) - same
    tail = min(_common_prefix(wrong[::-1], right[::-1]), least)
    start, end = max(0, same - BESIDE), max(0, tail - BESIDE)
    return _best(wrong[start : len(wrong) - end], right[start : len(right) - end], _changes(language))


def _best(wrong: str, right: str, changes: Changes) -> float:
    """The weight of the likeliest series of changes, by dynamic programming over both words."""
    nothing = float("-inf")
    rows = [[nothing] * (len(wrong) + 1) for _ in range(len(right) + 1)]
    rows[0][0] = 0.0
    parts = [[wrong[j : j + size] for size in range(LONGEST_CHANGE + 1)] for j in range(len(wrong) + 1)]
    for i, row in enumerate(rows):
        steps = [
            (size, into, right[i : i + size])
            for size in range(min(LONGEST_CHANGE, len(right) - i) + 1)
            if (into := changes.get(right[i : i + size], _NOTHING)) or size <= 2
        ]
        for j, weight in enumerate(row):
            if weight == nothing:
                continue
            if i < len(right) and j < len(wrong) and right[i] == wrong[j]:
                rows[i + 1][j + 1] = max(rows[i + 1][j + 1], weight)
            for size, into, part in steps:
                below = rows[i + size]
                for more in range(0 if size else 1, min(LONGEST_CHANGE, len(wrong) - j) + 1):
                    written = parts[j][more]
                    change = into.get(written)
                    if change is None and size < 3 and more < 3:
                        change = _unseen(part, written)
                    if change is None:
                        continue
                    if weight + change > below[j + more]:
                        below[j + more] = weight + change
    return rows[-1][-1]


def _unseen(right: str, wrong: str) -> float | None:
    """The weight of a change that is not in the lists, if it is one edit of one letter or a swap."""
    if len(right) == 2 and wrong == right[::-1] != right:
        return UNSEEN_SWAP
    return UNSEEN if len(right) < 2 and len(wrong) < 2 else None


def _common_prefix(one: str, two: str) -> int:
    length = 0
    for left, right in zip(one, two, strict=False):
        if left != right:
            break
        length += 1
    return length


@cache
def _changes(language: Language) -> Changes:
    """The weight of each change: what is right, what it becomes, and the natural logarithm."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    with gzip.open(DATA / f"{language}.tsv.gz", "rt", encoding="utf-8") as file:
        for line in file.read().splitlines():
            right, wrong, hundredths = line.split("\t")
            found[right][wrong] = int(hundredths) / 100
    return dict(found)
