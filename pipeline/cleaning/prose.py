"""A sentence as the embedded model has learnt to read it; only for scoring, never for the text.

The model has seen ordinary prose. Text without capitals or with spaces before commas surprises it so much
that it tells readings apart less well.
"""

from __future__ import annotations

import re

from pipeline.document import Language

WORDS_BEHIND = 12
"""Words behind the one in question that are read; what follows tells nothing more and costs time."""

# English tokenisers cut "don't" into "do n't".
_STRAY_SPACE = re.compile(r" (?=[,.;:!?)])|(?<=\() | (?=n't\b|'(?:s|re|ve|ll|d|m)\b)")
_QUOTES = {"``": "“", "''": "”"}
_QUOTE = re.compile("``|''")
_I = re.compile(r"\bi\b(?=$|['’ .,!?])")
_OPENING = re.compile(r"(^\W*|[.!?]”? )([^\W\d_])")
_FIRST_WORDS = re.compile(rf"(?:\S*\s+){{{WORDS_BEHIND}}}\S*")


def prose(before: str, word: str, after: str, language: Language, *, capitals: bool) -> str:
    """A sentence with `word` in it, made ordinary.

    Args:
        before: What stands before the word in its sentence.
        word: The word.
        after: What stands behind it.
        language: Its language.
        capitals: Whether the text has capitals; where it has none, sentences and English "I" get theirs.

    >>> prose("yesterday i went ``", "home", "'' , as it did n't rain .", "en", capitals=False)
    "Yesterday I went “home”, as it didn't rain."
    """
    cut = _FIRST_WORDS.match(after)
    text = _tidy(before) + word + _tidy(cut[0] if cut else after)
    if capitals:
        return text
    if language == "en":
        text = _I.sub("I", text)
    return _OPENING.sub(lambda match: match[1] + match[2].upper(), text)


def _tidy(text: str) -> str:
    return _STRAY_SPACE.sub("", _QUOTE.sub(lambda match: _QUOTES[match[0]], text))
