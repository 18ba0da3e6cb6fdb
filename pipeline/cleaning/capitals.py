"""Wrong capitals: a sentence that begins without one, a Swedish function word with one inside a sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from pipeline.cleaning.lexicon import dictionary
from pipeline.cleaning.stage import Context
from pipeline.cleaning.words import Word
from pipeline.document import Edit, Language

READS_BETTER = 3.0
"""So much better, as a natural logarithm, the sentence has to read without the capital."""


def sentence_capital(found: Sequence[Word], language: Language) -> Iterator[Edit]:
    """A sentence that begins with a small letter.

    Left alone are lines that do not end as a sentence does, since they may be items of a list, and what is no
    common word: names such as von Braun and eBay are written so. In a text without any capital it is less
    sure in Swedish, and taken as meant in English, where much is written without (chat, tokenised corpora).
    """
    cased = any(word.text[0].isupper() for word in found)
    if language == "en" and not cased:
        return
    accepts = dictionary(language).accepts
    for word in found:
        opens = word.initial and not word.before.strip("\"'“”‘’»–—-( ")
        ends = word.sentence[-1:] in ".!?" and word.after[:1] not in ".)"
        particle = word.text in _small_particles() and word.after.lstrip()[:1].isupper()
        if not opens or not ends or particle or not word.text.islower() or not accepts(word.text):
            continue
        reason = "A sentence begins with a capital letter."
        yield _edit("sentence_capital", word, word.text[0].upper(), 0.95 if cased else 0.7, reason)


def stray_capital(found: Sequence[Word], language: Language, context: Context) -> Iterator[Edit]:
    """A Swedish function word with a capital inside a sentence ("Det var Därför hon gick").

    Not in English, where The Hague and Gone With the Wind are written so, and not beside another capital.
    """
    if language != "sv":
        return
    doubted = []
    for number, word in enumerate(found):
        beside = [*found[max(0, number - 1) : number], *found[number + 1 : number + 2]]
        in_phrase = any(near.sentence == word.sentence and near.text[0].isupper() for near in beside)
        small = word.text.lower()
        if small in _function_words() and word.text.istitle() and not word.initial and not in_phrase:
            doubted.append((word, word.reading(small)))
    if not doubted:
        return
    gains = [0.0] * len(doubted)
    if context.scorer:
        texts = [text for word, small in doubted for text in (word.sentence, small)]
        scores = context.scorer.scores(texts, language)
        gains = [small - large for large, small in zip(scores[::2], scores[1::2], strict=True)]
    for (word, _), gain in zip(doubted, gains, strict=True):
        reason = f"“{word.text.lower()}” is not a name, and no sentence begins here."
        # Never sure: titles begin with such words too (På spåret, När lammen tystnar).
        confidence = 0.85 if gain >= READS_BETTER else 0.5
        yield _edit("stray_capital", word, word.text[0].lower(), confidence, reason)


def _edit(rule: str, word: Word, letter: str, confidence: float, reason: str) -> Edit:
    return Edit("spelling", rule, word.start, word.start + 1, word.text[0], letter, confidence, reason)


@cache
def _words() -> dict[str, list[str]]:
    path = Path(__file__).parents[1] / "data" / "capitals.json"
    words: dict[str, list[str]] = json.loads(path.read_text("utf-8"))
    return words


@cache
def _function_words() -> frozenset[str]:
    return frozenset(_words()["function_words"])


@cache
def _small_particles() -> frozenset[str]:
    return frozenset(_words()["small_particles"])
