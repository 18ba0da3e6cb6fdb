"""Which documents are nearly the same text: small sketches of their words, and pairs of sketches that agree.

A sketch is a MinHash of all runs of `RUN` words, capitals and punctuation aside: the share of places at which
two sketches agree is an estimate of the share of runs that the two texts have in common.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice, pairwise

import numpy as np
from numpy.typing import NDArray

RUN = 4
"""Words that are compared at once: fewer are found in unrelated texts, more break at every small change."""

PLACES = 120
BAND = 3
"""Places of a sketch, and how many that stand side by side have to agree for a pair to be looked at.

Of two texts that have half of their runs in common, 99.5 % are looked at; of two with a fifth, 28 %.
"""

NEAR = 0.5
"""Texts that have this share of their runs in common, or more, are nearly the same."""

_WORD = re.compile(r"\w+")
_AT_ONCE = 2_000

Sketch = NDArray[np.uint32]


def sketch(text: str) -> Sketch:
    """The sketch of a text; an empty one where it has no words.

    >>> one = sketch("The president of Kazakhstan has resigned, say two officials of his party.")
    >>> two = sketch("the President of Kazakhstan has resigned, say two officials of his party")
    >>> likeness(one, two)
    1.0
    """
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    runs = (" ".join(words[start : start + RUN]) for start in range(max(1, len(words) - RUN + 1)))
    factors, addends = _family()
    least = np.full(PLACES if words else 0, 0xFFFFFFFF, dtype=np.uint32)
    while words and (some := [zlib.crc32(run.encode("utf-8", "replace")) for run in islice(runs, _AT_ONCE)]):
        # Whole numbers that overflow are meant: the upper half of the product is the hash.
        products = np.array(some, dtype=np.uint64)[:, None] * factors + addends
        least = np.minimum(least, (products >> np.uint64(32)).astype(np.uint32).min(axis=0))
    return least


def likeness(one: Sketch, other: Sketch) -> float:
    """The share of their runs that two texts have in common, as their sketches tell it; 0 without words."""
    return float(np.mean(one == other)) if len(one) and len(other) else 0.0


def near(sketches: Sequence[Sketch], new: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pairs of texts that are nearly the same, by their numbers, each once and in a fixed order.

    Args:
        sketches: Of all texts.
        new: Only pairs with at least one of these.

    >>> texts = ["One two three four.", "Something else altogether, is it?", "one two three four"]
    >>> list(near([sketch(text) for text in texts], [2]))
    [(0, 2)]
    """
    wanted = set(new)
    looked_at: set[tuple[int, int]] = set()
    there = [number for number, one in enumerate(sketches) if len(one)]
    table = np.array([sketches[number] for number in there], dtype=np.uint32)
    for start in range(0, PLACES if there else 0, BAND):
        for rows in _alike(table[:, start : start + BAND]):
            group = [there[row] for row in rows]
            for number in wanted.intersection(group):
                looked_at.update(_pair(number, other) for other in group if other != number)
    for first, second in sorted(looked_at):
        if likeness(sketches[first], sketches[second]) >= NEAR:
            yield first, second


def groups(sketches: Sequence[Sketch]) -> list[list[int]]:
    """Texts that are nearly the same, or lead from one to another that is, by their numbers.

    >>> texts = ["One two three four.", "Something else altogether, is it?", "one two three four"]
    >>> groups([sketch(text) for text in texts])
    [[0, 2]]
    """
    equal: defaultdict[bytes, list[int]] = defaultdict(list)
    for number, one in enumerate(sketches):
        if len(one):
            equal[one.tobytes()].append(number)
    different = list(equal.values())
    joined = _joined(np.array([sketches[same[0]] for same in different], dtype=np.uint32))
    made = (sorted(chain.from_iterable(different[number] for number in group)) for group in joined)
    return sorted(group for group in made if len(group) > 1)


def _joined(sketches: NDArray[np.uint32]) -> Iterator[list[int]]:
    """The rows of a table of sketches, none equal to another one, in groups."""
    group_of = list(range(len(sketches)))
    members = {number: [number] for number in group_of}
    for start in range(0, PLACES if members else 0, BAND):
        for alike in _alike(sketches[:, start : start + BAND]):
            parts: defaultdict[int, list[int]] = defaultdict(list)
            for number in alike:
                parts[group_of[number]].append(number)
            while len(parts) > 1:  # What is in one group needs no look.
                own, mine = parts.popitem()
                near_to = (one for one in parts if _are_near(sketches[mine], sketches[parts[one]]))
                if (other := next(near_to, None)) is not None:
                    for number in members[own]:
                        group_of[number] = other
                    members[other] += members.pop(own)
                    parts[other] += mine
    yield from members.values()


def _alike(band: NDArray[np.uint32]) -> Iterator[list[int]]:
    """The rows that are equal, or by a rare chance look it: those that are near are told apart later."""
    keys = (band.astype(np.uint64) * _family()[0][:BAND]).sum(axis=1)
    order = np.argsort(keys, kind="stable")
    ends = np.flatnonzero(np.diff(keys[order])) + 1
    for start, end in pairwise([0, *ends.tolist(), len(keys)]):
        if end - start > 1:
            yield order[start:end].tolist()


def _are_near(mine: NDArray[np.uint32], theirs: NDArray[np.uint32]) -> bool:
    return any(float((theirs == one).mean(axis=1).max()) >= NEAR for one in mine)


def packed(one: Sketch) -> str:
    """A sketch as text, for a database.

    >>> unpacked(packed(sketch("Some words."))).tolist() == sketch("Some words.").tolist()
    True
    """
    return one.astype("<u4").tobytes().hex()


def unpacked(text: str) -> Sketch:
    """The sketch of `packed`."""
    return np.frombuffer(bytes.fromhex(text), dtype="<u4")


def _pair(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


@lru_cache(maxsize=1)
def _family() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Factors and addends of the hash functions, for ever the same."""
    digests = [hashlib.sha256(f"renskrift sketch {number}".encode()).digest() for number in range(PLACES)]
    factors = [int.from_bytes(digest[:8], "little") | 1 for digest in digests]
    addends = [int.from_bytes(digest[8:16], "little") for digest in digests]
    return np.array(factors, dtype=np.uint64), np.array(addends, dtype=np.uint64)
