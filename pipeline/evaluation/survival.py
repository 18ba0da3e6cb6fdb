"""How many of the numbers and names of a text come out of a translation in an accepted form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.document import Language, other
from pipeline.evaluation.parallel import Line, Name
from pipeline.translation.known_forms import is_rightly_in
from pipeline.translation.name_forms import core
from pipeline.translation.names import bare
from pipeline.translation.numbers import mentioned, written
from pipeline.translation.spellings import spellings, words


@dataclass(frozen=True, slots=True)
class Survival:
    """What has come through.

    Attributes:
        numbers: Numbers in digits of all sources.
        numbers_kept: Those that stand in the translation, in digits or in words.
        names: Names of all sources, as marked by people.
        names_kept: Those that stand in the translation in a form that is accepted there.
    """

    numbers: int = 0
    numbers_kept: int = 0
    names: int = 0
    names_kept: int = 0

    def __add__(self, more: Survival) -> Survival:
        return Survival(
            self.numbers + more.numbers,
            self.numbers_kept + more.numbers_kept,
            self.names + more.names,
            self.names_kept + more.names_kept,
        )


def survival(translated: Iterable[tuple[Line, str]], language: Language) -> Survival:
    """What has come through in translations from `language`.

    Args:
        translated: Each line with its translation.
        language: The language of the source.
    """
    total = Survival()
    for line, target in translated:
        numbers = list(written(line.text[language], language))
        found = mentioned(target, other(language))
        names = line.names[language]
        total += Survival(
            numbers=len(numbers),
            numbers_kept=sum(not found.isdisjoint(forms) for forms in numbers),
            names=len(names),
            names_kept=sum(_is_kept(name, line, target, language) for name in names),
        )
    return total


def _is_kept(name: Name, line: Line, target: str, language: Language) -> bool:
    """Whether a name stands in `target` as our rules accept it, or as the human translation has it."""
    if _stands(name, target, line.text[other(language)], language):
        return True
    theirs = _in_reference(name, line, language)
    return theirs is not None and bare(theirs, other(language)).casefold() in target.casefold()


def _stands(name: Name, target: str, reference: str, language: Language) -> bool:
    """Whether a name, or each word of it, stands in `target` in a right form.

    Another spelling of it is right only where the human translation has it, too.
    """
    form = bare(name.text, language)
    if is_rightly_in(form, target, language):
        return True
    said = set(words(target))
    parts = [bare(word, language) for word in core(form, language)] or [form]
    return all(
        is_rightly_in(part, target, language) or not said.isdisjoint(spellings(part, reference, language))
        for part in parts
    )


def _in_reference(name: Name, line: Line, language: Language) -> str | None:
    """What stands for a name in the human translation, where our rules do not know it.

    What is left on both sides once the known ones are matched is taken in order, kind by kind.
    """
    source, reference = line.pair(language)
    ours = [
        one
        for one in line.names[language]
        if one.kind == name.kind and not _stands(one, reference, reference, language)
    ]
    theirs = [
        one.text
        for one in line.names[other(language)]
        if one.kind == name.kind and not _stands(one, source, source, other(language))
    ]
    return theirs[ours.index(name)] if name in ours and len(ours) == len(theirs) else None
