"""Names and terms that the engine has written in another form: they are corrected, and the log says so.

A correction needs three things: the source holds the name, the translation has it nowhere in a right form,
and exactly one other form of it stands there. Whatever else is missing stays for the checks to flag.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from rapidfuzz.distance import OSA

from pipeline import changelog, gazetteer
from pipeline.cleaning.lexicon import dictionary
from pipeline.document import Edit, Language, Status, edit_id, other
from pipeline.terms import Termbase
from pipeline.translation import agreement, known_forms
from pipeline.translation.known_forms import Span
from pipeline.translation.wanted import Wanted, wanted

STAGE = "terms"

LONGEST_SENTENCE = 3000
"""Characters of a sentence beyond which it is not looked through."""

CONFIDENCE = {
    "term_form": 0.99,
    "name_form": 0.97,
    "adjective_left": 0.95,
    "misspelt_name_in_translation": 0.93,
}
"""How sure each rule is, by its name."""

LETTERS_FOR_EDITS = ((5, 1), (9, 2), (14, 3))
"""From so many letters on, a form that so many edits part from the right one is a misspelling of it."""

CONFIDENCE_OF_ROMANISED = 0.9
"""For a Russian name that nobody has noted, which is romanised by rule."""

MOST_EDITS_OF_INFLECTED = 2
"""So many edits may part a Swedish adjective, or people, from its right form."""

LITTLE_WORDS = {
    "sv": frozenset({"av", "och", "för", "på", "vid", "i", "till", "de", "den", "det"}),
    "en": frozenset({"of", "the", "and", "for", "at", "in"}),
}
"""Words of the source's language that show, before a name, that more than the name was left as it is."""

LANGUAGE_NAMES = {"sv": "Swedish", "en": "English"}

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_GENITIVE = re.compile(r"(?:['’]s|['’]|:s)$")
_WORD_BEFORE = re.compile(r"(?<!\w)([^\W\d_]+) $")
_WORD_BEHIND = re.compile(r" ([^\W\d_]+)")


def correct(
    source: str, target: str, language: Language, terms: Termbase | None = None
) -> tuple[str, tuple[Edit, ...]]:
    """The translation with its names and terms in their right forms, and the edits that were made.

    Args:
        source: A sentence.
        target: What a machine has made of it.
        language: The language of `source`.
        terms: The user's termbase, which comes before what is built in.

    >>> text, (edit,) = correct("Kazakstans president", "The president of Kazachstan", "sv")
    >>> text, edit.rule, edit.before
    ('The president of Kazakhstan', 'name_form', 'Kazachstan')
    """
    if max(len(source), len(target)) > LONGEST_SENTENCE or target.isupper() or source.isupper():
        return target, ()
    found: list[Edit] = []
    for one in wanted(source, language, terms):
        found += _corrections(one, source, target, language)
    made = _apart(found)
    made = [replace(edit, id=edit_id(source, edit.start, edit.end, edit.before, edit.after)) for edit in made]
    return changelog.apply(target, made), tuple(made)


def _corrections(one: Wanted, source: str, target: str, language: Language) -> Iterator[Edit]:
    """The edits that bring another form of the name, the only one in the translation, to the right one."""
    known = known_forms.find([*one.wrong, *(form[0].upper() + form[1:] for form in one.wrong)], target)
    if one.exact:
        known += [span for span in _whatever_capitals(one.right, target) if span not in known]
    rest = known_forms.without(target, known)
    if not one.is_term:
        rest = known_forms.without_mistakes(one.form, rest, language)
    if known_forms.any_stands(one.right, rest):
        return
    # Blanks stand in the place of the known ones, so that they are not found a second time.
    near = list(_misspelt(one, source, known_forms.without(target, known), language))
    spans = [*known, *near]
    if len({target[span.start : span.end].casefold() for span in spans}) != 1 or len(spans) > one.times:
        return
    if not (one.is_person or one.is_term) and any(
        _is_in_title(span, source, target, language) for span in spans
    ):
        return
    rule = "term_form" if one.is_term else "name_form" if known else "misspelt_name_in_translation"
    for span in spans:
        before = target[span.start : span.end]
        if _is_left_in_english(one, before, other(language), near=bool(near)):
            yield from _adjective_left(span, target)
            continue
        after = _right_form(one, before, other(language), near=bool(near))
        ending = agreement.ending(span, after, other(language), target, one.genitive) if after else None
        if after and ending is not None:
            needs_none = one.is_term or language == "en"
            article = "" if needs_none else agreement.article(after, target[: span.start])
            if article is None:
                continue
            if (
                after[0].islower()
                and before[0].isupper()
                and agreement.OPENING.fullmatch(target[: span.start])
            ):
                after = after[0].upper() + after[1:]
            yield _edit(span, target, article + after + ending, one, rule, other(language))


def _misspelt(one: Wanted, source: str, target: str, language: Language) -> Iterator[Span]:
    """Where a form stands that is near a right one, and is neither a word nor anybody's name."""
    if not (one.is_known and one.is_noted) or (one.is_term and one.right[0].islower()):
        return
    forms = {form.casefold() for form in (*one.right, one.form, *one.wrong)}
    lower = one.inflects and language == "en"
    tokens = list(_WORD.finditer(target))
    for count in {len(_WORD.findall(form)) for form in forms} - {0}:
        alike = [form for form in forms if len(_WORD.findall(form)) == count]
        for first, last in zip(tokens, tokens[count - 1 :], strict=False):
            written = target[first.start() : last.end()]
            if not (written[0].isupper() or lower):
                continue
            bare = _GENITIVE.sub("", written)
            choices = [bare, bare[:-1]] if one.genitive and bare.endswith("s") else [bare]
            for form in choices:
                if _is_near(form, alike) and _is_nobodys(form, source, language):
                    start = first.start()
                    yield Span(start, start + len(form), written[len(form) :])
                    break


def _is_near(written: str, forms: Collection[str]) -> bool:
    plain = written.casefold()
    limit = max((edits for letters, edits in LETTERS_FOR_EDITS if len(plain) >= letters), default=0)
    return limit > 0 and any(OSA.distance(plain, form, score_cutoff=limit) <= limit for form in forms)


def _is_nobodys(form: str, source: str, language: Language) -> bool:
    """Whether it is neither a word of the target language, nor a known name, nor in the source."""
    accepts = dictionary(other(language)).accepts
    if form in source or (" " not in form and (accepts(form) or accepts(form.lower()))):
        return False
    return not gazetteer.find(form) and not gazetteer.find(form.lower())


def _is_left_in_english(one: Wanted, before: str, target: Language, *, near: bool) -> bool:
    """Whether it is an English word that does not say which Swedish form should stand there."""
    return (
        not near and one.inflects and target == "sv" and bool(known_forms.entries_of(before, other(target)))
    )


def _adjective_left(span: Span, target: str) -> Iterator[Edit]:
    """The Swedish adjective in the place of an English one, where the words beside it say which form."""
    form, noun = agreement.adjective(target[span.start : span.end], target[: span.start], target[span.end :])
    if not form or span.ending:
        return
    if agreement.OPENING.fullmatch(target[: span.start]):
        form = form[0].upper() + form[1:]
    before = target[span.start : span.end]
    reason = f"“{before}” was left in English; before “{noun}” Swedish writes “{form}”."
    rule = "adjective_left"
    yield Edit(STAGE, rule, span.start, span.end, before, form, CONFIDENCE[rule], reason, Status.APPLIED)


def _right_form(one: Wanted, before: str, target: Language, *, near: bool) -> str:
    """What should stand for `before`, or nothing where that is not sure."""
    if not near and not (one.inflects and target == "sv"):
        return one.best
    # The nearest form has the same number, gender and kind: kazakhiska is kazakiska and not kazakisk.
    ranked = sorted((OSA.distance(before.casefold(), form.casefold()), form) for form in one.right)
    best, form = ranked[0]
    if one.inflects and (best > MOST_EDITS_OF_INFLECTED or [edits for edits, _ in ranked].count(best) > 1):
        return ""
    return form


def _is_in_title(span: Span, source: str, target: str, language: Language) -> bool:
    """Whether it is a part of a name that was left as it is: *Bank of Scotland*, *Australian Open*."""
    before = _WORD_BEFORE.search(target[: span.start])
    behind = _WORD_BEHIND.match(target[span.end :])
    if before and before[1] in LITTLE_WORDS[language]:
        return True
    capital = [found[1] for found in (before, behind) if found and found[1][0].isupper()]
    return not {*capital}.isdisjoint(_WORD.findall(source))


def _edit(span: Span, target: str, after: str, one: Wanted, rule: str, language: Language) -> Edit:
    end = span.end + len(span.ending)
    before = target[span.start : end]
    best = f"the termbase has “{one.best}”" if one.is_term else f"{LANGUAGE_NAMES[language]} writes “{after}”"
    if target[span.start : span.end] == one.form:
        said = f"“{one.form}” was left as it stands in the source"
    else:
        what = "a misspelling" if rule.startswith("misspelt") else "another form"
        said = f"The translation had “{before}”, {what} of “{one.form}” in the source"
    return Edit(
        STAGE,
        rule,
        span.start,
        end,
        before,
        after,
        CONFIDENCE[rule] if one.is_known else CONFIDENCE_OF_ROMANISED,
        f"{said}; {best}.",
        Status.APPLIED,
    )


def _whatever_capitals(forms: Collection[str], target: str) -> list[Span]:
    """Where one of the forms stands with other capitals than its own."""
    spellings = {
        target[found.start() : found.end()]
        for form in forms
        for found in re.finditer(rf"(?<!\w){re.escape(form)}", target, re.IGNORECASE)
    }
    return known_forms.find(spellings - {*forms, *(form[0].upper() + form[1:] for form in forms)}, target)


def _apart(edits: Iterable[Edit]) -> list[Edit]:
    """The edits in order; of those that overlap the one that holds the others, or none."""
    made = sorted(dict.fromkeys(edits), key=lambda edit: (edit.start, edit.end))
    found = []
    for edit in made:
        others = [one for one in made if one is not edit and one.start < edit.end and edit.start < one.end]
        holds = all(edit.start <= one.start and one.end <= edit.end for one in others)
        if holds and not any((one.start, one.end) == (edit.start, edit.end) for one in others):
            found.append(edit)
    return found
