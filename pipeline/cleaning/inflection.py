"""Put one place or people in the place of another one: inflected alike, with the article it takes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.cleaning.claims import matches, settings
from pipeline.cleaning.likeness import likeness
from pipeline.cleaning.mentions import Mention, short_names
from pipeline.document import Language
from pipeline.gazetteer import PLACES, Entry, Kind

MUCH_MORE_ALIKE = 0.2
"""Likeness that another accepted form has to have more than the preferred one."""

_INDEFINITE = re.compile(r"\b(an?) $", re.IGNORECASE)
_DEFINITE = re.compile(r"\b(the) $", re.IGNORECASE)
_LIKE_A_VOWEL = re.compile(r"[aeio]|u(?!kr|ni|se|sa|s\b|gand|rug|zb)|uzb", re.IGNORECASE)


class Replacement(NamedTuple):
    """A span of the text, and what would stand there instead."""

    start: int
    end: int
    after: str


def replacement(mention: Mention, entry: Entry, language: Language) -> Replacement:
    """`entry` in the place of `mention`, with the same ending, capital and article as the mention needs.

    In English an article is taken along where it changes (an Iraqi, a Kazakh; the Gambia), in Swedish the
    genitive of names that end in s (Sveriges, Schweiz).
    """
    form = _inflected(mention, entry, language)
    if mention.form[0].isupper():
        form = form[0].upper() + form[1:]
    if language == "sv":
        return _with_genitive(mention, form)
    return _with_article(mention, form, entry)


def _inflected(mention: Mention, entry: Entry, language: Language) -> str:
    forms = entry.accepted(language)
    if entry.kind in PLACES:
        short = [name for name, codes in short_names(language).items() if entry.countries[:1] == codes[:1]]
        return _likest(mention, forms, short if entry.kind is Kind.COUNTRY else ())
    if language == "sv" and entry.kind is Kind.ADJECTIVE:
        if mention.form.endswith("ske"):
            return next((form[:-1] + "e" for form in forms if form.endswith("ska")), forms[0])
        ending = mention.form[-3:] if mention.form.endswith(("skt", "ska")) else "-"
        return next((form for form in forms if form.endswith(ending)), forms[0])
    if language == "sv" and entry.kind is Kind.DEMONYM:
        # The definite form stands behind each indefinite one: kazak, kazaken.
        own = [sense.accepted(language) for sense in mention.senses if sense.kind is Kind.DEMONYM]
        definite = any(mention.form in known and known.index(mention.form) % 2 for known in own)
        return forms[1] if definite and len(forms) > 1 else forms[0]
    return forms[0]


def _likest(mention: Mention, forms: tuple[str, ...], short: Sequence[str]) -> str:
    """The preferred form, or another one that is much more like the mention (Switzerland, Swaziland)."""
    best = max((*forms, *short), key=lambda form: likeness(mention.form, form))
    gain = likeness(mention.form, best) - likeness(mention.form, forms[0])
    return best if gain > (0 if best in short else MUCH_MORE_ALIKE) else forms[0]


def _with_genitive(mention: Mention, form: str) -> Replacement:
    silent = form.endswith(("s", "x", "z"))
    if mention.kind in {Kind.ADJECTIVE, Kind.DEMONYM}:
        return Replacement(mention.start, mention.end, form)
    if mention.after.startswith("s") and silent:
        return Replacement(mention.start, mention.end + 1, form)
    if mention.form.endswith(("s", "x", "z")) and not silent and matches("owner", mention, [mention], "sv"):
        return Replacement(mention.start, mention.end, form + "s")
    return Replacement(mention.start, mention.end, form)


def _with_article(mention: Mention, form: str, entry: Entry) -> Replacement:
    if article := _INDEFINITE.search(mention.before):
        right = "an" if _LIKE_A_VOWEL.match(form) else "a"
        if article[1].lower() != right:
            right = right.capitalize() if article[1][0].isupper() else right
            return Replacement(mention.start - len(article[0]), mention.end, f"{right} {form}")
    elif entry.kind is Kind.COUNTRY and mention.kind in {Kind.COUNTRY, Kind.REGION}:
        takes = form in settings()["with_article"]
        definite = _DEFINITE.search(mention.before)
        if takes and not definite:
            the = "the" if mention.before else "The"
            return Replacement(mention.start, mention.end, f"{the} {form}")
        if definite and not takes and mention.form in settings()["with_article"]:
            return Replacement(mention.start - len(definite[0]), mention.end, form)
    return Replacement(mention.start, mention.end, form)
