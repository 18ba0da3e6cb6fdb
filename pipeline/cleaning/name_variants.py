"""Forms of one name: the termbase's before the gazetteer's before the majority's."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline import gazetteer
from pipeline.cleaning.lexicon import frequencies
from pipeline.cleaning.name_forms import SHORTEST, Name, Names, documents, edit, times
from pipeline.document import Edit, Language, other
from pipeline.gazetteer import Kind
from pipeline.romanisation import looks_romanised, same_name, to_english, to_swedish

TONGUES: dict[Language, str] = {"sv": "Swedish", "en": "English"}

USUAL = 20
"""A variant that is at least one in so many of the preferred form is a habit, not a mistake (Mexico)."""

MAJORITY = 3
"""A form is the document's own where it stands so many times as often as another one of the same name."""

SEVERAL = 3
"""So many other documents of an archive have to agree before their form is applied, not only suggested."""

CERTAIN, LIKELY, POSSIBLE, UNLIKELY = 0.95, 0.8, 0.7, 0.45
"""Confidences: applied at all levels but the strictest, at the boldest only (twice), and at none."""


def known_variant(names: Names) -> Iterator[Edit]:
    """A form that is known to mean a name, but is not written in this language ("Kazachstan" in English).

    Applied for countries, and for what the document writes in the preferred form too; else suggested.
    """
    language = names.language
    for name in names:
        entries = gazetteer.find(name.form, language)
        if not entries or name.form in entries[0].accepted(language) or gazetteer.is_common_name(name.form):
            continue
        preferred = gazetteer.preferred(entries[0], language)
        if " " in preferred or len({gazetteer.preferred(entry, language) for entry in entries}) > 1:
            continue
        counts = frequencies(language)
        common = counts.get(name.form.lower(), 0) * USUAL > counts.get(preferred.lower(), 0)
        seen = names.seen(preferred).documents
        why = ""
        if preferred in names.found:
            confidence, why = CERTAIN, ", as this document does elsewhere"
        elif entries[0].kind is Kind.COUNTRY and not common:
            confidence = CERTAIN
        elif seen >= max(SEVERAL, MAJORITY * names.seen(name.form).documents):
            confidence, why = CERTAIN, f", as in {documents(seen)}"
        else:
            confidence = UNLIKELY if common else LIKELY
        tongue = TONGUES[language]
        reason = f"“{name.form}” is a variant of the name that is written “{preferred}” in {tongue}{why}."
        yield from _edits("known_variant", name, preferred, confidence, reason)


def inconsistent_name(names: Names) -> Iterator[Edit]:
    """A form of a person's name that is accepted, where the document or the archive writes another one."""
    language = names.language
    for name in names:
        for form in _other_forms(name.form, language):
            often, seldom = names.times(form), len(name.mentions)
            same = names.same_bearer(name.form, form)
            if same < 0:
                continue
            if often >= MAJORITY * seldom:
                listed = form in _accepted_with(name.form, language)
                why = f"this document writes “{form}” {times(often)}"
                yield from _inconsistent(name, form, 0.93 if listed or same > 0 else LIKELY, why)
                break
            seen = names.seen(form).documents
            if form not in names.found and seen >= SEVERAL + MAJORITY * names.seen(name.form).documents:
                yield from _inconsistent(name, form, POSSIBLE, f"“{form}” stands in {documents(seen)}")
                break


def romanised_name(names: Names) -> Iterator[Edit]:
    """A Russian name as it is written in the other language ("Nazarbajev" in English).

    Applied where the document writes the form of its own language as often, or several documents of the
    archive do and none this one; else suggested where the rules of romanisation are sure both ways.
    """
    language = names.language
    for name in names:
        form = name.form
        if len(form) < SHORTEST or gazetteer.is_common_name(form) or gazetteer.find(form, language):
            continue
        candidates = _from_other(form, language)
        if not candidates or form in candidates:
            continue
        best = max(candidates, key=lambda one: (names.times(one), names.seen(one).documents))
        often, seen = names.times(best), names.seen(best).documents
        agrees = names.same_bearer(form, best) >= 0
        if often:
            sure, why = often >= len(name.mentions) and agrees, f", which this document writes {times(often)}"
        elif seen:
            sure = seen >= SEVERAL and agrees and not names.seen(form).documents
            why = f", which stands in {documents(seen)}"
        else:
            known = [one for one in candidates if gazetteer.find(one, language)]
            best = known[0] if known else candidates[0]
            if not known and not _is_sure(form, best, language):
                continue
            sure, why = False, ", which is a known name" if known else " by the rules for Russian names"
        reason = (
            f"“{form}” is the {TONGUES[other(language)]} spelling of a name; "
            f"in {TONGUES[language]} it is “{best}”{why}."
        )
        yield from _edits("romanised_name", name, best, CERTAIN if sure else POSSIBLE, reason)


def _inconsistent(name: Name, form: str, confidence: float, why: str) -> Iterator[Edit]:
    reason = f"“{name.form}” and “{form}” are one name, and {why}."
    yield from _edits("inconsistent_name", name, form, confidence, reason)


def _edits(rule: str, name: Name, after: str, confidence: float, reason: str) -> Iterator[Edit]:
    for word in name.mentions:
        yield edit(rule, word, name.form, after, confidence, reason)


def _accepted_with(form: str, language: Language) -> tuple[str, ...]:
    """The accepted forms of the person's name that `form` is an accepted form of."""
    for entry in gazetteer.find(form, language):
        if entry.kind in gazetteer.PERSONS and form in entry.accepted(language):
            return entry.accepted(language)
    return ()


def _other_forms(form: str, language: Language) -> list[str]:
    """The other forms of a person's name: those of the gazetteer, else other romanisations of it."""
    if len(form) < SHORTEST:
        return []
    if accepted := _accepted_with(form, language):
        return [one for one in accepted if one != form]
    if gazetteer.is_common_name(form) or not looks_romanised(form, language):
        return []
    here, there = (to_swedish, to_english) if language == "sv" else (to_english, to_swedish)
    return sorted({again for one in there(form) for again in here(one, surely=True)} - {form})


def _from_other(form: str, language: Language) -> list[str]:
    """The forms in `language` that a name in the other language's spelling may have, best first."""
    return to_english(form) if language == "en" else to_swedish(form)


def _is_sure(form: str, converted: str, language: Language) -> bool:
    """Whether the rules lead from one spelling to the other and back, and nobody else is called that."""
    if set(_from_other(form, other(language))) - {form}:  # Achmedov is right in Swedish, too.
        return False
    back = _from_other(converted, other(language))
    pair = (converted, form) if language == "sv" else (form, converted)
    return back[:1] == [form] and same_name(*pair) and not gazetteer.is_common_name(converted)
