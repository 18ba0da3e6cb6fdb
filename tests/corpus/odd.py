"""A corpus of texts that formats stumble over, and what each of its segments says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from articles import SIGNATURE, document

from pipeline.corpus.store import Store
from pipeline.document import Segment, Translation, segment_id

CASES = Path(__file__).parents[1] / "cases" / "odd_texts.json"

LONG = 'Ett långt stycke, med "citat" och\ttabbar. ' * 24_000
"""More than a million bytes."""


def texts() -> Iterator[str]:
    for case in json.loads(CASES.read_text("utf-8")):
        yield case["text"]
    yield LONG


def fill(store: Store) -> None:
    """A document for each text: each of its lines a source, the whole of it the translation of each."""
    for number, text in enumerate(texts()):
        # No bytes decode to a lone surrogate, but a store may hold one all the same.
        found = document(f"{number:02}.txt", text.encode("utf-8", "replace").decode(), (), language="sv")
        found = replace(found, original=text, normalised=text, title=text[:100])
        sources = [(place, line) for place, line in enumerate(text.split("\n")) if line.strip()]
        if not sources:  # No engine gives an empty translation to letters, but a store can hold it.
            found = document(f"{number:02}.txt", "Källa.", (), language="sv", title="")
            sources = [(0, "Källa.")]
        translation = Translation(text, "starter", "tiny@1", score=-1.5, quality=0.5, flags=("low_score",))
        made = [
            Segment(segment_id(found.id, line, place), found.id, place, 0, "sv", line, translation)
            for place, line in sources
        ]
        store.save(found, made, SIGNATURE)


def expected(store: Store) -> dict[str, tuple[str, str]]:
    """Source and translation of every segment, by its id."""
    return {
        segment.id: (segment.source, segment.translation.text)
        for entry in store.entries()
        for segment in entry.segments
    }
