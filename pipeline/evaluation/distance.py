"""How near translations are to human ones: chrF and BLEU, as sacrebleu counts them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from pipeline.errors import SourceError


class Distance(NamedTuple):
    """How near translations are to human ones, 0 to 100, with the signatures of the figures."""

    chrf: float
    bleu: float
    signatures: tuple[str, str]


def distance(translations: Sequence[str], references: Sequence[str]) -> Distance:
    """Of all sentences together.

    Raises:
        SourceError: sacrebleu is not installed.
    """
    chrf, bleu = _metrics()
    scores = [metric.corpus_score(translations, [references]).score for metric in (chrf, bleu)]
    signatures = (f"chrF: {chrf.get_signature()}", f"BLEU: {bleu.get_signature()}")
    return Distance(scores[0], scores[1], signatures)


def chrf_of_sentence(translation: str, reference: str) -> float:
    """Of one sentence, 0 to 100.

    Raises:
        SourceError: sacrebleu is not installed.
    """
    return float(_metrics()[0].sentence_score(translation, [reference]).score)


@cache
def _metrics() -> tuple[Any, Any]:
    try:
        from sacrebleu.metrics import BLEU, CHRF
    except ImportError as error:
        raise SourceError(
            "translations are measured with sacrebleu, which is not installed: pip install sacrebleu"
        ) from error
    return CHRF(), BLEU()
