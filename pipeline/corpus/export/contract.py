"""The tables that downstream tools read: the file of each, its keys, what they hold and what they mean."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pipeline.corpus import schema, splits, tombstones
from pipeline.corpus.decision_records import DECISION
from pipeline.corpus.export import choosing, jsonl


@dataclass(frozen=True, slots=True)
class Table:
    """A file of JSON lines.

    Attributes:
        name: What it is called in other formats.
        file: Its name in the output folder.
        kinds: Its keys in their order, and which kinds of value each may hold.
        what: What its lines are, in a few words.
        identity: The key that identifies a line.
        optional: Keys that a line may lack.
    """

    name: str
    file: str
    kinds: schema.Kinds
    what: str
    identity: str = "id"
    optional: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys in their order."""
        return tuple(self.kinds)

    def meaning(self, key: str) -> str:
        """What a key means, in a sentence without its end."""
        return _meanings()[self.name][key]


TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        Table(
            "documents",
            jsonl.DOCUMENTS,
            {**schema.DOCUMENT, "origin": (dict, type(None))},
            "articles, with their text at each revision",
            optional=("origin",),
        ),
        Table("segments", jsonl.SEGMENTS, schema.SEGMENT, "sentences, with their translation"),
        Table("changes", jsonl.CHANGES, schema.CHANGE, "edits of the articles, with reasons"),
        Table("decisions", jsonl.DECISIONS, DECISION, "what people have decided", "number"),
        Table(
            "splits", splits.FILE, splits.SPLIT, "which article is for training, which for tests", "document"
        ),
        Table("tombstones", tombstones.FILE, tombstones.TOMBSTONE, "what the corpus had and has no more"),
        Table(
            "left_out",
            choosing.LEFT_OUT,
            dict.fromkeys(choosing.LeftOut.__slots__, (str,)),
            "what was not chosen for this part of the corpus",
        ),
    )
}
"""By name, in the order in which they are listed."""


@cache
def _meanings() -> Mapping[str, Mapping[str, str]]:
    text = files("pipeline.data").joinpath("fields.json").read_text("utf-8")
    found: Mapping[str, Mapping[str, str]] = json.loads(text)
    return found
