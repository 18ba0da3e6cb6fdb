"""The user's termbase: names and terms in both languages, which come before everything that is built in.

It is read from a file by `pipeline.terms_reading`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from pipeline.document import Language

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a termbase.

    Attributes:
        sv: Accepted forms in Swedish, the preferred one first; never empty.
        en: Accepted forms in English, the preferred one first; never empty.
        variants_sv: Forms that are brought to the preferred one in Swedish text.
        variants_en: Forms that are brought to the preferred one in English text.
        kind: What it is, in the user's own words.
        note: Whatever the user wants to say of it.
        case: ``exact`` where capitals in a translation count, else ``free`` or empty.
    """

    sv: tuple[str, ...]
    en: tuple[str, ...]
    variants_sv: tuple[str, ...] = ()
    variants_en: tuple[str, ...] = ()
    kind: str = ""
    note: str = ""
    case: str = ""

    def accepted(self, language: Language) -> tuple[str, ...]:
        """The forms that may stand in a text of that language, the preferred one first."""
        return self.sv if language == "sv" else self.en

    def variants(self, language: Language) -> tuple[str, ...]:
        """The forms that are brought to the preferred one in a text of that language."""
        return self.variants_sv if language == "sv" else self.variants_en


class Found(NamedTuple):
    """A form of a term in a text.

    Attributes:
        start: Offset of its first code point.
        end: Offset behind its last one, without the ending of a genitive.
        preferred: What the termbase prefers in its place; the form itself where that is accepted.
    """

    start: int
    end: int
    preferred: str


@dataclass(frozen=True)
class Termbase:
    """The terms of a file.

    Attributes:
        terms: In the order of the file; where two have the same form, the first counts.
        digest: The beginning of the file's SHA-256, for signatures.
    """

    terms: tuple[Term, ...]
    digest: str = ""

    def find(self, text: str, language: Language) -> Iterator[Found]:
        """The forms of terms in `text`, in order, the longest at each place.

        >>> terms = Termbase((Term(("Masimov",), ("Massimov",), variants_en=("Masimov",)),))
        >>> list(terms.find("Masimov’s list. Massimovs left.", "en"))
        [Found(start=0, end=7, preferred='Massimov')]
        """
        position = 0
        for word in _WORD.finditer(text):
            start = word.start()
            if start < position:
                continue
            keys = (word[0], word[0][:-1]) if language == "sv" and word[0][-1] == "s" else (word[0],)
            for form, preferred in (pair for key in keys for pair in self._forms[language].get(key, ())):
                if text.startswith(form, start) and _ends(text, start + len(form), language):
                    position = start + len(form)
                    yield Found(start, position, preferred)
                    break

    def term(self, form: str, language: Language) -> Term | None:
        """The term with that accepted form, which may have a capital as where a sentence begins."""
        known = self._terms[language]
        return known.get(form) or known.get(form[:1].lower() + form[1:])

    def forms(self, language: Language) -> Iterable[str]:
        """All accepted forms in that language."""
        return (form for term in self.terms for form in term.accepted(language))

    @cached_property
    def _terms(self) -> dict[str, dict[str, Term]]:
        """By language and accepted form, the first of several."""
        languages: tuple[Language, ...] = ("sv", "en")
        return {
            language: {form: term for term in self.terms[::-1] for form in term.accepted(language)[::-1]}
            for language in languages
        }

    @cached_property
    def _forms(self) -> dict[str, dict[str, list[tuple[str, str]]]]:
        """By language and first word: each form with the preferred one, the longest first."""
        languages: tuple[Language, ...] = ("sv", "en")
        return {language: _by_first_word(self.terms, language) for language in languages}


def _by_first_word(terms: Iterable[Term], language: Language) -> dict[str, list[tuple[str, str]]]:
    preferred: dict[str, str] = {}
    known = list(terms)
    for term in known:
        for form in term.accepted(language):
            preferred.setdefault(form, form)
    for term in known:
        for form in term.variants(language):
            preferred.setdefault(form, term.accepted(language)[0])
    for form, best in list(preferred.items()):
        if form[0].islower():  # A common noun has a capital where it begins a sentence.
            preferred.setdefault(form[0].upper() + form[1:], best[0].upper() + best[1:])
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for form in sorted(preferred, key=lambda form: (-len(form), form)):
        if first := _WORD.match(form):
            found[first[0]].append((form, preferred[form]))
    return dict(found)


def _ends(text: str, end: int, language: Language) -> bool:
    """Whether a word ends there, or does but for the s of a Swedish genitive."""
    if language == "sv" and text.startswith("s", end):
        end += 1
    return not _WORD.match(text, end)
