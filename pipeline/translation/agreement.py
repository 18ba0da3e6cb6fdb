"""What the words beside a name ask of it: an article, the ending of a genitive, the form of an adjective."""

from __future__ import annotations

import re

from pipeline.cleaning.lexicon import dictionary
from pipeline.document import Language
from pipeline.gazetteer import Kind
from pipeline.translation.known_forms import Span, entries_of
from pipeline.translation.name_data import data

SHORTEST_NOUN = 5
"""Letters of the shortest noun that is trusted to be one: *män* and *barn* say too little."""

LONGEST_ABBREVIATION = 5
"""Letters of the longest name in capitals that gets a colon before the ending of the Swedish genitive."""

OPENING = re.compile(r"[\W_]*")
"""What may stand before the first word of a sentence."""

_DEFINITE = {
    **dict.fromkeys(("den", "denna"), ("en", "n")),
    **dict.fromkeys(("det", "detta"), ("et", "t")),
    **dict.fromkeys(("de", "dessa"), ("na", "en")),
}
"""How a noun ends behind an article."""

_NO_NOUNS = frozenset(
    [
        "annan",
        "innan",
        "mellan",
        "redan",
        "sedan",
        "sådan",
        "genom",
        "utan",
        "bortom",
        "inget",
        "annat",
        "mycket",
    ]
)
_BEFORE = re.compile(r"(?<!\w)([^\W\d_]+) $")
_BEHIND = re.compile(r" ([^\W\d_A-ZÅÄÖ][^\W\d_A-ZÅÄÖ]+)(?![\w-])")


def adjective(form: str, before: str, behind: str) -> tuple[str, str]:
    """The Swedish adjective for an English one, and the noun that it belongs to, where both are sure.

    Swedish has one form, in *-a*, behind an article of definite form and in the plural. Other forms depend
    on the gender of the noun, and a people's name without a noun may be anything: both are left alone.

    Args:
        form: The English adjective, left in a Swedish sentence.
        before: What stands before it.
        behind: What stands behind it.

    >>> adjective("Kazakh", "Den ", " regeringen"), adjective("Kazakh", "", " trupper gick in")
    (('kazakiska', 'regeringen'), ('kazakiska', 'trupper'))
    >>> adjective("Kazakh", "En ", " regering"), adjective("Kazakh", "", " säger nej")
    (('', ''), ('', ''))
    """
    article, noun = _BEFORE.search(before), _BEHIND.match(behind)
    if not noun or len(noun[1]) < SHORTEST_NOUN or noun[1] in _NO_NOUNS:
        return "", ""
    said = article[1].lower() if article else ""
    if not (_is_definite(noun[1], said) if said in _DEFINITE else _is_plural(noun[1])):
        return "", ""
    for entry in entries_of(form, "en"):
        forms = entry.accepted("sv")
        if entry.kind is Kind.ADJECTIVE and forms[0] + "a" in forms:
            return forms[0] + "a", noun[1]
    return "", ""


def article(form: str, before: str) -> str | None:
    """The article that an English name needs where none stands before it; None where that is not sure.

    >>> article("UN", "in "), article("UN", "in the "), article("UN", "new "), article("Vienna", "new ")
    ('the ', '', None, '')
    """
    if form not in data()["with_article"]:
        return ""
    if OPENING.fullmatch(before):
        return "The "
    word = _BEFORE.search(before)
    if word and word[1].lower() == "the":
        return ""
    return "the " if word and word[1].lower() in data()["before_article"] else None


def ending(span: Span, after: str, target: Language, text: str, genitive: bool) -> str | None:
    """The ending of the genitive that the right form gets; None where it is not sure to be one.

    Args:
        span: The form that is corrected, with its ending.
        after: The right form.
        target: The language of the translation.
        text: The translation.
        genitive: Whether the name stands in the genitive in the source.
    """
    if not span.ending:
        return ""
    if target == "sv":
        short = after.isupper() and len(after) <= LONGEST_ABBREVIATION
        return "" if after[-1] in "sxz" else ":s" if short else "s"
    if span.ending[0] in "'’":
        return span.ending
    return ("’s" if "’" in text or "“" in text else "'s") if genitive else None


def _is_definite(noun: str, article: str) -> bool:
    """Whether it is a noun in definite form, as behind `article`; without its ending it is a word, too."""
    accepts = dictionary("sv").accepts
    return accepts(noun) and any(
        noun.endswith(ending) and accepts(noun.removesuffix(ending)) for ending in _DEFINITE[article]
    )


def _is_plural(noun: str) -> bool:
    """Whether it is a noun in the plural: *trupper* (*trupperna*), not *säger*, and not *talar* (*tala*)."""
    accepts = dictionary("sv").accepts
    if not (accepts(noun) and accepts(noun + "na")):
        return False
    if noun.endswith("or"):
        return True
    return noun.endswith(("er", "ar")) and not (accepts(noun[:-1]) or accepts(noun[:-2] + "a"))
