"""The first stage: characters that are not what the author wrote, in a text of any language."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipeline.cleaning.characters import (
    c1_controls,
    combining_accents,
    control_characters,
    html_entities,
    ligatures,
    soft_hyphen,
    surrogate_pairs,
    unusual_space,
    zero_width,
)
from pipeline.cleaning.charset import iso_646, single_byte
from pipeline.cleaning.linebreaks import hard_wrap, line_end_hyphenation, newline
from pipeline.cleaning.mojibake import mojibake
from pipeline.cleaning.stage import Context
from pipeline.document import Edit

VERSION = "1"

RULES: tuple[Callable[[str], Iterator[Edit]], ...] = (
    mojibake,
    single_byte,
    iso_646,
    html_entities,
    surrogate_pairs,
    newline,
    c1_controls,
    control_characters,
    soft_hyphen,
    zero_width,
    unusual_space,
    ligatures,
    combining_accents,
    line_end_hyphenation,
    hard_wrap,
)
"""The rules. The surer edit wins over a place, then the earlier rule: soft hyphens are part of mojibake."""


def encoding(text: str, context: Context) -> Iterator[Edit]:  # noqa: ARG001 - every stage takes it
    """Repair what reading in a wrong charset, copying and converting have done to the characters.

    >>> [edit.after for edit in encoding("SmÃ¶rgÃ¥s &amp; bröd", Context())]
    ['ö', 'å', '&']
    """
    found = sorted(
        ((-edit.confidence, number, edit) for number, rule in enumerate(RULES) for edit in rule(text)),
        key=lambda item: item[:2],
    )
    taken: set[int] = set()
    kept = []
    for _, _, edit in found:
        places = range(edit.start, edit.end)
        if taken.isdisjoint(places):
            kept.append(edit)
            taken.update(places)
    yield from sorted(kept, key=lambda edit: (edit.start, edit.end))
