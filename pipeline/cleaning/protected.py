"""Spans that no stage may touch: addresses, file names, hashtags, code."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

_LISTS = json.loads((Path(__file__).parents[1] / "data" / "protected.json").read_text(encoding="utf-8"))
_ENDINGS = [form for ending in _LISTS["file_endings"] for form in (ending, ending.upper())]

# Small letters only: in "the end.In May" a sentence begins, and not a domain of India.
_DOMAIN = rf"(?-i:{'|'.join(_LISTS['top_level_domains'])})"
_ENDING = rf"(?-i:{'|'.join(_ENDINGS)})"
_LABEL = r"[a-z0-9åäöé](?:[a-z0-9åäöé-]{0,61}[a-z0-9åäöé])?"

# Every repetition is bounded or cannot begin inside another one, so that a long line takes linear time.
_PROTECTED = re.compile(
    "|".join(
        (
            r"\b[a-z][a-z0-9+.-]{1,20}://[^\s<>\"“”»]+",
            r"\b(?:mailto|tel|urn|doi):[^\s<>\"“”»]+",
            r"\bwww\.[^\s<>\"“”»]+",
            r"(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+",
            rf"(?<![\w@.-])(?:{_LABEL}\.){{1,6}}{_DOMAIN}(?![\w-]|\.\w)(?::\d{{1,5}})?(?:/[^\s<>\"“”»]*)?",
            r"(?<![\w&#@])[#@]\w{1,100}",
            rf"(?<![\w.-])[\w-]{{1,100}}(?:\.[\w-]{{1,100}}){{0,6}}\.{_ENDING}(?![\w-]|\.\w)",
            r"\b(?:node|vue|next|react|express|three|d3)\.js\b|(?<!\w)\.net\b|\basp\.net\b",
            r"(?<!\w)[a-z]:\\[^\s]*|(?<![\w/.])~?/(?:[\w.-]{1,100}/){1,20}[\w.-]{0,100}",
            r"`[^`\n]{1,200}`|\{\{[^{}\n]{1,200}\}\}|</?[a-z][^<>\n]{0,300}>",
            r"(?<!\w)[^\W_]{1,60}(?:_[^\W_]{1,60})+(?!\w)|(?<!\w)\w{1,60}\(\)",
        )
    ),
    re.IGNORECASE,
)
_TRAILING = re.compile(r"[.,;:!?)\]’”»'\"…]+\Z")
# One of these signs stands in each of them. The signs come first in the pattern, since a search for one of a
# few characters is fast.
_TELLTALE = re.compile(
    r"[.@_#:\\`{<(/](?:(?<=\w[.@_])\w|(?<=[#@])\w|(?<=:)//|(?<=[\\`<])|(?<=\{)\{|(?<=/)[\w.-]{1,100}/|(?<=\()\)"
    r"|(?<=\.)(?<!\w\.)[nN])"
)


@lru_cache(maxsize=4)
def protected(text: str) -> tuple[tuple[int, int], ...]:
    """Start and end of each protected span, in order, none overlapping another.

    Several stages ask for those of one text, so those of the last few texts are kept.

    >>> text = "Skriv till red@dn.se eller se https://dn.se/a,b."
    >>> [text[start:end] for start, end in protected(text)]
    ['red@dn.se', 'https://dn.se/a,b']
    """
    if not _TELLTALE.search(text):
        return ()
    return tuple((match.start(), _end(match)) for match in _PROTECTED.finditer(text))


def _end(match: re.Match[str]) -> int:
    """Where the span ends, without the punctuation of the sentence around it."""
    if match[0][0] in "`{<" or match[0].endswith("()"):
        return match.end()
    tail = _TRAILING.search(match[0][-20:])
    return match.end() - (len(tail[0]) if tail and len(tail[0]) < len(match[0]) else 0)


def is_protected(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether ``[start, end)``, which may be empty, touches the inside of one of `spans`, which are sorted.

    >>> is_protected(4, 4, [(0, 2), (3, 9)]), is_protected(2, 3, [(0, 2), (3, 9)])
    (True, False)
    """
    index = bisect_left(spans, (start + 1,))
    if index and spans[index - 1][0] < max(end, start + 1) and spans[index - 1][1] > start:
        return spans[index - 1][0] < start or end > start
    return index < len(spans) and spans[index][0] < end
