"""The embedded model, loaded once for all tests of cleaning."""

import pytest

from pipeline.cleaning.context import SentenceScorer, sentence_scorer


@pytest.fixture(scope="session")
def scorer() -> SentenceScorer:
    return sentence_scorer()
