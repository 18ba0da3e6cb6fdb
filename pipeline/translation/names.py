"""The names of a sentence, and those that its translation lacks.

A name is known to the gazetteer, or it is a word with a capital that is no word without one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline import gazetteer
from pipeline.cleaning.lexicon import dictionary, is_compound
from pipeline.document import Language
from pipeline.gazetteer import PEOPLES, Entry, Kind
from pipeline.translation.name_data import data
from pipeline.translation.name_forms import lands, pairs, stands_in
from pipeline.translation.numbers import number_words

WORLD = frozenset({Kind.COUNTRY, Kind.REGION, Kind.CAPITAL, *PEOPLES})

MOST_WORDS = 5
"""Words of the longest names that are looked up in one."""

BEFORE = 10
"""Characters before a word that tell whether it begins a sentence."""

SHORTEST = 3
"""Letters of the longest word with a capital that is no name where the gazetteer does not know it."""

SHORTEST_TAIL = 5
"""Letters of a word at the end of a Swedish one by which that is a compound, whatever it begins with."""

LONGEST_ABBREVIATION = 5
"""Letters of the longest word in capitals that is taken for an abbreviation."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_GENITIVE = re.compile(r"(?:['’]s|['’]|:s)$")
_TAIL = re.compile(r"(?<=[^\W\d_])-[^\W\d_A-ZÅÄÖ][^\W_]*$")
"""What makes a Swedish compound of a name: Tesco-konton."""

_PLURAL = re.compile(r"[A-ZÅÄÖ]{2,}s")

_START = re.compile(r"(?:\n|[.!?:;…]['’”“\")]*\s|[–—]\s)[\s'’”“\"«»(\[–—-]*$")


class Found(NamedTuple):
    """A name in a sentence.

    Attributes:
        form: As it stands there, without the ending of a genitive.
        start: Offset of its first code point.
        end: Offset behind its last one.
    """

    form: str
    start: int
    end: int


def names(text: str, language: Language) -> list[Found]:
    """The names of `text`, in order.

    >>> [name.form for name in names("President Tokajev for till Förenta nationerna i New York.", "sv")]
    ['Tokajev', 'Förenta nationerna', 'New York']
    """
    if text.isupper():
        return []
    words = list(_WORD.finditer(text))
    found, position = [], 0
    while position < len(words):
        start = words[position].start()
        before = text[start - BEFORE : start] if start > BEFORE else "\n" + text[:start]
        most = min(MOST_WORDS, len(words) - position) if text[start].isupper() else 0
        for count in range(most, 0, -1):
            form = bare(text[start : words[position + count - 1].end()], language)
            if _is_name(form, language, begins=bool(_START.search(before)), words=count):
                found.append(Found(form, start, start + len(form)))
                position += count - 1
                break
        position += 1
    return found


def missing(source: str, target: str, language: Language) -> list[str]:
    """The names of `source` that do not stand in `target`, each once.

    Args:
        source: A sentence.
        target: Its translation.
        language: The language of `source`.

    >>> missing("Janukovytj mötte Obama i Warszawa.", "Yanukovych met Obama in Vienna.", "sv")
    ['Warszawa']
    """
    forms = dict.fromkeys(name.form for name in names(source, language))
    return [form for form in forms if not stands_in(form, target, language)]


def invented(source: str, target: str, language: Language) -> list[str]:
    """The names of `target` that do not stand in `source`, as far as they are known ones, each once.

    A name that nobody knows is more likely a word with a capital, or the source's own in another form.

    Args:
        source: A sentence.
        target: Its translation.
        language: The language of `target`.

    >>> invented("Presidenten mötte pressen.", "President Obama met Mr Zwockel.", "en")
    ['Obama']
    """
    return [form for form in missing(target, source, language) if _is_known(form, language)]


def _is_name(form: str, language: Language, *, begins: bool, words: int) -> bool:
    if not form:
        return False
    known = gazetteer.find(form, language)
    if form in lands(language):
        return words > 1 or not begins or not _is_word(form.lower(), language)
    if words > 1:
        return bool(known)
    low = form.lower()
    if low in number_words(language):  # June and August are months first.
        return False
    if form in data()["translated"][language]:
        return False
    if len(form) > 1 and form.isupper():
        return bool(known) or len(form) <= LONGEST_ABBREVIATION
    if _is_word(low, language):
        return _is_meant(known, language, begins=begins)
    if known:
        return True
    if len(form) <= SHORTEST or _PLURAL.fullmatch(form) or (begins and _is_made_of_words(low, language)):
        return False
    # English writes days, languages and faiths with a capital; they are translated.
    if language == "sv" or not (_is_word(form, "en") or _is_word(form.removesuffix("s"), "en")):
        return True
    # What Swedish writes with a capital, too, is a name all the same: Disney.
    return _is_word(form, "sv") and not _is_word(low, "sv")


def _is_word(form: str, language: Language) -> bool:
    return dictionary(language).accepts(form)


def _is_meant(known: Sequence[Entry], language: Language, *, begins: bool) -> bool:
    """Whether a name is meant by a word with a capital that is a word without it, too: *Turkey*, *Mars*.

    No one writes a country otherwise, nor, in Swedish, anything else inside a sentence.
    """
    kinds = {entry.kind for entry in known if entry.kind is not Kind.SURNAME or entry.countries}
    if begins:
        return Kind.COUNTRY in kinds
    return bool(kinds & (WORLD | {Kind.SURNAME, Kind.CITY} if language == "sv" else WORLD | {Kind.SURNAME}))


def _is_made_of_words(word: str, language: Language) -> bool:
    """Whether a word that nobody knows is made of others: *Anti-war*, *Häxtimmen*, *Cultic*.

    Only where it opens a sentence, so that its capital says nothing.
    """
    accepts = dictionary(language).accepts
    if "-" in word:
        return all(accepts(part) for part in word.split("-"))
    if language == "sv":
        ends = (word[cut:] for cut in range(SHORTEST, len(word) - SHORTEST_TAIL + 1))
        return is_compound(word) or any(accepts(end) for end in ends)
    stems = (word.removesuffix(ending) for ending in data()["word_endings"] if word.endswith(ending))
    return any(len(stem) > SHORTEST and accepts(stem) for stem in stems)


def bare(form: str, language: Language) -> str:
    """A form without the ending of a genitive, where the form with it is not a name itself."""
    short = _GENITIVE.sub("", form)
    if language == "sv":
        short = _TAIL.sub("", short)
    if language == "sv" and short.endswith("s") and not _is_known(short, language):
        return short[:-1] if _is_known(short[:-1], language) else short
    return short


def _is_known(form: str, language: Language) -> bool:
    return bool(gazetteer.find(form, language)) or form in pairs(language)
