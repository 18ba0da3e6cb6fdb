"""Spelling: words that no dictionary knows, words written together or twice, and right words in wrong places.

Only what is sure is applied. Names, abbreviations, foreign words, URLs and code are left alone.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path

from pipeline.cleaning.abbreviations import abbreviation, shortened_word
from pipeline.cleaning.candidates import neighbours
from pipeline.cleaning.capitals import sentence_capital, stray_capital
from pipeline.cleaning.confusions import confusion
from pipeline.cleaning.expectations import unexpected
from pipeline.cleaning.lexicon import confused_with, dictionary, frequencies, is_word, vocabulary
from pipeline.cleaning.name_capitals import name_capital
from pipeline.cleaning.number_slips import letter_in_number, missing_hyphen, stray_letter
from pipeline.cleaning.ranking import WORTH_MENTIONING, probabilities
from pipeline.cleaning.readings import Doubt, Read, cased, readings, within_reach
from pipeline.cleaning.split_words import split_words
from pipeline.cleaning.stage import Context
from pipeline.cleaning.words import Word, runs, words
from pipeline.document import Edit, Language

VERSION = "2"

COMMON_PART = 20_000
"""How often in a billion words a short part of a word written together has to occur."""

ALPHABET: dict[Language, frozenset[str]] = {
    "sv": frozenset("abcdefghijklmnopqrstuvwxyzåäö"),
    "en": frozenset("abcdefghijklmnopqrstuvwxyz"),
}

SURE = 0.9
"""Confidence from which a mistake says something of the care that was taken with its text."""

CARELESS = 200
"""Words in which one sure mistake halves the odds that a word that is doubted is right."""

MUCH_MORE_USUAL = 100
"""A name in small letters is doubted where a word near it is that many times more frequent."""

FUNCTION_WORD = 2_000_000
"""How often in a billion words a word occurs that holds sentences together."""

DOUBTFUL = 1.0
"""A known word is doubted where its sentence makes it less likely by that much, as a natural logarithm, than
its frequency alone."""

LIKELIER_WRONG = 0.5
"""A word that is less likely to be right than that is worth a look, whatever was meant."""

LONGEST_DOUBTED = 9
"""Letters of a word that may have become another one by accident; a longer one hardly ever does."""

LESS_FREQUENT = 3
"""A known word may have been meant that is this many times rarer than the one that stands there."""


def spelling(text: str, context: Context) -> Iterator[Edit]:
    """The edits of the stage.

    Its rules are `misspelling`, `joined_words`, `wrong_word`, `doubled_word`, and those of `capitals`,
    `name_capitals`, `split_words`, `confusions`, `abbreviations` and `number_slips`.
    """
    language: Language = "sv" if context.language == "sv" else "en"
    found = words(text, language)
    capitals = any(word.text[0].isupper() for word in found)
    inside = {word.text for word in found if not word.initial}
    unknown = [doubt for word in found if (doubt := misspelling(word, inside, language, capitals=capitals))]
    read = readings(unknown, language, context)
    sure = context.mistakes + sum(max(probabilities(one.weights)[1:]) >= SURE for one in read)
    careless = math.log1p(sure * CARELESS / (len(found) + CARELESS))
    if context.scorer:
        doubted = {doubt.word for doubt in unknown}
        rest = [word for word in found if word not in doubted]
        known = wrong_word(rest, language, context, capitals=capitals)
        read += readings(
            [doubt for doubt in known if within_reach(doubt, careless, language)], language, context
        )
    yield from _decide(read, careless, language, with_model=context.scorer is not None)
    yield from doubled_word(found, text, language)
    yield from sentence_capital(found, text, language)
    yield from stray_capital(found, language, context)
    yield from name_capital(found, text, language, context)
    yield from split_words(found, text, language, context)
    yield from confusion(found, language, context)
    yield from abbreviation(found, language)
    yield from shortened_word(found, language)
    yield from letter_in_number(text)
    yield from missing_hyphen(text, language)
    yield from stray_letter(found, language, context)


def misspelling(word: Word, inside: Collection[str], language: Language, *, capitals: bool) -> Doubt | None:
    """Doubt a word that no dictionary knows, unless it looks like a name, an abbreviation or a formula.

    Args:
        word: The word.
        inside: The words that stand inside a sentence somewhere in the text.
        language: Its language.
        capitals: Whether the text has capitals at all; where it has none, a name may be in small letters.
    """
    text = word.text
    if len(text) < 2 or not text.isalpha() or is_word(text, language):
        return None
    # Somebody who types an accent means it: a word or a name of another language (grâce, señor).
    if not set(text.lower()) <= ALPHABET[language]:
        return None
    # An abbreviation (CSTO), or a name with capitals of its own (McDonald, iPhone).
    if not (text.islower() or text.istitle()):
        return None
    if text.istitle() and not (_opens(word, inside) or _in_capitalised_phrase(word, language)):
        return None
    low = text.lower()
    if not capitals and _is_likely_name(low, language):
        return None
    joined = joined_words(low, language) if text.islower() else ()
    candidates = (*_near(low, language), *joined)
    return Doubt(word, "misspelling", candidates, capitals=capitals) if candidates else None


@lru_cache(maxsize=4096)
def _near(word: str, language: Language) -> tuple[str, ...]:
    """The words that look or sound like `word`; one that is left as it is comes again in every round."""
    known = neighbours(language)
    return tuple(sorted(known.within_two(word) | known.sounding_alike(word)))


def joined_words(word: str, language: Language) -> list[str]:
    """The ways in which `word` is two common words without the space between them.

    In Swedish words are written together on purpose, so one of the two has to be a function word.

    >>> joined_words("institutefor", "en")
    ['institute for']
    """
    counts = vocabulary(language)
    found = []
    for cut in range(1, len(word)):
        head, tail = word[:cut], word[cut:]
        least, most = sorted((counts.get(head, 0), counts.get(tail, 0)))
        short = min(len(head), len(tail))
        if not least or (short < 4 and counts[min(head, tail, key=len)] < COMMON_PART * 100 / 2**short):
            continue
        if most >= (FUNCTION_WORD if language == "sv" else COMMON_PART):
            found.append(f"{head} {tail}")
    return found


def doubled_word(found: Sequence[Word], text: str, language: Language) -> Iterator[Edit]:
    """A function word that stands twice ("the the") and is never doubled on purpose."""
    for one, two in runs(list(found), text):
        if one.text.lower() == two.text and two.text in _never_doubled(language):
            yield Edit(
                "spelling",
                "doubled_word",
                one.end,
                two.end,
                text[one.end : two.end],
                "",
                0.97,
                f"“{two.text}” stands twice, which is not done on purpose with this word.",
            )


def wrong_word(
    found: Sequence[Word], language: Language, context: Context, *, capitals: bool
) -> Iterator[Doubt]:
    """Doubt a right word that its sentence makes unlikely, where a likelier one differs in one letter.

    The model tells how expected each word is after those before it; a word that is less expected than by its
    frequency alone is doubted ("there ware", "dual prices").
    """
    if not context.scorer:
        return
    counts = frequencies(language)
    for word, lacking in unexpected(found, language, context.scorer).items():
        if not word.text.islower() or len(word.text) < 3 or not is_word(word.text, language):
            continue
        count = counts.get(word.text, 0)
        if lacking < DOUBTFUL:
            continue
        near = confused_with(word.text, language)
        if len(word.text) <= LONGEST_DOUBTED:
            near |= neighbours(language).within_one(word.text)
        candidates = [one for one in sorted(near) if counts.get(one, 0) > count / LESS_FREQUENT]
        if candidates:
            yield Doubt(word, "wrong_word", tuple(candidates), lacking, capitals)


def _decide(read: Iterable[Read], careless: float, language: Language, *, with_model: bool) -> Iterator[Edit]:
    """An edit for each doubt whose best candidate is likely enough to be mentioned.

    Args:
        read: The doubted words and the weights of their readings.
        careless: How much less benefit of the doubt a word gets, since mistakes are sure to have been made
            in this text; a natural logarithm of odds.
        language: The language of the text.
        with_model: Whether the embedded model was asked.
    """
    for one in read:
        likely = probabilities([one.weights[0] - careless, *one.weights[1:]])
        best = max(range(1, len(likely)), key=likely.__getitem__)
        if likely[best] >= WORTH_MENTIONING or likely[0] < LIKELIER_WRONG:
            yield _edit(one.doubt, one.candidates[best - 1], likely[best], language, with_model=with_model)


def _edit(doubt: Doubt, candidate: str, confidence: float, language: Language, *, with_model: bool) -> Edit:
    word = doubt.word
    after = cased(candidate, word.text, language)
    if doubt.rule == "wrong_word":
        reason = f"“{word.text}” does not fit its sentence; “{after}” does, and looks much like it."
    else:
        what = "two words written together" if " " in after else "the likeliest word close to it"
        fits = " and reads best in its sentence" if with_model else ""
        reason = f"“{word.text}” is in no dictionary; “{after}” is {what}{fits}."
    rule = "joined_words" if " " in after else doubt.rule
    return Edit("spelling", rule, word.start, word.end, word.text, after, round(confidence, 4), reason)


def _opens(word: Word, inside: Collection[str]) -> bool:
    """Whether the capital says only that a sentence begins: the word has it nowhere else."""
    return word.initial and word.text not in inside


def _is_likely_name(word: str, language: Language) -> bool:
    """Whether the dictionaries know `word` with a capital only, and no word near it is much more usual."""
    if not dictionary(language).accepts(word.capitalize()):
        return False
    counts = frequencies(language)
    most = max((counts[near] for near in neighbours(language).within_one(word)), default=0)
    return most < MUCH_MORE_USUAL * counts.get(word, 0)


def _in_capitalised_phrase(word: Word, language: Language) -> bool:
    """Whether the word stands between ordinary words with capitals, as in the name of an organisation."""
    before = re.search(r"(\w+) $", word.before)
    after = re.match(r" (\w+)", word.after)
    return all(
        near is not None and near[1].istitle() and vocabulary(language).get(near[1].lower(), 0) >= COMMON_PART
        for near in (before, after)
    )


@cache
def _never_doubled(language: Language) -> frozenset[str]:
    path = Path(__file__).parents[1] / "data" / "doubled_words.json"
    return frozenset(json.loads(path.read_text("utf-8"))[language])
