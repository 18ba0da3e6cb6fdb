"""The names of documents in the store."""

from pathlib import Path

from sqlalchemy import create_engine, text

from pipeline.cleaning.name_memory import names_of
from pipeline.corpus.store import FILE_NAME, Store
from pipeline.document_names import DocumentNames

FOUND = names_of("Here Karim Zhumagulov met Zhumagulov’s friends in Almaty.", "en")


def test_names_come_back(store: Store) -> None:
    store.keep_names([("b", FOUND)])
    store.keep_names([("a", DocumentNames("fi"))])
    assert list(store.names()) == [DocumentNames("fi"), FOUND]
    assert list(store.names("b")) == [FOUND]
    assert list(store.names("c")) == []


def test_new_names_take_the_place_of_the_old_ones(store: Store) -> None:
    store.keep_names([("a", FOUND)])
    store.keep_names([("a", DocumentNames("sv"))])
    assert list(store.names()) == [DocumentNames("sv")]


def test_a_document_that_is_removed_takes_its_names_along(folder: Path, store: Store) -> None:
    file, identity = "news/clean.txt", store.document("clean").id
    store.keep_names([(identity, FOUND)])
    store.remove(file)
    assert list(store.names()) == []


def test_a_store_from_before_names_gets_their_table(tmp_path: Path) -> None:
    Store.of(tmp_path).close()
    engine = create_engine(f"sqlite:///{tmp_path / FILE_NAME}")
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE names"))
    engine.dispose()
    with Store.of(tmp_path) as store:
        store.keep_names([("a", FOUND)])
        assert list(store.names("a")) == [FOUND]
