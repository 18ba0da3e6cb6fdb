"""What the corpus is made of, whether it stands in the store or in exported files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from pipeline.document import Document, Segment


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as it stands in the corpus.

    Attributes:
        document: With its change log.
        segments: In the order of the text; empty where the document is not translated.
        signature: What made them, see `pipeline.signature`.
    """

    document: Document
    segments: tuple[Segment, ...]
    signature: str


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


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person has said about an edit or a segment. It is never changed; a later one overrules it.

    Attributes:
        document: The document's id.
        subject: The id of the edit or segment.
        kind: Which of the two it is.
        verdict: ``edited`` where the person wrote something else.
        before: What stood there before the decision.
        after: What stands there now.
        who: The name that the person gave.
        when: ISO 8601, UTC.
    """

    document: str
    subject: str
    kind: Literal["edit", "segment"]
    verdict: Literal["accepted", "rejected", "edited"]
    before: str
    after: str
    who: str
    when: str


class Source(Protocol):
    """Whatever an export can be made from: the store, or exported files that were read back."""

    def entries(self) -> Iterator[Entry]:
        """All documents, sorted by file."""
        ...

    def files(self) -> Iterable[tuple[str, str]]:
        """Id and file of every document, sorted by file."""
        ...

    def refusals(self) -> Iterable[Refusal]:
        """All files that were not taken in, sorted by file."""
        ...
