"""A big store of made-up articles with seeded faults, for the tests that measure.

    python tests/review/bigstore.py FOLDER DOCUMENTS SENTENCES

The same numbers give the same store. Logs replay, segments are those that `sentences.split` finds.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from random import Random

from sqlalchemy import insert

from pipeline.corpus import rows, tables, tallies
from pipeline.corpus.store import Store
from pipeline.document import (
    Decoding,
    Document,
    Edit,
    Language,
    Segment,
    Status,
    Translation,
    document_id,
    edit_id,
    other,
    segment_id,
)

SIGNATURE = "renskrift:0.1.0|spacing:1|spelling:1|level:balanced|engine:starter|model:tiny@1"
DOCUMENTS_OF_A_TRANSACTION = 250
SENTENCES_OF_A_PARAGRAPH = 4

_TEMPLATES = {
    "en": (
        "{name} told the council of {place} that {number} houses were empty.",
        "The harbour of {place} took in {number} ships last year, {name} said.",
        "There was no {thing} in {place} when {name} arrived with {number} guests.",
        "{number} people from {place} asked {name} about the {thing}.",
        "In {place} the {thing} has cost {number} crowns since {name} left.",
    ),
    "sv": (
        "{name} sade till rådet i {place} att {number} hus stod tomma.",
        "Hamnen i {place} tog emot {number} fartyg förra året, sade {name}.",
        "Det fanns ingen {thing} i {place} när {name} kom med {number} gäster.",
        "{number} personer från {place} frågade {name} om {thing}.",
        "I {place} har {thing} kostat {number} kronor sedan {name} lämnade.",
    ),
}
_NAMES = ("Åsa Ödmark", "Berit Lindqvist", "Tomas Varga", "Ilona Szabo", "Per Ahlgren", "Ruth Calder")
_PLACES = ("Örnholm", "Västerby", "Port Selwyn", "Karakol", "Lundvik", "Ashmere", "Ängelsberg")
_THINGS = {
    "en": ("bridge", "library", "ferry", "school", "market"),
    "sv": ("bro", "bibliotek", "färja", "skola", "marknad"),
}
_FLAGS = ("name_missing", "number_changed", "low_score", "repetition", "unbalanced")


@dataclass(slots=True)
class _Texts:
    """A text that grows in its three revisions, and the edits between them."""

    document: str
    original: list[str] = field(default_factory=list)
    lengths: list[int] = field(default_factory=lambda: [0, 0, 0])
    normalised: list[str] = field(default_factory=list)
    passes: dict[str, list[Edit]] = field(
        default_factory=lambda: {"spacing": [], "spelling": [], "names": [], "slips": []}
    )

    def add(self, original: str, normalised: str | None = None, stage: str = "") -> None:
        """Add a piece that a stage has changed, or that stands as it stood."""
        after = original if normalised is None else normalised
        if stage:
            self.note(stage, "doubled_space" if stage == "spacing" else "misspelling", original, after)
        self.original.append(original)
        self.normalised.append(after)
        self.lengths[0] += len(original)
        self.lengths[1] += len(after if stage == "spacing" else original)
        self.lengths[2] += len(after)

    def note(self, stage: str, rule: str, before: str, after: str, confidence: float = 0.95) -> None:
        """Add an edit of what comes next."""
        start = self.lengths[{"spacing": 0, "spelling": 1}.get(stage, 2)]
        identity = edit_id(self.document, self.lengths[0], self.lengths[0] + len(before), before, after)
        status = Status.APPLIED if confidence >= 0.9 else Status.SUGGESTED
        reason = f"{before!r} was wrong here, by the rule {rule}."
        edit = Edit(
            stage, rule, start, start + len(before), before, after, confidence, reason, status, identity
        )
        self.passes[stage].append(edit)


def article(number: int, sentences: int) -> tuple[Document, list[Segment]]:
    """The article with that number."""
    random = Random(number)
    language: Language = "sv" if number % 3 else "en"
    file = f"{2000 + number % 25}/article-{number:05d}.txt"
    identity = document_id(file, str(number))
    texts, segments, seen = _Texts(identity), list[Segment](), dict[str, int]()
    for index in range(sentences):
        paragraph, place = divmod(index, SENTENCES_OF_A_PARAGRAPH)
        texts.add("" if not index else " " if place else "\n")
        source, target = _sentence(texts, random, language)
        occurrence = seen[source] = seen.get(source, -1) + 1
        segments.append(
            Segment(
                segment_id(identity, source, occurrence),
                *(identity, paragraph, place, language, source, _translation(random, target)),
            )
        )
    original, normalised = "".join(texts.original), "".join(texts.normalised)
    digest = sha256(original.encode()).hexdigest()
    log = tuple(edit for edits in texts.passes.values() for edit in edits)
    title = f"Article {number}: {segments[0].source}" if segments else f"Article {number}"
    document = Document(identity, file, digest, Decoding("utf-8"), language, title, original, normalised, log)
    return document, segments


def build(folder: Path, documents: int, sentences: int) -> Store:
    """A store in `folder` with so many articles of so many sentences."""
    store = Store.of(folder)
    for start in range(0, documents, DOCUMENTS_OF_A_TRANSACTION):
        made = [
            article(number, sentences)
            for number in range(start, min(start + DOCUMENTS_OF_A_TRANSACTION, documents))
        ]
        shared = {"signature": SIGNATURE, "revision": 1}
        values = {
            tables.documents: [rows.of_document(document) | shared for document, _ in made],
            tables.edits: [row for document, _ in made for row in rows.of_edits(document)],
            tables.segments: [row for one in made for row in rows.of_segments(*one)],
        }
        with store.database.writing() as connection:
            for table, found in values.items():
                if found:
                    connection.execute(insert(table), found)
            tallies.tally(connection, [document.id for document, _ in made])
    return store


def _sentence(texts: _Texts, random: Random, language: Language) -> tuple[str, str]:
    """A sentence that is added with a fault or without one, and its translation."""
    which, thing = random.randrange(5), random.randrange(5)
    name, place, number = random.choice(_NAMES), random.choice(_PLACES), random.randint(11, 9999)
    words = {"name": name, "place": place, "number": number}
    source = _TEMPLATES[language][which].format(thing=_THINGS[language][thing], **words)
    target = _TEMPLATES[other(language)][which].format(thing=_THINGS[other(language)][thing], **words)
    fault = random.random()
    if fault < 0.06:
        left, right = source.split(" ", 1)
        texts.add(left)
        texts.add("  ", " ", "spacing")
        texts.add(right)
    elif fault < 0.12:
        left, right = source.split(place, 1)
        texts.add(left)
        texts.add(place[:-2] + place[-1] + place[-2], place, "spelling")
        texts.add(right)
    elif fault < 0.16:
        left, right = source.split(name, 1)
        texts.add(left)
        texts.note("names", "inconsistent_name", name, _another(random, _NAMES, name), 0.6)
        texts.add(name + right)
    elif fault < 0.165:
        left, right = source.split(place, 1)
        texts.add(left)
        texts.note("slips", "misplaced_place", place, _another(random, _PLACES, place), 0.5)
        texts.add(place + right)
    else:
        texts.add(source)
    return source, target


def _another(random: Random, found: tuple[str, ...], one: str) -> str:
    return random.choice([name for name in found if name != one])


def _translation(random: Random, target: str) -> Translation:
    flags = (random.choice(_FLAGS),) if random.random() < 0.1 else ()
    quality = round(random.betavariate(4, 3) * (0.3 if flags else 1), 3)
    return Translation(target, "starter", "tiny@1", "machine", round(-random.random(), 4), quality, flags)


if __name__ == "__main__":
    build(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])).close()
