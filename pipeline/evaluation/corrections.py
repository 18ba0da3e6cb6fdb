"""How often a name that was left in the form of the source is put right, and what is changed without need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pipeline.document import LANGUAGES, Language, other
from pipeline.evaluation.parallel import Line
from pipeline.translation.known_forms import entries_of, find, right, wrong
from pipeline.translation.names import names
from pipeline.translation.terms import correct


class Left(NamedTuple):
    """A human translation in which one name stands as in the source.

    Attributes:
        source: The sentence.
        target: Its translation with the name of the source.
        meant: The translation as it was.
        language: The language of the source.
    """

    source: str
    target: str
    meant: str
    language: Language


def left(lines: Iterable[Line]) -> Iterator[Left]:
    """For each known name that is written otherwise in the other language, one translation that lacks it."""
    for line in lines:
        for language in LANGUAGES:
            source, target = line.pair(language)
            for form in dict.fromkeys(name.form for name in names(source, language)):
                if not entries_of(form, language) or form not in wrong(form, language):
                    continue
                spans = find(right(form, language), target)
                if len(spans) == 1 and not spans[0].ending and not re.search(rf"\b{re.escape(form)}", target):
                    start, end, _ = spans[0]
                    yield Left(source, target[:start] + form + target[end:], target, language)


def corrections_table(lines: Sequence[Line]) -> str:
    """The names that were left, by language, and the human translations, as a table in Markdown."""
    rows = [
        "| pair | names left as in the source | put right | put into another form | human translations "
        "| changed |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    made = list(left(lines))
    for language in LANGUAGES:
        ours = [one for one in made if one.language == language]
        found = [correct(one.source, one.target, language)[0] for one in ours]
        same = sum(text == one.meant for text, one in zip(found, ours, strict=True))
        changed = sum(text != one.target for text, one in zip(found, ours, strict=True))
        human = sum(bool(correct(*line.pair(language), language)[1]) for line in lines)
        rows.append(
            f"| {language}-{other(language)} | {len(ours)} | {same} | {changed - same} "
            f"| {len(lines)} | {human} |"
        )
    return "\n".join(rows)
