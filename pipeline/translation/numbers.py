"""Numbers in Swedish and English writing, brought to one form so that they can be compared."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from pipeline.document import Language

_NUMBER = re.compile(r"\d{1,3}(?:[   ]\d{3})+(?!\d)(?:,\d+)?|\d+(?:[.,:’']\d+)*")
_THOUSANDS = re.compile(r"\d{1,3}(?:([.,’' \u00a0\u202f])\d{3})(?:\1\d{3})*")
_WORD = re.compile(r"[^\W\d_]+")
_DECADE = re.compile(r"[-’]?(?:tal|s\b)")


def written(text: str) -> Iterator[frozenset[str]]:
    """Each number that stands in digits, as the set of its equivalent forms.

    >>> [sorted(forms) for forms in written("2,500 of 2 500 were 3,5 or 14.30")]
    [['2500'], ['2500'], ['3.5'], ['14.3']]
    """
    for match in _NUMBER.finditer(text):
        number = canonical(match[0])
        yield frozenset({number, *_of_decade(number, text[match.end() : match.end() + 5])})


def mentioned(text: str, language: Language) -> frozenset[str]:
    """All numbers of `text`, those in words and the months too.

    >>> sorted(mentioned("den femte dagen i maj, 2.500 personer", "sv"))
    ['2500', '5']
    """
    words = _words(language)
    spelled = {words[word] for word in _WORD.findall(text.lower()) if word in words}
    return frozenset(spelled.union(*written(text)))


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


@cache
def _words(language: Language) -> Mapping[str, str]:
    path = Path(__file__).parent.parent / "data" / "number_words.json"
    numbers: Mapping[str, float] = json.loads(path.read_text("utf-8"))[language]
    return {word: str(number) for word, number in numbers.items()}
