"""Machine translations that are kept in a store, so that no sentence is translated twice."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from pipeline.corpus import tables
from pipeline.corpus.database import Database
from pipeline.corpus.store import Store
from pipeline.document import Language, other
from pipeline.translation.engine import Engine, Hypothesis

_KEYS = 500
"""Keys in one query; SQLite takes some thousands."""


def forget(database: Database, models: Collection[str]) -> None:
    """Take out what some models have made, so that they are asked again.

    Args:
        database: The store's.
        models: Their names and versions.
    """
    with database.writing() as connection:
        connection.execute(delete(tables.translations).where(tables.translations.c.model.in_(models)))


class StoreCache:
    """Translations by sentence, languages, engine and model with its version; see `segments.Cache`.

    The model's name says which version of the engine's own logic was at work, see `engine.with_settings`:
    what an older one has made stays in the table and is not found any more.

    Args:
        store: Where they are kept.
        engines: For each language the engine that translates from it.
    """

    def __init__(self, store: Store, engines: Mapping[Language, Engine]) -> None:
        self._database = store.database
        self._engines = engines

    def get(self, sources: Sequence[str], language: Language, model: str) -> Mapping[str, Hypothesis]:
        """Those of the sentences that `model` has translated from `language` before."""
        keys = [self._key(source, language, model) for source in sources]
        found = {}
        for start in range(0, len(keys), _KEYS):
            wanted = tables.translations.c.key.in_(keys[start : start + _KEYS])
            for row in self._database.rows(select(tables.translations).where(wanted)):
                found[row.source] = Hypothesis(row.target, row.score, row.reverse)
        return found

    def put(self, new: Mapping[str, Hypothesis], language: Language, model: str) -> None:
        """Keep what `model` has made of sentences in `language`; what is there stays, so that outputs do."""
        shared = {
            **{"language": language, "target_language": other(language)},
            **{"engine": self._engines[language].name, "model": model},
        }
        made = [
            {
                **{"key": self._key(source, language, model), "source": source, **shared},
                **{"target": target.text, "score": target.score, "reverse": target.reverse},
            }
            for source, target in new.items()
        ]
        of_dialect = sqlite.insert if self._database.dialect == "sqlite" else postgresql.insert
        if made:
            with self._database.writing() as connection:
                connection.execute(of_dialect(tables.translations).on_conflict_do_nothing(), made)

    def _key(self, source: str, language: Language, model: str) -> str:
        joined = "\0".join((language, other(language), self._engines[language].name, model, source))
        return sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()
