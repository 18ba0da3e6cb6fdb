"""The names of the files that are written for one document each."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

from pipeline.document import stem_of

LONGEST = 180
"""Bytes of a name; file systems allow 255, and endings are added."""

_UNSAFE = re.compile(r'[\0-\x1f\x7f<>:"/\\|?*\ud800-\udfff]')


def names(documents: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """A name for each document, by its id: the stem of its file; with the id where it is not the only one.

    Names that differ in case only are one name, because on many machines they are one file. What some
    file systems do not take becomes ``_``.

    Args:
        documents: Id and path of every document, in a fixed order.

    >>> names([("1f", "a/kiev.txt"), ("2f", "b/Kiev.txt"), ("3f", "b/lviv.txt")])
    {'1f': 'kiev-1f', '2f': 'Kiev-2f', '3f': 'lviv'}
    """
    stems = [(identity, _safe(stem_of(file))) for identity, file in documents]
    count = Counter(_folded(stem) for _, stem in stems)
    found: dict[str, str] = {}
    taken: set[str] = set()
    for identity, stem in stems:
        name = stem if count[_folded(stem)] == 1 else f"{stem}-{identity}"
        while _folded(name) in taken:
            name += f"-{identity}"
        taken.add(_folded(name))
        found[identity] = name
    return found


def _safe(stem: str) -> str:
    return _UNSAFE.sub("_", stem).encode()[:LONGEST].decode("utf-8", "ignore")


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
