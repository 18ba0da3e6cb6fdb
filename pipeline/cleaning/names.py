"""Names: variants of one name are brought to the form that the gazetteer and the document prefer.

A name that is right somewhere in the world is never changed into another: only a form that the language does
not accept, or that nobody bears, can be a variant.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import OSA

from pipeline import gazetteer
from pipeline.cleaning.lexicon import dictionary, frequencies
from pipeline.cleaning.ranking import WORTH_MENTIONING, probabilities
from pipeline.cleaning.stage import Context
from pipeline.cleaning.words import Word, words
from pipeline.document import LANGUAGES, Edit, Language
from pipeline.gazetteer import Kind
from pipeline.romanisation import to_english, to_swedish

VERSION = "1"

SHORTEST = 5
"""Names of fewer letters have too many others one letter away (Iran and Irak, Mali and Malta)."""

MENTIONS = 6
"""So many mentions of a name are read in their sentences."""

SENTENCE = 0.2
"""Weight of a sentence's score, near to the one fitted for words (see ``data/spelling.json``)."""

LARGEST_GAIN = 8.0
"""However well the sentences read, as a natural logarithm of odds."""

KINDS = frozenset(
    {Kind.COUNTRY, Kind.REGION, Kind.CAPITAL, Kind.CITY, Kind.PERSON, Kind.ADJECTIVE, Kind.DEMONYM}
)
"""What a misspelt name may turn out to be."""

USUAL = 20
"""A variant that is at least one in so many of the preferred form is a habit, not a mistake (Mexico)."""

MAJORITY = 3
"""A form is the document's own where it stands so many times as often as another one of the same name."""

LARGE_CITY = 500_000
"""Inhabitants from which a city is better known than some village or family of a similar name."""


@dataclass(frozen=True)
class Name:
    """A name as it is written in a document, without genitive, and where."""

    form: str
    mentions: tuple[Word, ...]


def names(text: str, context: Context) -> Iterator[Edit]:
    """The edits of the stage.

    Its rules are `known_variant`, `inconsistent_name`, `misspelt_name` and `misspelt_organisation`.
    """
    language: Language = "sv" if context.language == "sv" else "en"
    found = collect(words(text, language), language)
    for name in found.values():
        yield from known_variant(name, found, language)
        yield from inconsistent_name(name, found, language)
    yield from misspelt_name(found, language, context)
    yield from misspelt_organisation(text, language)


def collect(found: Sequence[Word], language: Language) -> dict[str, Name]:
    """The names among the words of a document: what has a capital inside a sentence, by its form.

    A capital at the beginning of a sentence counts where the word has it inside one too, or where no
    dictionary knows it in small letters.
    """
    mentions: dict[str, list[Word]] = defaultdict(list)
    initial: dict[str, list[Word]] = defaultdict(list)
    for word in found:
        form = without_genitive(word.text, language)
        if form[0].isupper() and form.isalpha() and not form.isupper():
            (initial if word.initial else mentions)[form].append(word)
    for form, more in initial.items():
        if form in mentions or not dictionary(language).accepts(form.lower()):
            mentions[form] += more
    return {form: Name(form, tuple(where)) for form, where in sorted(mentions.items())}


def without_genitive(word: str, language: Language) -> str:
    """A name without the ending of the genitive.

    >>> without_genitive("Putin’s", "en"), without_genitive("EU:s", "sv")
    ('Putin', 'EU')
    >>> without_genitive("Kazakstans", "sv"), without_genitive("Johannes", "sv")
    ('Kazakstan', 'Johannes')
    """
    for ending in ("'s", "’s", ":s"):
        if word.endswith(ending):
            return word[: -len(ending)]
    if language == "sv" and word.endswith("s") and len(word) > SHORTEST and not _is_borne(word):
        return word[:-1]
    return word


def known_variant(name: Name, found: Mapping[str, Name], language: Language) -> Iterator[Edit]:
    """A form that is known to mean a name, but is not written in this language ("Kazachstan" in English).

    Applied for countries, and for what the document writes in the preferred form too; else suggested.
    """
    entries = gazetteer.find(name.form, language)
    if not entries or name.form in entries[0].accepted(language) or gazetteer.is_common_name(name.form):
        return
    preferred = gazetteer.preferred(entries[0], language)
    if " " in preferred or len({gazetteer.preferred(entry, language) for entry in entries}) > 1:
        return
    counts = frequencies(language)
    common = counts.get(name.form.lower(), 0) * USUAL > counts.get(preferred.lower(), 0)
    confidence = 0.95 if preferred in found or (entries[0].kind is Kind.COUNTRY and not common) else 0.8
    tongue = "Swedish" if language == "sv" else "English"
    reason = f"“{name.form}” is a variant of the name that is written “{preferred}” in {tongue}."
    for word in name.mentions:
        yield _edit("known_variant", word, name.form, preferred, confidence, reason)


def inconsistent_name(name: Name, found: Mapping[str, Name], language: Language) -> Iterator[Edit]:
    """A form of a person's name that is accepted, where the document otherwise writes another one."""
    for entry in gazetteer.find(name.form, language):
        accepted = entry.accepted(language)
        if entry.kind not in gazetteer.PERSONS or name.form not in accepted:
            continue
        usual = max((form for form in accepted if form in found), key=lambda form: len(found[form].mentions))
        often, seldom = len(found[usual].mentions), len(name.mentions)
        if often < MAJORITY * seldom or _same_bearer(name, found[usual], language) < 0:
            continue
        reason = (
            f"“{name.form}” and “{usual}” are one name, and this document writes “{usual}” {often} times."
        )
        for word in name.mentions:
            yield _edit("inconsistent_name", word, name.form, usual, 0.93, reason)
        return


def misspelt_name(found: Mapping[str, Name], language: Language, context: Context) -> Iterator[Edit]:
    """A form that nobody bears, close to a name that the document or the gazetteer knows ("Kazakgstan")."""
    rivals = {
        form: candidates
        for form, name in found.items()
        if len(form) >= SHORTEST
        and not _is_known(form, language)
        and (candidates := _candidates(name, found, language))
    }
    gains = _gains(rivals, found, language, context)
    for form, candidates in rivals.items():
        ranked = sorted(
            (
                (_odds(found[form], candidate, found, language) + gains[form, candidate], candidate)
                for candidate in candidates
            ),
            reverse=True,
        )
        odds, best = ranked[0]
        # How much better than the next candidate counts as much as how good.
        if len(ranked) > 1:
            odds = min(odds, odds - ranked[1][0])
        confidence = probabilities([0.0, odds])[1]
        if confidence < WORTH_MENTIONING:
            continue
        reason = _reason(found, form, best, language)
        for word in found[form].mentions:
            yield _edit("misspelt_name", word, form, best, confidence, reason)


def misspelt_organisation(text: str, language: Language) -> Iterator[Edit]:
    """A word that no dictionary knows, in the otherwise exact name of an organisation."""
    accepts = dictionary(language).accepts
    for pattern, organisation in _organisations(language):
        for match in pattern.finditer(text):
            for number, (written, right) in enumerate(
                zip(match[0].split(), organisation.split(), strict=True)
            ):
                distance = OSA.distance(written, right, score_cutoff=2)
                if written == right or accepts(written) or accepts(written.lower()) or distance > 2:
                    continue
                start = match.start() + len(" ".join(match[0].split()[:number])) + (number > 0)
                reason = f"“{organisation}” is the name of an organisation; no dictionary knows “{written}”."
                yield Edit(
                    *("names", "misspelt_organisation", start, start + len(written), written, right),
                    *(0.98, reason),
                )


@cache
def _organisations(language: Language) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The names of three words and more, and what finds each with one of its long words spelt another way."""
    found = []
    for entry in gazetteer.entries():
        if entry.kind is not Kind.ORGANISATION:
            continue
        for form in entry.accepted(language):
            parts = form.split()
            if len(parts) > 2 and form.replace(" ", "").isalpha():
                ways = [
                    " ".join(r"[^\W\d_]+" if number == wrong else part for number, part in enumerate(parts))
                    for wrong, long in enumerate(parts)
                    if len(long) >= SHORTEST
                ]
                found.append((re.compile(rf"\b(?:{'|'.join(ways)})\b"), form))
    return tuple(found)


def _is_known(form: str, language: Language) -> bool:
    """Whether somebody or something is called that, so that it is no misspelling."""
    accepts = dictionary(language).accepts
    return _is_borne(form) or (accepts(form) and not accepts(form.lower()))


def _is_borne(form: str) -> bool:
    """Whether the gazetteer has it, also as the name is written in the other language (Maksimov, Maximov)."""
    return any(
        gazetteer.find(one, exact=False) or gazetteer.is_common_name(one)
        for one in (form, *to_english(form, surely=True), *to_swedish(form, surely=True))
    )


def _candidates(name: Name, found: Mapping[str, Name], language: Language) -> list[str]:
    farthest = 2 if len(name.form) > 7 else 1
    near = {
        form
        for entry, form, _ in gazetteer.similar(name.form, language, farthest, KINDS)
        if entry.kind is not Kind.CITY or entry.population >= LARGE_CITY
    }
    for form, other in found.items():
        more = len(other.mentions) > len(name.mentions) and len(form) >= SHORTEST
        if more and OSA.distance(form, name.form, score_cutoff=farthest) <= farthest:
            near.add(form)
    return sorted(form for form in near if form[0].isupper() and not _inflected(form, name.form))


def _inflected(one: str, two: str) -> bool:
    """Whether one is the other with an ending, as in Kazakh and Kazakhs, Ryssland and Rysslands."""
    short, long = sorted((one, two), key=len)
    return long.startswith(short) and long[len(short) :] in {"s", "n", "a", "t", "e", "en", "er", "an", "es"}


def _odds(name: Name, candidate: str, found: Mapping[str, Name], language: Language) -> float:
    """What speaks for `name` being `candidate`, without their sentences, as a natural logarithm of odds."""
    counts = frequencies(language)
    edits = OSA.distance(name.form, candidate)
    known = bool(gazetteer.find(candidate, language))
    mentions = len(found[candidate].mentions) if candidate in found else 0
    odds = -3.5
    odds += 2.0 * known + min(6.0, 1.5 * math.log2(1 + mentions))
    odds += 0.15 * math.log1p(counts.get(candidate.lower(), 0))
    low = name.form.lower()
    if dictionary(language).accepts(low):
        odds -= 0.5 * math.log1p(counts.get(low, 0))
    else:  # No word, but often written: somebody's name, in either language.
        odds -= 0.8 * math.log1p(max(frequencies(code).get(low, 0) for code in LANGUAGES))
    odds -= 3.0 * (edits - 1)
    odds -= 2.0 * (name.form[0] != candidate[0])
    odds -= 0.5 * (len(name.mentions) - 1)
    if candidate in found:
        odds += _same_bearer(name, found[candidate], language)
    return odds


def _same_bearer(name: Name, other: Name, language: Language) -> float:
    """Whether both stand after the same given names, as a natural logarithm of odds.

    Two people with similar surnames (Islam Karimov, Suleiman Kerimov) are not one.
    """
    given, others = _given_names(name, language), _given_names(other, language)
    if not given or not others:
        return 0.0
    return 2.0 if given & others else -4.0


def _given_names(name: Name, language: Language) -> set[str]:
    before = (re.search(r"(\w+) $", word.before) for word in name.mentions)
    return {
        match[1]
        for match in before
        if match and match[1].istitle() and not dictionary(language).accepts(match[1].lower())
    }


def _gains(
    rivals: Mapping[str, Sequence[str]], found: Mapping[str, Name], language: Language, context: Context
) -> dict[tuple[str, str], float]:
    """How much better the sentences of each form read with each candidate, as a natural logarithm of odds."""
    pairs = [(form, candidate) for form, candidates in rivals.items() for candidate in candidates]
    if not context.scorer:
        return dict.fromkeys(pairs, 0.0)
    readings = {
        pair: [
            (word.sentence, word.reading(word.text.replace(*pair)))
            for word in found[pair[0]].mentions[:MENTIONS]
        ]
        for pair in pairs
    }
    sentences = list(dict.fromkeys(text for some in readings.values() for both in some for text in both))
    scores = dict(zip(sentences, context.scorer.scores(sentences, language), strict=True))
    gains = {
        pair: SENTENCE * sum(scores[changed] - scores[written] for written, changed in some)
        for pair, some in readings.items()
    }
    return {pair: max(-LARGEST_GAIN, min(LARGEST_GAIN, gain)) for pair, gain in gains.items()}


def _reason(found: Mapping[str, Name], form: str, candidate: str, language: Language) -> str:
    mentions = len(found[candidate].mentions) if candidate in found else 0
    known = []
    if entries := gazetteer.find(candidate, language):
        known.append(f"is a known {entries[0].kind.value}")
    if mentions:
        known.append(
            f"stands {mentions} times in this document" if mentions > 1 else "stands in this document"
        )
    letters = "one letter" if OSA.distance(form, candidate) == 1 else "two letters"
    return f"No name “{form}” is known; “{candidate}” differs in {letters} and {' and '.join(known)}."


def _edit(rule: str, word: Word, form: str, candidate: str, confidence: float, reason: str) -> Edit:
    end = word.start + len(form)
    return Edit("names", rule, word.start, end, form, candidate, round(confidence, 4), reason)
