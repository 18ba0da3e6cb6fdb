"""Forms that nobody bears, close to a name that the gazetteer, the document or its archive knows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from rapidfuzz.distance import OSA

from pipeline import gazetteer
from pipeline.cleaning.lexicon import dictionary, frequencies
from pipeline.cleaning.name_evidence import in_words, is_term, limit, shared_roles
from pipeline.cleaning.name_forms import SHORTEST, Names, edit, is_known
from pipeline.cleaning.ranking import NAME_WORTH_MENTIONING, probabilities
from pipeline.document import LANGUAGES, Edit, Language
from pipeline.gazetteer import Kind

MENTIONS = 6
"""So many mentions of a name are read in their sentences."""

SENTENCE = 0.2
"""Weight of a sentence's score, near to the one fitted for words (see ``data/spelling.json``)."""

LARGEST_GAIN = 8.0
"""However well the sentences read, as a natural logarithm of odds."""

LETTER, MOST_LETTERS = 0.3, 12
"""What each letter says, up to so many: the longer two names, the less likely they are alike by chance."""

KINDS = frozenset(
    {Kind.COUNTRY, Kind.REGION, Kind.CAPITAL, Kind.CITY, Kind.PERSON, Kind.ADJECTIVE, Kind.DEMONYM}
)
"""What a misspelt name may turn out to be."""

FARTHEST = 2
"""Edits from which two names are never one."""

LONG = 7
"""Names of more letters may differ in two edits."""

SIBILANTS = ("s", "x", "z")
"""Names with these endings have no ending of their own in the Swedish genitive."""

LARGE_CITY = 500_000
"""Inhabitants from which a city is better known than some village or family of a similar name."""


class Meant(NamedTuple):
    """What a form may have been meant to be.

    Attributes:
        name: The name.
        written: The name as it stands then, which is its genitive in some Swedish sentences.
    """

    name: str
    written: str


def misspelt_name(names: Names) -> Iterator[Edit]:
    """A form that nobody bears, close to a name that is known ("Kazakgstan")."""
    rivals = {
        name.form: meant
        for name in names
        if len(name.form) >= SHORTEST - 1
        and not is_known(name.form, names.language)
        and (meant := _candidates(name.form, names))
    }
    gains = _gains(rivals, names)
    for form, meant in rivals.items():
        ranked = sorted(
            ((_odds(form, one, names) + gains[form, one.written], one) for one in meant), reverse=True
        )
        odds, best = ranked[0]
        # How much better than the next candidate counts as much as how good.
        if len(ranked) > 1:
            odds = min(odds, odds - ranked[1][0])
        gain = gains[form, best.written]
        confidence = min(probabilities([0.0, odds])[1], limit(form, best.name, gain, names))
        if confidence < NAME_WORTH_MENTIONING:
            continue
        reason = _reason(form, best, gain, names)
        for word in names.found[form].mentions:
            # A name that ends in s has no other genitive in Swedish: what was taken for its ending goes, too.
            before = word.text if names.language == "sv" and best.name.endswith(SIBILANTS) else form
            yield edit("misspelt_name", word, before, best.written, confidence, reason)


def _candidates(form: str, names: Names) -> list[Meant]:
    """The names near `form`, and in Swedish their genitives."""
    farthest, language = FARTHEST if len(form) > LONG else 1, names.language
    near = {
        one
        for entry, one, _ in gazetteer.similar(form, language, farthest, KINDS)
        if entry.kind is not Kind.CITY or entry.population >= LARGE_CITY
    }
    often = names.times(form)
    near.update(one for one, name in names.found.items() if len(name.mentions) > often)
    if names.context.terms:
        near.update(names.context.terms.forms(language))
    if memory := names.context.archive:
        seldom = names.seen(form).documents
        similar = memory.similar(form, language, farthest)
        near.update(one for one in similar if names.seen(one).documents > seldom)
    return sorted(
        Meant(one, written)
        for one in near
        if len(one) >= SHORTEST
        and one[0].isupper()
        and " " not in one
        and one != form
        and not _inflected(one, form)
        for written in _forms(one, language)
        if _distance(form, written) <= farthest
    )


def _forms(name: str, language: Language) -> list[str]:
    """A name and, in Swedish, its genitive."""
    return [name] if language == "en" or name.endswith(SIBILANTS) else [name, name + "s"]


def _distance(one: str, two: str) -> int:
    return OSA.distance(one.lower(), two.lower(), score_cutoff=FARTHEST)


def _inflected(one: str, two: str) -> bool:
    """Whether one is the other with an ending, as in Kazakh and Kazakhs, Ryssland and Rysslands."""
    short, long = sorted((one, two), key=len)
    return long.startswith(short) and long[len(short) :] in {"s", "n", "a", "t", "e", "en", "er", "an", "es"}


def _odds(form: str, meant: Meant, names: Names) -> float:
    """What speaks for `form` being what is meant, without their sentences, as a natural logarithm of odds."""
    counts, low, candidate = frequencies(names.language), form.lower(), meant.name
    odds = -3.5
    odds += 3.5 if is_term(candidate, names) else 2.0 * bool(gazetteer.find(candidate, names.language))
    odds += min(6.0, 1.5 * math.log2(1 + names.times(candidate)) + _from_archive(candidate, names))
    odds -= 1.5 * math.log2(1 + names.seen(form).documents)
    odds += 0.15 * math.log1p(counts.get(candidate.lower(), 0))
    if dictionary(names.language).accepts(low):
        odds -= 0.5 * math.log1p(counts.get(low, 0))
    else:  # No word, but often written: somebody's name, in either language.
        odds -= 0.8 * math.log1p(max(frequencies(code).get(low, 0) for code in LANGUAGES))
    odds -= 3.0 * (_distance(form, meant.written) - 1)
    odds -= 0.4 * (meant.written != candidate)
    odds -= 2.0 * (form[0] != candidate[0])
    odds += LETTER * (min(len(form), MOST_LETTERS) - SHORTEST)
    odds -= 0.5 * (names.times(form) - 1)
    odds += 2.0 * bool(shared_roles(form, candidate, names))
    return odds + names.same_bearer(form, candidate)


def _from_archive(candidate: str, names: Names) -> float:
    """What the other documents that write a name say for it: how many, how often, and what they are about."""
    seen = names.seen(candidate)
    if not seen.documents:
        return 0.0
    shared = 1.0 if seen.beside & names.found.keys() else 0.0
    return min(4.0, math.log2(1 + seen.documents) + 0.5 * math.log2(1 + seen.times)) + shared


def _gains(rivals: Mapping[str, Sequence[Meant]], names: Names) -> dict[tuple[str, str], float]:
    """How much better the sentences of each form read with each candidate, as a natural logarithm of odds."""
    pairs = [(form, one.written) for form, meant in rivals.items() for one in meant]
    scorer = names.context.scorer
    if not scorer:
        return dict.fromkeys(pairs, 0.0)
    readings = {
        pair: [
            (word.sentence, word.reading(word.text.replace(*pair)))
            for word in names.found[pair[0]].mentions[:MENTIONS]
        ]
        for pair in pairs
    }
    sentences = list(dict.fromkeys(text for some in readings.values() for both in some for text in both))
    scores = dict(zip(sentences, scorer.scores(sentences, names.language), strict=True))
    gains = {
        pair: SENTENCE * sum(scores[changed] - scores[written] for written, changed in some)
        for pair, some in readings.items()
    }
    return {pair: max(-LARGEST_GAIN, min(LARGEST_GAIN, gain)) for pair, gain in gains.items()}


def _reason(form: str, meant: Meant, gain: float, names: Names) -> str:
    letters = "one letter" if _distance(form, meant.written) == 1 else "two letters"
    why = in_words(form, meant.name, gain, names)
    return f"No name “{form}” is known; “{meant.written}” differs in {letters}, {why}."
