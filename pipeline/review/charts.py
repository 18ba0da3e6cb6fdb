"""Where the marks of a picture stand; ``charts.html`` draws them as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, log10, sqrt

WIDTH, HEIGHT = 640, 300
LEFT, RIGHT, TOP, BOTTOM = 52, 624, 14, 262
"""The picture, and the field inside its axes, in units of SVG."""

LARGEST, SMALLEST = 11.0, 3.5
"""Radius of a dot."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar, in hundredths of the longest bar."""

    name: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Point:
    """What a dot stands for.

    Attributes:
        x: A share, 0 to 1, or the number of a day.
        y: Its value.
        label: In words, for whoever points at it.
        address: Where the cases behind it are.
        weight: How many they are.
        interval: Between which values the true one lies.
    """

    x: float
    y: float
    label: str
    address: str
    weight: int = 1
    interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Dot:
    """A point in its place; `low` and `high` are the ends of its interval."""

    x: float
    y: float
    radius: float
    label: str
    address: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture with two axes.

    Attributes:
        x_ticks: Along the foot.
        y_ticks: Up the left side.
        dots: From left to right.
        line: The points that a line joins, as SVG wants them; "" for none.
        is_calibration: Whether a diagonal shows where the dots should be.
    """

    x_ticks: Sequence[Tick]
    y_ticks: Sequence[Tick]
    dots: Sequence[Dot]
    line: str = ""
    is_calibration: bool = False


def bar(parts: Sequence[tuple[str, int]], longest: int) -> list[Part]:
    """The pieces of one bar, side by side; those of nothing are left out.

    >>> [(part.name, part.x, part.width) for part in bar([("a", 1), ("b", 0), ("c", 2)], 4)]
    [('a', 0.0, 25.0), ('c', 25.0, 50.0)]
    """
    pieces, position = list[Part](), 0
    for name, number in parts:
        if number:
            pieces.append(Part(name, round(100 * position / longest, 2), round(100 * number / longest, 2)))
            position += number
    return pieces


def calibration(points: Sequence[Point]) -> Plot:
    """Shares against the probabilities that promised them, a dot's size growing with its weight."""
    most = max((point.weight for point in points), default=1)
    tenths = [number / 10 for number in range(0, 11, 2)]
    dots = [
        Dot(
            *(_x(point.x), _y(point.y), round(max(SMALLEST, LARGEST * sqrt(point.weight / most)), 1)),
            *(point.label, point.address),
            *((_y(point.interval[0]), _y(point.interval[1])) if point.interval else ()),
        )
        for point in points
    ]
    return Plot(
        [Tick(_x(share), f"{share:.1f}") for share in tenths],
        [Tick(_y(share), f"{share:.0%}") for share in tenths],
        dots,
        is_calibration=True,
    )


def over_time(points: Sequence[Point], *, percent: bool = False) -> Plot:
    """Values by day; `Point.x` is the day's ordinal number."""
    first, last = points[0].x, points[-1].x
    top = _round_up(max(point.y for point in points))
    reach = last - first or 1
    places = [(point.x - first) / reach if last > first else 0.5 for point in points]
    dots = [
        Dot(_x(place), _y(point.y / top), SMALLEST, point.label, point.address)
        for place, point in zip(places, points, strict=True)
    ]
    marked = sorted({0, len(points) - 1} | ({len(points) // 2} if _is_wide(places) else set()))
    return Plot(
        [Tick(dots[number].x, date.fromordinal(int(points[number].x)).isoformat()) for number in marked],
        [
            Tick(_y(part / 2), f"{top * part / 2:.1%}" if percent else f"{top * part / 2:,.4g}")
            for part in range(3)
        ],
        dots,
        " ".join(f"{dot.x},{dot.y}" for dot in dots) if len(dots) > 1 else "",
    )


def _is_wide(places: Sequence[float]) -> bool:
    """Whether there is room for a date between the first and the last one."""
    return 0.25 < places[len(places) // 2] < 0.75


def _x(share: float) -> float:
    return round(LEFT + share * (RIGHT - LEFT), 1)


def _y(share: float) -> float:
    return round(BOTTOM - share * (BOTTOM - TOP), 1)


def _round_up(value: float) -> float:
    """The next one of 1, 2, 5, 10, 20, 50 … and of their tenths and hundredths.

    >>> _round_up(37), _round_up(0.013), _round_up(0)
    (50.0, 0.02, 1.0)
    """
    if value <= 0:
        return 1.0
    unit = 10.0 ** ceil(log10(value) - 1)
    return round(next(step * unit for step in (1, 2, 5, 10, 20) if step * unit >= value * (1 - 1e-9)), 9)
