"""Documents for the tests of the corpus, built with hand-written edits and the real change log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from itertools import groupby
from operator import itemgetter

from pipeline import changelog, sentences
from pipeline.decoding import encode
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

Change = tuple[str, str, str, str]
"""Stage, before, after, status."""


def edits(text: str, changes: Iterable[Change]) -> tuple[str, list[Edit]]:
    """The log of `changes`, each at the first place where its `before` stands, and the text with them."""
    log: list[Edit] = []
    for stage, group in groupby(changes, key=itemgetter(0)):
        made = [
            Edit(
                stage,
                f"rule_of_{stage}",
                text.index(before),
                text.index(before) + len(before),
                before,
                after,
                0.95,
                f"{before!r} was wrong here.",
                Status(status),
            )
            for _, before, after, status in group
        ]
        made.sort(key=lambda edit: (edit.start, edit.end))
        text = changelog.apply(text, made)
        log += made
    return text, log


def document(
    file: str = "news/kazakhstan.txt",
    text: str = "Earlear this week.Then they came.\n\nThe  end of teh story.\n",
    changes: Iterable[Change] = (
        ("spacing", ".T", ". T", "applied"),
        ("spacing", "  ", " ", "applied"),
        ("spelling", "Earlear", "Earlier", "applied"),
        ("spelling", "teh", "the", "applied"),
        ("spelling", "week", "month", "suggested"),
    ),
    *,
    language: str = "en",
    title: str | None = None,
    decoding: Decoding | None = None,
    flags: tuple[str, ...] = (),
) -> Document:
    """A document with its log; its SHA-256 fits."""
    decoding = decoding or Decoding("utf-8")
    digest = sha256(encode(text, decoding)).hexdigest()
    identity = document_id(file, digest)
    normalised, log = edits(text, changes)
    own = tuple(
        replace(edit, id=edit_id(identity, number, edit.end, edit.before, edit.after))
        for number, edit in enumerate(log)
    )
    first = normalised.strip().split("\n")[0] if title is None else title
    return Document(identity, file, digest, decoding, language, first, text, normalised, own, flags)


def segments(found: Document) -> list[Segment]:
    """The sentences of a document, "translated" by turning their letters around."""
    language: Language = "sv" if found.language == "sv" else "en"
    seen: dict[str, int] = {}
    made = []
    for sentence in sentences.split(found.normalised, language):
        occurrence = seen.setdefault(sentence.text, 0)
        seen[sentence.text] += 1
        made.append(
            Segment(
                segment_id(found.id, sentence.text, occurrence),
                found.id,
                sentence.paragraph,
                sentence.sentence,
                language,
                sentence.text,
                Translation(
                    f"[{other(language)}] {sentence.text[::-1]}",
                    "starter",
                    "tiny@1",
                    score=-0.123456,
                    quality=0.876543,
                    flags=("low_score",),
                ),
            )
        )
    return made


def articles() -> list[Document]:
    return [
        document(),
        document("news/clean.txt", "All is well.\n", ()),
        document(
            "svenska.txt",
            "Räksmörgås  är gott.\nHan sade teh.",
            [("spacing", "  ", " ", "applied"), ("spelling", "teh", "det", "suggested")],
            language="sv",
            decoding=Decoding("mac_roman", "", "\r\n"),
        ),
        document("suomi.txt", "Hyvää päivää.", (), language="fi", flags=("other_language",)),
    ]
