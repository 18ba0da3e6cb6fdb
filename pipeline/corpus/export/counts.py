"""The numbers of a corpus, for its manifest, its report and the summary of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.corpus.entry import Entry
from pipeline.errors import CorpusError


@dataclass(slots=True)
class Counts:
    """What some documents hold.

    Attributes:
        documents: By language.
        words: Of the normalised texts, separated by white space.
        edits: By stage and status.
        segments: How many.
        flags: Of documents and segments, by name.
        signatures: How many documents were made with each.
    """

    documents: Counter[str] = field(default_factory=Counter)
    words: int = 0
    edits: Counter[tuple[str, str]] = field(default_factory=Counter)
    segments: int = 0
    flags: Counter[str] = field(default_factory=Counter)
    signatures: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Counts:
        """The numbers of `entries`."""
        counts = cls()
        for entry in entries:
            counts.add(entry)
        return counts

    @classmethod
    def read(cls, manifest: Mapping[str, Any]) -> Counts:
        """The numbers that a manifest holds.

        Raises:
            CorpusError: They are damaged.
        """
        try:
            record, made_with = manifest["counts"], manifest["signatures"]
            return cls(
                documents=Counter(record["languages"]),
                words=record["words"],
                edits=Counter(
                    {
                        (stage, status): number
                        for stage, by in record["edits"].items()
                        for status, number in by.items()
                    }
                ),
                segments=record["segments"],
                flags=Counter(record["flags"]),
                signatures=Counter({one["signature"]: one["documents"] for one in made_with}),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise CorpusError(f"the numbers in the manifest are damaged: {error}") from error

    def add(self, entry: Entry) -> None:
        """Count one more document."""
        document = entry.document
        self.documents[document.language] += 1
        self.words += len(document.normalised.split())
        self.edits.update((edit.stage, str(edit.status)) for edit in document.edits)
        self.segments += len(entry.segments)
        self.flags.update(document.flags)
        for segment in entry.segments:
            self.flags.update(segment.translation.flags)
        self.signatures[entry.signature] += 1

    def merge(self, other: Counts) -> None:
        """Count what `other` has counted as well."""
        self.unpack(other.packed())

    def packed(self) -> list[Any]:
        """The numbers as JSON that is soon read, for `unpack`."""
        edits = [[*key, number] for key, number in self.edits.items()]
        return [self.documents, self.words, edits, self.segments, self.flags, self.signatures]

    def unpack(self, packed: Sequence[Any]) -> None:
        """Count what was counted by those that were `packed`."""
        documents, words, edits, segments, flags, signatures = packed
        self.words += words
        self.segments += segments
        for stage, status, number in edits:
            self.edits[stage, status] += number
        for mine, theirs in (
            (self.documents, documents),
            (self.flags, flags),
            (self.signatures, signatures),
        ):
            for key, number in theirs.items():
                mine[key] += number

    def edits_in(self, *statuses: str, stage: str | None = None) -> int:
        """How many edits have one of the statuses, in one stage or in all."""
        return sum(
            number
            for (found, status), number in self.edits.items()
            if status in statuses and stage in (None, found)
        )

    @property
    def stages(self) -> list[str]:
        """The stages that have yielded edits, sorted by name."""
        return sorted({stage for stage, _ in self.edits})

    def record(self) -> dict[str, Any]:
        """The numbers as a JSON object, sorted."""
        stages: dict[str, dict[str, int]] = {}
        for (stage, status), number in sorted(self.edits.items()):
            stages.setdefault(stage, {})[status] = number
        return {
            "documents": self.documents.total(),
            "languages": dict(sorted(self.documents.items())),
            "words": self.words,
            "edits": stages,
            "segments": self.segments,
            "flags": dict(sorted(self.flags.items())),
        }
