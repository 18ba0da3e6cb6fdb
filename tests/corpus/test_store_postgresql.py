"""The store on PostgreSQL, against a real server: the tests of the store, and what is different there."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
import test_presence
import test_store
from articles import SIGNATURE, articles, document, segments
from servers import SERVERS, Server, serving
from sqlalchemy import create_engine, text

from pipeline.corpus.export import export
from pipeline.corpus.store import URL, Store
from pipeline.corpus.verify import verify
from pipeline.errors import CorpusError

pytest.importorskip("psycopg")
pytestmark = pytest.mark.skipif(not SERVERS, reason="needs the server of Debian's package postgresql")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture(autouse=True)
def database(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty one for each test."""
    engine = create_engine(server.url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    monkeypatch.setenv(URL, server.url)


test_what_is_saved_comes_back = test_store.test_what_is_saved_comes_back
test_hostile_text_comes_back = test_store.test_hostile_text_comes_back
test_documents_are_sorted_by_file = test_store.test_documents_are_sorted_by_file_and_streamed
test_a_new_revision = test_store.test_a_new_revision_takes_the_place_of_the_old_one_and_keeps_its_id
test_a_failing_save = test_store.test_a_failing_save_leaves_the_old_revision_whole
test_readers_see_one_state = test_store.test_readers_see_the_corpus_as_it_was_when_they_began
test_threads_and_processes_write_at_once = test_store.test_threads_and_processes_write_at_once
test_a_document_is_found = test_store.test_a_document_is_found_by_what_a_person_types
test_refusals_are_kept = test_store.test_refusals_are_kept_until_the_file_is_taken_in
test_decisions_outlive_revisions = test_store.test_decisions_outlive_revisions_and_documents
test_files_that_are_gone = test_presence.test_marks_come_and_go


def test_the_exports_are_those_of_sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("postgresql", "sqlite"):
        if name == "sqlite":
            monkeypatch.delenv(URL)
        with Store.of(tmp_path / name) as store:
            for article in articles():
                store.save(article, segments(article) if article.target_language else [], SIGNATURE)
            store.refuse("picture.jpg", "00ff", "the document is binary data, not text")
            export(store, tmp_path / name)
    assert (tmp_path / "sqlite" / "renskrift.sqlite").exists()
    assert not (tmp_path / "postgresql" / "renskrift.sqlite").exists()
    one, other = (
        {
            path.name: path.read_bytes()
            for path in (tmp_path / name).rglob("*.*")
            if path.is_file() and "sqlite" not in path.name
        }
        for name in ("postgresql", "sqlite")
    )
    assert one == other
    monkeypatch.setenv(URL, "postgresql+psycopg://nobody@127.0.0.1:1/none")
    with pytest.raises(CorpusError, match="refused"):
        Store.existing(tmp_path / "postgresql")


def test_what_was_exported_verifies(tmp_path: Path) -> None:
    with Store.of(tmp_path) as store:
        store.save(document(), segments(document()), SIGNATURE)
        export(store, tmp_path)
    checked = verify(tmp_path)
    assert checked.store
    assert checked.problems == []


def test_a_server_that_restarts_loses_nothing(tmp_path: Path, server: Server) -> None:
    with Store.of(tmp_path) as store:
        store.save(document(), segments(document()), SIGNATURE)
        server.control("restart")
        assert [entry.document for entry in store.entries()] == [document()]


def test_a_server_that_is_away_is_waited_for(tmp_path: Path, server: Server) -> None:
    with Store.of(tmp_path) as store:
        store.save(document(), segments(document()), SIGNATURE)
        server.control("stop")
        with ThreadPoolExecutor(1) as pool:
            found = pool.submit(lambda: [entry.document for entry in store.entries()])
            with pytest.raises(TimeoutError):
                found.result(0.3)
            server.control("start")
            assert found.result() == [document()]


def test_an_empty_database_may_be_opened_by_several_at_once(tmp_path: Path) -> None:
    together = Barrier(4)

    def begin(_number: int) -> int:
        together.wait()
        with Store.of(tmp_path) as store:
            return len(list(store.entries()))

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(begin, range(4))) == [0, 0, 0, 0]
