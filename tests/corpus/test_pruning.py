"""What takes room, and what goes when it is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import insert

from pipeline.corpus import tables
from pipeline.corpus.export import export
from pipeline.corpus.pruning import cached, prune, size_of, taken
from pipeline.corpus.store import Store
from pipeline.corpus.verify import verify
from pipeline.models.starter_files import NAME, starter_version


@pytest.fixture(autouse=True)
def caches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    for name in (f"{NAME}-00000000", f"{NAME}-{starter_version()}"):
        (folder / name).mkdir(parents=True)
        (folder / name / "model.bin").write_bytes(b"0" * 1000)
    monkeypatch.setenv("RENSKRIFT_CACHE", str(folder))
    monkeypatch.setenv("RENSKRIFT_PACKAGES", str(tmp_path / "packages"))
    return folder


def cache(store: Store, *models: str) -> None:
    shared = {"language": "en", "target_language": "sv", "engine": "argos", "target": "Ja.", "score": -0.1}
    rows = [
        {"key": f"{number:064}", "source": "Yes.", "model": model, **shared}
        for number, model in enumerate(models)
    ]
    with store.database.writing() as connection:
        connection.execute(insert(tables.translations), rows)


def test_what_is_old_goes_and_the_corpus_stays(folder: Path, store: Store, caches: Path) -> None:
    model = next(entry.segments[0].translation.model for entry in store.entries() if entry.segments)
    cache(store, model, "older@1", "older@2")
    assert cached(store.database) == (3, 2)
    before = [entry.document for entry in store.entries()]
    shown = list(taken(folder))
    assert [one.spare for one in shown if one.what == "embedded model"] == [1000, 0]
    assert any("2 of 3 cached translations" in one.note for one in shown)
    store.close()
    prune(folder)
    assert [path.name for path in caches.iterdir()] == [f"{NAME}-{starter_version()}"]
    assert cached(store.database) == (1, 0)
    assert [entry.document for entry in store.entries()] == before
    export(store, folder)
    assert verify(folder).problems == []


def test_the_cache_of_a_run_that_was_cut_off_is_kept(tmp_path: Path, store: Store) -> None:
    cache(store, "newer@1")
    prune(tmp_path)
    assert cached(store.database) == (1, 0)


def test_a_folder_without_a_corpus_shows_the_installation(tmp_path: Path) -> None:
    shown = list(taken(tmp_path / "nothing"))
    assert [one.what for one in shown] == ["translation packages", "embedded model", "embedded model"]
    prune(tmp_path / "nothing")
    assert size_of(tmp_path / "packages") == 0
