"""Slips beside numbers: a letter in the place of a digit ("2O22"), or of the article ("s number of")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.cleaning.lexicon import is_word
from pipeline.cleaning.protected import is_protected, protected
from pipeline.cleaning.stage import Context
from pipeline.cleaning.words import Word
from pipeline.document import Edit, Language

READS_BETTER = 6.0
"""So much better, as a natural logarithm, the sentence has to read with the article."""

BESIDE_A = frozenset("qswz")
"""The letters beside the a on a keyboard; no word of English."""

_LIKE_DIGITS = str.maketrans("OolI", "0011")

# Digits with a letter like one among them, or a year or a round number that begins with one. Not H2O, 5G,
# I95 or 10l: a letter at the end is a unit, at the beginning a name, unless what follows is long enough.
_LETTER_IN_NUMBER = re.compile(
    r"(?<![\w.,:/#&@+-])(?:\d+[OolI]+\d+|l\d{2,3}|[lI]9\d\d|\d{2,}O)(?![\w:/@&-]|[.,]\w)"
)
# With the article only, for "100 tal" are numbers.
_CENTURY = re.compile(r"(?<![\w.,:-])(\d{1,3}0) (talets?)(?!\w)")
_SMALL_WORD = re.compile(r"(?:^|[\s“”\"(])[A-Za-z][a-z]* $")
_NEXT_WORD = re.compile(r" ([a-z]{2,})(?![\w'’-])")


def letter_in_number(text: str) -> Iterator[Edit]:
    """A letter O, l or I that stands for a digit; only suggested, for codes are written so on purpose."""
    closed = protected(text)
    for match in _LETTER_IN_NUMBER.finditer(text):
        if is_protected(match.start(), match.end(), closed):
            continue
        right = match[0].translate(_LIKE_DIGITS)
        reason = f"“{match[0]}” has a letter among its digits that looks like one; “{right}” is the number."
        yield Edit("spelling", "letter_in_number", match.start(), match.end(), match[0], right, 0.8, reason)


def missing_hyphen(text: str, language: Language) -> Iterator[Edit]:
    """A Swedish century or decade without its hyphen ("1800 talet")."""
    if language != "sv":
        return
    for match in _CENTURY.finditer(text):
        reason = f"“{match[1]}-{match[2]}” is one word in Swedish and has a hyphen behind the number."
        yield Edit("spelling", "missing_hyphen", match.end(1), match.start(2), " ", "-", 0.85, reason)


def stray_letter(found: Sequence[Word], language: Language, context: Context) -> Iterator[Edit]:
    """A letter beside the a on the keyboard where the English article belongs ("not s number of people").

    Only with the model, and where the sentence reads much better with the article: letters name things too.
    """
    if language != "en" or not context.scorer:
        return
    for word in found:
        following = _NEXT_WORD.match(word.after)
        if word.text not in BESIDE_A or not following or not _SMALL_WORD.search(word.before):
            continue
        if not is_word(following[1], "en"):
            continue
        # English has an before a vowel, which one slip of a finger does not undo.
        as_it_is, better = context.scorer.scores([word.sentence, word.reading("a")], language)
        gain = better - as_it_is
        if gain < READS_BETTER:
            continue
        reason = (
            f"“{word.text}” is no word; the article “a” is beside it on the keyboard and fits the sentence."
        )
        yield Edit("spelling", "stray_letter", word.start, word.end, word.text, "a", 0.93, reason)
