"""Exports that are brought up to date: the same bytes as an export into an empty folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from articles import SIGNATURE, document, segments
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from pipeline.corpus import tables
from pipeline.corpus.entry import Decision
from pipeline.corpus.export import current, export, renewal
from pipeline.corpus.export.renewal import SHARED
from pipeline.corpus.pages import visible
from pipeline.corpus.reuse import reuse
from pipeline.corpus.store import FILE_NAME, Store
from pipeline.corpus.tombstones import take_out
from pipeline.corpus.verify import verify
from pipeline.document import Document, document_id
from pipeline.translation.memory import Unit

FILES = ("a/Kiev.txt", "b/kiev.txt", "lviv.txt", "m\udce5l&.txt")
TEXTS = (
    ("Earlear this week.Then they came.\n\nThe  end of teh story.\n", True),
    ("All is well. Then they came.\n", False),
    ("", False),
    ("Then teh sun\x07 rose.\n", True),
)
VERDICTS = ("accepted", "rejected", "edited", "undone")
WHEN = "2026-11-22T03:00:00Z"

Step = tuple[str, int, int]
STEPS = st.tuples(
    st.sampled_from(
        ("save", "save", "decide", "review", "take out", "refuse", "remember", "damage", "export")
    ),
    st.integers(0, len(FILES) - 1),
    st.integers(0, 3),
)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file but those of the store."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in found
        if not path.name.startswith(FILE_NAME)
    }


def made(file: str, text: str, faulty: bool, number: int) -> Document:
    changes = [("spelling", "teh", "the", ("applied", "suggested")[number % 2])] if faulty else []
    if faulty and "  " in text:
        changes.insert(0, ("spacing", "  ", " ", "applied"))
    found = document(file, text, changes)
    return replace(found, id=document_id(file, "the same whatever its text"))


def take(store: Store, step: Step, folder: Path) -> None:
    """One thing that happens to a corpus."""
    what, which, number = step
    found = {entry.document.file: entry for entry in store.entries()}
    entry = found.get(FILES[which])
    if what == "save":
        one = made(FILES[which], *TEXTS[number], which)
        store.save(one, segments(one) if number else [], f"{SIGNATURE}{number}")
    elif what == "refuse":
        store.refuse(f"{number}.jpg", "00ff", f"It is a picture {visible(chr(number))}.")
    elif what == "remember":
        store.memory.add([Unit("Then they came.", f"Sedan kom de {number}.", "en")])
        reuse(store)
    elif what == "export":
        current.export(store, folder)
    elif what == "damage":
        paths = sorted(path for path in contents(folder) if path != "manifest.json")
        for path in paths[which * 4 + number : which * 4 + number + 1]:
            (folder / path).write_bytes(b"something else")
    elif entry and what == "take out":
        if number:
            take_out(store.database, entry.document.id)
        else:
            store.remove(FILES[which])
    elif entry and what == "decide":
        for edit in entry.document.edits[-1:]:
            decide(
                store,
                Decision(*(entry.document.id, edit.id, "edit", "accepted"), *("", edit.after, "Ann", WHEN)),
                number,
            )
    elif entry and what == "review":
        for one in entry.segments[:1]:
            before = one.translation.text
            decide(
                store,
                Decision(*(one.document, one.id, "segment", "accepted"), *(before, before, "Ann", WHEN)),
                number,
            )


def decide(store: Store, decision: Decision, number: int) -> None:
    made = [one for one in store.decisions(decision.document) if one.subject == decision.subject]
    verdict = VERDICTS[number]
    if verdict == "undone" and not made:
        return
    after = "otherwise" if verdict == "edited" else decision.after
    undoes = made[-1].number if verdict == "undone" else 0
    store.decide([replace(decision, verdict=verdict, after=after, undoes=undoes)])


@contextmanager
def corpus() -> Iterator[tuple[Store, Path]]:
    with TemporaryDirectory() as folder, Store.of(Path(folder)) as store:
        yield store, Path(folder)


def assert_as_new(store: Store, folder: Path) -> None:
    """The exports are those of an export into an empty folder."""
    with TemporaryDirectory() as empty:
        export(store, Path(empty))
        assert contents(folder) == contents(Path(empty))


@settings(max_examples=10)
@given(st.lists(STEPS, min_size=4, max_size=10))
@example([("save", 0, 1), ("export", 0, 0), ("save", 1, 1)])
@example([("save", 2, 0), ("review", 2, 0), ("export", 0, 0), ("take out", 2, 1), ("save", 2, 0)])
@example([("save", 2, 1), ("export", 0, 0), ("remember", 0, 0)])
@example([("save", 2, 1), ("export", 0, 0), ("review", 2, 0), ("export", 0, 0), ("review", 2, 3)])
def test_what_is_renewed_is_what_is_written_anew(steps: list[Step]) -> None:
    with corpus() as (store, folder):
        for step in steps:
            take(store, step, folder)
        counts = current.export(store, folder)
        assert counts.documents.total() == sum(1 for _ in store.files())
        # A file that somebody has changed is not deleted, even where it is no longer wanted.
        if all(what != "damage" for what, _, _ in steps):
            assert_as_new(store, folder)
        again = contents(folder)
        current.export(store, folder)
        assert contents(folder) == again


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Store]:
    with Store.of(tmp_path) as store:
        for file in ("b.txt", "d.txt", "f.txt"):
            found = document(
                file, f"The  end of {file}. Then they came.\n", [("spacing", "  ", " ", "applied")]
            )
            store.save(found, segments(found), SIGNATURE)
        current.export(store, tmp_path)
        yield store


def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files of the documents that are read for an export, as it goes on."""
    found: list[str] = []
    real = renewal.text.contents

    def noting(entry: renewal.Entry, name: str) -> Iterator[tuple[str, bytes]]:
        found.append(entry.document.file)
        return real(entry, name)

    monkeypatch.setattr(renewal.text, "contents", noting)
    return found


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ("a.txt", ["a.txt", "b.txt"]),
        ("c.txt", ["b.txt", "c.txt", "d.txt"]),
        ("g.txt", ["f.txt", "g.txt"]),
        ("x/d.txt", ["b.txt", "d.txt", "f.txt", "x/d.txt"]),
    ],
)
def test_only_a_new_document_and_those_that_lead_to_it_are_made(
    tmp_path: Path, three: Store, new: str, expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = document(new, "Another  one.\n", [("spacing", "  ", " ", "applied")])
    three.save(found, segments(found), SIGNATURE)
    made = read(monkeypatch)
    current.export(three, tmp_path)
    assert made == expected
    assert_as_new(three, tmp_path)
    assert verify(tmp_path).problems == []


def test_a_new_stage_gives_every_row_a_column(tmp_path: Path, three: Store) -> None:
    found = document("g.txt", "Teh end.\n", [("spelling", "Teh", "The", "applied")])
    three.save(found, segments(found), SIGNATURE)
    current.export(three, tmp_path)
    assert_as_new(three, tmp_path)


def test_files_that_are_as_they_were_are_not_touched(tmp_path: Path, three: Store) -> None:
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("f*.*")}
    assert len(before) == 3
    found = document("a.txt", "A new one.\n", ())
    three.save(found, segments(found), SIGNATURE)
    current.export(three, tmp_path)
    assert before == {path: path.stat().st_mtime_ns for path in before}


@pytest.mark.parametrize("file", [*SHARED, "text/d.sv.txt", "report/documents/b.html", "report/report.css"])
def test_what_is_damaged_is_written_again_and_nothing_is_copied_from_it(
    tmp_path: Path, three: Store, file: str
) -> None:
    path = tmp_path / file
    path.write_bytes(path.read_bytes().swapcase())
    three.refuse("new.jpg", "00ff", "It is a picture.")
    current.export(three, tmp_path)
    assert_as_new(three, tmp_path)


@pytest.mark.parametrize("place", ["_note", "finish"])
def test_an_export_that_breaks_off_is_made_again(
    tmp_path: Path, three: Store, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = document("a.txt", "A new one.\n", ())
    three.save(found, segments(found), SIGNATURE)
    calls = 0
    real = getattr(current, place)

    def breaking(*args: object, **options: object) -> object:
        nonlocal calls
        calls += 1
        if place == "finish" or calls == 2:
            raise KeyboardInterrupt
        return real(*args, **options)

    monkeypatch.setattr(current, place, breaking)
    with pytest.raises(KeyboardInterrupt):
        current.export(three, tmp_path)
    monkeypatch.setattr(current, place, real)
    current.export(three, tmp_path)
    assert_as_new(three, tmp_path)


def test_exports_of_an_earlier_version_are_taken_over(tmp_path: Path, three: Store) -> None:
    about = tables.about.c
    with three.database.writing() as connection:
        noted = str(connection.scalar(select(about.value).where(about.key == "exported")))
        connection.execute(update(tables.about).where(about.key == "exported").values(value=noted[:129]))
        connection.execute(tables.exported.delete())
    current.export(three, tmp_path)
    assert three.database.scalar(select(func.count()).select_from(tables.exported)) == 3
    assert_as_new(three, tmp_path)
