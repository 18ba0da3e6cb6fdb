"""Sentence boundaries for Swedish and English, without a model and without a network.

A paragraph is a line of the text. Within it, a sentence ends at `.`, `!`, `?` or `…` (and the closing
quotation marks and brackets behind it) where white space and the beginning of a sentence follow. Which full
stops belong to an abbreviation stands in ``data/sentence_ends.json``: ``inside`` never ends a sentence,
``number`` does not before a digit, ``ending`` may, and ``either`` does only before one of the ``starters``,
the words that sentences often begin with.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.document import Language

_OPENING = "\"'“”„‘’‚«»‹›([{–—―-"
# Possessive, and only from the first mark on, so that a line of a million full stops takes no longer.
_END = re.compile(r"(?<![.!?…])(?P<stop>[.!?…]++)[\"'“”’»›)\]}]*+\s++")
_WORD = re.compile(r"[^\s\"'“”„‘’«»()\[\]{}–—/]+$")
_ENUMERATOR = re.compile(r"\w{1,2}\)\s")
_LIST_NUMBER = re.compile(r"\s*(?:\d{1,2}|[A-Za-z])$")
_DOTTED = re.compile(r"(?:\w\.)+\w")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and its place: ``text[start:end]`` of the text it was found in.

    Attributes:
        paragraph: Number of the line, from 0; blank lines count.
        sentence: Number of the sentence in its paragraph, from 0.
        start: Offset of the first code point.
        end: Offset behind the last code point.
        text: The sentence, without white space around it.
    """

    paragraph: int
    sentence: int
    start: int
    end: int
    text: str


def split(text: str, language: Language) -> list[Sentence]:
    r"""The sentences of `text`, in order; only white space lies between them.

    >>> [sentence.text for sentence in split("Han bor i U.S.A. Hon kom kl. 12.\n\n– Ja! sade hon.", "sv")]
    ['Han bor i U.S.A.', 'Hon kom kl. 12.', '– Ja! sade hon.']
    """
    sentences, offset = [], 0
    for paragraph, line in enumerate(text.split("\n")):
        number, start = 0, 0
        for end in [*_boundaries(line, language), len(line)]:
            piece = line[start:end]
            if stripped := piece.strip():
                first = offset + start + len(piece) - len(piece.lstrip())
                sentences.append(Sentence(paragraph, number, first, first + len(stripped), stripped))
                number += 1
            start = end
        offset += len(line) + 1
    return sentences


def rebuild(text: str, sentences: Sequence[Sentence], replacements: Sequence[str]) -> str:
    r"""`text` with each sentence replaced, and its lines, blank lines and indents as they were.

    Sentences of one paragraph are separated by one space.

    >>> text = "  Ett.  Två.\n\nTre."
    >>> rebuild(text, split(text, "sv"), ["One.", "Two.", "Three."])
    '  One. Two.\n\nThree.'

    Raises:
        ValueError: There is not one replacement for each sentence.
    """
    pieces, position, paragraph = [], 0, -1
    for sentence, replacement in zip(sentences, replacements, strict=True):
        gap = text[position : sentence.start] if sentence.paragraph != paragraph else " "
        pieces += [gap, replacement]
        position, paragraph = sentence.end, sentence.paragraph
    return "".join([*pieces, text[position:]])


def _boundaries(line: str, language: Language) -> Iterator[int]:
    for match in _END.finditer(line):
        end = match.end()
        if end == len(line) or not _begins_sentence(line, end):
            continue
        if match["stop"] == "." and _is_abbreviation(line, match.start(), end, language):
            continue
        yield end


def _begins_sentence(line: str, start: int) -> bool:
    """Whether what stands at `start` can begin a sentence: not a word in small letters."""
    while start < len(line) and (line[start] in _OPENING or line[start].isspace()):
        start += 1
    word = line[start : start + 20].split(maxsplit=1)
    if not word:
        return False
    # A lower-case word goes on with the sentence ("Ja!" sade han), but not eBay, or b) in a list.
    if word[0][0].islower():
        return bool(_ENUMERATOR.match(line, start)) or (word[0].isalpha() and not word[0].islower())
    return word[0][0].isalnum() or word[0][0] in "$€£@#§"


def _is_abbreviation(line: str, stop: int, end: int, language: Language) -> bool:
    """Whether the full stop at `stop` is part of an abbreviation that goes on at `end`."""
    found = _WORD.search(line, max(0, stop - 20), stop)
    if not found:
        return False
    word, known = found[0].lower(), _abbreviations(language)
    following = line[end : end + 30].lstrip(_OPENING + " ")
    if word in known["ending"]:
        return False
    if word in known["inside"]:
        return True
    if word in known["number"]:
        return following[:1].isdigit()
    if _LIST_NUMBER.fullmatch(line, 0, stop):
        return True
    initial = len(word) == 1 and found[0].isupper()
    if word in known["either"] or initial or (_DOTTED.fullmatch(word) and found[0][0].isupper()):
        starter = re.match(r"\w*", following)
        return starter is None or starter[0].lower() not in known["starters"]
    # t.ex., and whatever else is dotted, in small letters and not in the lists.
    return bool(_DOTTED.fullmatch(word) and word[0].isalpha())


@cache
def _abbreviations(language: Language) -> Mapping[str, frozenset[str]]:
    path = Path(__file__).parent / "data" / "sentence_ends.json"
    kinds = json.loads(path.read_text("utf-8"))[language]
    return {kind: frozenset(words) for kind, words in kinds.items()}
