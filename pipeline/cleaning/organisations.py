"""Names of organisations with a word in them that is no word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from rapidfuzz.distance import OSA

from pipeline import gazetteer
from pipeline.cleaning.lexicon import is_word
from pipeline.cleaning.name_forms import SHORTEST
from pipeline.cleaning.words import Word
from pipeline.document import Edit, Language
from pipeline.gazetteer import Kind


def misspelt_organisation(text: str, found: Sequence[Word], language: Language) -> Iterator[Edit]:
    """A word that no dictionary knows, in the otherwise exact name of an organisation."""
    unknown = {
        word.text for word in found if len(word.text) >= SHORTEST - 2 and not is_word(word.text, language)
    }
    if not unknown:
        return
    for pattern, organisation, parts in _organisations(language):
        if not any(part in text for part in parts):
            continue
        for match in pattern.finditer(text):
            start = match.start()
            for written, right in zip(match[0].split(" "), organisation.split(" "), strict=True):
                close = written != right and OSA.distance(written, right, score_cutoff=2) <= 2
                if written in unknown and close:
                    reason = (
                        f"“{organisation}” is the name of an organisation; no dictionary knows “{written}”."
                    )
                    end = start + len(written)
                    yield Edit("names", "misspelt_organisation", start, end, written, right, 0.98, reason)
                start += len(written) + 1


@cache
def _organisations(language: Language) -> tuple[tuple[re.Pattern[str], str, list[str]], ...]:
    """The names of three words and more, and what finds each with one of its long words spelt another way.

    With each stand its two longest words, of which one at least is written as it should be.
    """
    found = []
    for entry in gazetteer.entries():
        if entry.kind is not Kind.ORGANISATION:
            continue
        for form in entry.accepted(language):
            parts = form.split(" ")
            if len(parts) > 2 and form.replace(" ", "").isalpha():
                ways = [
                    " ".join(r"[^\W\d_]+" if number == wrong else part for number, part in enumerate(parts))
                    for wrong, long in enumerate(parts)
                    if len(long) >= SHORTEST
                ]
                found.append((re.compile(rf"\b(?:{'|'.join(ways)})\b"), form, sorted(parts, key=len)[-2:]))
    return tuple(found)
