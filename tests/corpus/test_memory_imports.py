"""An import into the memory can be undone, and takes nothing with it that is not its own."""

from __future__ import annotations

from articles import SIGNATURE, document, segments
from sqlalchemy import select

from pipeline.corpus import tables
from pipeline.corpus.memory import put
from pipeline.corpus.reuse import reuse
from pipeline.corpus.store import Store
from pipeline.translation.memory import Unit

ONE, TWO, THREE = (
    Unit(f"Skolan köpte {number} hus.", f"The school bought {number} houses.", "sv") for number in (2, 3, 4)
)


def pending(store: Store) -> set[str]:
    return {row.pending for row in store.database.rows(select(tables.documents.c.pending))}


def test_what_two_imports_have_brought_stays_until_both_are_undone(store: Store) -> None:
    assert store.memory.add([ONE, TWO], "a.tmx") == 2
    assert store.memory.add([TWO, THREE], "b.tmx") == 1
    assert store.memory.add([TWO], "a.tmx") == 0
    assert store.memory.imports() == {"a.tmx": 2, "b.tmx": 2}
    assert store.memory.remove("a.tmx") == (1, 0)
    assert list(store.memory.units()) == [TWO, THREE]
    assert store.memory.remove("b.tmx") == (2, 0)
    assert store.memory.imports() == {}
    assert store.memory.remove("b.tmx") == (0, 0)


def test_many_units_are_added_and_removed(store: Store) -> None:
    many = [Unit(f"Mening {number}.", f"Sentence {number}.", "sv") for number in range(4500)]
    assert store.memory.add(many, "many.tmx") == 4500
    store.memory.add([ONE])
    assert store.memory.remove("many.tmx") == (4500, 0)
    assert list(store.memory.units()) == [ONE]


def test_what_a_person_has_reviewed_here_is_no_imports(store: Store) -> None:
    store.memory.add([ONE, TWO], "a.tmx")
    reviewed = Unit(ONE.source, ONE.target, "sv", "reviewed", "Ann", document="d", segment="s")
    with store.database.writing() as connection:
        put(connection, reviewed)
    store.memory.add([ONE, THREE], "b.tmx")
    assert store.memory.imports() == {"a.tmx": 1, "b.tmx": 1}
    assert [store.memory.remove(name) for name in ("a.tmx", "b.tmx")] == [(1, 0), (1, 0)]
    assert list(store.memory.units()) == [reviewed]


def test_units_from_before_imports_had_names_get_one_when_they_come_again(store: Store) -> None:
    store.memory.add([ONE, TWO])
    assert store.memory.imports() == {}
    assert store.memory.add([ONE], "a.tmx") == 0
    assert store.memory.remove("a.tmx") == (1, 0)
    assert list(store.memory.units()) == [TWO]


def test_reviewed_units_of_another_corpus_go_with_their_import(store: Store) -> None:
    store.memory.add([Unit("Ja.", "Yes.", "sv", "reviewed", "Ann", document="x", segment="y")], "theirs.tmx")
    assert store.memory.remove("theirs.tmx") == (1, 0)
    assert len(store.memory) == 0


def test_documents_that_used_a_removed_unit_are_translated_anew(store: Store) -> None:
    article = document("news/clean.txt", "All is well.\n", ())
    store.save(article, segments(article), SIGNATURE)
    store.memory.add([Unit("All is well.", "Allt är väl.", "en")], "a.tmx")
    store.memory.add([ONE], "b.tmx")
    assert reuse(store) == 1
    assert store.memory.remove("b.tmx") == (1, 0)
    assert pending(store) == {""}
    assert store.memory.remove("a.tmx") == (1, 1)
    assert pending(store) == {"translate"}
