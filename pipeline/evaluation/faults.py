"""Faults put into good translations, so that one can count how many of them the checks find.

Each kind is a function from a translation to one that is spoilt, or to nothing where the sentence does not
lend itself to it. What it chooses depends on the sentence and the kind only.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.document import Language, other
from pipeline.evaluation.parallel import Line

FOREIGN = (
    "Regeringen fremlagde i går et nyt forslag om støtte til skolerne i hele landet.",
    "Der Minister erklärte am Dienstag, dass die Preise im nächsten Jahr weiter steigen werden.",
    "Le président a annoncé mardi que les négociations reprendraient la semaine prochaine.",
    "Hallitus kertoi tiistaina, että neuvottelut jatkuvat ensi viikolla Brysselissä.",
    "El gobierno presentó ayer un nuevo plan para mejorar la sanidad en todo el país.",
    "De minister zei dinsdag dat de prijzen volgend jaar verder zullen stijgen.",
    "Statsministeren sa tirsdag at forhandlingene fortsetter neste uke, og at ingen vet hvor lenge.",
    "Rząd przedstawił wczoraj nowy plan poprawy opieki zdrowotnej w całym kraju.",
)
"""Sentences in languages that nobody asked for; ours."""

AUXILIARIES: Mapping[Language, frozenset[str]] = {
    "en": frozenset(
        ["is", "are", "was", "were", "has", "have", "had", "will", "would", "can", "could", "may", "should"]
    ),
    "sv": frozenset(
        ["är", "var", "har", "hade", "kan", "kunde", "ska", "skulle", "vill", "ville", "måste", "får", "blev"]
    ),
}
NEGATIONS: Mapping[Language, Mapping[str, str]] = {
    "en": {"not": "", "never": "", "no": "a", "n't": "", "n’t": "", "nothing": "something", "cannot": "can"},
    "sv": {"inte": "", "aldrig": "", "ingen": "en", "inget": "ett", "inga": "några", "ingenting": "något"},
}

_NUMBER = re.compile(r"(?<![\w.,])\d[\d.,]*\d|(?<![\w.,])\d")
_WORD = re.compile(r"\S+")
_LOWER = re.compile(r"(?<= )[^\W\d_A-ZÅÄÖ][^\W\d_]*(?= )")
_QUOTE = re.compile(r"[”“\"]")
_BRACKET = re.compile(r"[()\[\]]")


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A pair in which a fault was put.

    Attributes:
        kind: The name of the fault.
        line: The number of the line.
        language: The language of the source.
        source: The sentence.
        target: Its translation with the fault; for ``none`` the translation as it was.
    """

    kind: str
    line: int
    language: Language
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Place:
    """What a fault may use.

    Attributes:
        line: The line.
        language: The language of the source.
        lines: All lines, for what is taken from elsewhere.
        chance: Numbers that are the same in every run.
    """

    line: Line
    language: Language
    lines: Sequence[Line]
    chance: random.Random

    @property
    def source(self) -> str:
        """The sentence."""
        return self.line.text[self.language]

    @property
    def target(self) -> str:
        """Its translation."""
        return self.line.text[other(self.language)]

    @property
    def names(self) -> list[str]:
        """The names in the translation."""
        names = self.line.names[other(self.language)]
        return [name.text for name in names if name.text in self.target]


def number_changed(place: Place) -> str | None:
    """One digit of a number is another one."""
    found = list(_NUMBER.finditer(place.target))
    if not found:
        return None
    match = place.chance.choice(found)
    digits = [index for index in range(match.start(), match.end()) if place.target[index].isdigit()]
    index = place.chance.choice(digits)
    others = [digit for digit in "123456789" if digit != place.target[index]]
    return place.target[:index] + place.chance.choice(others) + place.target[index + 1 :]


def number_dropped(place: Place) -> str | None:
    """A number is missing."""
    found = list(_NUMBER.finditer(place.target))
    return _without(place.target, place.chance.choice(found).span()) if found else None


def name_dropped(place: Place) -> str | None:
    """A name is missing."""
    if not place.names:
        return None
    name = place.chance.choice(place.names)
    start = place.target.index(name)
    return _without(place.target, (start, start + len(name)))


def name_replaced(place: Place) -> str | None:
    """A name is that of another sentence."""
    if not place.names:
        return None
    name = place.chance.choice(place.names)
    others = sorted(
        {
            other_name.text
            for line in place.lines
            for other_name in line.names[other(place.language)]
            if other_name.text not in place.target and not set(other_name.text.split()) & set(name.split())
        }
    )
    return place.target.replace(name, place.chance.choice(others), 1)


def negation_dropped(place: Place) -> str | None:
    """What was denied is asserted."""
    words = NEGATIONS[other(place.language)]
    pattern = "|".join(word if word.startswith("n'") or "’" in word else rf"\b{word}\b" for word in words)
    found = list(re.finditer(pattern, place.target))
    if not found:
        return None
    match = place.chance.choice(found)
    changed = place.target[: match.start()] + words[match[0]] + place.target[match.end() :]
    return " ".join(changed.split())


def negation_added(place: Place) -> str | None:
    """What was asserted is denied."""
    words = list(_WORD.finditer(place.target))
    language = other(place.language)
    if any(word[0].lower().strip(".,") in NEGATIONS[language] or "n’t" in word[0] for word in words):
        return None
    found = [word for word in words if word[0] in AUXILIARIES[language]]
    if not found:
        return None
    end = place.chance.choice(found).end()
    return f"{place.target[:end]} {'not' if language == 'en' else 'inte'}{place.target[end:]}"


def cut_in_half(place: Place) -> str | None:
    """The second half is missing."""
    words = place.target.split()
    return " ".join(words[: len(words) // 2]) + "." if len(words) >= 8 else None


def tail_repeated(place: Place) -> str | None:
    """The last words come a second time."""
    words = place.target.rstrip('.!?”"').split()
    if len(words) < 8:
        return None
    return " ".join([*words, *words[-place.chance.randint(4, 6) :]]) + "."


def word_doubled(place: Place) -> str | None:
    """A word stands twice."""
    found = list(_LOWER.finditer(place.target))
    if not found:
        return None
    match = place.chance.choice(found)
    return place.target[: match.end()] + " " + match[0] + place.target[match.end() :]


def untranslated(place: Place) -> str | None:
    """The source, as it is."""
    return place.source


def partly_untranslated(place: Place) -> str | None:
    """The second half is that of the source."""
    ours, theirs = place.source.split(), place.target.split()
    if min(len(ours), len(theirs)) < 8:
        return None
    return " ".join(theirs[: len(theirs) // 2] + ours[len(ours) // 2 :])


def wrong_language(place: Place) -> str | None:
    """A sentence in a third language."""
    return place.chance.choice(FOREIGN)


def another_sentence(place: Place) -> str | None:
    """The translation of another sentence, of about the same length."""
    language = other(place.language)
    near = [
        line
        for line in place.lines
        if line.number != place.line.number and 0.8 < len(line.text[language]) / len(place.target) < 1.25
    ]
    return place.chance.choice(near).text[language] if near else None


def quotation_mark_dropped(place: Place) -> str | None:
    """A quotation mark is missing."""
    found = list(_QUOTE.finditer(place.target))
    return _without(place.target, place.chance.choice(found).span()) if found else None


def bracket_dropped(place: Place) -> str | None:
    """A bracket is missing."""
    found = list(_BRACKET.finditer(place.target))
    return _without(place.target, place.chance.choice(found).span()) if found else None


FAULTS: Mapping[str, Callable[[Place], str | None]] = {
    fault.__name__: fault
    for fault in (
        *(number_changed, number_dropped, name_dropped, name_replaced, negation_dropped, negation_added),
        *(cut_in_half, tail_repeated, word_doubled, untranslated, partly_untranslated, wrong_language),
        *(another_sentence, quotation_mark_dropped, bracket_dropped),
    )
}
"""All kinds by their names."""


def spoil(lines: Sequence[Line], *, each: int) -> Iterator[Spoilt]:
    """Pairs with a fault, `each` of every kind and language as far as the lines serve.

    Args:
        lines: Where they come from.
        each: How many of a kind and language.
    """
    for kind, fault in FAULTS.items():
        for language in ("sv", "en"):
            order = list(lines)
            random.Random(f"{kind} {language}").shuffle(order)
            found = 0
            for line in order:
                chance = random.Random(f"{kind} {language} {line.number}")
                place = Place(line, language, lines, chance)
                target = fault(place)
                if found < each and target and target != place.target:
                    found += 1
                    yield Spoilt(kind, line.number, language, place.source, target)


def _without(text: str, span: tuple[int, int]) -> str:
    return " ".join((text[: span[0]] + text[span[1] :]).split())
