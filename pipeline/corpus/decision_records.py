"""The records of ``decisions.jsonl``: a contract with other tools, as those of `pipeline.corpus.schema`."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, get_args

from pipeline.corpus import schema
from pipeline.corpus.entry import Decision, Kind, Verdict
from pipeline.errors import CorpusError

DECISION: schema.Kinds = {
    "number": (int,),
    **dict.fromkeys(("document", "subject", "kind", "verdict", "before", "after", "who", "when"), (str,)),
    **dict.fromkeys(("context", "comment", "batch"), (str,)),
    "undoes": (int,),
    **dict.fromkeys(("stage", "rule"), (str,)),
    "confidence": (int, float, type(None)),
}
"""The keys in their order; new ones may only be added at the end."""


def decision_record(decision: Decision) -> dict[str, Any]:
    """The line of ``decisions.jsonl`` for a decision.

    >>> list(decision_record(Decision("d", "e", "edit", "accepted", "teh", "the", "Ann", "2026-11-22")))[:3]
    ['number', 'document', 'subject']
    """
    return {key: getattr(decision, key) for key in DECISION}


def read_decision(record: dict[str, Any]) -> Decision:
    """The decision of a line of ``decisions.jsonl``.

    Raises:
        CorpusError: A key is missing or holds something else than it should.
    """
    schema.check(record, DECISION)
    for key, allowed in (("kind", get_args(Kind)), ("verdict", get_args(Verdict))):
        if record[key] not in allowed:
            raise CorpusError(f"{key!r} is {record[key]!r}, not one of {', '.join(allowed)}")
    return Decision(**{field.name: record[field.name] for field in fields(Decision)})
