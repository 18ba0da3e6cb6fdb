"""What the queue can be asked to show, and what there is to choose from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Select, select

from pipeline.corpus import tables
from pipeline.corpus.store import Store
from pipeline.document import Status
from pipeline.review.listing import STATES, Item
from pipeline.review.wording import language, words

_SLACK = 1e-9
"""What arithmetic may lose of a tenth."""


NAMES: Mapping[str, str] = {
    **{"q": "search", "edit": "edits", "confidence": "decided edits of confidence"},
    **{"who": "decided by", "day": "decided on"},
}
"""What the page calls a filter, where that is not its name in the address."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is active: what it is called and set to, and the address of the queue without it."""

    label: str
    value: str
    address: str


@dataclass(frozen=True, slots=True)
class Filters:
    """What the queue is asked to show; "" is any.

    Attributes:
        q: What to search for.
        stage: Documents with an edit of this stage.
        rule: With an edit of this rule; of `stage`, where both are given.
        edit: With such an edit of this status.
        confidence: With such an edit that a person has decided on, of a confidence from ``0.6`` to 0.7, say.
        language: In this language.
        flag: With a segment that has this flag, or having it as a whole.
        status: In this state, see `STATES`.
        who: With a decision by this person.
        day: With a decision of this day, such as ``2026-11-22``.
        sort: Name of a column, with ``-`` before it for the other direction.
    """

    q: str = ""
    stage: str = ""
    rule: str = ""
    edit: str = ""
    confidence: str = ""
    language: str = ""
    flag: str = ""
    status: str = ""
    who: str = ""
    day: str = ""
    sort: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Filters:
        """Those of a page's address; what it does not know is passed over."""
        return cls(**{one.name: query.get(one.name, "").strip() for one in fields(cls)})

    @property
    def active(self) -> dict[str, str]:
        """Those that may leave documents out."""
        values = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "sort"}
        return {name: value for name, value in values.items() if value}

    def chips(self) -> list[Chip]:
        """Those that are active as the page shows them."""
        say: Mapping[str, Callable[[str], str | None]] = {
            "status": STATES.get,
            "language": language,
            "q": str,
            "who": str,
        }
        return [
            Chip(NAMES.get(name, name), say.get(name, words)(value) or value, self.address(**{name: ""}))
            for name, value in self.active.items()
        ]

    @property
    def of_edits(self) -> bool:
        """Whether only documents with certain edits are shown."""
        return bool(self.stage or self.rule or self.edit or self.confidence)

    def address(self, **changes: str | int) -> str:
        """The address of the queue with these filters, some of them changed.

        >>> Filters(stage="names").address(sort="file"), Filters().address()
        ('/?stage=names&sort=file', '/')
        """
        values = self.active | {"sort": self.sort} | changes
        query = urlencode({name: value for name, value in values.items() if value}, errors="replace")
        return f"/?{query}" if query else "/"

    def allow(self, item: Item) -> bool:
        """Whether a document is to be shown by what its tally says."""
        held = item.tally
        if (self.stage or self.rule or self.edit) and not held.count(
            self.stage or None, self.rule or None, self.edit or None
        ):
            return False
        if self.status not in ("", item.state) and not (self.status == "pending" and item.pending):
            return False
        return self.language in ("", item.language) and (
            not self.flag or self.flag in held.flags or self.flag in item.flags
        )

    def edits(self) -> list[ColumnElement[bool]]:
        """The conditions on the table of edits."""
        columns = tables.edits.c
        wanted = {columns.stage: self.stage, columns.rule: self.rule, columns.status: self.edit}
        conditions: list[ColumnElement[bool]] = [column == value for column, value in wanted.items() if value]
        if self.confidence:
            conditions.append(columns.id.in_(_decided(_tenth(self.confidence))))
        return conditions

    def decisions(self) -> list[ColumnElement[bool]]:
        """The conditions on the table of decisions."""
        columns, conditions = tables.decisions.c, list[ColumnElement[bool]]()
        if self.who:
            conditions.append(columns.who == self.who)
        if self.day:
            conditions.append(columns.when.startswith(self.day, autoescape=True))
        return conditions

    def documents(self, store: Store) -> set[str] | None:
        """The documents that remain by what no tally says; None for all."""
        found: set[str] | None = None
        if self.confidence:
            query = select(tables.edits.c.document).where(*self.edits()).distinct()
            found = {row.document for row in store.database.rows(query)}
        if made := self.decisions():
            query = select(tables.decisions.c.document).where(*made).distinct()
            deciders = {row.document for row in store.database.rows(query)}
            found = deciders if found is None else found & deciders
        return found


@dataclass(frozen=True, slots=True)
class Option:
    """What a filter can be set to, and how many documents of the corpus have it."""

    value: str
    label: str
    number: int


@dataclass(slots=True)
class Facets:
    """What there is to filter by, with the number of documents."""

    stages: Counter[str] = field(default_factory=Counter)
    rules: dict[str, Counter[str]] = field(default_factory=dict)
    statuses: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, items: Iterable[Item]) -> Facets:
        """What some documents have."""
        facets = cls()
        for item in items:
            facets.add(item)
        return facets

    def add(self, item: Item) -> None:
        """Count one more document."""
        pairs = {(stage, rule) for stage, rule, _ in item.tally.edits}
        self.stages.update({stage for stage, _ in pairs})
        self.statuses.update({status for _, _, status in item.tally.edits})
        for stage, rule in pairs:
            self.rules.setdefault(stage, Counter())[rule] += 1
        self.languages[item.language] += 1
        self.flags.update({*item.tally.flags, *item.flags})
        self.states[item.state] += 1
        self.states["pending"] += bool(item.pending)

    def options(self) -> dict[str, Any]:
        """What each filter can be set to; the rules in groups by stage."""
        return {
            "stage": _options(self.stages),
            "rule": [(stage, _options(rules)) for stage, rules in sorted(self.rules.items())],
            "edit": [Option(one.value, one.value, self.statuses[one.value]) for one in Status],
            "language": _options(self.languages, language),
            "flag": _options(self.flags),
            "status": [Option(value, name, self.states[value]) for value, name in STATES.items()],
        }


def _options(numbers: Mapping[str, int], name: Callable[[str], str] = words) -> list[Option]:
    return [Option(value, name(value), number) for value, number in sorted(numbers.items())]


def _decided(tenth: float) -> Select[tuple[str]]:
    """The edits of a tenth of confidence on which a decision holds."""
    columns = tables.decisions.c
    undone = select(columns.undoes).where(columns.undoes > 0)
    query = select(columns.subject).where(
        columns.kind == "edit",
        columns.verdict.in_(("accepted", "rejected", "edited")),
        columns.confidence >= tenth - _SLACK,
        columns.number.not_in(undone),
    )
    return query.where(columns.confidence < tenth + 0.1 - _SLACK) if tenth < 0.9 else query


def _tenth(text: str) -> float:
    """The tenth that `text` names; 0 where it names none.

    >>> _tenth("0.6"), _tenth("much"), _tenth("7")
    (0.6, 0.0, 0.9)
    """
    try:
        return min(9, max(0, int(float(text) * 10 + _SLACK))) / 10
    except (ValueError, OverflowError):
        return 0.0
