"""Doubted words and how likely each of their readings is."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

from rapidfuzz.distance import OSA

from pipeline.cleaning.lexicon import dictionary, frequencies
from pipeline.cleaning.prose import prose
from pipeline.cleaning.ranking import WORTH_MENTIONING, change_signals, keep_signals, weigh, weights
from pipeline.cleaning.stage import Context
from pipeline.cleaning.words import Word
from pipeline.document import Language

SHORTLIST = {"unknown": 10, "known": 4}
"""So many candidates of a word are tried in its sentence, by whether a dictionary knows the word."""

HOPELESS = 9.0
"""A candidate that is so much less likely than the best one before the sentence is looked at, as a natural
logarithm, is not tried."""

LARGEST_GAIN = 8.0
"""A sentence gains no more from another word than what it lacked with this one and that much, as a natural
logarithm; it was 7 at most in 300 cases."""

COMPARED = 24
"""So many candidates are compared in every respect, those nearest to the word and most frequent."""

AN_EDIT = 9.0
"""How much more frequent a word has to be to make up for one more edit when those to be compared are chosen,
as a natural logarithm."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A word that may be wrong, and what may have been meant.

    Attributes:
        word: The word.
        rule: The rule that doubts it.
        candidates: In small letters.
        unexpected: How much less likely its sentence makes it than its frequency alone, as a natural
            logarithm; 0 where the model was not asked.
        capitals: Whether its text has capitals at all.
    """

    word: Word
    rule: str
    candidates: tuple[str, ...]
    unexpected: float = 0.0
    capitals: bool = True

    @property
    def kind(self) -> str:
        """``known`` where a dictionary knows the word, else ``unknown``."""
        return "known" if self.rule == "wrong_word" else "unknown"

    def signals(self, candidates: Sequence[str], language: Language) -> dict[str, float]:
        """What speaks for the word as it stands, beside its `candidates`.

        In a capitalised phrase its capital does not.
        """
        text = self.word.text if self.word.initial else self.word.text.lower()
        return keep_signals(text, candidates, language) | {"keep_unexpected": self.unexpected}

    def sentences(self, candidates: Iterable[str], language: Language) -> list[str]:
        """The sentence as it stands, and with each candidate in the word's place, as the model reads them."""
        text = self.word.text
        return [
            prose(self.word.before, one, self.word.after, language, capitals=self.capitals)
            for one in (text, *(cased(candidate, text, language) for candidate in candidates))
        ]


@dataclass(frozen=True, slots=True)
class Read:
    """A doubt with its shortlist, and the weight of each reading, that of the unchanged word first."""

    doubt: Doubt
    candidates: list[str]
    weights: list[float]


def readings(doubts: Iterable[Doubt], language: Language, context: Context) -> list[Read]:
    """The weights of the readings of all `doubts`, from their signals and, if there is one, the model."""
    read = []
    for doubt in doubts:
        low, candidates = doubt.word.text.lower(), shortlist(doubt, language)
        by = weights(doubt.kind, with_model=context.scorer is not None)
        signals = [
            doubt.signals(candidates, language),
            *(change_signals(low, one, language) for one in candidates),
        ]
        read.append(Read(doubt, candidates, [weigh(some, by) for some in signals]))
    if not context.scorer:
        return read
    sentences = chain.from_iterable(one.doubt.sentences(one.candidates, language) for one in read)
    scores = iter(context.scorer.scores(sentences, language))
    return [
        replace(
            one,
            weights=[
                weight + weights(one.doubt.kind, with_model=True)[f"sentence_{language}"] * next(scores)
                for weight in one.weights
            ],
        )
        for one in read
    ]


def within_reach(doubt: Doubt, careless: float, language: Language) -> bool:
    """Whether the model could still make a candidate of a known word likely enough to be mentioned.

    Args:
        doubt: The word, with how unexpected it is.
        careless: How much less benefit of the doubt it gets, as a natural logarithm of odds.
        language: Its language.
    """
    by, candidates = weights("known", with_model=True), shortlist(doubt, language)
    low = doubt.word.text.lower()
    keep = weigh(doubt.signals(candidates, language), by) - careless
    best = max(weigh(change_signals(low, one, language), by) for one in candidates)
    needed = keep - best + math.log(WORTH_MENTIONING / (1 - WORTH_MENTIONING))
    return needed <= by[f"sentence_{language}"] * (doubt.unexpected + LARGEST_GAIN)


def shortlist(doubt: Doubt, language: Language) -> list[str]:
    """The likeliest candidates by the change alone, best first."""
    return list(_shortlist(doubt.word.text.lower(), doubt.candidates, doubt.kind, language))


@lru_cache(maxsize=4096)
def _shortlist(word: str, candidates: tuple[str, ...], kind: str, language: Language) -> tuple[str, ...]:
    """The same by what it depends on: a word that is left as it is comes again in every round."""
    by = weights(kind, with_model=False)
    weighed = sorted(
        (-weigh(change_signals(word, candidate, language), by), candidate)
        for candidate in _nearest(word, candidates, language)
    )[: SHORTLIST[kind]]
    return tuple(candidate for weight, candidate in weighed if weight < weighed[0][0] + HOPELESS)


def _nearest(word: str, candidates: Sequence[str], language: Language) -> Sequence[str]:
    if len(candidates) <= COMPARED:
        return candidates
    counts = frequencies(language)
    return heapq.nsmallest(
        COMPARED,
        candidates,
        key=lambda one: (AN_EDIT * OSA.distance(word, one) - math.log1p(counts.get(one, 0)), one),
    )


def cased(candidate: str, like: str, language: Language) -> str:
    """A candidate as it is written in the place of `like`: with a capital where that has one, or a name."""
    name = not like[0].isupper() and " " not in candidate and not dictionary(language).accepts(candidate)
    return candidate[0].upper() + candidate[1:] if like[0].isupper() or name else candidate
