"""What some states have and others have not: a king, a sea coast, a parliament called Saeima, the lev.

The table stands in ``pipeline/data/states.tsv``.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pipeline.document import Language
from pipeline.gazetteer import countries

TABLE = Path(__file__).parents[1] / "data" / "states.tsv"

_FRAMES: dict[Language, str] = {
    "en": r"<it>(?:['’]s)? (?:[\w-]+ )?(?:{0})\b|\b(?:{0}) of (?:the )?<it>",
    "sv": r"<it>s? (?:[\w-]+ )?(?:{0})\b|\b(?:{0}) i <it>",
}


class Fact(NamedTuple):
    """Something that only some states have.

    Attributes:
        named: What it is, in English.
        pattern: How a sentence says that a state, written ``<it>``, has it.
        fits: ISO codes of the states that do.
    """

    named: str
    pattern: re.Pattern[str]
    fits: frozenset[str]


@cache
def facts(language: Language) -> tuple[Fact, ...]:
    """All facts that have words in that language.

    >>> [fact.named for fact in facts("en") if fact.pattern.search("<it>'s king has spoken.")]
    ['a monarch']
    """
    found = []
    for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]:
        named, english, swedish, has, lacks = line.split("\t")
        if words := swedish if language == "sv" else english:
            fits = frozenset(has.split()) or frozenset(countries()) - frozenset(lacks.split())
            found.append(Fact(named, re.compile(_FRAMES[language].format(words)), fits))
    return tuple(found)
