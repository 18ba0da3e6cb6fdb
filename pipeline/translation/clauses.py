"""Split a sentence that is too long for a model at its clauses, and join what was translated."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pipeline.translation.engine import Hypothesis
from pipeline.translation.framing import restore_final

_BREAKS = [
    re.compile(r"[;:](?=\s)|\s(?=[–—]\s)"),
    re.compile(r",(?=\s(?:and|but|or|while|och|men|eller|medan)\s)"),
    re.compile(r",(?=\s)"),
    re.compile(r"(?=\s(?:and|but|or|which|that|och|men|eller|som|att)\s)"),
    re.compile(r"(?=\s)"),
    re.compile(r""),
]
"""Where a sentence may be split, best first; the last one splits anywhere."""


def split_clauses(sentence: str, fits: Callable[[str], bool]) -> list[str]:
    """The sentence in pieces that fit, without the white space between them.

    >>> split_clauses("Det regnar, men solen skiner", lambda piece: len(piece) < 20)
    ['Det regnar,', 'men solen skiner']
    """
    if len(sentence) < 2 or fits(sentence):
        return [sentence]
    middle = _best_break(sentence)
    halves = sentence[:middle].strip(), sentence[middle:].strip()
    return [piece for half in halves if half for piece in split_clauses(half, fits)]


def _best_break(sentence: str) -> int:
    """The break of the best kind that is nearest the middle, if it is not near an end."""
    first, last = len(sentence) // 5 or 1, len(sentence) - len(sentence) // 5
    for pattern in _BREAKS:
        found = [match.end() for match in pattern.finditer(sentence, first, last)]
        if found:
            return min(found, key=lambda offset: abs(2 * offset - len(sentence)))
    return len(sentence) // 2


def translate_clauses(
    sentences: Sequence[str],
    fits: Callable[[str], bool],
    translate: Callable[[Sequence[str]], Sequence[Hypothesis]],
) -> list[Hypothesis]:
    """Translate sentences of any length with a model that takes only those that fit."""
    pieces = [split_clauses(sentence, fits) for sentence in sentences]
    translated = iter(translate([piece for parts in pieces for piece in parts]))
    return [_join(parts, [next(translated) for _ in parts]) for parts in pieces]


def _join(sources: Sequence[str], parts: Sequence[Hypothesis]) -> Hypothesis:
    """The parts as one sentence; their scores weigh by their length."""
    if len(parts) == 1:
        return parts[0]
    weights = [max(len(part.text), 1) for part in parts]
    reverse = [part.reverse for part in parts if part.reverse is not None]
    return Hypothesis(
        # A piece that came out empty leaves the whole without a part: it counts as not translated.
        " ".join(map(_as_clause, sources, [part.text for part in parts]))
        if all(part.text for part in parts)
        else "",
        _mean([part.score for part in parts], weights),
        _mean(reverse, weights) if len(reverse) == len(parts) else None,
    )


def _as_clause(source: str, translation: str) -> str:
    """A part without what makes it a sentence, where its source is none: a capital, a full stop."""
    text = restore_final(source, translation)
    if source[:1].islower() and text[:1].isupper() and text[1:2].islower():
        return text[0].lower() + text[1:]
    return text


def _mean(values: Sequence[float], weights: Sequence[int]) -> float:
    return sum(value * weight for value, weight in zip(values, weights, strict=True)) / sum(weights)
