"""Wrong capitals: a sentence that begins without one, a Swedish word with one inside a sentence.

Names without their capitals are the matter of `pipeline.cleaning.name_capitals`.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from pipeline import gazetteer
from pipeline.cleaning.lexicon import dictionary, vocabulary
from pipeline.cleaning.stage import Context
from pipeline.cleaning.words import CONTEXT, Word
from pipeline.document import Edit, Language

READS_BETTER = 3.0
"""So much better, as a natural logarithm, the sentence has to read without the capital."""

COMMON = 1_000
"""How often in a billion words the words around a full stop occur that ends a sentence."""

_WORDS_OF_A_LETTER = frozenset("aiåö")
_QUOTES = re.compile(r":\s?[\"“”»]$")
_WHOLE_SENTENCE = re.compile(r"(?: [^\s\"“”»«]+){2,}[.!?](?:[\"“”»«]|\s|$)")
_SENTENCE_END = re.compile(r"(?<!\.)[.!?][\"“”’»«)\]]{0,3}\Z")
_ABBREVIATED = re.compile(r"(?<![\w.])(\w{1,12}(?:\.\w{1,12}){0,3})\.\Z")
_FULL_STOP = re.compile(r"(?<![\w.-])([a-zåäöé]{4,})\. $")


def sentence_capital(found: Sequence[Word], text: str, language: Language) -> Iterator[Edit]:
    """A sentence that begins with a small letter.

    Left alone are lines that do not end as a sentence does, since they may be items of a list, lines that go
    on with the one above, as in verse and narrow columns, and what is no common word: names such as von Braun
    and eBay are written so. Inside a line, and after a colon, it is only suggested: what looks like the end
    of a sentence may be an abbreviation. In a text without any capital it is less sure in Swedish, and taken
    as meant in English, where much is written without (chat, tokenised corpora).
    """
    cased = any(word.text[0].isupper() for word in found)
    if language == "en" and not cased:
        return
    accepts = dictionary(language).accepts
    for word in found:
        if not word.text.islower() or not accepts(word.text):
            continue
        if len(word.text) == 1 and word.text not in _WORDS_OF_A_LETTER:
            continue  # A sign, as in "π is a number".
        particle = word.text in _small_particles() and word.after.lstrip()[:1].isupper()
        if _opens_line(word) and not particle and not _goes_on(text, word.start, language):
            reason = "A sentence begins with a capital letter."
            yield _edit("sentence_capital", word, word.text[0].upper(), 0.95 if cased else 0.7, reason)
        elif cased and _opens_quotation(word):
            reason = "A quotation that is a whole sentence begins with a capital letter."
            yield _edit("sentence_capital", word, word.text[0].upper(), 0.8, reason)
        elif cased and _follows_full_stop(word, language):
            reason = "A sentence begins with a capital letter; the full stop ends the one before."
            yield _edit("sentence_capital", word, word.text[0].upper(), 0.8, reason)


def _opens_line(word: Word) -> bool:
    """Whether the word begins its sentence, and that ends as one, or is too long for an item of a list."""
    if not word.initial or word.before.strip("\"'“”‘’»–—-( "):
        return False
    ends = word.sentence[-1:] in ".!?" or len(word.after) >= CONTEXT
    return ends and word.after[:1] not in ".)"


def _goes_on(text: str, start: int, language: Language) -> bool:
    """Whether the line of `start` has one right above that does not end as a sentence does."""
    line = text.rfind("\n", max(0, start - CONTEXT), start)
    above = text[max(0, line - CONTEXT) : max(0, line)].rstrip(" \t\u00a0")
    if not above or above.endswith("\n"):
        return False
    stop = _ABBREVIATED.search(above)
    is_abbreviated = stop and ("." in stop[1] or stop[1] in _abbreviations(language))
    return bool(is_abbreviated) or not _SENTENCE_END.search(above)


def _opens_quotation(word: Word) -> bool:
    """Whether a quotation of some words begins here after a colon, and ends as a sentence does."""
    return word.initial and bool(_QUOTES.search(word.before) and _WHOLE_SENTENCE.match(word.after))


def _follows_full_stop(word: Word, language: Language) -> bool:
    """Whether a full stop stands before the word that belongs to no abbreviation."""
    before = _FULL_STOP.search(word.before) if word.before.endswith(". ") else None
    if not before or before[1] in _abbreviations(language):
        return False
    return (
        vocabulary(language).get(before[1], 0) >= COMMON and vocabulary(language).get(word.text, 0) >= COMMON
    )


def stray_capital(found: Sequence[Word], language: Language, context: Context) -> Iterator[Edit]:
    """A Swedish word that is no name, with a capital inside a sentence ("Det var Därför hon gick en Måndag").

    Not in English, where The Hague and Gone With the Wind are written so, and not beside another capital. A
    function word has none however the sentence reads, others only where it reads better without.
    """
    if language != "sv":
        return
    inside = Counter(word.text for word in found if not word.initial)
    doubted = [
        (word, steps)
        for number, word in enumerate(found)
        if not word.initial
        and (word.text.istitle() or word.text == "I")
        and (steps := _steps(word, inside))
        and not _in_phrase(number, found)
    ]
    gains: list[float] = [0.0] * len(doubted)
    if context.scorer and doubted:
        texts = [text for word, _ in doubted for text in (word.sentence, word.reading(word.text.lower()))]
        scores = context.scorer.scores(texts, language)
        gains = [small - large for large, small in zip(scores[::2], scores[1::2], strict=True)]
    for (word, steps), gain in zip(doubted, gains, strict=True):
        # Never sure: titles begin with such words too (På spåret, När lammen tystnar).
        confidence = max((sure for least, sure in steps if gain >= least), default=0.0)
        if confidence:
            reason = f"“{word.text.lower()}” is not a name, and no sentence begins here."
            yield _edit("stray_capital", word, word.text[0].lower(), confidence, reason)


FUNCTION = ((float("-inf"), 0.5), (READS_BETTER, 0.85))
CALENDAR = ((0.0, 0.5), (READS_BETTER, 0.85))
ORDINARY = ((2.0, 0.4), (5.0, 0.7))
RARE = ((5.0, 0.5),)
"""Confidences by how much better the sentence reads without the capital, as a natural logarithm, for function
words, for days, months, languages and peoples, for other words, and for those that are seldom written."""


def _steps(word: Word, inside: Counter[str]) -> tuple[tuple[float, float], ...]:
    """Which confidences the word may have; none for what may be a name."""
    low = word.text.lower()
    if low == "i":
        return ORDINARY
    if low in _function_words():
        return FUNCTION
    if low in _small_in_swedish():
        return CALENDAR
    if word.text in _parts_of_names() or not dictionary("sv").accepts(low):
        return ()
    if inside[word.text] > 1 or gazetteer.is_common_name(word.text) or gazetteer.find(word.text):
        return ()
    # Many a name is a compound that the dictionary accepts as well (Saharaöknen).
    return ORDINARY if vocabulary("sv").get(low, 0) >= COMMON else RARE


def _in_phrase(number: int, found: Sequence[Word]) -> bool:
    """Whether another capital stands beside the word, one that does not only begin the sentence."""
    beside = [*found[max(0, number - 1) : number], *found[number + 1 : number + 2]]
    return any(
        near.sentence == found[number].sentence and near.text[0].isupper() and not near.initial
        for near in beside
    )


def _edit(rule: str, word: Word, letter: str, confidence: float, reason: str) -> Edit:
    return Edit("spelling", rule, word.start, word.start + 1, word.text[0], letter, confidence, reason)


@cache
def _words() -> dict[str, list[str]]:
    path = Path(__file__).parents[1] / "data" / "capitals.json"
    words: dict[str, list[str]] = json.loads(path.read_text("utf-8"))
    return words


@cache
def _abbreviations(language: Language) -> frozenset[str]:
    path = Path(__file__).parents[1] / "data" / "sentence_ends.json"
    kinds: dict[str, list[str]] = json.loads(path.read_text("utf-8"))[language]
    return frozenset(word for kind, words in kinds.items() if kind != "starters" for word in words)


@cache
def _function_words() -> frozenset[str]:
    return frozenset(_words()["function_words"])


@cache
def _parts_of_names() -> frozenset[str]:
    path = Path(__file__).parents[1] / "data" / "capitals.json"
    names: list[str] = json.loads(path.read_text("utf-8"))["organisations"]["sv"]
    return frozenset(part for name in names for part in name.split(" "))


@cache
def _small_in_swedish() -> frozenset[str]:
    return frozenset(_words()["small_in_swedish"])


@cache
def _small_particles() -> frozenset[str]:
    return frozenset(_words()["small_particles"])
