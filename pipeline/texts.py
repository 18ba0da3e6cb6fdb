"""Clean texts that are given on the command line: a whole one, or many with one on each line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from pipeline.cleaning.chain import Cleaned, clean
from pipeline.cleaning.context import SentenceScorer, sentence_scorer
from pipeline.cleaning.stage import Level
from pipeline.decoding import MAX_BYTES, decode
from pipeline.document import Language, is_language
from pipeline.language import foreign, identify
from pipeline.sentences import split
from pipeline.terms import Termbase

PREPARED = 64
"""Lines whose sentences are scored together, which is quicker than one by one."""


@dataclass(frozen=True, slots=True)
class Result:
    """A text after cleaning, or why it was passed through as it is.

    Attributes:
        cleaned: The text and its edits; no edits where it was refused.
        refused: Why it was refused, or "".
    """

    cleaned: Cleaned
    refused: str = ""

    @property
    def lines_left_alone(self) -> dict[int, str]:
        """The lines in another language than the text, counted from 1, and which; none where all of it is."""
        text, language = self.cleaned.text, self.cleaned.language
        if not is_language(language):
            return {}
        return {text.count("\n", 0, start) + 1: code for start, _, code in foreign(text, language)}

    def record(self) -> dict[str, Any]:
        """The JSON object of ``renskrift clean --format json``."""
        return {
            "text": self.cleaned.text,
            "language": self.cleaned.language,
            "edits": [edit.record() for edit in self.cleaned.edits],
            "flags": list(self.cleaned.flags),
        }


def clean_text(
    data: bytes, *, language: Language | None, level: Level, fast: bool, terms: Termbase | None = None
) -> Iterator[Result]:
    """The one text that `data` holds, cleaned.

    Raises:
        Refused: It is empty, too large, or no text.
    """
    scorer = None if fast else sentence_scorer()
    yield Result(clean(decode(data)[0], language=language, level=level, scorer=scorer, terms=terms))


def clean_lines(
    data: bytes, *, language: Language | None, level: Level, fast: bool, terms: Termbase | None = None
) -> Iterator[Result]:
    """Each line of `data`, cleaned as a document of its own; exactly one result for each line.

    A line that is too long for a document is passed through.

    Raises:
        Refused: The whole is no text.
    """
    lines = iter(text_lines(data))
    scorer = None if fast else sentence_scorer()
    while chunk := list(islice(lines, PREPARED)):
        if scorer:
            _prepare(chunk, language, scorer)
        for line in chunk:
            if not line.strip():
                yield Result(Cleaned(line, language or "", ()))
            elif len(line.encode("utf-8", "surrogatepass")) > MAX_BYTES:
                reason = f"a line of {len(line):,} characters is longer than a document may be: split it"
                yield Result(Cleaned(line, language or "", ()), reason)
            else:
                yield Result(clean(line, language=language, level=level, scorer=scorer, terms=terms))


def _prepare(lines: list[str], language: Language | None, scorer: SentenceScorer) -> None:
    """Score the sentences of many lines at once; the stages then find most scores known."""
    sentences: dict[Language, list[str]] = {"sv": [], "en": []}
    for line in lines:
        code = language or identify(line)
        if is_language(code):
            sentences[code] += [sentence.text for sentence in split(line, code)]
    for code, ones in sentences.items():
        scorer.scores(ones, code)


def text_lines(data: bytes) -> list[str]:
    r"""The lines of `data`, without their ends; only ``\n`` and its relatives end a line.

    >>> text_lines("Ett.\r\n\r\nTvå.\r\n".encode("cp1252"))
    ['Ett.', '', 'Två.']

    Raises:
        Refused: The data is empty or no text.
    """
    if data and not data.strip():
        return [""] * len(data.splitlines())
    text, _ = decode(data, max_bytes=max(MAX_BYTES, len(data)))
    return text.removesuffix("\n").split("\n")
