"""The run log tells what was done, and any later change to it, to documents, decisions or exports shows."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from articles import SIGNATURE, document, segments

from pipeline.corpus.entry import Decision
from pipeline.corpus.export import export
from pipeline.corpus.fingerprints import sha256
from pipeline.corpus.history import life, runs
from pipeline.corpus.logrecords import Record, records
from pipeline.corpus.runlog import Run, logged
from pipeline.corpus.runlog_checks import differences
from pipeline.corpus.store import FILE_NAME, Store
from pipeline.corpus.tombstones import take_out

WHO = "anna@archive"
CLEAN = "news/clean.txt"


def run(store: Store, folder: Path, *made: str) -> Run:
    """A run that has made documents, and exported."""
    with logged(store, folder, "renskrift run", WHO, engine="starter") as noted:
        noted.documents(made)
        noted.refused({"picture.jpg": "it is binary data"})
        noted.skipped = 2
        export(store, folder)
    return noted


def found(store: Store, folder: Path, expect: str = "") -> str:
    return "\n".join(f"{place}: {what}" for place, what in differences(store, folder, expect))


def lines(store: Store) -> list[Record]:
    return list(records(store.database))


def execute(folder: Path, *statements: str) -> None:
    """What somebody does to the database with another program."""
    connection = sqlite3.connect(folder / FILE_NAME)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def identity(store: Store, stem: str) -> str:
    return store.entry(stem).document.id


def decide(store: Store) -> str:
    """A reviewer's decision; gives the document's id."""
    one = document()
    (segment, *_) = segments(one)
    text = segment.translation.text
    made = Decision(
        one.id, segment.id, "segment", "edited", text, "Bättre.", "Bo", "2026-01-01T00:00:00Z", segment.source
    )
    store.decide([made])
    return one.id


def test_a_run_tells_who_when_what_and_what_became_of_it(folder: Path, store: Store) -> None:
    clean = identity(store, "clean")
    ended = run(store, folder, clean)
    started, made, refused, *older, end = lines(store)
    assert started.values["who"] == WHO
    assert started.values["what"] == "renskrift run"
    assert started.values["settings"] == {"engine": "starter"}
    assert started.values["version"]
    assert (made.document, made.values["why"]) == (clean, "made")
    assert made.values["sha256"] == store.entry("clean").document.sha256
    assert refused.values["reason"] == "it is binary data"
    assert {record.values["why"] for record in older} == {"found"}
    assert [end.values[key] for key in ("outcome", "done", "skipped", "refused")] == ["done", 1, 2, 1]
    assert {record.values["run"] for record in lines(store)} == {started.number}
    assert end.hash == ended.head
    assert found(store, folder, ended.head) == ""


def test_the_hash_is_of_the_line_and_of_all_before_it(folder: Path, store: Store) -> None:
    run(store, folder)
    before = ""
    for number, record in enumerate(lines(store), start=1):
        told = record.record()
        assert record.number == told["number"] == number
        assert told["previous"] == before
        assert next(iter(told)) == "number"
        assert list(told)[-1] == "hash"
        before = told.pop("hash")
        assert sha256(json.dumps(told)) == before


def test_a_run_that_changes_nothing_adds_two_records_and_changes_no_file(folder: Path, store: Store) -> None:
    first = run(store, folder)
    files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    number = len(lines(store))
    with logged(store, folder, "renskrift run", WHO):
        export(store, folder)
    assert len(lines(store)) == number + 2
    assert {
        path: data for path, data in files.items() if "sqlite" not in path.name and path.read_bytes() != data
    } == {}
    assert found(store, folder, first.head) == ""


def test_a_run_that_fails_says_so(folder: Path, store: Store) -> None:
    with pytest.raises(ZeroDivisionError), logged(store, folder, "renskrift run", WHO):
        raise ZeroDivisionError("the disk")
    (ran,) = runs(store)
    assert ran.outcome == "ZeroDivisionError: the disk"


def test_a_run_that_was_killed_leaves_no_end_and_the_next_one_notes_its_work(
    folder: Path, store: Store
) -> None:
    run(store, folder)
    cut = logged(store, folder, "renskrift run", WHO)
    cut.__enter__()  # And is never left.
    store.save(document("late.txt", "New.", ()), [], SIGNATURE)
    assert "run log: the last run was cut off" in found(store, folder)
    assert "late.txt: is not in the run log" in found(store, folder)
    run(store, folder)
    assert found(store, folder) == ""
    assert [ran.outcome for ran in runs(store)] == ["done", "", "done"]
    (event,) = life(store, identity(store, "late"))
    assert "found in the store" in event.what


def test_nothing_is_said_of_a_store_that_is_older_than_the_log(folder: Path, store: Store) -> None:
    assert found(store, folder) == ""
    assert "is empty" in found(store, folder, "00ff")


def test_decisions_between_two_runs_are_no_tampering(folder: Path, store: Store) -> None:
    run(store, folder)
    decided = decide(store)
    assert found(store, folder) == ""
    run(store, folder)
    assert found(store, folder) == ""
    assert {"found", "decided"} == {
        record.values["why"] for record in lines(store) if record.document == decided
    }
    number = len(lines(store))
    run(store, folder)
    assert len(lines(store)) == number + 3


def test_the_life_of_a_document(folder: Path, store: Store) -> None:
    one = document()
    run(store, folder, one.id)
    decide(store)
    store.save(replace(document(text="Other.", changes=()), id=one.id), [], SIGNATURE)
    run(store, folder, one.id)
    told = [str(event) for event in life(store, one.id)]
    assert any("Bo\tedited segment" in event and "'Bättre.'" in event for event in told)
    assert any("bytes 1 (" in event and "cleaned and translated; renskrift run" in event for event in told)
    assert any("bytes 2 (" in event for event in told)
    assert all(event.startswith("2026-01-01") or WHO in event for event in told)


def test_a_document_that_was_taken_out_is_noted_and_not_missed(folder: Path, store: Store) -> None:
    run(store, folder)
    one = document()
    take_out(store.database, one.id)
    assert "news/kazakhstan.txt: is in record" in found(store, folder)
    run(store, folder)
    run(store, folder)
    assert found(store, folder) == ""
    assert ["taken out of the corpus" in event.what for event in life(store, one.id)] == [False, True]
    store.save(one, segments(one), SIGNATURE)
    run(store, folder, one.id)
    assert found(store, folder) == ""


TAMPERED = {
    "settings": ("UPDATE run_log SET line = replace(line, 'starter', 'argos')", "record 1 was changed"),
    "who": ("UPDATE run_log SET line = replace(line, 'anna', 'otto')", "record 1 was changed"),
    "no JSON": ("UPDATE run_log SET line = 'x' WHERE number = 2", "record 2 was changed"),
    "no object": ("UPDATE run_log SET line = '[]' WHERE number = 2", "record 2 was changed"),
    "hash": ("UPDATE run_log SET hash = 'x' WHERE number = 2", "record 2 was changed"),
    "kind": ("UPDATE run_log SET kind = 'refused' WHERE kind = 'ended'", "was changed"),
    "owner": ("UPDATE run_log SET document = 'x' WHERE number = 3", "record 3 was changed"),
    "first": ("DELETE FROM run_log WHERE number = 1", "stands where 1 should"),
    "middle": ("DELETE FROM run_log WHERE number = 3", "stands where 3 should"),
    "text": ("UPDATE documents SET normalised = 'Al is well.' WHERE file = 'news/clean.txt'", CLEAN),
    "source": ("UPDATE documents SET sha256 = '00' WHERE file = 'news/clean.txt'", "is of other bytes"),
    "translation": ("UPDATE segments SET target = 'Nej.' WHERE position = 0", "what record"),
    "reason": ("UPDATE edits SET reason = 'because'", "what record"),
    "document": ("DELETE FROM documents WHERE file = 'news/clean.txt'", "and not in the store"),
    "decision": ("UPDATE decisions SET who = 'Otto'", "decisions: those up to number 1 are not those"),
    "decision gone": ("DELETE FROM decisions", "decisions: those up to number 1 are not those"),
}


@pytest.mark.parametrize(("statement", "message"), TAMPERED.values(), ids=TAMPERED)
def test_what_somebody_has_changed_later_is_found(
    folder: Path, store: Store, statement: str, message: str
) -> None:
    decide(store)
    run(store, folder, identity(store, "clean"))
    assert found(store, folder) == ""
    execute(folder, statement)
    said = found(store, folder)
    assert message in said
    assert "\n\n" not in said


def test_a_document_that_was_added_by_hand_is_found(folder: Path, store: Store) -> None:
    run(store, folder)
    store.save(document("forged.txt", "New.", ()), [], SIGNATURE)
    assert found(store, folder) == "forged.txt: is not in the run log"


def test_a_change_that_was_exported_by_hand_is_found(folder: Path, store: Store) -> None:
    run(store, folder)
    execute(folder, "UPDATE segments SET target = 'Nej.' WHERE position = 0")
    export(store, folder)
    assert "manifest.json: is not the one" in found(store, folder)


def test_a_record_that_was_forged_with_its_hash_breaks_the_next_one(folder: Path, store: Store) -> None:
    run(store, folder)
    forged = lines(store)[1]
    line = forged.line.replace('"when": "', '"when": "1')
    execute(folder, f"UPDATE run_log SET line = '{line}', hash = '{sha256(line)}' WHERE number = 2")
    assert found(store, folder) == (
        "run log: record 3 does not follow on the one before it, which was changed or made anew"
    )


def test_only_a_hash_that_was_kept_shows_that_the_end_was_cut_off(folder: Path, store: Store) -> None:
    run(store, folder)
    number = len(lines(store))
    second = run(store, folder)
    assert found(store, folder, second.head) == ""
    execute(folder, f"DELETE FROM run_log WHERE number > {number}")
    assert found(store, folder) == ""  # The chain alone cannot show it.
    assert "no record with the hash" in found(store, folder, second.head)
    with logged(store, folder, "renskrift export", "Bo") as third:
        pass
    assert "no record with the hash" in found(store, folder, second.head)
    assert found(store, folder, third.head) == ""
