"""Numbers in Swedish and English writing, brought to one form so that they can be compared."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pipeline.document import Language

DATA = Path(__file__).parents[1] / "data" / "number_words.json"

_NUMBER = re.compile(r"\d{1,3}(?:[   ]\d{3})+(?!\d)(?:,\d+)?|\d+(?:[.,:’']\d+)*")
_THOUSANDS = re.compile(r"\d{1,3}(?:([.,’' \u00a0\u202f])\d{3})(?:\1\d{3})*")
_WORD = re.compile(r"[^\W\d_]+")
_DECADE = re.compile(r"[-’]?(?:tal|s\b)")
_NEXT_WORD = re.compile(r"[\s-]?([^\W\d_]+)")
_NEXT_LETTERS = re.compile(r"([^\W\d_]+)")

SHORTEST_MAGNITUDE = 4
"""Letters of a magnitude that may stand apart from its number: 5 million and £5m, but 5 m are metres."""


class _Words(NamedTuple):
    numbers: Mapping[str, str]
    magnitudes: Mapping[str, int]


def written(text: str, language: Language) -> Iterator[frozenset[str]]:
    """Each number that stands in digits, as the set of its equivalent forms.

    >>> [sorted(forms) for forms in written("2,500 of 2 500 were 3,5 or 14.30", "en")]
    [['2500'], ['2500'], ['3.5'], ['14.3']]
    >>> [sorted(forms) for forms in written("3,5 miljoner", "sv")], [*written("£3.5m", "en")]
    ([['3500000']], [frozenset({'3500000'})])
    """
    for match in _NUMBER.finditer(text):
        number = canonical(match[0])
        after = text[match.end() : match.end() + 20]
        larger = _with_magnitude(number, after, language)
        yield frozenset({larger} if larger else {number, *_of_decade(number, after)})


def mentioned(text: str, language: Language) -> frozenset[str]:
    """All numbers of `text`, those in words and the months too.

    >>> sorted(mentioned("den femte dagen i maj, 2.500 personer", "sv"))
    ['2500', '5']
    >>> sorted(mentioned("twenty-five of three million", "en"))
    ['20', '25', '3', '3000000', '5']
    """
    known = _words(language)
    found = set[str]().union(*written(text, language))
    before = ""
    for match in _WORD.finditer(text.lower()):
        number = known.numbers.get(match[0]) or _compound(match[0], known.numbers)
        if number:
            found.add(number)
            found.add(_with_magnitude(number, text[match.end() : match.end() + 20], language) or number)
            if before.endswith("0") and len(before) == 2 and len(number) == 1:
                found.add(before[0] + number)
        before = number or ""
    return frozenset(found)


def _compound(word: str, numbers: Mapping[str, str]) -> str:
    """The number that a Swedish compound stands for, or nothing: tjugofem."""
    for cut in range(5, len(word) - 1):
        tens, ones = numbers.get(word[:cut], ""), numbers.get(word[cut:], "")
        if len(tens) == 2 and tens.endswith("0") and len(ones) == 1:
            return tens[0] + ones
    return ""


def _with_magnitude(number: str, after: str, language: Language) -> str:
    """The number that a number stands for together with the word behind it, or nothing."""
    match = _NEXT_WORD.match(after)
    factor = _words(language).magnitudes.get(match[1].lower()) if match else None
    if not match or not factor or number.count(".") > 1:
        return ""
    if len(match[1]) < SHORTEST_MAGNITUDE and not _NEXT_LETTERS.match(after) and language == "en":
        return ""
    return format((Decimal(number) * factor).normalize(), "f")


def canonical(number: str) -> str:
    """One form for the ways in which a number is written in the two languages.

    >>> [canonical(number) for number in ("2,500", "2.500", "2 500", "3,50", "1.234,5", "0,125", "07:30")]
    ['2500', '2500', '2500', '3.5', '1234.5', '0.125', '7.3']
    """
    if _THOUSANDS.fullmatch(number) and not number.startswith("0"):
        return re.sub(r"\D", "", number)
    whole, *groups = re.split(r"\D", number)
    separators = re.findall(r"\D", number)
    # The last group is a fraction unless the same mark has divided thousands before it: 1.234,5.
    if len(groups) == 1 or (groups and separators[-1] not in separators[:-1]):
        fraction = groups.pop().rstrip("0")
        number = "".join([whole, *groups]).lstrip("0") or "0"
        return f"{number}.{fraction}" if fraction else number
    return ".".join(part.lstrip("0") or "0" for part in [whole, *groups])


def _of_decade(number: str, after: str) -> Iterator[str]:
    """Other names of a decade or century: 80-talet is the 1980s, 1800-talet the 19th century."""
    if not number.isdecimal() or not _DECADE.match(after):
        return
    if len(number) == 2:
        yield f"19{number}"
    if len(number) == 4:
        yield number[2:]
    if number.endswith("00"):
        yield str(int(number) // 100 + 1)


def number_words(language: Language) -> Mapping[str, str]:
    """Words that stand for a number, months among them, in small letters, with that number."""
    return _words(language).numbers


@cache
def _words(language: Language) -> _Words:
    row = json.loads(DATA.read_text("utf-8"))[language]
    numbers = {word: str(number) for word, number in (row["numbers"] | row["months"]).items()}
    return _Words(numbers, row["magnitudes"])
