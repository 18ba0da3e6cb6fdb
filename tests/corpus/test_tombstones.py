"""What goes leaves a tombstone, and nothing of it is lost."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import pytest
from articles import SIGNATURE, document, segments

from pipeline.corpus import tombstones
from pipeline.corpus.entry import Decision, Tombstone
from pipeline.corpus.export.jsonl import encoded
from pipeline.corpus.store import Store
from pipeline.document import Document
from pipeline.errors import CorpusError


def stones(store: Store) -> list[Tombstone]:
    return list(tombstones.read(store.database))


def saved(store: Store, found: Document) -> Document:
    store.save(found, segments(found), SIGNATURE)
    return found


def test_a_document_that_is_taken_out_is_set_aside_whole(store: Store) -> None:
    one, other = saved(store, document()), saved(store, document("news/other.txt"))
    tombstones.take_out(store.database, one.id)
    assert [found.id for found in store.documents()] == [other.id]
    first, *rest = stones(store)
    assert first == Tombstone(one.id, "document", one.id, one.file, one.sha256, "", tombstones.MISSING)
    assert {stone.id for stone in rest} == {segment.id for segment in segments(one)}
    assert {stone.kind for stone in rest} == {"segment"}
    content = tombstones.set_aside(store.database, one.id)
    assert content
    assert content["document"]["original"] == one.original
    assert [edit["id"] for edit in content["changes"]] == [edit.id for edit in one.edits]
    assert len(content["segments"]) == len(rest)
    assert tombstones.set_aside(store.database, other.id) is None


def test_a_document_that_comes_back_is_itself_again(store: Store) -> None:
    one = saved(store, document())
    week = next(edit for edit in one.edits if edit.before == "week")
    decision = Decision(one.id, week.id, "edit", "rejected", "week", "week", "Ann", "2026-11-22")
    store.decide([decision])
    tombstones.take_out(store.database, one.id, "Its publisher has withdrawn it.")
    assert stones(store)[0].reason == "Its publisher has withdrawn it."
    assert len(list(store.decisions(one.id))) == 1
    assert store.id_for(one.file, one.sha256) == one.id
    saved(store, one)
    assert stones(store) == []
    found = store.document(one.id)
    assert next(edit.status for edit in found.edits if edit.id == decision.subject) == "rejected"


def test_another_article_at_the_same_place_gets_an_id_of_its_own(store: Store) -> None:
    one = saved(store, document())
    tombstones.take_out(store.database, one.id)
    other = saved(store, document(text="Something else.\n", changes=()))
    assert other.id != one.id
    assert stones(store)[0].id == one.id


def test_a_revision_leaves_stones_for_the_sentences_that_it_has_lost(store: Store) -> None:
    one = saved(store, document("a.txt", "It stays. It goes. It ends.\n", ()))
    tombstones.keep_version(store.database, "v2026.11.22-1")
    before = segments(one)
    now = replace(document("a.txt", "It stays. It ends.\n", ()), id=one.id)
    saved(store, now)
    assert stones(store) == [
        Tombstone(
            before[1].id,
            "segment",
            one.id,
            "a.txt",
            one.sha256,
            "v2026.11.22-1",
            "Its sentence does not stand in the document any more.",
        )
    ]
    assert [segment.id for segment in store.segments(one.id)] == [before[0].id, before[2].id]
    saved(store, one)
    assert stones(store) == []


def test_a_decision_that_changes_a_sentence_leaves_a_stone_too(store: Store) -> None:
    one = saved(store, document())
    before = {segment.id for segment in store.segments(one.id)}
    suggested = next(edit for edit in one.edits if edit.status == "suggested")
    accepted = Decision(
        one.id, suggested.id, "edit", "accepted", suggested.before, suggested.after, "Ann", "2026-11-22"
    )
    store.decide([accepted])
    now = {segment.id for segment in store.segments(one.id)}
    assert {stone.id for stone in stones(store)} == before - now
    store.decide([replace(accepted, verdict="rejected")])
    again = {segment.id for segment in store.segments(one.id)}
    assert {stone.id for stone in stones(store)} == (before | now) - again


def test_files_that_are_not_there_any_more_are_found(store: Store) -> None:
    one = saved(store, document("a.txt"))
    saved(store, document("b.txt"))
    assert tombstones.missing(store.database, ["b.txt", "c.txt"]) == [(one.id, "a.txt")]


def test_there_is_no_stone_for_what_was_never_there(store: Store) -> None:
    with pytest.raises(CorpusError, match="no document 'ff'"):
        tombstones.take_out(store.database, "ff")


def test_a_new_store_takes_the_stones_of_its_folder(tmp_path: Path) -> None:
    with Store(tmp_path / "one.sqlite") as store:
        one = saved(store, document())
        tombstones.take_out(store.database, one.id)
        before = stones(store)
    (tmp_path / tombstones.FILE).write_bytes(b"".join(encoded(asdict(stone)) for stone in before))
    with Store(tmp_path / "two.sqlite") as store:
        tombstones.restore(store.database, tmp_path / tombstones.FILE)
        assert stones(store) == before
