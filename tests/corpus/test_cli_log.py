"""What the commands say of the run log, and that they hold the corpus while they write."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.corpus.fingerprints import sha256
from pipeline.corpus.history import runs
from pipeline.corpus.holding import holding
from pipeline.corpus.store import FILE_NAME, Store
from pipeline.corpus.verify import verify
from pipeline.errors import Held

TMX = """<tmx version="1.4"><header srclang="en" segtype="sentence" o-tmf="x" adminlang="en" creationtool="x"
 creationtoolversion="1" datatype="plaintext"/><body><tu>
<tuv xml:lang="en"><seg>The end of the story.</seg></tuv>
<tuv xml:lang="sv"><seg>Slut.</seg></tuv></tu></body></tmx>"""


def call(folder: Path, *words: object, status: int = 0) -> str:
    said = CliRunner().invoke(app, [*map(str, words), "--output", str(folder)], catch_exceptions=False)
    assert said.exit_code == status, said.output
    return said.stdout


@pytest.fixture
def exported(folder: Path, store: Store) -> Path:
    store.close()
    call(folder, "export", "--who", "anna@archive")
    return folder


def test_runs_are_listed(exported: Path) -> None:
    call(exported, "export", "--format", "jsonl", "--who", "bo@archive")
    one, two = call(exported, "log").splitlines()
    assert "renskrift export of anna@archive: done; 0 done, 0 done before, 0 refused" in one
    assert "bo@archive" in two


def test_the_log_itself_can_be_kept_elsewhere_and_checked_there(exported: Path) -> None:
    before = ""
    for line in call(exported, "log", "--format", "json").splitlines():
        record = json.loads(line)
        assert record["previous"] == before
        before = record.pop("hash")
        assert sha256(json.dumps(record)) == before
    assert verify(exported, before).problems == []


def test_a_document_tells_what_runs_have_made_of_it(exported: Path) -> None:
    *_, last = call(exported, "log", "clean").splitlines()
    assert "\tanna@archive\tnews/clean.txt, bytes 1 (" in last
    assert "renskrift export" in last


def test_a_copy_without_the_store_tells_the_edits_all_the_same(exported: Path) -> None:
    for path in exported.glob(f"{FILE_NAME}*"):
        path.unlink()
    assert "anna" not in call(exported, "log", "kazakhstan")
    assert "all is well" in call(exported, "verify")
    assert "1 problem" in call(exported, "verify", "--expect", "00ff" * 16, status=1)


def test_a_hash_that_was_kept_is_expected(exported: Path) -> None:
    kept = json.loads(call(exported, "log", "--format", "json").splitlines()[-1])["hash"]
    assert "all is well" in call(exported, "verify", "--expect", kept)
    with sqlite3.connect(exported / FILE_NAME) as connection:
        connection.execute("DELETE FROM run_log WHERE number > 2")
    call(exported, "verify", "--expect", kept, status=1)


def test_a_change_by_hand_that_was_exported_is_found(exported: Path) -> None:
    with sqlite3.connect(exported / FILE_NAME) as connection:
        connection.execute("UPDATE segments SET target = 'Nej.' WHERE position = 0")
    call(exported, "export")
    found = [str(problem) for problem in verify(exported).problems]
    assert any("is not what record" in problem for problem in found)


def test_translations_from_the_memory_are_no_tampering(exported: Path, tmp_path: Path) -> None:
    file = tmp_path / "memory.tmx"
    file.write_text(TMX, "utf-8")
    assert "1 segments of the corpus got a translation" in call(exported, "memory", "import", file)
    with Store.existing(exported) as store:
        assert [ran.what for ran in runs(store)] == ["renskrift export", "renskrift memory import"]
    call(exported, "export")
    assert verify(exported).problems == []
    assert "given translations from the memory" in call(exported, "log", "kazakhstan")


@pytest.mark.parametrize("words", [("export",), ("memory", "import", "memory.tmx")])
def test_who_writes_holds_the_corpus(
    exported: Path, tmp_path: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "memory.tmx").write_text(TMX, "utf-8")
    monkeypatch.chdir(tmp_path)
    with (
        holding(exported, "renskrift run", "anna@archive"),
        pytest.raises(Held, match="renskrift run of anna"),
    ):
        call(exported, *words)


def test_an_export_to_another_folder_holds_nothing(exported: Path, tmp_path: Path) -> None:
    with holding(exported, "renskrift run"):
        call(exported, "export", "--format", "jsonl", "--to", tmp_path / "elsewhere")
    assert (tmp_path / "elsewhere" / "documents.jsonl").is_file()
    assert len(call(exported, "log").splitlines()) == 1
