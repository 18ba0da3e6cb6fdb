"""Lines in capitals: what they are in small letters, for a model that has seen few of them."""

from __future__ import annotations

import re

from pipeline.cleaning.lexicon import dictionary
from pipeline.document import Language
from pipeline.gazetteer import Kind, find

FEWEST_LETTERS = 8
"""Of a line in capitals; what has fewer may be an abbreviation."""

_LETTER = re.compile(r"[^\W\d_]")
_FIRST = re.compile(r"\W*+[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def is_shouted(text: str) -> bool:
    """Whether a text of several words is in capitals altogether.

    >>> is_shouted("REGERINGEN FALLER"), is_shouted("USA, EU"), is_shouted("NATO och CSTO")
    (True, False, False)
    """
    return len(_LETTER.findall(text)) >= FEWEST_LETTERS and " " in text.strip() and text.upper() == text


def in_small_letters(text: str, language: Language) -> str:
    """A text in capitals as it would be written without them, names and abbreviations with theirs.

    >>> in_small_letters("POLISEN I KIRGIZISTAN: INGEN HJÄLP FRÅN USA", "sv")
    'Polisen i Kirgizistan: ingen hjälp från USA'
    >>> in_small_letters("TURKEY’S PRESIDENT MEETS THE EU AND TOKAYEV", "en")
    'Turkey’s president meets the EU and Tokayev'
    """
    small = _WORD.sub(lambda match: _word(match[0], language), text)
    first = _FIRST.match(small)
    return small[: first.end() - 1] + first[0][-1].upper() + small[first.end() :] if first else small


def _word(word: str, language: Language) -> str:
    low, name, known = word.lower(), word.capitalize(), dictionary(language)
    stem = re.split("['’]", name)[0]
    if any(entry.kind in (Kind.COUNTRY, Kind.ORGANISATION) for entry in find(word, language)):
        return word  # USA, EU, NATO.
    if any(entry.kind is Kind.COUNTRY for entry in find(stem, language)):
        return name  # Turkey, which could be a bird.
    if known.accepts(low):
        return low
    # FN is no name that is written Fn; whoever is not known at all is one.
    return word if known.accepts(word) and not known.accepts(name) and not find(name) else name
