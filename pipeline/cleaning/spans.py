"""Spans of a text, as start and end in code points, half-open."""

from bisect import bisect
from collections.abc import Iterable, Sequence

Span = tuple[int, int]


def merged(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that touch or overlap as one.

    >>> merged([(5, 7), (0, 2), (2, 3), (6, 9)])
    [(0, 3), (5, 9)]
    """
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def overlaps(span: Span, spans: Sequence[Span]) -> bool:
    """Whether `span` overlaps one of `spans`, which are merged.

    >>> overlaps((2, 5), [(0, 3), (5, 9)]), overlaps((3, 5), [(0, 3), (5, 9)])
    (True, False)
    """
    place = bisect(spans, span)
    return any(span[0] < end and start < span[1] for start, end in spans[max(0, place - 1) : place + 1])
