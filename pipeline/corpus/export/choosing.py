"""A part of the corpus, by language, by quality or by review; and why the rest is left out of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from pipeline.corpus.entry import Decision, Entry, Refusal, Source, Split, Tombstone
from pipeline.corpus.export import atomic
from pipeline.corpus.export.jsonl import encoded
from pipeline.document import Segment
from pipeline.errors import CorpusError

LEFT_OUT = "left_out.jsonl"


@dataclass(frozen=True, slots=True)
class Choice:
    """What is exported.

    Attributes:
        language: Only documents in this language.
        min_quality: Only segments with this quality or more.
        reviewed_only: Only segments whose translation a person has reviewed.
    """

    language: str | None = None
    min_quality: float | None = None
    reviewed_only: bool = False

    @property
    def leaves_out_segments(self) -> bool:
        """Whether documents may lose some of their sentences."""
        return self.reviewed_only or self.min_quality is not None

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return not self.language and not self.leaves_out_segments


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A document or a segment that is not exported: a line of ``left_out.jsonl``.

    Attributes:
        kind: Which of the two it is.
        id: Its id.
        document: The id of the document, for a document its own.
        file: The document's file.
        reason: Why, in a sentence.
    """

    kind: Literal["document", "segment"]
    id: str
    document: str
    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """The chosen part of a corpus: a `Source` like the whole, without what is left out."""

    source: Source
    choice: Choice

    def entries(self) -> Iterator[Entry]:
        """The chosen documents with their chosen segments, sorted by file."""
        for entry in self.source.entries():
            kept, reason = self._judge(entry)
            if not reason:
                yield replace(entry, segments=kept)

    def files(self) -> Iterator[tuple[str, str]]:
        """Id and file of every chosen document, sorted by file."""
        return ((entry.document.id, entry.document.file) for entry in self.entries())

    def decisions(self) -> Iterator[Decision]:
        """All decisions on the chosen documents and segments, in the order in which they were made."""
        made = list(self.source.decisions())
        chosen = set(self._subjects({decision.subject for decision in made})) if made else set()
        return (
            one for one in made if one.document in chosen and (one.kind == "edit" or one.subject in chosen)
        )

    def refusals(self) -> Iterable[Refusal]:
        """All files that were not taken in, sorted by file."""
        return self.source.refusals()

    def splits(self) -> Iterator[Split]:
        """The splits of the chosen documents, sorted by document."""
        chosen = {identity for identity, _ in self.files()}
        return (one for one in self.source.splits() if one.document in chosen)

    def tombstones(self) -> Iterable[Tombstone]:
        """What the corpus had and has no more, sorted by file."""
        return self.source.tombstones()

    def left_out(self) -> Iterator[LeftOut]:
        """What is not exported, in the order of the documents' files."""
        for entry in self.source.entries():
            document = entry.document
            kept, reason = self._judge(entry)
            if reason:
                yield LeftOut("document", document.id, document.id, document.file, reason)
                continue
            chosen = {segment.id for segment in kept}
            for segment in entry.segments:
                if segment.id not in chosen:
                    why = self._fault(segment)
                    yield LeftOut("segment", segment.id, document.id, document.file, why)

    def _subjects(self, decided: set[str]) -> Iterator[str]:
        """The ids of all chosen documents, and of those of their segments on which somebody has decided."""
        for entry in self.entries():
            yield entry.document.id
            yield from decided.intersection(segment.id for segment in entry.segments)

    def _judge(self, entry: Entry) -> tuple[tuple[Segment, ...], str]:
        """The segments that are kept, and why the whole document is left out, or ""."""
        choice, document = self.choice, entry.document
        if choice.language and document.language != choice.language:
            found = f"in {document.language!r}" if document.language else "in no known language"
            return (), f"The document is {found}, not in {choice.language!r}."
        if not choice.leaves_out_segments:
            return entry.segments, ""
        kept = tuple(segment for segment in entry.segments if not self._fault(segment))
        if kept:
            return kept, ""
        if not entry.segments:
            return (), "The document is not translated."
        return (), f"None of its segments was chosen; of the first: {self._fault(entry.segments[0])}"

    def _fault(self, segment: Segment) -> str:
        translation, lowest = segment.translation, self.choice.min_quality
        if self.choice.reviewed_only and translation.status != "reviewed":
            return "No person has reviewed the translation."
        if lowest is not None and translation.quality < lowest:
            return f"Its quality is {translation.quality:.4f}, below {lowest:g}."
        return ""


def write(chosen: Chosen, folder: Path) -> list[Path]:
    """Write ``left_out.jsonl``."""
    path = folder / LEFT_OUT
    with atomic.replacing(path) as file:
        file.writelines(encoded(asdict(one)) for one in chosen.left_out())
    return [path]


def in_part(folder: Path) -> set[str]:
    """The ids of the documents that have lost some of their sentences in the corpus of a folder.

    Raises:
        CorpusError: The list of what was left out is damaged.
    """
    path = folder / LEFT_OUT
    if not path.is_file():
        return set()
    with path.open("rb") as file:
        return {str(record["document"]) for record in map(_record, file) if record["kind"] == "segment"}


def _record(line: bytes) -> dict[str, Any]:
    try:
        record = json.loads(line)
        return {key: record[key] for key in ("kind", "document")}
    except (ValueError, KeyError, TypeError) as error:
        raise CorpusError(f"{LEFT_OUT} holds a line that Renskrift has not written") from error
