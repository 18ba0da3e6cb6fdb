"""The queue: the documents that filters and a search leave, those that need a person most first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pipeline.corpus import tallies
from pipeline.corpus.store import Store
from pipeline.review import listing
from pipeline.review.cases import cases
from pipeline.review.filters import Facets, Filters
from pipeline.review.search import Found, search

PAGE = 250
"""Documents on one page of the queue."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a column: its words, where a click leads, and how the documents are sorted by it now."""

    name: str
    label: str
    address: str
    order: Literal["", "ascending", "descending"]


def queue_page(store: Store, query: Mapping[str, str]) -> dict[str, Any]:
    """What the template of the queue shows.

    Args:
        store: Of the corpus.
        query: The filters of `Filters`, and ``from``, the number of documents that are passed over.
    """
    filters = Filters.of(query)
    every = listing.items(store)
    ids = filters.documents(store)
    allowed = [item for item in every if filters.allow(item) and (ids is None or item.id in ids)]
    found = Found()
    if filters.q:
        found = search(store, filters.q, {item.id: (item.title, item.file) for item in allowed})
        allowed = [item for item in allowed if item.id in found.passages]
    shown = listing.ordered(allowed, filters.sort)
    start = _start(query.get("from", ""), len(shown))
    page = shown[start : start + PAGE]
    if not filters.q:
        found = cases(store, filters, [item.id for item in page])
    facets = Facets.of(every)
    return {
        "filters": filters,
        "items": page,
        "found": found,
        "start": start,
        "number": len(shown),
        "total": len(every),
        "states": [(name, label, facets.states[name]) for name, label in listing.STATES.items()],
        "state_names": listing.STATES,
        "headings": _headings(filters),
        "options": facets.options(),
        "before": filters.address(**{"from": start - PAGE}) if start else "",
        "behind": filters.address(**{"from": start + PAGE}) if start + PAGE < len(shown) else "",
        "weights": listing.WEIGHTS,
        "low_quality": tallies.LOW_QUALITY,
    }


def _start(wanted: str, number: int) -> int:
    start = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 10 else 0
    return start - start % PAGE if start < number else 0


def _headings(filters: Filters) -> list[Heading]:
    known = {column.name for column in listing.COLUMNS}
    now = filters.sort if filters.sort.removeprefix("-") in known else "need"
    headings = []
    for column in listing.COLUMNS:
        order: Literal["", "ascending", "descending"] = ""
        if now.removeprefix("-") == column.name:
            order = "descending" if column.falls != now.startswith("-") else "ascending"
        address = filters.address(sort=f"-{column.name}" if now == column.name else column.name)
        headings.append(Heading(column.name, column.label, address, order))
    return headings
