"""Sentence pairs of a parallel corpus, with the names that people have marked in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pipeline.document import Language, other

PAIRS = "pud.sv-en.tsv"
NAMES = "names-pud"


class Name(NamedTuple):
    """A name in a sentence, as marked by a person.

    Attributes:
        text: As it stands there.
        kind: ``PER``, ``LOC`` or ``ORG``.
    """

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence in both languages.

    Attributes:
        number: Its line in the file, from 1; the odd ones are for development, the even ones are held out.
        text: The sentence by language.
        names: Its names by language.
    """

    number: int
    text: dict[Language, str]
    names: dict[Language, tuple[Name, ...]]

    @property
    def held_out(self) -> bool:
        """Whether it was kept from whoever chose rules and weights."""
        return self.number % 2 == 0

    def pair(self, source: Language) -> tuple[str, str]:
        """The sentence in `source`, and in the other language."""
        return self.text[source], self.text[other(source)]


def read(folder: Path) -> list[Line]:
    """The lines of ``pud.sv-en.tsv`` with the names of ``names-pud``.

    Raises:
        FileNotFoundError: A file is missing.
    """
    languages: tuple[Language, ...] = ("sv", "en")
    marked = {language: dict(_names(folder / NAMES / f"{language}.iob2")) for language in languages}
    lines = []
    for number, row in enumerate((folder / PAIRS).read_text(encoding="utf-8").splitlines(), 1):
        text = dict(zip(languages, row.split("\t"), strict=True))
        # The two files have the sentences in another order.
        names = {language: marked[language].get(text[language], ()) for language in languages}
        lines.append(Line(number, text, names))
    return lines


def _names(path: Path) -> Iterator[tuple[str, tuple[Name, ...]]]:
    """The sentences of a file in the format IOB2 with their names."""
    for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
        lines = block.splitlines()
        text = next(line.removeprefix("# text = ") for line in lines if line.startswith("# text = "))
        rows = [line.split("\t") for line in lines if not line.startswith("#")]
        yield text, tuple(_spans(text, [(row[1], row[2]) for row in rows]))


def _spans(text: str, tokens: list[tuple[str, str]]) -> Iterator[Name]:
    position, start, end, kind = 0, 0, 0, ""
    for form, tag in [*tokens, ("", "O")]:
        begin = text.index(form, position)
        position = begin + len(form)
        if kind and not tag.startswith("I-"):
            yield Name(text[start:end], kind)
            kind = ""
        if tag.startswith("B-"):
            start, kind = begin, tag[2:]
        end = position
