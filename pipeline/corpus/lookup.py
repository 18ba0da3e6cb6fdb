"""Find the document that a person means by an id, the stem of a file's name, the name, or the path."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process

from pipeline.document import stem_of
from pipeline.errors import CorpusError, NotThere

_ALIKE = 70
"""How alike (0 to 100) a stem has to be to be worth proposing; a typo or two in a short name."""


def find(wanted: str, documents: Iterable[tuple[str, str]]) -> str:
    """The id of the one document that `wanted` names.

    Args:
        wanted: An id, the stem of a file's name, the name itself, or the path.
        documents: Id and path of every document.

    >>> find("ukraine", [("1f", "news/ukraine.txt"), ("2f", "news/kiev.txt")])
    '1f'

    Raises:
        NotThere: There is no such document.
        CorpusError: There are several.
    """
    by_name: list[tuple[str, str]] = []
    stems: set[str] = set()
    for identity, file in documents:
        stem = stem_of(file)
        if wanted in (identity, file):
            return identity
        if wanted in (stem, file.rpartition("/")[2]):
            by_name.append((identity, file))
        stems.add(stem)
    if len(by_name) == 1:
        return by_name[0][0]
    if by_name:
        choices = ", ".join(f"{identity} ({file})" for identity, file in by_name)
        raise CorpusError(f"{wanted!r} names {len(by_name)} documents; say which by its id: {choices}")
    close = process.extract(wanted, sorted(stems), scorer=fuzz.ratio, limit=3, score_cutoff=_ALIKE)
    hint = f"; do you mean {' or '.join(repr(stem) for stem, _, _ in close)}?" if close else ""
    raise NotThere(f"the corpus has no document {wanted!r}{hint}")
