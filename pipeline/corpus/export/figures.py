"""What the datasheet of a corpus counts: its quality, what made it, where it is from."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from pipeline.corpus.entry import Source
from pipeline.corpus.export.counts import Counts

STEPS = 10
"""How many bars the qualities are shown in."""


@dataclass(slots=True)
class Figures:
    """The numbers of a corpus.

    Attributes:
        counts: Those that its manifest has.
        directions: Segments by language and target language.
        made: Segments by status and engine.
        quality: Segments by tenth of their quality; the last tenth takes in 1.
        changed: Documents that have an edit in effect.
        sources: Documents by who published them; "" where that is not known.
        splits: Documents by split.
        clusters: How many texts there are that are not nearly the same.
        gone: Tombstones by kind.
        decisions: How many were made.
        refused: How many files were not taken in.
    """

    counts: Counts = field(default_factory=Counts)
    directions: Counter[tuple[str, str]] = field(default_factory=Counter)
    made: Counter[tuple[str, str]] = field(default_factory=Counter)
    quality: Counter[int] = field(default_factory=Counter)
    changed: int = 0
    sources: Counter[str] = field(default_factory=Counter)
    splits: Counter[str] = field(default_factory=Counter)
    clusters: int = 0
    gone: Counter[str] = field(default_factory=Counter)
    decisions: int = 0
    refused: int = 0

    @classmethod
    def of(cls, source: Source) -> Figures:
        """The numbers of `source`, in one pass through it."""
        figures, clusters = cls(), set()
        for entry in source.entries():
            document = entry.document
            figures.counts.add(entry)
            figures.changed += any(edit.in_effect for edit in document.edits)
            figures.sources[document.origin.source if document.origin else ""] += 1
            for segment in entry.segments:
                translation = segment.translation
                figures.directions[segment.language, segment.target_language] += 1
                figures.made[translation.status, translation.engine] += 1
                # As they are exported: 0.89996 stands as 0.9 in the files.
                tenth = int(round(translation.quality, 4) * STEPS)
                figures.quality[min(max(tenth, 0), STEPS - 1)] += 1
        for one in source.splits():
            figures.splits[one.split] += 1
            clusters.add(one.cluster)
        figures.clusters = len(clusters)
        figures.gone.update(stone.kind for stone in source.tombstones())
        figures.decisions = sum(1 for _ in source.decisions())
        figures.refused = sum(1 for _ in source.refusals())
        return figures
