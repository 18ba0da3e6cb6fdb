"""An archive that is made up: articles of real sentences with seeded faults, the same every time."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.document import LANGUAGES, Language
from pipeline.evaluation.parallel import PAIRS
from pipeline.evaluation.spelling_data import Case, seeded

WORDS = 300
"""Of an article, at least; it ends with the sentence that reaches them."""

FAULTS = ("typo", "joined", "word")
"""One of each in every article, see `pipeline.evaluation.spelling_data.seeded`."""

_PER_FOLDER = 1000
_PER_PARAGRAPH = 3
_SYLLABLES = {
    "sv": ("berg", "lund", "ström", "hag", "sjö", "vall", "dal", "näs", "holm", "skog", "bäck", "rud"),
    "en": ("ber", "mont", "shaw", "wick", "thor", "ley", "ham", "gate", "stow", "marl", "pen", "dow"),
}
_SAID = {"sv": "Det sade {name} till reportrar.", "en": "That is what {name} told reporters."}
_CHARSETS = ("utf-8", "utf-8", "cp1252", "utf-8", "misread")


def make_archive(data: Path, folder: Path, numbers: Sequence[int]) -> None:
    """Write the articles with those numbers into subfolders of `folder`.

    Args:
        data: The folder with the evaluation data, see ``docs/evaluation.md``.
        folder: Where they go; it is made where there is none.
        numbers: Which articles; each is the same, whatever the others.

    Raises:
        FileNotFoundError: The data is not there.
    """
    lines = (data / PAIRS).read_text("utf-8").splitlines()
    sentences = dict(zip(LANGUAGES, zip(*(line.split("\t") for line in lines), strict=True), strict=True))
    for number in numbers:
        language = LANGUAGES[number % len(LANGUAGES)]
        path = folder / f"{number // _PER_FOLDER:05}" / f"{number:08}.{language}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(article(number, language, sentences[language]))


def article(number: int, language: Language, sentences: Sequence[str]) -> bytes:
    """The bytes of an article: every fifth is in an old charset, every fifth was misread by somebody.

    Args:
        number: Which one.
        language: Of the sentences.
        sentences: To draw from.
    """
    chance = random.Random(f"archive {number}")
    found, words = [], 0
    while words < WORDS:
        found.append(chance.choice(sentences))
        words += len(found[-1].split())
    for fault in FAULTS:
        at = chance.randrange(len(found))
        wrong = seeded(Case("", language, found[at], {}), fault, chance)
        found[at] = wrong.text if wrong else found[at]
    # A name that no list knows: those of an archive grow with it.
    name = "".join(chance.choices(_SYLLABLES[language], k=3)).capitalize()
    found.insert(1, _SAID[language].format(name=name))
    at = chance.randrange(len(found))
    found[at] = found[at].replace(" ", "  ", 1)
    return _encoded("\n\n".join(_paragraphs(found)) + "\n", _CHARSETS[number // 2 % len(_CHARSETS)])


def _paragraphs(sentences: Sequence[str]) -> Iterator[str]:
    for start in range(0, len(sentences), _PER_PARAGRAPH):
        yield " ".join(sentences[start : start + _PER_PARAGRAPH])


def _encoded(text: str, charset: str) -> bytes:
    if charset == "misread":
        return text.encode().decode("cp1252", "replace").encode()
    return text.encode(charset, "replace")
