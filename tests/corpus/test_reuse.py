from __future__ import annotations

from dataclasses import replace

from articles import SIGNATURE, document, segments
from sqlalchemy import select

from pipeline.corpus import tables
from pipeline.corpus.entry import Decision
from pipeline.corpus.reuse import reuse
from pipeline.corpus.store import Store
from pipeline.translation.memory import Unit

UNIT = Unit("Then they came.", "Sedan kom de.", "en")


def saved(store: Store, file: str) -> str:
    found = document(file, "All is well. Then they came.\n", ())
    store.save(found, segments(found), SIGNATURE)
    return found.id


def revision(store: Store, document: str) -> int:
    columns = tables.documents.c
    return int(store.database.scalar(select(columns.revision).where(columns.id == document)))


def test_a_segment_from_the_memory_makes_a_revision(store: Store) -> None:
    one, two = saved(store, "one.txt"), saved(store, "two.txt")
    store.memory.add([UNIT])
    changed = set[str]()
    assert reuse(store, changed) == 2
    assert changed == {one, two}
    assert (revision(store, one), reuse(store), revision(store, one)) == (2, 0, 2)


def test_documents_are_looked_at_again_when_the_memory_has_changed_or_somebody_decides(store: Store) -> None:
    store.memory.add([UNIT])
    saved(store, "one.txt")
    assert reuse(store) == 1
    two = saved(store, "two.txt")
    assert reuse(store) == 0  # A run would have translated it with the memory.
    first, second = store.segments(two)
    said = Decision(two, first.id, "segment", "accepted", "", first.translation.text, "Ann", "2026-11-22")
    store.decide([said])
    assert reuse(store) == 2
    store.memory.add([replace(UNIT, source=second.source, target="Sen kom de.", when="2026-11-22T03:00:00Z")])
    assert reuse(store) == 2
    assert reuse(store) == 0
