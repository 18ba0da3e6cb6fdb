"""Names in clean news, with an error seeded into one of them; and names that are known to be different.

The folder is laid out as ``docs/evaluation.md`` describes.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.cleaning.name_forms import SHORTEST
from pipeline.document import LANGUAGES, Language
from pipeline.evaluation.spelling_data import ALPHABET

FRAMES: dict[Language, tuple[str, str]] = {
    "sv": ("I rapporten nämns {}.", "Det mesta på sidan handlar om {}."),
    "en": ("In the report, {} is named.", "Most of the page is about {}."),
}
"""Sentences in which any name may stand."""

ARCHIVE = 3
"""So many other documents write the name right where an archive helps."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with named entities.

    Attributes:
        language: Its language.
        text: All of it.
        names: Start and end of each word of a name.
    """

    language: Language
    text: str
    names: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Seeded:
    """A sentence with one error in one name.

    Attributes:
        language: Its language.
        text: The sentence, or a document that it opens.
        start: Where the wrong form begins.
        wrong: The wrong form.
        right: The right one.
    """

    language: Language
    text: str
    start: int
    wrong: str
    right: str

    @property
    def end(self) -> int:
        """Offset behind the wrong form."""
        return self.start + len(self.wrong)

    def with_more(self) -> Seeded:
        """The same at the beginning of a document that writes the name right in two other sentences."""
        return replace(self, text=f"{self.text} {self.elsewhere()}")

    def elsewhere(self) -> str:
        """Two sentences that write the name right."""
        return " ".join(frame.format(self.right) for frame in FRAMES[self.language])


def sentences(folder: Path) -> Iterator[Sentence]:
    """The sentences of ``names-pud``, in both languages.

    Raises:
        FileNotFoundError: A file is missing.
    """
    for language in LANGUAGES:
        text, names, position = "", list[tuple[int, int]](), 0
        for line in [*(folder / "names-pud" / f"{language}.iob2").read_text("utf-8").splitlines(), ""]:
            if line.startswith("# text = "):
                text, names, position = line.removeprefix("# text = "), [], 0
            elif line and not line.startswith("#"):
                _, token, tag, *_ = line.split("\t")
                start = text.find(token, position)
                if start >= 0:
                    position = start + len(token)
                    if tag != "O" and token[0].isupper():
                        names.append((start, position))
            elif not line and text:
                yield Sentence(language, text, tuple(names))
                text = ""


def seeded(found: Sentence, chance: random.Random) -> Seeded | None:
    """The sentence with one random edit in one of its longer names, or None where it has none."""
    places = [
        (start, end)
        for start, end in found.names
        if end - start >= SHORTEST and found.text[start:end].isalpha() and found.text[start:end].istitle()
    ]
    if not places:
        return None
    start, end = chance.choice(places)
    right = found.text[start:end]
    while (wrong := _edited(right, ALPHABET[found.language], chance)) == right:
        pass
    return Seeded(found.language, found.text[:start] + wrong + found.text[end:], start, wrong, right)


def different(folder: Path) -> list[tuple[Language, str, str]]:
    """The pairs of ``name-pairs.json`` that are two people, places or bodies, in both orders.

    Raises:
        FileNotFoundError: The file is missing.
    """
    pairs = json.loads((folder / "name-pairs.json").read_text("utf-8"))["different"]
    return [
        (pair["language"], one, two)
        for pair in pairs
        for one, two in ((pair["one"], pair["other"]), (pair["other"], pair["one"]))
    ]


def _edited(word: str, alphabet: str, chance: random.Random) -> str:
    at, letter = chance.randrange(len(word)), chance.choice(alphabet)
    kind = chance.choice(("substitution", "deletion", "insertion", "swap"))
    if kind == "substitution":
        made = word[:at] + letter + word[at + 1 :]
    elif kind == "deletion":
        made = word[:at] + word[at + 1 :]
    elif kind == "insertion":
        made = word[:at] + letter + word[at:]
    else:
        made = word[:at] + word[at : at + 2][::-1] + word[at + 2 :]
    return made.capitalize()
