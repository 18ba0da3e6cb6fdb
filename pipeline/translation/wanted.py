"""Which names and terms a translation should have, by what stands in its source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.document import Language, other
from pipeline.gazetteer import PEOPLES, PERSONS, Kind
from pipeline.terms import Term, Termbase
from pipeline.translation import known_forms
from pipeline.translation.known_forms import best, entries_of, right, wrong
from pipeline.translation.names import names

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a translation should have.

    Attributes:
        form: What stands in the source.
        times: How often it stands there, in any form.
        best: What to write in the translation, or nothing where that is not sure.
        right: The forms that may stand there.
        wrong: Other forms that are known to mean it.
        is_known: Whether a termbase or the gazetteer has it, or only the rules of romanisation.
        is_noted: Whether it is a place, an organisation, or a person in the news: no mere family name.
        is_term: Whether the user's termbase says so.
        inflects: Whether the right form depends on words beside it: Swedish adjectives and peoples.
        is_person: Whether it is the name of a person.
        exact: Whether capitals count, too.
        genitive: Whether it stands in the genitive in the source.
    """

    form: str
    times: int
    best: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]
    is_known: bool = True
    is_noted: bool = True
    is_term: bool = False
    inflects: bool = False
    is_person: bool = False
    exact: bool = False
    genitive: bool = False


def wanted(source: str, language: Language, terms: Termbase | None = None) -> Iterator[Wanted]:
    """The names and terms of `source`, which is in `language`, those of the termbase first.

    >>> [one.best for one in wanted("Kazakiska talare besökte Wien.", "sv")]
    ['Vienna', 'Kazakh']
    """
    rest = source
    if terms:
        for form, term in _terms_in(source, language, terms):
            yield _of_term(form, term, source, language)
            rest = known_forms.without(rest, known_forms.find([form], rest))
    seen = [name.form for name in names(rest, language)]
    if language == "sv":
        seen += [form for form in _WORD.findall(rest) if _is_of_a_people(form)]
    for form in dict.fromkeys(seen):
        entries = entries_of(form, language)
        if (
            any(entry.kind is Kind.ORGANISATION for entry in entries)
            and " " in form + right(form, language)[0]
        ):
            continue  # Articles, and the words around them, would have to change as well.
        if entries or known_forms.romanisations(form, language):
            yield _of_name(form, source, language)
            family = form.rpartition(" ")[2]
            if any(entry.kind is Kind.PERSON for entry in entries) and family != form:
                yield _of_name(family, source, language)


def _is_of_a_people(form: str) -> bool:
    return any(entry.kind in PEOPLES for entry in entries_of(form, "sv"))


def _terms_in(source: str, language: Language, terms: Termbase) -> Iterator[tuple[str, Term]]:
    """The forms of terms in the source, each once, with their terms."""
    seen = set()
    for start, end, preferred in terms.find(source, language):
        term = terms.term(preferred, language)
        if term and source[start:end] not in seen:
            seen.add(source[start:end])
            yield source[start:end], term


def _of_term(form: str, term: Term, source: str, language: Language) -> Wanted:
    target = other(language)
    accepted = term.accepted(target)
    known = [*term.variants(target), *term.accepted(language), *term.variants(language)]
    for own in term.accepted(language):
        known += right(own, language)
    spans = known_forms.find([form], source)
    return Wanted(
        form,
        len(spans),
        accepted[0],
        accepted,
        tuple(one for one in dict.fromkeys(known) if one not in accepted),
        is_term=True,
        exact=term.case == "exact",
        genitive=any(span.ending for span in spans),
    )


def _of_name(form: str, source: str, language: Language) -> Wanted:
    entries = entries_of(form, language)
    forms = {known for entry in entries for known in (*entry.accepted(language), *entry.variants(language))}
    spans = known_forms.find({form, *forms}, source)
    return Wanted(
        form,
        max(1, len(spans)),
        best(form, language),
        right(form, language),
        wrong(form, language),
        genitive=any(span.ending for span in known_forms.find([form], source)),
        is_known=bool(entries),
        inflects=any(entry.kind in PEOPLES for entry in entries),
        is_person=any(entry.kind in PERSONS for entry in entries) or not entries,
        is_noted=any(entry.countries or entry.kind is Kind.ORGANISATION for entry in entries),
    )
