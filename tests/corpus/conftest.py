from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from articles import SIGNATURE, articles, segments

from pipeline.corpus.export import export
from pipeline.corpus.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.of(tmp_path) as store:
        yield store


@pytest.fixture
def folder(tmp_path: Path, store: Store) -> Path:
    """An exported corpus of four documents, with its store."""
    for article in articles():
        store.save(article, segments(article) if article.target_language else [], SIGNATURE)
    store.refuse("picture.jpg", "00ff", "the document is binary data, not text")
    export(store, tmp_path)
    return tmp_path
