"""Translate documents sentence by sentence, from memory and cache or with whatever engine is chosen."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from pipeline.document import Language, Segment, Translation, other, segment_id
from pipeline.sentences import Sentence, split
from pipeline.terms import Termbase
from pipeline.translation.checks import Pair, flags
from pipeline.translation.engine import Engine, Hypothesis
from pipeline.translation.framing import Frame, needs_translation, put_back, take_off
from pipeline.translation.memory import Memory, NoMemory, from_memory
from pipeline.translation.quality import assess
from pipeline.translation.terms import correct

SENTENCES_PER_BATCH = 500
"""So many are translated before they are put into the cache: what an interrupted run may lose."""

COPY = Translation("", "copy", "", score=None, quality=1.0)
"""For what has no words, with its own text."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text to translate.

    Attributes:
        document: The document's id.
        text: Its normalised text.
        language: The language that it is in.
    """

    document: str
    text: str
    language: Language


class Cache(Protocol):
    """Where translations are kept, so that no sentence is translated twice.

    What is kept is what the engine said, before frame and checks: they may improve without it.
    """

    def get(self, sources: Sequence[str], language: Language, model: str) -> Mapping[str, Hypothesis]:
        """Those of the sentences that `model` has translated from `language` before."""
        ...

    def put(self, new: Mapping[str, Hypothesis], language: Language, model: str) -> None:
        """Keep what `model` has made of sentences in `language`."""
        ...


class NoCache:
    """Keeps nothing."""

    def get(self, sources: Sequence[str], language: Language, model: str) -> Mapping[str, Hypothesis]:  # noqa: ARG002
        """Nothing."""
        return {}

    def put(self, new: Mapping[str, Hypothesis], language: Language, model: str) -> None:
        """Forget it."""


def translate_documents(
    texts: Sequence[Text],
    engines: Mapping[Language, Engine],
    cache: Cache | None = None,
    memory: Memory | None = None,
    terms: Termbase | None = None,
) -> list[list[Segment]]:
    """The segments of each text, in order.

    What the memory knows is taken from it. All other sentences of all texts go to the engine together,
    equal ones once. What becomes of a sentence does not depend on the others.

    Args:
        texts: The texts, each in one of the two languages.
        engines: For each language of a text the engine that translates from it.
        cache: What was translated by a machine before; None keeps nothing.
        memory: What was translated by people before; None knows nothing.
        terms: The user's termbase; what a machine has written is corrected by it.

    Raises:
        ModelError: A model is missing or damaged.
    """
    found = [split(text.text, text.language) for text in texts]
    sources: dict[Language, list[str]] = defaultdict(list)
    for text, sentences in zip(texts, found, strict=True):
        sources[text.language] += [sentence.text for sentence in sentences]
    translations = {
        language: translate_sentences(sentences, language, engines[language], cache, memory, terms)
        for language, sentences in sources.items()
        if sentences
    }
    return [
        list(_segments(text, sentences, translations.get(text.language, {})))
        for text, sentences in zip(texts, found, strict=True)
    ]


def _segments(
    text: Text, sentences: Iterable[Sentence], translations: Mapping[str, Translation]
) -> Iterator[Segment]:
    seen: Counter[str] = Counter()
    for sentence in sentences:
        yield Segment(
            id=segment_id(text.document, sentence.text, seen[sentence.text]),
            document=text.document,
            paragraph=sentence.paragraph,
            sentence=sentence.sentence,
            language=text.language,
            source=sentence.text,
            translation=translations[sentence.text],
        )
        seen[sentence.text] += 1


def translate_sentences(
    sentences: Collection[str],
    language: Language,
    engine: Engine,
    cache: Cache | None = None,
    memory: Memory | None = None,
    terms: Termbase | None = None,
) -> dict[str, Translation]:
    """The translation of each different sentence: from the memory, the cache, or else the engine.

    Names and terms are corrected in what a machine has made, and never in what the memory has.

    Raises:
        ModelError: A model is missing or damaged.
    """
    known = (memory or NoMemory()).exact(set(sentences), language)
    remembered = {sentence: from_memory(sentence, match, language) for sentence, match in known.items()}
    others = [sentence for sentence in sentences if sentence not in remembered]
    return remembered | _by_machine(others, language, engine, cache or NoCache(), terms)


def _by_machine(
    sentences: Collection[str], language: Language, engine: Engine, cache: Cache, terms: Termbase | None
) -> dict[str, Translation]:
    frames = {sentence: take_off(sentence, language) for sentence in sentences if needs_translation(sentence)}
    model = engine.model(language, other(language))
    said = _said({_input(frame) for frame in frames.values()}, language, engine, model, cache)
    return {
        sentence: _finish(
            sentence, frames[sentence], said[_input(frames[sentence])], language, engine.name, model, terms
        )
        if sentence in frames
        else replace(COPY, text=sentence)
        for sentence in sentences
    }


def _said(
    inputs: set[str], language: Language, engine: Engine, model: str, cache: Cache
) -> dict[str, Hypothesis]:
    """What the engine says to each input, now or before."""
    # Sorted by length the batches waste little; the text makes the order a fixed one.
    ordered = sorted(inputs, key=lambda text: (len(text), text))
    said = dict(cache.get(ordered, language, model))
    missing = [text for text in ordered if text not in said]
    for start in range(0, len(missing), SENTENCES_PER_BATCH):
        batch = missing[start : start + SENTENCES_PER_BATCH]
        hypotheses = engine.translate(batch, language, other(language))
        new = dict(zip(batch, hypotheses, strict=True))
        cache.put(new, language, model)
        said.update(new)
    return said


def _input(frame: Frame) -> str:
    """What the engine reads: one line, and no half of a surrogate pair, which no tokenizer takes."""
    return " ".join(frame.core.split()).encode("utf-8", "replace").decode()


def _finish(
    sentence: str,
    frame: Frame,
    hypothesis: Hypothesis,
    language: Language,
    engine: str,
    model: str,
    terms: Termbase | None,
) -> Translation:
    """The hypothesis in its frame, with its names corrected, and checked; the source, where there is none."""
    text = " ".join(hypothesis.text.split())
    if not text:
        copied = dict.fromkeys(["untranslated", *flags(sentence, sentence, language)])
        return Translation(sentence, engine, model, flags=tuple(copied))
    text, edits = correct(sentence, put_back(frame, text, other(language)), language, terms)
    found, estimate = assess(Pair(sentence, text, language), hypothesis)
    return Translation(
        text=text,
        engine=engine,
        model=model,
        score=round(hypothesis.score, 4),
        quality=estimate,
        flags=found,
        edits=edits,
    )
