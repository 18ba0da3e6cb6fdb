"""How much a sentence makes each of its words expected, by the embedded model."""

from __future__ import annotations

import math
from collections.abc import Sequence

from pipeline.cleaning.lexicon import frequencies
from pipeline.cleaning.stage import Scorer
from pipeline.cleaning.words import Word
from pipeline.document import Language


def unexpected(found: Sequence[Word], language: Language, scorer: Scorer) -> dict[Word, float]:
    """How much less likely each word is after what stands before it than by its frequency alone.

    Args:
        found: Words of a text.
        language: Its language.
        scorer: The embedded model.

    Returns:
        A natural logarithm for each word, below zero for one that is more likely there than elsewhere.
    """
    sentences = list(dict.fromkeys(word.sentence for word in found))
    surprises = dict(zip(sentences, scorer.surprises(sentences, language), strict=True))
    counts = frequencies(language)
    return {
        word: math.log((counts.get(word.text.lower(), 0) + 1) / 1e9)
        - sum(
            piece.score
            for piece in surprises[word.sentence]
            if piece.start < word.offset + len(word.text) and piece.end > word.offset
        )
        for word in found
    }
