"""Many texts read at once by the embedded model, which takes a fraction of the time."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.cleaning.context import SentenceScorer
from pipeline.document import LANGUAGES
from pipeline.sentences import split


def read_together(scorer: SentenceScorer, texts: Iterable[tuple[str, str]]) -> SentenceScorer:
    """Score the sentences of `texts`, each with its language, as ``renskrift clean --lines`` does.

    The stages then find these scores known, and ask only for those of their candidates.
    """
    texts = list(texts)
    for language in LANGUAGES:
        scorer.scores(
            [one.text for code, text in texts if code == language for one in split(text, language)], language
        )
    return scorer
