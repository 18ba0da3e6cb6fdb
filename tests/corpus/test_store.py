from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
from articles import SIGNATURE, document, segments
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.corpus.entry import Decision, Refusal
from pipeline.corpus.store import FILE_NAME, Store
from pipeline.document import Document
from pipeline.errors import ChangeLogError, CorpusError

HOSTILE = "<script>alert(1)</script> ]]> \0\x07\x1b \u202eאב \ud83d 😀\t'; DROP TABLE documents; -- \\u0000"


def save(store: Store, *found: Document, signature: str = SIGNATURE) -> None:
    for one in found:
        store.save(one, segments(one) if one.target_language else [], signature)


def test_what_is_saved_comes_back(store: Store) -> None:
    found = document()
    save(store, found)
    assert store.document(found.id) == found
    assert list(store.segments(found.id)) == segments(found)
    assert store.document(found.id).edits == found.edits
    assert store.fingerprints() == {found.file: (found.sha256, SIGNATURE)}


def test_hostile_text_comes_back(store: Store) -> None:
    found = replace(
        document(f"dir/{HOSTILE}.txt", "a", ()), original=HOSTILE, normalised=HOSTILE, title=HOSTILE
    )
    made = [replace(segments(found)[0], source=HOSTILE.strip())]
    store.save(found, made, SIGNATURE)
    assert store.document(found.id) == found
    assert list(store.segments(found.id)) == made
    assert list(store.fingerprints()) == [found.file]


@given(text=st.text(st.characters()) | st.text(st.characters(categories=["Cs", "Cc", "Lo"])))
@settings(max_examples=settings().max_examples // 2)
def test_any_string_comes_back(store: Store, text: str) -> None:
    found = replace(document("a.txt", "a", ()), id="1", original=text, normalised=text, title=text)
    store.save(found, [], text)
    entry = store.entry("1")
    assert (entry.document, entry.signature) == (found, text)


def test_documents_are_sorted_by_file_and_streamed(store: Store) -> None:
    files = [f"{number:03}.txt" for number in range(150)] + ["B.txt", "a.txt", "Å.txt", "ä/z.txt"]
    for file in reversed(files):
        save(store, document(file, f"Text {file}", ()))
    assert [found.file for found in store.documents()] == sorted(files)
    assert [found.file for found in islice(store.documents(), 2)] == ["000.txt", "001.txt"]


def test_a_new_revision_takes_the_place_of_the_old_one_and_keeps_its_id(store: Store) -> None:
    old = document()
    save(store, old)
    fresh = document(text="Quite  another text.", changes=[("spacing", "  ", " ", "applied")])
    assert store.id_for(fresh.file, fresh.sha256) == old.id
    assert store.id_for("else.txt", fresh.sha256) not in (old.id, fresh.id)
    with pytest.raises(CorpusError, match="already"):
        save(store, fresh)
    assert store.document(old.id) == old
    same = replace(fresh, id=old.id)
    save(store, same)
    assert list(store.documents()) == [same]
    assert store.document(old.id).edits == same.edits


def test_a_log_that_does_not_fit_is_not_saved(store: Store) -> None:
    save(store, document())
    broken = replace(document(), normalised="Something else.")
    with pytest.raises(ChangeLogError):
        store.save(broken, [], SIGNATURE)
    with pytest.raises(CorpusError, match="does not stand"):
        store.save(document(), [replace(segments(document())[0], source="Not there.")], SIGNATURE)
    assert store.document(broken.id) == document()


def test_a_failing_save_leaves_the_old_revision_whole(store: Store) -> None:
    found = document()
    save(store, found)
    twice = replace(segments(found)[0], paragraph=None)  # type: ignore[arg-type]
    with pytest.raises((CorpusError, TypeError)):
        store.save(found, [twice], "new")
    assert store.fingerprints()[found.file] == (found.sha256, SIGNATURE)
    assert list(store.segments(found.id)) == segments(found)


def test_readers_see_the_corpus_as_it_was_when_they_began(store: Store) -> None:
    for number in range(100):
        save(store, document(f"{number:03}.txt", "Text.", ()))
    reader: Iterator[Document] = store.documents()
    next(reader)
    save(store, document("999.txt", "Later.", ()))
    store.remove("050.txt")
    assert len(list(reader)) == 99


def test_threads_and_processes_write_at_once(tmp_path: Path) -> None:
    with Store.of(tmp_path) as one, Store.of(tmp_path) as two, ThreadPoolExecutor(8) as pool:
        jobs = [
            pool.submit(save, store, document(f"{number}.txt", f"Text {number}.", ()))
            for number in range(60)
            for store in [one if number % 2 else two]
        ]
        for job in jobs:
            job.result()
        assert len(one.fingerprints()) == 60


def test_a_document_is_found_by_what_a_person_types(store: Store) -> None:
    save(store, document("a/kiev.txt", "One.", ()), document("b/kiev.txt", "Two.", ()), document())
    found = document()
    for wanted in (found.id, "kazakhstan", "kazakhstan.txt", "news/kazakhstan.txt"):
        assert store.document(wanted) == found
    with pytest.raises(CorpusError, match="2 documents; say which by its id"):
        store.document("kiev")
    with pytest.raises(CorpusError, match="do you mean 'kazakhstan'"):
        store.document("kazakstan")
    with pytest.raises(CorpusError, match=r"has no document 'xyz'$"):
        store.document("xyz")


def test_refusals_are_kept_until_the_file_is_taken_in(store: Store) -> None:
    store.refuse("b.txt", "1", "empty")
    store.refuse("a.txt", "2", "binary")
    store.refuse("b.txt", "3", "too large")
    assert store.refusals() == [Refusal("a.txt", "2", "binary"), Refusal("b.txt", "3", "too large")]
    save(store, document("a.txt", "Text.", ()))
    store.remove("b.txt")
    assert store.refusals() == []


def test_decisions_outlive_revisions_and_documents(store: Store) -> None:
    found = document()
    save(store, found)
    made = [
        Decision(
            found.id, found.edits[0].id, "edit", "rejected", "applied", "", HOSTILE, "2026-11-22T03:00:00Z"
        ),
        Decision("other", "segment", "segment", "edited", "Hej", "Hello", "Ann", "2026-11-22T03:00:01Z"),
    ]
    store.decide(made)
    store.decide([])
    save(store, found)
    store.remove(found.file)
    assert list(store.documents()) == []
    first, second = store.decisions()
    assert (first.who, first.verdict, first.number) == (HOSTILE, "rejected", 1)
    assert second == replace(made[1], number=2)
    assert list(store.decisions(found.id)) == [first]


def test_what_is_no_store_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"This is no database, but long enough to be looked at." * 50)
    with pytest.raises(CorpusError, match=r"cannot be opened: .*not a database"):
        Store.of(tmp_path)
    with pytest.raises(CorpusError, match="does not exist"):
        Store(tmp_path / "missing" / FILE_NAME)
    with pytest.raises(CorpusError, match="cannot be made"):
        Store.of(tmp_path / FILE_NAME / "below")


def test_a_store_of_another_layout_is_not_touched(tmp_path: Path) -> None:
    Store.of(tmp_path).close()
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        connection.execute("UPDATE about SET value = '99'")
    with pytest.raises(CorpusError, match="layout 99"):
        Store.of(tmp_path)


def test_an_sqlalchemy_url_is_taken(tmp_path: Path) -> None:
    with Store(f"sqlite:///{tmp_path / 'elsewhere.db'}") as store:
        save(store, document())
    assert (tmp_path / "elsewhere.db").is_file()
