"""``renskrift memory``: a translator's file in, a search, and the same units out again."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_cli import renskrift

from pipeline.corpus.store import FILE_NAME

TMX = """<?xml version="1.0" encoding="utf-8"?><tmx version="1.4">
<header creationtool="x" segtype="sentence" adminlang="en" srclang="sv-SE" datatype="xml"/><body>
<tu changeid="Ann"><tuv xml:lang="sv-SE"><seg>Skolan köpte ett hus.</seg></tuv>
<tuv xml:lang="en-GB"><seg>The school bought a house.</seg></tuv></tu>
<tu><tuv xml:lang="sv-SE"><seg>Laget sålde bilen.</seg></tuv>
<tuv xml:lang="de"><seg>Das Team verkaufte das Auto.</seg></tuv></tu>
</body></tmx>"""


@pytest.fixture
def given(tmp_path: Path) -> Path:
    (tmp_path / "given.tmx").write_text(TMX, "utf-8")
    return tmp_path


def memory(*words: str, folder: Path, status: int = 0) -> tuple[str, str]:
    return renskrift("memory", *words, status=status, cwd=folder)


def test_in_found_and_out_again(given: Path) -> None:
    out, _ = memory("import", "given.tmx", folder=given)
    assert out.splitlines() == [
        "1 units are new, 1 in the memory of output",
        "The import is called given.tmx; undo it with: renskrift memory remove given.tmx",
        "1 left out: without a Swedish and an English text",
    ]
    out, _ = memory("search", "Skolan köpte ett stort hus.", folder=given)
    assert out == "88 %\tSkolan köpte ett hus.\tThe school bought a house.\timported Ann\n"
    out, _ = memory("search", "The school bought a house.", "--from", "en", folder=given)
    assert out.startswith("100 %\tThe school bought a house.\tSkolan köpte ett hus.")
    assert memory("search", "Något helt annat", folder=given)[0] == ""
    assert memory("export", "out.tmx", folder=given)[0] == "1 units in out.tmx\n"
    assert memory("import", "out.tmx", "--output", "empty", folder=given)[0].startswith("1 units are new")
    memory("export", "again.tmx", "--output", "empty", folder=given)
    assert (given / "out.tmx").read_bytes() == (given / "again.tmx").read_bytes()
    assert memory("import", "out.tmx", folder=given)[0].startswith("0 units are new, 1 in the memory")


def test_an_import_is_undone(given: Path) -> None:
    out, _ = memory("import", "given.tmx", "--name", "Ann's file", folder=given)
    assert "undo it with: renskrift memory remove 'Ann'\"'\"'s file'" in out
    _, said = memory("remove", "given.tmx", folder=given, status=1)
    assert said.startswith(
        "renskrift: no import of the memory of output is called given.tmx; there are: Ann's"
    )
    out, _ = memory("remove", "Ann's file", folder=given)
    assert out == "1 units taken out, 0 in the memory of output\n"
    assert memory("search", "Skolan köpte ett hus.", folder=given)[0] == ""
    _, said = memory("remove", "Ann's file", folder=given, status=1)
    assert "there are: none" in said


def test_a_broken_file_is_refused_in_one_line_and_nothing_is_imported(given: Path) -> None:
    (given / "broken.tmx").write_text(TMX.replace("</body>", ""), "utf-8")
    out, said = memory("import", "broken.tmx", folder=given, status=1)
    assert (out, said.count("\n")) == ("", 1)
    assert said.startswith("renskrift: broken.tmx is no well-formed XML: ")
    assert memory("search", "Skolan köpte ett hus.", folder=given)[0] == ""


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("import", "none.tmx"), "none.tmx cannot be read: No such file"),
        (("import", "."), ". cannot be read: Is a directory"),
        (("export", "out.tmx"), "there is no store in output"),
        (("search", "Hej"), "there is no store in output"),
        (("remove", "given.tmx"), "there is no store in output"),
    ],
)
def test_what_cannot_be_done_is_said(given: Path, words: tuple[str, ...], message: str) -> None:
    _, said = memory(*words, folder=given, status=1)
    assert said.startswith(f"renskrift: {message}")
    assert not (given / "output" / FILE_NAME).exists()


def test_a_file_that_cannot_be_written_is_said(given: Path) -> None:
    memory("import", "given.tmx", folder=given)
    _, said = memory("export", "given.tmx/out.tmx", folder=given, status=1)
    assert said.startswith("renskrift: given.tmx/out.tmx cannot be written: ")
