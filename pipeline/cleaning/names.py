"""Names: variants of one name are brought to the form that the termbase, the gazetteer and the texts prefer.

A name that is right somewhere in the world is never changed into another: only a form that the language does
not accept, or that nobody bears, can be a variant.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.cleaning.misspelt_names import misspelt_name
from pipeline.cleaning.name_forms import Names, collect
from pipeline.cleaning.name_variants import inconsistent_name, known_variant, romanised_name
from pipeline.cleaning.organisations import misspelt_organisation
from pipeline.cleaning.stage import Context
from pipeline.cleaning.term_variants import term_variant
from pipeline.cleaning.words import words
from pipeline.document import Edit, Language

VERSION = "2"


def names(text: str, context: Context) -> Iterator[Edit]:
    """The edits of the stage.

    Its rules are `term_variant`, `known_variant`, `inconsistent_name`, `romanised_name`, `misspelt_name` and
    `misspelt_organisation`.
    """
    language: Language = "sv" if context.language == "sv" else "en"
    found = words(text, language)
    if context.terms:
        yield from term_variant(text, found, language, context.terms)
    known = Names(collect(found, language), language, context)
    for rule in (known_variant, inconsistent_name, romanised_name, misspelt_name):
        yield from rule(known)
    yield from misspelt_organisation(text, found, language)
