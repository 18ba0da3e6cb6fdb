"""``renskrift translate`` with many lines: in order, kept, killed, started again, and several at once."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.corpus.cache import StoreCache
from pipeline.corpus.store import Store
from pipeline.translated_texts import USER_FILE, open_store
from pipeline.translation import translate_each, translate_lines
from pipeline.translation.argos import ArgosEngine
from pipeline.translation.memory import Unit

COMMAND = [sys.executable, "-c", "from pipeline.cli import main; main()"]
TRANSLATE = [*COMMAND, "translate", "--from", "sv", "--to", "en", "--lines"]
LINES = [f"Skolan köpte {number} hus och laget sålde bilen i morse." for number in range(3000)]


class Counting(ArgosEngine):
    """Argos, and what it was asked."""

    def __init__(self, folder):
        super().__init__(folder)
        self.asked = []

    def translate(self, sentences, source, target):
        self.asked += sentences
        return super().translate(sentences, source, target)


@pytest.fixture
def environment(tmp_path, installed):
    return {**os.environ, "RENSKRIFT_CACHE": str(tmp_path), "RENSKRIFT_PACKAGES": str(installed)}


def kept(folder: Path) -> int:
    with closing(sqlite3.connect(folder / USER_FILE)) as connection:
        return connection.execute("SELECT count(*) FROM translations").fetchone()[0]


def call(environment, lines, *more):
    data = "".join(f"{line}\n" for line in lines).encode()
    done = subprocess.run([*TRANSLATE, *more], input=data, capture_output=True, env=environment, check=False)
    return done.stdout.decode().split("\n"), done.stderr.decode(), done.returncode


def test_a_killed_call_goes_on_from_the_cache(tmp_path, installed, environment, monkeypatch):
    with subprocess.Popen(TRANSLATE, stdin=-1, stdout=-1, stderr=-1, env=environment) as process:
        source = tmp_path / "lines.txt"
        source.write_text("\n".join(LINES), "utf-8")
        process.stdin.write(source.read_bytes())
        process.stdin.close()
        first = process.stdout.readline()
        # More stands in the output than a pipe holds, so that it cannot have come to its end.
        process.kill()
    before = kept(tmp_path)
    assert 0 < before < len(LINES)

    monkeypatch.setenv("RENSKRIFT_CACHE", str(tmp_path))
    engine = Counting(installed)
    with open_store(None, print) as store:
        cache = StoreCache(store, {"sv": engine})
        found = translate_lines(LINES, "sv", engine, cache)
        assert len(engine.asked) == len(LINES) - before
        assert found[0].text == first.decode().rstrip("\n")
        assert translate_lines(LINES, "sv", engine, cache) == found
        assert len(engine.asked) == len(LINES) - before
    assert found[-50:] == translate_lines(LINES[-50:], "sv", engine)


def test_two_thousand_lines_come_out_in_order_also_empty_ones(environment):
    lines = [["", f"{number}", f"Skolan köpte {number} hus.", "  "][number % 4] for number in range(2000)]
    out, _, status = call(environment, lines)
    assert (len(out), out[-1], status) == (2001, "", 0)
    for number, (line, translation) in enumerate(zip(lines, out, strict=False)):
        if number % 4 != 2:
            assert translation == line
        else:
            assert translation.strip()


def test_calls_at_the_same_time_share_the_cache(tmp_path, environment):
    calls = [subprocess.Popen(TRANSLATE, stdin=-1, stdout=-1, stderr=-1, env=environment) for _ in range(2)]
    data = "\n".join(LINES[:600]).encode()
    outputs = [one.communicate(data) for one in calls]
    assert outputs[0] == outputs[1]
    assert [one.returncode for one in calls] == [0, 0]
    assert kept(tmp_path) == 600


def test_lines_are_given_before_the_next_are_read(installed):
    def endless():
        yield from LINES[:600]
        raise AssertionError

    found = translate_each(endless(), "sv", ArgosEngine(installed))
    assert next(found).text


def test_a_corpus_lends_its_memory_and_cache(tmp_path, environment):
    output = tmp_path / "output"
    with Store.of(output) as store:
        store.memory.add([Unit("Skolan köpte ett hus.", "A house was bought.", "sv")])
    words = ("--output", str(output), "--format", "json")
    out, _, _ = call(environment, ["Skolan köpte ett hus.", "Laget sålde bilen i morse."], *words)
    assert '"target": "A house was bought."' in out[0]
    assert '"engine": "memory"' in out[0]
    assert '"engine": "argos"' in out[1]
    assert not (tmp_path / USER_FILE).exists()


def test_a_termbase_says_how_a_term_is_called(tmp_path, environment):
    terms = tmp_path / "terms.csv"
    terms.write_text("sv,en,variants_en\nskolan,the academy,the school\n", "utf-8")
    words = ("--terms", str(terms), "--format", "json")
    out, _, _ = call(environment, ["Skolan köpte ett hus."], *words)
    record = json.loads(out[0])
    assert record["target"] == "The academy bought a house."
    (edit,) = record["target_edits"]
    assert (edit["rule"], edit["start"], edit["before"]) == ("term_form", 0, "The school")
    terms.write_text("sv\n", "utf-8")
    _, said, status = call(environment, ["Skolan köpte ett hus."], *words)
    assert status == 1
    assert "columns sv and en" in said


def test_a_folder_without_a_corpus_is_said(tmp_path, environment):
    _, said, status = call(environment, ["Hej"], "--output", str(tmp_path / "none"))
    assert status == 1
    assert "there is no store in" in said.splitlines()[-1]


def test_a_damaged_cache_is_said_and_done_without(tmp_path, environment):
    (tmp_path / USER_FILE).write_bytes(b"This is no database, but long enough to be looked at." * 50)
    out, said, status = call(environment, ["Skolan köpte ett hus."])
    assert (out, status) == (["The school bought a house.", ""], 0)
    assert "translations are not kept" in said
