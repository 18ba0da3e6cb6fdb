"""Translate lines, each a text of its own, and give them back in order while others are still waiting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline import changelog
from pipeline.document import Edit, Language, Translation
from pipeline.sentences import Sentence, rebuild, split
from pipeline.terms import Termbase
from pipeline.translation.engine import Engine
from pipeline.translation.memory import Memory
from pipeline.translation.segments import COPY, Cache, translate_sentences

SENTENCES_AT_ONCE = 100
"""So many go to the engine together: what a reader waits for, and what an interrupted call may lose."""


def translate_each(
    lines: Iterable[str],
    language: Language,
    engine: Engine,
    cache: Cache | None = None,
    memory: Memory | None = None,
    terms: Termbase | None = None,
) -> Iterator[Translation]:
    """One translation for each line, in order; a line may hold several sentences, or none.

    Lines are taken some at a time, and are given back, and kept in the cache, before the next ones are.

    Args:
        lines: The lines, without their ends.
        language: The language that they are in.
        engine: What translates from it.
        cache: What was translated by a machine before; None keeps nothing.
        memory: What was translated by people before; None knows nothing.
        terms: The user's termbase.

    Raises:
        ModelError: A model is missing or damaged.
    """
    for chunk in _chunks(lines, language):
        texts = [sentence.text for _, sentences in chunk for sentence in sentences]
        translations = translate_sentences(texts, language, engine, cache, memory, terms) if texts else {}
        for line, sentences in chunk:
            yield _merge(line, sentences, [translations[sentence.text] for sentence in sentences])


def translate_lines(
    lines: Iterable[str],
    language: Language,
    engine: Engine,
    cache: Cache | None = None,
    memory: Memory | None = None,
    terms: Termbase | None = None,
) -> list[Translation]:
    """All that `translate_each` gives.

    Raises:
        ModelError: A model is missing or damaged.
    """
    return list(translate_each(lines, language, engine, cache, memory, terms))


def _chunks(lines: Iterable[str], language: Language) -> Iterator[list[tuple[str, Sequence[Sentence]]]]:
    """The lines with their sentences, so many lines at a time that the engine has enough to do."""
    chunk: list[tuple[str, Sequence[Sentence]]] = []
    size = 0
    for line in lines:
        sentences = split(line, language)
        chunk.append((line, sentences))
        size += len(sentences) or 1
        if size >= SENTENCES_AT_ONCE:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _merge(line: str, sentences: Sequence[Sentence], parts: Sequence[Translation]) -> Translation:
    """The translations of a line's sentences as one: as good as the worst of them."""
    worst = min(parts, key=lambda part: (part.quality, part.text), default=COPY)
    scores = [part.score for part in parts if part.score is not None]
    # Where a machine has had a hand in it, the line is a machine's.
    said = sorted(
        (part for part in parts if part.engine != "copy"), key=lambda part: part.status != "machine"
    )
    first = said[0] if said else COPY
    return Translation(
        text=rebuild(line, sentences, [part.text for part in parts]),
        engine=first.engine,
        model=first.model,
        status=first.status,
        score=round(sum(scores) / len(scores), 4) if scores else None,
        quality=worst.quality,
        flags=tuple(dict.fromkeys(flag for part in parts for flag in part.flags)),
        edits=in_one(parts, sentences[0].start, " ") if sentences else (),
    )


def in_one(parts: Iterable[Translation], start: int, between: str) -> tuple[Edit, ...]:
    """The edits of translations that are joined to one.

    Args:
        parts: The translations, in order.
        start: Where the first one begins.
        between: What stands between two.
    """
    found: list[Edit] = []
    for part in parts:
        found += (replace(edit, start=edit.start + start, end=edit.end + start) for edit in part.edits)
        start += len(changelog.undo(part.text, part.edits)) + len(between)
    return tuple(found)
