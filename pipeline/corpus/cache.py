"""The store as the translators' cache."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.corpus.store import Remembered, Store
from pipeline.document import Language, other
from pipeline.translation.engine import Engine, Hypothesis


class StoreCache:
    """Translations that are kept in the store, by sentence, engine and model; see `segments.Cache`."""

    def __init__(self, store: Store, engines: Mapping[Language, Engine]) -> None:
        self._store = store
        self._engines = engines

    def get(self, sources: Sequence[str], language: Language, model: str) -> Mapping[str, Hypothesis]:
        """Those of the sentences that `model` has translated from `language` before."""
        known = self._store.known(sources, language, other(language), self._engines[language].name, model)
        return {source: Hypothesis(kept.text, kept.score, kept.reverse) for source, kept in known.items()}

    def put(self, new: Mapping[str, Hypothesis], language: Language, model: str) -> None:
        """Keep what `model` has made of sentences in `language`."""
        kept = {source: Remembered(made.text, made.score, made.reverse) for source, made in new.items()}
        self._store.remember(kept, language, other(language), self._engines[language].name, model)
