"""The page that shows what a decision on many edits would change, before it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from pipeline.document import Status
from pipeline.review.choosing import Selection
from pipeline.review.desk import Desk
from pipeline.review.wording import words

_STATUSES = Selection().statuses


def bulk_page(desk: Desk, query: Mapping[str, str]) -> dict[str, Any]:
    """What the template of the page shows.

    Args:
        desk: Which looks the edits up.
        query: The selection, as it stands in the address; `selection_of` reads it.
    """
    selection = selection_of(query)
    preview = desk.preview(selection) if selection != Selection(statuses=selection.statuses) else None
    documents: dict[str, list[Any]] = {}
    for example in preview.examples if preview else ():
        documents.setdefault(example.document, []).append(example)
    return {
        "preview": preview,
        "selection": {key: value for key, value in asdict(selection).items() if value is not None},
        "sentence": _sentence(selection),
        "examples": list(documents.values()),
        "shown_number": len(preview.examples) if preview else 0,
    }


def selection_of(query: Mapping[str, str]) -> Selection:
    """The selection in a page's address; `statuses` are separated by commas.

    An empty text is one, for an edit that inserts or deletes; an empty name is none.

    >>> selection_of({"stage": "names", "before": "", "statuses": "suggested,wrong"})
    Selection(document=None, stage='names', rule=None, before='', after=None, statuses=('suggested',))
    """
    names = {name: query.get(name) or None for name in ("document", "stage", "rule")}
    texts = {name: query.get(name) for name in ("before", "after")}
    statuses = tuple(one for one in query.get("statuses", "").split(",") if one in set(Status))
    return Selection(**names, **texts, statuses=statuses or _STATUSES)


def _sentence(selection: Selection) -> str:
    """What is chosen, in words."""
    parts = []
    if selection.rule or selection.stage:
        parts.append(f"of the rule {words(selection.rule)}" if selection.rule else f"of {selection.stage}")
    if selection.before is not None and selection.after is not None:
        parts.append(f"from “{selection.before}” to “{selection.after}”")
    elif selection.before is not None:
        parts.append(f"of “{selection.before}”")
    elif selection.after is not None:
        parts.append(f"to “{selection.after}”")
    parts.append("in one document" if selection.document else "in all documents")
    return ", ".join(parts)
