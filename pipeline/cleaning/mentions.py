"""Mentions of places, peoples and known persons in a text, each with everything it may mean."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline import gazetteer
from pipeline.cleaning.lexicon import dictionary
from pipeline.cleaning.words import Word, words
from pipeline.document import Language
from pipeline.gazetteer import Entry, Kind
from pipeline.sentences import Sentence, split

LONGEST = 4
"""Words of a name that is looked up."""

GENITIVES = ("'s", "’s", ":s")

_KINDS = gazetteer.PLACES | gazetteer.PEOPLES | {Kind.PERSON, Kind.SURNAME}
_QUOTED = re.compile(
    r"[\"“”„][^\"“”„\n]{1,600}?[\"“”]|»[^«»\n]{1,600}[«»]|(?<!\w)[‘'][^‘’'\n]{1,600}[’'](?!\w)"
)
_CAPITAL_BEFORE = re.compile(r"(?<![.!?:] )(?<!^)\b([^\W\d_][\w’'&.-]*)[ -]$")
_CAPITAL_AFTER = re.compile(r"(?:['’:]s)?[ -]([^\W\d_]\w*)")


@dataclass(frozen=True)
class Mention:
    """A name in its sentence.

    Attributes:
        start: Offset of the first code point in the text.
        end: Offset behind the last one; a genitive's ending is left out.
        form: The name as it is written.
        sentence: The whole sentence.
        senses: What it may mean, the likeliest first.
    """

    start: int
    end: int
    form: str
    sentence: Sentence
    senses: tuple[Entry, ...]

    @property
    def countries(self) -> frozenset[str]:
        """Where it may be."""
        return frozenset(code for entry in self.senses for code in entry.countries)

    @property
    def kind(self) -> Kind:
        """What it is the name of, in its likeliest sense."""
        return self.senses[0].kind

    @property
    def before(self) -> str:
        """What stands before it in its sentence."""
        return self.sentence.text[: self.start - self.sentence.start]

    @property
    def after(self) -> str:
        """What stands behind it in its sentence."""
        return self.sentence.text[self.end - self.sentence.start :]


def mentions(text: str, language: Language) -> list[Mention]:
    """The mentions in `text`, in order; where names contain one another, the longest.

    >>> [found.form for found in mentions("South Korea’s president met Joe Biden in Reading.", "en")]
    ['South Korea', 'Joe Biden', 'Reading']
    """
    sentences = split(text, language)
    starts = [sentence.start for sentence in sentences]
    found, position = [], 0
    in_text = words(text, language)
    for number, word in enumerate(in_text):
        if word.start >= position and (mention := _longest(text, in_text, number, language)):
            form, senses = mention
            sentence = sentences[bisect_right(starts, word.start) - 1]
            position = word.start + len(form)
            found.append(Mention(word.start, position, form, sentence, senses))
    return found


def quotations(text: str) -> list[tuple[int, int]]:
    """Start and end of what stands in quotation marks.

    >>> quotations("He read “War and Peace”.")
    [(8, 23)]
    """
    return [match.span() for match in _QUOTED.finditer(text)]


def is_part_of_name(mention: Mention, others: Sequence[Mention], titles: frozenset[str]) -> bool:
    """Whether it belongs to a longer name: Australian Open, Jordan Henderson, Radio Tirana.

    Args:
        mention: A mention.
        others: All mentions in its sentence; two that stand together do not make a name.
        titles: Words that may have a capital beside a name (President, Parliament), in small letters.
    """
    after = _CAPITAL_AFTER.match(mention.after)
    if after and after[1][0].isupper() and after[1].lower() not in titles:
        start = mention.end + after.start(1)
        if not any(other.start == start for other in others) and not after[1].isupper():
            return True
    before = _CAPITAL_BEFORE.search(mention.before)
    if before and before[1][0].isupper() and before[1].lower() not in titles:
        end = mention.start - 1
        return not any(other.start < end <= other.end + 2 for other in others)
    return False


def _longest(
    text: str, in_text: Sequence[Word], number: int, language: Language
) -> tuple[str, tuple[Entry, ...]] | None:
    first = in_text[number]
    most = _words_from(language).get(_stem(first.text), 0)
    for last in reversed(in_text[number : number + most]):
        written = text[first.start : last.end]
        for form in _without_genitive(written, language):
            senses = _forms(language).get(form)
            if senses and not _is_ordinary_word(form, first, senses, language):
                return form, senses
    return None


def _without_genitive(written: str, language: Language) -> Iterator[str]:
    yield written
    for ending in GENITIVES:
        if written.endswith(ending):
            yield written[: -len(ending)]
    if language == "sv" and written.endswith("s"):
        yield written[:-1]


def _is_ordinary_word(form: str, word: Word, senses: tuple[Entry, ...], language: Language) -> bool:
    """Whether a city's name at the beginning of a sentence, or a family's, is more likely a common word."""
    if senses[0].kind in {Kind.COUNTRY, Kind.REGION, Kind.CAPITAL, *gazetteer.PEOPLES}:
        return False
    if senses[0].kind is Kind.CITY and gazetteer.is_common_name(form):
        return True
    return word.initial and dictionary(language).accepts(form.lower())


def _stem(word: str) -> str:
    """The first letters, by which it is seen at once that most words begin no name."""
    return word[:4]


@cache
def _words_from(language: Language) -> Mapping[str, int]:
    """How many words the longest name has that begins so."""
    most: dict[str, int] = defaultdict(int)
    for form in _forms(language):
        size = min(LONGEST, 1 + form.count(" ") + form.count("-"))
        for length in range(1, 5):
            most[form[:length]] = max(most[form[:length]], size) if len(form) >= length else 0
    return {stem: size for stem, size in most.items() if size}


@cache
def _forms(language: Language) -> Mapping[str, tuple[Entry, ...]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in gazetteer.entries():
        if entry.kind in _KINDS and (entry.countries or entry.kind is Kind.REGION):
            for form in (*entry.accepted(language), *entry.variants(language)):
                found[form].append(entry)
    rank = {kind: number for number, kind in enumerate(Kind)}
    rank[Kind.CITY] = rank[Kind.CAPITAL]
    return {
        form: tuple(sorted(senses, key=lambda entry: (rank[entry.kind], -entry.population)))
        for form, senses in found.items()
    }
