"""The dashboard: what the rules did, how right they were, and how far the review is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from pipeline.corpus.store import Store
from pipeline.document import Status
from pipeline.review import charts, figures, listing
from pipeline.review.charts import Part, Plot, Point
from pipeline.review.figures import Bin, Day
from pipeline.review.filters import Filters
from pipeline.review.listing import Item
from pipeline.review.wording import language, words


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table: a bar, and the numbers that it shows.

    Attributes:
        label: What is counted.
        address: Where all its cases are; "" where there is no such place.
        parts: The bar.
        numbers: Each with the address of its cases.
        more: The address of the page that decides on all that wait, "" where none do; None in other tables.
    """

    label: str
    address: str
    parts: Sequence[Part]
    numbers: Sequence[tuple[int, str]]
    more: str | None = None


def dashboard_page(store: Store) -> dict[str, Any]:
    """What the template of the dashboard shows."""
    items, decisions = listing.items(store), figures.held(store)
    bins, days = figures.bins(decisions), figures.days(decisions)
    return {
        "totals": _totals(items, len(decisions)),
        "statuses": [status.value for status in Status],
        "stages": _stages(items),
        "bins": [(one, Filters(confidence=f"{one.tenth:.1f}").address()) for one in bins],
        "calibration": _calibration(bins),
        "days": [(day, Filters(day=day.day).address()) for day in days],
        "pace": _over_time([(day, day.decisions) for day in days], "{:,} decisions"),
        "changed": _over_time([(day, day.change) for day in days], "{:.1%} changed", percent=True),
        "languages": _languages(items),
        "flags": _flags(items),
        "reviewers": _reviewers(figures.reviewers(decisions)),
    }


def _totals(items: Sequence[Item], decisions: int) -> list[tuple[str, int, str]]:
    """The great numbers, each with the address of its cases."""
    return [
        ("documents", len(items), Filters().address()),
        ("of them done", sum(item.state == "done" for item in items), Filters(status="done").address()),
        ("sentences", sum(item.tally.segments for item in items), Filters().address()),
        ("of them reviewed", sum(item.tally.reviewed for item in items), Filters(sort="-reviewed").address()),
        ("doubtful", sum(item.tally.doubtful for item in items), Filters(sort="doubtful").address()),
        ("edits that wait", sum(item.tally.suggested for item in items), Filters(edit="suggested").address()),
        ("decisions that hold", decisions, ""),
    ]


def _stages(items: Sequence[Item]) -> list[tuple[str, list[Line]]]:
    """The edits of each stage by rule, the rules with most edits first."""
    edits = Counter[tuple[str, str, str]]()
    for item in items:
        edits.update(item.tally.edits)
    rules = Counter[tuple[str, str]]()
    for (stage, rule, _), number in edits.items():
        rules[stage, rule] += number
    longest = max(rules.values(), default=1)
    found: dict[str, list[Line]] = {}
    for (stage, rule), _ in sorted(rules.items(), key=lambda one: (one[0][0], -one[1], one[0][1])):
        by_status = [(status.value, edits[stage, rule, status.value]) for status in Status]
        waits = edits[stage, rule, Status.SUGGESTED.value]
        line = Line(
            words(rule),
            Filters(stage=stage, rule=rule).address(),
            charts.bar(by_status, longest),
            [(number, Filters(stage=stage, rule=rule, edit=name).address()) for name, number in by_status],
            f"/bulk?{urlencode({'stage': stage, 'rule': rule, 'statuses': 'suggested'})}" if waits else "",
        )
        found.setdefault(stage, []).append(line)
    return list(found.items())


def _calibration(bins: Sequence[Bin]) -> Plot | None:
    points = [
        Point(
            *(one.mean, one.share, f"{one.label}: {one.accepted} of {one.number} accepted"),
            *(Filters(confidence=f"{one.tenth:.1f}").address(), one.number, one.interval),
        )
        for one in bins
    ]
    return charts.calibration(points) if points else None


def _over_time(
    values: Sequence[tuple[Day, float | None]], label: str, *, percent: bool = False
) -> Plot | None:
    points = [
        Point(
            date.fromisoformat(day.day).toordinal(),
            value,
            f"{day.day}: {label.format(value)}",
            Filters(day=day.day).address(),
        )
        for day, value in values
        if value is not None
    ]
    return charts.over_time(points, percent=percent) if points else None


def _languages(items: Sequence[Item]) -> list[Line]:
    """How far the review is, by language."""
    held: dict[str, Counter[str]] = {}
    for item in items:
        if item.tally.segments:
            own = held.setdefault(item.language, Counter())
            own.update(reviewed=item.tally.reviewed, doubtful=item.tally.doubtful, all=item.tally.segments)
    longest = max((own["all"] for own in held.values()), default=1)
    lines = []
    for code, own in sorted(held.items()):
        rest = max(0, own["all"] - own["reviewed"] - own["doubtful"])
        parts = [("reviewed", own["reviewed"]), ("doubtful", own["doubtful"]), ("rest", rest)]
        numbers = [
            (own["reviewed"], Filters(language=code, sort="-reviewed").address()),
            (own["doubtful"], Filters(language=code, sort="doubtful").address()),
            (own["all"], Filters(language=code).address()),
        ]
        label = language(code)
        lines.append(Line(label, Filters(language=code).address(), charts.bar(parts, longest), numbers))
    return lines


def _flags(items: Sequence[Item]) -> list[Line]:
    """What the checks have found, in sentences that a person has not seen since."""
    flags = Counter[str]()
    for item in items:
        flags.update(item.tally.flags)
    longest = max(flags.values(), default=1)
    lines = []
    for flag, number in sorted(flags.items(), key=lambda one: (-one[1], one[0])):
        address = Filters(flag=flag).address()
        lines.append(
            Line(words(flag), address, charts.bar([("doubtful", number)], longest), [(number, address)])
        )
    return lines


def _reviewers(found: Sequence[tuple[str, int, int]]) -> list[Line]:
    """Who has decided how much."""
    longest = max((edits + segments for _, edits, segments in found), default=1)
    lines = []
    for who, edits, segments in found:
        address = Filters(who=who).address()
        parts = charts.bar([("accepted", edits), ("reviewed", segments)], longest)
        lines.append(Line(who, address, parts, [(edits, address), (segments, address)]))
    return lines
