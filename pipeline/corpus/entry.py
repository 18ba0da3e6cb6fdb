"""What the corpus is made of, whether it stands in the store or in exported files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from pipeline.document import Document, Segment


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as it stands in the corpus.

    Attributes:
        document: With its change log.
        segments: In the order of the text; empty where the document is not translated.
        signature: What made them, see `pipeline.signature`.
        reviewers: Who has reviewed the translation of a segment, by the segment's id.
    """

    document: Document
    segments: tuple[Segment, ...]
    signature: str
    reviewers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was not taken in.

    Attributes:
        file: Path of the file, relative to the folder that was read, with forward slashes.
        sha256: Of its bytes, or "" where they could not be read.
        reason: Why, in one sentence for the person who put it there.
    """

    file: str
    sha256: str
    reason: str


Kind = Literal["edit", "segment"]
Verdict = Literal["accepted", "rejected", "edited", "undone", "commented"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person has said about an edit or a segment. It is never changed; a later one overrules it.

    Attributes:
        document: The document's id.
        subject: The id of the edit or segment.
        kind: Which of the two it is.
        verdict: ``edited`` where the person wrote something else; ``undone`` takes another decision back;
            ``commented`` says something and decides nothing.
        before: What stood at the place before the decision: in the normalised text, or as translation.
        after: What stands there now.
        who: The name that the person gave.
        when: ISO 8601, UTC.
        context: What finds the subject again when the article arrives again: the source of a segment, or
            the place of an edit, see `pipeline.corpus.places`.
        comment: What the person wrote beside it.
        batch: The same for all decisions that were made in one go, else "".
        undoes: The number of the decision that an ``undone`` takes back, else 0.
        stage: Of the edit.
        rule: Of the edit.
        confidence: Of the edit, as the rule saw it; None for a segment.
        number: Its place in the order of all decisions of a store, from 1; 0 before the store has it.
    """

    document: str
    subject: str
    kind: Kind
    verdict: Verdict
    before: str
    after: str
    who: str
    when: str
    context: str = ""
    comment: str = ""
    batch: str = ""
    undoes: int = 0
    stage: str = ""
    rule: str = ""
    confidence: float | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class Split:
    """To which part of the corpus a document belongs.

    Attributes:
        document: Its id.
        cluster: The same for documents that are nearly the same text: the id of one of them.
        split: ``train``, ``dev``, ``test``, or ``none``.
        reason: Why it belongs to none, in a sentence; else "".
    """

    document: str
    cluster: str
    split: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """Something that was in the corpus.

    Attributes:
        id: Its id, which nothing else will have.
        kind: ``document`` or ``segment``.
        document: The id of its document, for a document its own.
        file: The document's file.
        sha256: Of the article's bytes, as they were when it stood in the corpus for the last time.
        version: The newest version of the corpus when it went, "" where there was none.
        reason: Why it went, in a sentence.
    """

    id: str
    kind: str
    document: str
    file: str
    sha256: str
    version: str
    reason: str


class Source(Protocol):
    """Whatever an export can be made from: the store, or exported files that were read back."""

    def entries(self) -> Iterator[Entry]:
        """All documents, sorted by file."""
        ...

    def files(self) -> Iterable[tuple[str, str]]:
        """Id and file of every document, sorted by file."""
        ...

    def decisions(self) -> Iterable[Decision]:
        """All decisions, in the order in which they were made."""
        ...

    def refusals(self) -> Iterable[Refusal]:
        """All files that were not taken in, sorted by file."""
        ...

    def splits(self) -> Iterable[Split]:
        """To which split each document belongs that has one, sorted by document."""
        ...

    def tombstones(self) -> Iterable[Tombstone]:
        """What the corpus had and has no more, sorted by file."""
        ...
