"""``renskrift decisions``, and what ``renskrift log`` tells of them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent / "corpus"))
from articles import SIGNATURE, document, segments

from pipeline.cli import app
from pipeline.corpus.export import export
from pipeline.corpus.store import Store
from pipeline.corpus.verify import verify
from pipeline.errors import CorpusError
from pipeline.review.desk import Desk

LINE = "<script>alert(1)</script>\n\u2028 Ann"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A corpus in which an edit was rejected, another one accepted and taken back, and something was said."""
    output = tmp_path / "output"
    with Store.of(output) as store:
        found = document()
        store.save(found, segments(found), SIGNATURE)
        desk = Desk(store)
        by_before = {edit.before: edit.id for edit in found.edits}
        desk.decide_edit(found.id, by_before["Earlear"], "rejected", LINE, comment="It is a name.")
        desk.decide_edit(found.id, by_before["week"], "accepted", "Bo")
        desk.undo(2, "Bo")
        desk.decide_segment(found.id, store.segments(found.id)[2].id, "edited", "Bo", text="Slut.")
        desk.comment(found.id, by_before["teh"], "edit", "Right.", "Bo")
        export(store, output)
    return output


def call(*words: object) -> str:
    result = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_log_tells_who_has_decided_what(folder: Path) -> None:
    assert verify(folder).problems == []
    lines = call("log", "kazakhstan", "--output", folder).splitlines()
    decisions = [line for line in lines if "decision " in line]
    assert len(decisions) == 5
    assert decisions[0].startswith("rejected  decision 1 on edit ")
    assert "by <script>alert(1)</script> Ann, 2" in decisions[0]
    assert decisions[0].endswith("'Earlier' → 'Earlear' “It is a name.”")
    assert "takes back decision 2 'month' → 'week'" in decisions[2]


def test_an_export_is_imported_once(folder: Path, tmp_path: Path) -> None:
    file, other = tmp_path / "decisions.jsonl", tmp_path / "other"
    assert call("decisions", "export", file, "--output", folder).startswith("5 decisions in ")
    assert file.read_bytes() == (folder / "decisions.jsonl").read_bytes()
    with Store.of(other) as store:
        found = document()
        store.save(found, segments(found), SIGNATURE)
    assert "5 decisions are new" in call("decisions", "import", file, "--output", other)
    assert "0 decisions are new, 5 in" in call("decisions", "import", file, "--output", other)
    with Store.of(other) as store, Store.of(folder) as first:
        assert list(store.decisions()) == list(first.decisions())
        assert store.entry(found.id) == first.entry(found.id)
        assert list(store.memory.units()) == list(first.memory.units())
    Store.of(tmp_path / "empty").close()
    nobody = call("decisions", "export", tmp_path / "none.jsonl", "--output", tmp_path / "empty")
    assert "nobody has decided" in nobody


def test_numbers_of_another_store_are_this_ones_own(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    with Store.of(other) as store:
        found = document()
        store.save(found, segments(found), SIGNATURE)
        Desk(store).comment(found.id, found.edits[0].id, "edit", "First.", "Cia")
    call("decisions", "import", folder / "decisions.jsonl", "--output", other)
    with Store.of(other) as store:
        assert [(one.number, one.undoes) for one in store.decisions()][3] == (4, 3)
        assert "Earlier" not in store.document(found.id).normalised
        assert "week" in store.document(found.id).normalised


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("undoes", 99, "takes back decision 99, which does not stand before it"),
        ("verdict", "maybe", "'verdict' is 'maybe', not one of accepted"),
        ("who", 7, "'who' is 7, which is no str"),
        ("confidence", "high", "'confidence' is 'high'"),
    ],
)
def test_a_damaged_file_is_taken_in_not_at_all(
    folder: Path, tmp_path: Path, key: str, value: object, message: str
) -> None:
    lines = (folder / "decisions.jsonl").read_text("utf-8").splitlines()
    lines[3] = json.dumps(json.loads(lines[3]) | {key: value})
    file = tmp_path / "damaged.jsonl"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    with pytest.raises(CorpusError, match=message):
        call("decisions", "import", file, "--output", tmp_path / "other")
    with Store.of(tmp_path / "other") as store:
        assert list(store.decisions()) == []


def test_a_decision_that_is_not_obeyed_or_not_the_stores_own_is_found(folder: Path) -> None:
    file = folder / "decisions.jsonl"
    lines = file.read_text("utf-8").splitlines()
    turned = json.loads(lines[3]) | {"after": "Something else."}
    file.write_text("\n".join([*lines[:3], json.dumps(turned), *lines[4:]]) + "\n", "utf-8")
    found = "\n".join(map(str, verify(folder).problems))
    assert "does not have the translation of decision 4" in found
    assert "decision 4 is not the same in the store" in found
    assert "decisions.jsonl: has been changed" in found or "decisions.jsonl: has " in found
    file.write_text("\n".join([*lines[1:], lines[0]]) + "\n", "utf-8")
    assert "does not stand in its order" in "\n".join(map(str, verify(folder).problems))
