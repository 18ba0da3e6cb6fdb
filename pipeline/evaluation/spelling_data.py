"""Sentences with known errors: natural ones of learners, and clean news with seeded ones.

The folder is laid out as ``docs/evaluation.md`` describes.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.cleaning.candidates import neighbours
from pipeline.cleaning.lexicon import vocabulary
from pipeline.document import LANGUAGES, Language

TOKEN = re.compile(r"[^\W\d_]+(?:['’:][^\W\d_]+)*")

ALPHABET = {"sv": "abcdefghijklmnoprstuvyåäö", "en": "abcdefghijklmnopqrstuvwxyz"}


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence, and what each wrong span of it should be.

    Attributes:
        source: Where it comes from.
        language: Its language.
        text: The sentence.
        errors: The right form of each wrong span, by the span's start and end.
    """

    source: str
    language: Language
    text: str
    errors: dict[tuple[int, int], str]


def clean_news(folder: Path) -> Iterator[Case]:
    """The lines of ``pud.sv-en.tsv``, both languages, without errors."""
    for line in (folder / "pud.sv-en.tsv").read_text("utf-8").splitlines():
        for language, text in zip(LANGUAGES, line.split("\t"), strict=True):
            yield Case("news", language, text, {})


def bea(folder: Path) -> Iterator[Case]:
    """English sentences of learners in small letters, ``spelling-en-bea322``."""
    lines = [
        (folder / "spelling-en-bea322" / name).read_text("utf-8").splitlines()
        for name in ("corrupt.txt", "correct.txt")
    ]
    for wrong, right in zip(*lines, strict=True):
        pairs = list(zip(wrong.split(), right.split(), strict=True))
        errors, offset = {}, 0
        for token, correct in pairs:
            before, after = TOKEN.search(token), TOKEN.search(correct)
            if token != correct and before and after:
                errors[offset + before.start(), offset + before.end()] = after[0]
            offset += len(token) + 1
        yield Case("bea", "en", " ".join(token for token, _ in pairs), errors)


def dalaj(folder: Path) -> Iterator[Case]:
    """Swedish sentences of learners with one orthographic error each, ``spelling-sv-dalaj``."""
    for line in (folder / "spelling-sv-dalaj" / "dev.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        meta = record["meta"]
        if record["label"] == "incorrect" and meta["error_label"] == "O":
            span = (meta["error_span"]["start"], meta["error_span"]["stop"])
            yield Case("dalaj", "sv", record["sentence"], {span: meta["confusion_pair"]["correction"]})


def seeded(case: Case, kind: str, chance: random.Random) -> Case | None:
    """The clean sentence `case` with one error of `kind`, or None where it has no word for it.

    Args:
        case: A sentence without errors.
        kind: ``typo`` (one random edit that is no word), ``joined`` (a space is missing) or ``word``
            (another word one edit away).
        chance: Where the choices come from.
    """
    known = vocabulary(case.language)
    places = [match for match in TOKEN.finditer(case.text) if match[0].islower() and match[0] in known]
    chance.shuffle(places)
    for match in places:
        word, end = match[0], match.end()
        if kind == "typo" and len(word) > 3:
            wrong = _typo(word, ALPHABET[case.language], chance)
            if wrong in known:
                continue
        elif kind == "word" and (near := sorted(neighbours(case.language).within_one(word))):
            wrong = chance.choices(near, [known[one] + 1 for one in near])[0]
        elif kind == "joined" and (second := TOKEN.match(case.text, end + 1)) and second[0] in known:
            word, end = f"{word} {second[0]}", second.end()
            wrong = word.replace(" ", "")
            if case.text[match.end()] != " " or wrong in known:
                continue
        else:
            continue
        text = case.text[: match.start()] + wrong + case.text[end:]
        return Case(
            f"seeded {kind}", case.language, text, {(match.start(), match.start() + len(wrong)): word}
        )
    return None


def _typo(word: str, alphabet: str, chance: random.Random) -> str:
    at = chance.randrange(len(word))
    letter = chance.choice(alphabet)
    return chance.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
        ]
    )
