"""Forms of names that are looked through for those within some edits of another one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract


class NearForms:
    """Forms by their length, each with the letters it has, so that few are left to be compared.

    Args:
        forms: Each once.
        seen_as: What of a form is compared, such as its small letters.

    >>> NearForms(["Kazakstan", "Kirgizistan"]).within("Kazaksthan", 2)
    [('Kazakstan', 1)]
    """

    def __init__(self, forms: Iterable[str], seen_as: Callable[[str], str] = str) -> None:
        by_length: dict[int, list[str]] = defaultdict(list)
        for form in forms:
            by_length[len(form)].append(form)
        self._seen_as = seen_as
        self._by_length = {
            length: (found, np.array([_letters(seen_as(form)) for form in found], np.uint64))
            for length, found in by_length.items()
        }

    def within(self, form: str, farthest: int) -> list[tuple[str, int]]:
        """The forms within so many edits, a swap of two neighbours being one, and how many edits away.

        Args:
            form: It may be one of them.
            farthest: 0 to about 4.
        """
        near, letters = list[tuple[str, int]](), _letters(self._seen_as(form))
        for length in range(max(1, len(form) - farthest), len(form) + farthest + 1):
            forms, their_letters = self._by_length.get(length, _NONE)
            # An edit takes away one letter at most, and brings in one.
            candidates = [
                forms[at] for at in (np.bitwise_count(their_letters ^ letters) <= 2 * farthest).nonzero()[0]
            ]
            hits = extract(
                *(form, candidates),
                scorer=OSA.distance,
                processor=self._seen_as,
                score_cutoff=farthest,
                limit=None,
            )
            near += [(hit, int(distance)) for hit, distance, _ in hits]
        return near


def _letters(form: str) -> np.uint64:
    """Which letters a form has, as a bit for each; some share one."""
    bits = 0
    for letter in set(form):
        bits |= 1 << ord(letter) % 64
    return np.uint64(bits)


_NONE: tuple[list[str], NDArray[np.uint64]] = ([], np.zeros(0, np.uint64))
