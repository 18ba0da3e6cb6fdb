"""Words that were left in the language of the source."""

from __future__ import annotations

import re

from pipeline.cleaning.lexicon import dictionary
from pipeline.document import Language, other

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def longest_run(source: str, target: str, language: Language) -> int:
    """How many words of `source` stand in `target` in a row, unchanged; 0 where they may be a name.

    At least two of them are words in `language` and, written with a small letter, none in the other one.

    Args:
        source: A sentence.
        target: Its translation.
        language: The language of `source`.

    >>> longest_run("Hon gick hem och sov gott.", "She went home och sov gott.", "sv")
    3
    >>> longest_run("Hon läste Gone with the Wind.", "She read Gone with the Wind.", "sv")
    0
    """
    ours, theirs = _WORD.findall(source), _WORD.findall(target)
    places = {word: [index for index, other_word in enumerate(ours) if other_word == word] for word in theirs}
    best = 0
    for start in range(len(theirs)):
        for place in places[theirs[start]]:
            length = 0
            while (
                theirs[start + length : start + length + 1] == ours[place + length : place + length + 1] != []
            ):
                length += 1
            if length > best and _telling(theirs[start : start + length], language) > 1:
                best = length
    return best


def _telling(words: list[str], language: Language) -> int:
    """How many of the words are of `language` only, and no names."""
    own, theirs = dictionary(language).accepts, dictionary(other(language)).accepts
    return sum(word.islower() and own(word) and not theirs(word) for word in words)
