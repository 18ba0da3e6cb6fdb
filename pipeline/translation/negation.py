"""Whether a sentence denies something, in Swedish and English.

What is denied with a word of its own in one language may be denied with a beginning (*unable*), an ending
(*homeless*) or in a roundabout way (*fail to*) in the other, so that there are two sets: the **negations** of
the text that is asked about, and what is **akin** to them and answers for one in the other text. Negations in
phrases that the other language often says without (*not until*, *först*) are **optional**.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pipeline.cleaning.lexicon import dictionary
from pipeline.document import Language, other

DATA = Path(__file__).parents[1] / "data" / "negations.json"

_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_PLAIN_WORD = re.compile(r"\w+")
_NUMERO = re.compile(r"\bNo\. ?(?=\d)")
_SHORTENED = ("n’t", "n't")

SHORTEST = 4
"""Letters of what stands behind a denying prefix: *unable*, not *union*."""


class _Words(NamedTuple):
    negations: frozenset[str]
    akin: frozenset[str]
    beginnings: tuple[str, ...]
    prefixes: tuple[str, ...]
    endings: tuple[str, ...]
    phrases: re.Pattern[str]


def denies_more(text: str, language: Language, translation: str) -> bool:
    """Whether `text` has a negation for which its translation, in the other language, has nothing.

    >>> denies_more("Kom inte!", "sv", "Come!"), denies_more("Kom inte!", "sv", "Do not come!")
    (True, False)
    """
    shared = set(_PLAIN_WORD.findall(text.lower())) & set(_PLAIN_WORD.findall(translation.lower()))
    # What stands in both is not translated: a title such as "Don't Go Breaking My Heart".
    plain = [word for word in negations(text, language) if not set(_PLAIN_WORD.findall(word)) <= shared]
    theirs = negations(translation, other(language))
    spare = len(akin(translation, other(language))) - len(akin(text, language))
    # What both say with a phrase, "not only" and "inte bara", is denied in both.
    free = len(optional(text, language)) - len(optional(translation, other(language)))
    return len(plain) > len(theirs) + max(0, spare) + max(0, free)


def negations(text: str, language: Language) -> list[str]:
    """The words of `text` that plainly deny, in small letters.

    >>> negations("No, she doesn’t know, and never did.", "en"), negations("He is No. 1.", "en")
    (['no', 'doesn’t', 'never'], [])
    """
    plain = _words(language).negations
    return [
        word
        for word in _lower_words(_NUMERO.sub("", text))
        if word in plain or (language == "en" and word.endswith(_SHORTENED))
    ]


def akin(text: str, language: Language) -> list[str]:
    """The words of `text` that can stand for a negation of the other language, in small letters.

    >>> akin("Until then he was unable to leave.", "en"), akin("Han saknar pengar.", "sv")
    (['until', 'unable'], ['saknar'])
    """
    words = _words(language)
    return [
        word
        for word in _lower_words(text)
        if word in words.akin
        or word.startswith(words.beginnings)
        or word.endswith(words.endings)
        or _has_prefix(word, language)
    ]


def optional(text: str, language: Language) -> list[str]:
    """The phrases of `text` whose negation need not be one in the other language, in small letters.

    >>> optional("Not until today, and no more often than there.", "en")
    ['not until', 'no more often than']
    """
    return [match[0].lower() for match in _words(language).phrases.finditer(text)]


def _lower_words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _has_prefix(word: str, language: Language) -> bool:
    """Whether a word is another one with a prefix that denies it."""
    for prefix in _words(language).prefixes:
        rest = word.removeprefix(prefix)
        if rest != word and len(rest) >= SHORTEST and dictionary(language).accepts(rest):
            return True
    return False


@cache
def _words(language: Language) -> _Words:
    row = json.loads(DATA.read_text("utf-8"))[language]
    return _Words(
        negations=frozenset(row["negations"]),
        akin=frozenset(row["akin"]),
        beginnings=tuple(row["beginnings"]),
        prefixes=tuple(row["prefixes"]),
        endings=tuple(row["endings"]),
        phrases=re.compile(rf"\b(?:{'|'.join(row['phrases'])})\b", re.IGNORECASE),
    )
