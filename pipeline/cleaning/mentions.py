"""Mentions of places, peoples and known persons in a text, each with everything it may mean."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline import gazetteer
from pipeline.cleaning.lexicon import dictionary
from pipeline.cleaning.words import CONTEXT, Word, words
from pipeline.document import Language
from pipeline.gazetteer import Entry, Kind
from pipeline.sentences import Sentence, split

DATA = Path(__file__).parents[1] / "data" / "slips.json"

LEADERS = DATA.with_name("leaders.tsv")

LONGEST = 4
"""Words of a name that is looked up."""

GENITIVES = ("'s", "’s", ":s")

_KINDS = gazetteer.PLACES | gazetteer.PEOPLES | {Kind.PERSON, Kind.SURNAME}
_QUOTED = re.compile(
    r"[\"“”„][^\"“”„\n]{1,600}?[\"“”]|»[^«»\n]{1,600}[«»]|(?<!\w)[‘'][^‘’'\n]{1,600}[’'](?!\w)"
)
_LETTERS = re.compile(r"[^\W\d_]+")
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
        """What stands before it in its sentence, up to `CONTEXT`."""
        offset = self.start - self.sentence.start
        return self.sentence.text[max(0, offset - CONTEXT) : offset]

    @property
    def after(self) -> str:
        """What stands behind it in its sentence, up to `CONTEXT`."""
        offset = self.end - self.sentence.start
        return self.sentence.text[offset : offset + CONTEXT]


def mentions(text: str, language: Language) -> list[Mention]:
    """The mentions in `text`, in order; where names contain one another, the longest.

    >>> [found.form for found in mentions("South Korea’s president met Joe Biden in Reading.", "en")]
    ['South Korea', 'Joe Biden', 'Reading']
    """
    in_text = words(text, language)
    spans: list[tuple[int, int, str, tuple[Entry, ...]]] = []
    for number, word in enumerate(in_text):
        if (not spans or word.start >= spans[-1][1]) and (named := _longest(text, in_text, number, language)):
            form, senses = named
            spans.append((word.start, word.start + len(form), form, senses))
    if not spans:
        return []
    sentences = split(text, language)
    starts = [sentence.start for sentence in sentences]
    found = [
        Mention(start, end, form, sentences[bisect_right(starts, start) - 1], senses)
        for start, end, form, senses in spans
    ]
    return _of_known_bearers(found)


def quotations(text: str) -> list[tuple[int, int]]:
    """Start and end of what stands in quotation marks.

    >>> quotations("He read “War and Peace”.")
    [(8, 23)]
    """
    return [match.span() for match in _QUOTED.finditer(text)]


def is_part_of_name(mention: Mention, others: Sequence[Mention]) -> bool:
    """Whether it belongs to a longer name: Australian Open, Jordan Henderson, Radio Tirana.

    Args:
        mention: A mention.
        others: The mentions beside it; two that stand together do not make a name.
    """
    titles = _titles()
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


def _of_known_bearers(found: Sequence[Mention]) -> list[Mention]:
    """Without family names of others than those in the news: after another given name, or common ones."""
    named = {part for other in found if other.kind is Kind.PERSON for part in other.form.split()}
    return [
        mention
        for number, mention in enumerate(found)
        if mention.kind is not Kind.SURNAME
        or (
            (mention.form in named or not gazetteer.is_common_name(mention.form))
            and not is_part_of_name(mention, found[max(0, number - 1) : number + 2])
        )
    ]


@cache
def _titles() -> frozenset[str]:
    """Words that may have a capital beside a name (President, Parliament), in small letters."""
    return frozenset(json.loads(DATA.read_text(encoding="utf-8"))["titles"])


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


def _stem(words: str) -> str:
    """The first letters of the first word, by which it is seen at once that most words begin no name."""
    match = _LETTERS.match(words)
    return match[0][:4] if match else ""


@cache
def _words_from(language: Language) -> Mapping[str, int]:
    """How many words the longest name has that begins so."""
    most: dict[str, int] = defaultdict(int)
    for form in _forms(language):
        size = min(LONGEST, 1 + form.count(" ") + form.count("-"))
        most[_stem(form)] = max(most[_stem(form)], size)
    return most


@cache
def _forms(language: Language) -> Mapping[str, tuple[Entry, ...]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in (*gazetteer.entries(), *_leaders()):
        if entry.kind in _KINDS and (entry.countries or entry.latitude is not None):
            for form in (*entry.accepted(language), *entry.variants(language)):
                found[form].append(entry)
                if language == "sv" and entry.kind is Kind.ADJECTIVE and form.endswith("ska"):
                    found[form[:-1] + "e"].append(entry)  # den kazakiske presidenten
    for form, codes in short_names(language).items():
        found[form] += [gazetteer.countries()[code].entry for code in codes]
    rank = {kind: number for number, kind in enumerate(Kind)}
    rank[Kind.CITY] = rank[Kind.CAPITAL]
    return {
        form: tuple(sorted(senses, key=lambda entry: (rank[entry.kind], -entry.population)))
        for form, senses in found.items()
    }


@cache
def short_names(language: Language) -> Mapping[str, tuple[str, ...]]:
    """What an article on one of several countries calls it, with their ISO codes, the likeliest first."""
    names = json.loads(DATA.read_text(encoding="utf-8"))["short_names"][language]
    return {name: tuple(codes) for name, codes in names.items()}


@cache
def _leaders() -> tuple[Entry, ...]:
    """Heads of state and government that the gazetteer does not have, by whole name and by family name."""
    lines = LEADERS.read_text(encoding="utf-8").splitlines()[1:]
    found = []
    for country, swedish, english in (line.split("\t") for line in lines):
        for kind, forms in ((Kind.PERSON, _whole_names), (Kind.SURNAME, _family_names)):
            identifier = f"{kind}:{swedish}"
            found.append(
                Entry(identifier, kind, forms(swedish), forms(english or swedish), (), (), (country,))
            )
    return tuple(found)


def _whole_names(name: str) -> tuple[str, ...]:
    """Each given name with each family name, which stands in brackets."""
    before, _, rest = name.partition("[")
    _, _, after = rest.partition("]")
    return tuple(
        f"{given.strip()} {family}{after}".strip()
        for given in before.split("|")
        for family in _family_names(name)
    )


def _family_names(name: str) -> tuple[str, ...]:
    return tuple(name[name.index("[") + 1 : name.index("]")].split("|"))
