"""Which forms of a known name are right in the other language, and which are known to be mistakes there."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from pipeline import gazetteer
from pipeline.document import Language, other
from pipeline.gazetteer import PEOPLES, Entry, Kind, normalised
from pipeline.romanisation import to_english, to_swedish
from pipeline.translation.name_forms import NATIONS, institutions, lands, pairs, part_of, stands
from pipeline.translation.spellings import ALIKE, words

_ENDING = r"(?:['’]s|['’]|:s|s)?"


class Span(NamedTuple):
    """A form in a text.

    Attributes:
        start: Offset of its first code point.
        end: Offset behind its last one, without the ending of a genitive.
        ending: That ending, or nothing.
    """

    start: int
    end: int
    ending: str = ""


@lru_cache(maxsize=4096)
def right(form: str, language: Language) -> tuple[str, ...]:
    """What may stand for a name of a text in `language` in the other one, the best first.

    A name of which nothing is known is right as it is.

    >>> right("Wien", "sv"), right("Zwockel", "sv")
    (('Vienna', 'Viennese'), ('Zwockel',))
    """
    target, found = other(language), list[str]()
    known = entries_of(form, language)
    if best := gazetteer.counterpart(form, language, target):
        found.append(best)
    for entry in known:
        found += own_forms(entry, target)
        if entry.kind in NATIONS and len(entry.countries) == 1:
            found += _nation(target).get(entry.countries[0], ())
    found += [*pairs(language).get(form, ()), *institutions(language).get(form.lower(), ())]
    romanised = [] if known else romanisations(form, language)
    found += romanised
    if not (known or romanised or form in lands(language)):
        found.append(form)
    if part := part_of(form, language):
        found += right(part, language)
    return tuple(dict.fromkeys(found))


def best(form: str, language: Language) -> str:
    """What to write for a name of a text in `language` in the other one, or nothing where that is not sure.

    A name that is not the usual one, *Makedonien* for *Nordmakedonien*, becomes the one that is most like it.

    >>> best("Nordmakedonien", "sv"), best("Makedonien", "sv"), best("Amerikas förenta stater", "sv")
    ('North Macedonia', 'Macedonia', '')
    """
    entries = entries_of(form, language)
    if not entries:
        return right(form, language)[0]
    entry, own = entries[0], own_forms(entries[0], other(language))
    usual = entry.accepted(language)[0]
    if entry.kind in PEOPLES or form == usual or form in entry.variants(language):
        return own[0]
    if noted := [one for one in pairs(language).get(form, ()) if one in own]:
        return noted[0]
    ranked = [(OSA.normalized_similarity(normalised(form), normalised(one)), one) for one in own]
    likeness, alike = max(ranked, key=lambda found: found[0])
    return alike if likeness >= ALIKE else ""


@lru_cache(maxsize=4096)
def wrong(form: str, language: Language) -> tuple[str, ...]:
    """What means a name of a text in `language` and should not stand in the other one, the longest first.

    It is what only `language` writes, and what is a mistake in both. What differs in spaces and signs only,
    and what is the name of anything else in the other language, is left out.

    >>> "Kazakstan" in wrong("Kazakstan", "sv"), wrong("Wien", "sv"), wrong("Hongkong", "sv")
    (True, ('Wien',), ())
    """
    entries = entries_of(form, language)
    found = [one for entry in entries for one in _mistakes(entry, other(language))]
    if not entries and form not in right(form, language):
        found.append(form)
    known = {letters(one) for one in right(form, language)}
    bad = [one for one in found if letters(one) not in known and not _is_other_name(one, form, language)]
    return tuple(sorted(dict.fromkeys(bad), key=lambda one: (-len(one), one)))


def romanisations(form: str, language: Language) -> list[str]:
    """How a Russian name that nobody has noted is written in the other language, the best first."""
    return to_english(form) if language == "sv" else to_swedish(form)


def is_rightly_in(form: str, target: str, language: Language) -> bool:
    """Whether a name of a text in `language` stands in its translation `target` in a right form.

    >>> is_rightly_in("Kazakstan", "in the Kazakh capital", "sv")
    True
    >>> is_rightly_in("Kazakstan", "in Kazachstan", "sv"), is_rightly_in("Kazakstan", "in Kazakstan", "sv")
    (False, False)
    """
    return any_stands(right(form, language), without_mistakes(form, target, language))


def without_mistakes(form: str, target: str, language: Language) -> str:
    """`target` with blanks in the place of what is wrong for a name, or for the people of a country.

    That *kazak* is a right form must not make one of *kazakhisk*, which begins with it.
    """
    bad = {*wrong(form, language)}
    for entry in entries_of(form, language):
        if entry.kind in NATIONS and len(entry.countries) == 1:
            bad |= _nation_mistakes(other(language)).get(entry.countries[0], frozenset())
    return without(target, find(bad | {one[0].upper() + one[1:] for one in bad}, target))


def any_stands(forms: Collection[str], text: str) -> bool:
    """Whether one of the forms stands in `text`, capitals and accents left out."""
    plain = " ".join(words(text))
    # The words of a text are those with letters only, so that what has other signs is sought as it is.
    return any(stands(normalised(form), plain) or form in text for form in forms)


def find(forms: Collection[str], text: str) -> list[Span]:
    """Where one of the forms stands in `text` as a word, or with the ending of a genitive; in order.

    >>> find(["Kazakstan"], "Kazakstans Kazakstanresa")
    [Span(start=0, end=9, ending='s')]
    """
    if not any(form in text for form in forms):
        return []
    choice = "|".join(map(re.escape, sorted(forms, key=len, reverse=True)))
    found = re.finditer(rf"(?<![\w-])({choice})({_ENDING})(?!\w)", text)
    return [Span(match.start(1), match.end(1), match[2]) for match in found]


def without(text: str, spans: Collection[Span]) -> str:
    """`text` with blanks in the place of the spans."""
    for start, end, _ in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def own_forms(entry: Entry, target: Language) -> tuple[str, ...]:
    """The accepted forms of an entry in `target`, without what an engine has only copied.

    A country has one usual name in each language. Where English accepts the Swedish one as well, Kazakstan,
    it is still not how a translation should call it.
    """
    accepted, theirs = entry.accepted(target), entry.accepted(other(target))
    if entry.kind is Kind.COUNTRY and len(theirs) == 1 and theirs[0] != accepted[0]:
        return tuple(form for form in accepted if form != theirs[0])
    return accepted


def letters(form: str) -> str:
    """A form without capitals, accents, spaces and signs.

    >>> letters("Hong Kong") == letters("Hongkong")
    True
    """
    return "".join(filter(str.isalnum, normalised(form)))


def entries_of(form: str, language: Language) -> list[Entry]:
    """The entries of a form; a Swedish adjective that begins a name has a capital: *Irländska sjön*."""
    found = gazetteer.find(form, language)
    if found or language == "en" or not form[:1].isupper():
        return found
    return [entry for entry in gazetteer.find(form.lower(), language) if entry.kind in PEOPLES]


def _is_other_name(candidate: str, form: str, language: Language) -> bool:
    """Whether a form is accepted in the other language as the name of something else."""
    ours = {entry.id for entry in entries_of(form, language)}
    target = other(language)
    return any(
        candidate in entry.accepted(target)
        for entry in gazetteer.find(candidate, target)
        if entry.id not in ours
    )


@cache
def _nation(target: Language) -> Mapping[str, tuple[str, ...]]:
    """By country the right names in `target` of it, its people and what is of it."""
    found: dict[str, list[str]] = defaultdict(list)
    for entry in gazetteer.entries():
        if entry.kind in NATIONS and len(entry.countries) == 1:
            found[entry.countries[0]] += own_forms(entry, target)
    return {code: tuple(dict.fromkeys(forms)) for code, forms in found.items()}


@cache
def _nation_mistakes(target: Language) -> Mapping[str, frozenset[str]]:
    """By country what is wrong in `target` for it, its people and what is of it."""
    found: dict[str, set[str]] = defaultdict(set)
    for entry in gazetteer.entries():
        if entry.kind in NATIONS and len(entry.countries) == 1:
            found[entry.countries[0]].update(_mistakes(entry, target))
    known = {code: {letters(form) for form in forms} for code, forms in _nation(target).items()}
    return {
        code: frozenset(form for form in forms if letters(form) not in known[code])
        for code, forms in found.items()
    }


def _mistakes(entry: Entry, target: Language) -> Iterator[str]:
    """The forms of an entry that should not stand in `target`."""
    theirs = other(target)
    for form in (*entry.accepted(theirs), *entry.variants(theirs), *entry.variants(target)):
        if form not in own_forms(entry, target):
            yield form
