"""A chart of time and memory against the number of documents, as SVG for the documentation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import ceil

from pipeline.evaluation.archive import Point

_WIDTH, _HEIGHT = 340, 200
_LEFT, _TOP, _BETWEEN = 60, 40, 90
_COLOUR = "#1f5f99"


def as_svg(points: Sequence[Point]) -> str:
    """Two charts side by side: seconds of the first run, and megabytes at its peak.

    Args:
        points: At least one.
    """
    width = 2 * (_LEFT + _WIDTH) + _BETWEEN
    height = _TOP + _HEIGHT + 60
    ordered = sorted(points, key=lambda point: point.documents)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
        'font-size="12" fill="#333">',
        "<title>Time and memory against the number of documents</title>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        *_chart(ordered, "First run, seconds", lambda point: point.first.seconds, _LEFT),
        *_chart(
            ordered,
            "Peak memory, MB",
            lambda point: point.first.peak / 1e6,
            2 * _LEFT + _WIDTH + _BETWEEN // 2,
        ),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _chart(points: Sequence[Point], title: str, value: Callable[[Point], float], left: int) -> Iterator[str]:
    most, highest = points[-1].documents, _round_up(max(map(value, points)))
    yield f'<text x="{left}" y="{_TOP - 16}" font-weight="bold">{title}</text>'
    for step in range(5):
        y = _TOP + _HEIGHT - step * _HEIGHT / 4
        yield f'<line x1="{left}" y1="{y}" x2="{left + _WIDTH}" y2="{y}" stroke="#ddd"/>'
        yield f'<text x="{left - 8}" y="{y + 4}" text-anchor="end">{highest * step / 4:,.0f}</text>'
    places = [
        (left + _WIDTH * point.documents / most, _TOP + _HEIGHT * (1 - value(point) / highest))
        for point in points
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    yield f'<polyline points="{line}" fill="none" stroke="{_COLOUR}" stroke-width="2"/>'
    for (x, y), point in zip(places, points, strict=True):
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{_COLOUR}"/>'
        yield f'<text x="{x:.1f}" y="{_TOP + _HEIGHT + 18}" text-anchor="middle">{point.documents:,}</text>'
    yield f'<text x="{left + _WIDTH / 2}" y="{_TOP + _HEIGHT + 38}" text-anchor="middle">documents</text>'


def _round_up(number: float) -> float:
    """The next number of one digit and noughts.

    >>> _round_up(731), _round_up(12)
    (800, 20)
    """
    unit = 10 ** (len(str(int(max(1, number)))) - 1)
    return ceil(number / unit) * unit or 1
