"""The user's termbase in a text: its variants are put right, and no other rule touches its terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pipeline.cleaning.spans import merged, overlaps
from pipeline.cleaning.words import Word
from pipeline.document import Edit, Language
from pipeline.terms import Termbase


def term_variant(text: str, found: Sequence[Word], language: Language, terms: Termbase) -> Iterator[Edit]:
    """A form that the user's termbase brings to another one."""
    starts = {word.start for word in found}
    for start, end, preferred in terms.find(text, language):
        form = text[start:end]
        if form != preferred and start in starts:
            reason = f"The termbase writes “{preferred}” where “{form}” stands."
            yield Edit("names", "term_variant", start, end, form, preferred, 0.99, reason)


def without_terms(edits: Iterable[Edit], text: str, language: Language, terms: Termbase) -> list[Edit]:
    """The edits that leave the terms in `text` alone, and those of `term_variant`."""
    spans = merged((start, end) for start, end, _ in terms.find(text, language))
    return [
        edit for edit in edits if edit.rule == "term_variant" or not overlaps((edit.start, edit.end), spans)
    ]
