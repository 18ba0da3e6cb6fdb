"""The command as its users start it: a process with bytes in and bytes out."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.corpus.verify import verify


def renskrift(*words: str, data: bytes = b"", status: int = 0, cwd: Path | None = None) -> tuple[str, str]:
    """Standard output and standard error of a call, which has to end with `status`."""
    done = subprocess.run(
        [sys.executable, "-c", "from pipeline.cli import main; main()", *words],
        input=data,
        capture_output=True,
        cwd=cwd,
        env={**os.environ, "COLUMNS": "200", "LC_ALL": "C"},
        check=False,
    )
    out, said = done.stdout.decode(), done.stderr.decode()
    assert done.returncode == status, said
    assert "Traceback" not in said
    return out, said


def test_each_line_is_a_document_and_gives_one_line() -> None:
    lines = "The goverment said no.\r\n\r\nHe left.She stayed.\r\n".encode("cp1252")
    out, _ = renskrift("clean", "--lines", "--level", "bold", "--fast", data=lines)
    assert out == "The government said no.\n\nHe left. She stayed.\n"


def test_a_document_is_printed_as_it_is_but_for_its_edits(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes("\n Rubrik\n\nDet är  bra.".encode("cp1252"))
    assert renskrift("clean", "--fast", str(file)) == ("\n Rubrik\n\nDet är bra.", "")


def test_json_has_text_language_and_edits_that_can_be_undone() -> None:
    out, _ = renskrift("clean", "--format", "json", "--fast", data=b"All  the peasekeepers left.")
    record = json.loads(out)
    assert list(record)[:3] == ["text", "language", "edits"]
    assert record["language"] == "en"
    first = record["edits"][0]
    assert list(first)[:10] == (
        ["id", "stage", "rule", "start", "end", "before", "after", "confidence", "status", "reason"]
    )
    assert (first["rule"], first["start"], first["end"], first["status"]) == (
        "doubled_space",
        3,
        5,
        "applied",
    )


def test_a_careful_level_only_suggests() -> None:
    text = b"Nobody knows whether the papper will say so."
    assert renskrift("clean", "--fast", "--level", "safe", data=text)[0] == text.decode()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "refused -: the document is empty"),
        (b"\x00\x01\x02\xff" * 100, "binary data, not text"),
        (b"a" * 50_000_000, "50,000,000 bytes are more than the 10,000,000 allowed"),
    ],
    ids=["empty", "binary", "50 MB on one line"],
)
def test_what_is_no_document_is_refused_in_one_line(data: bytes, message: str) -> None:
    out, said = renskrift("clean", "--fast", data=data, status=1)
    assert (out, said.count("\n")) == ("", 1)
    assert message in said


def test_a_paragraph_in_another_language_is_left_alone_and_said_so() -> None:
    text = (
        "Regeringen lägger i dag fram ett nytt förslag om stöd till skolorna på öarna.\n\n"
        "Hallitus esittelee tänään uuden ehdotuksen koulujen tukemisesta.\n"
    )
    out, said = renskrift("clean", "--fast", data=text.encode())
    assert out == text
    assert said == (
        "left alone in -: line 3 (fi), in another language than the text; "
        "only encoding and spacing were repaired there\n"
    )
    out, _ = renskrift("clean", "--fast", "--format", "json", data=text.encode())
    assert json.loads(out)["flags"] == ["other_language_in_part"]


def test_another_language_is_passed_through_and_said_so() -> None:
    text = "Hallitus esittelee tänään uuden ehdotuksen koulujen tukemisesta,sanoi ministeri."
    out, said = renskrift("clean", "--fast", data=text.encode())
    assert out == text
    assert said == "passed through -: it is in another language (fi); only its encoding was repaired\n"


def test_of_several_files_the_good_ones_are_cleaned(tmp_path: Path) -> None:
    good = tmp_path / "good.txt"
    good.write_text("All  things.")
    out, said = renskrift("clean", "--fast", str(tmp_path / "none.txt"), str(good), status=1)
    assert out == "All things."
    assert said.startswith("refused ")
    assert "none.txt cannot be read: No such file" in said


def test_a_long_line_among_lines_is_passed_through() -> None:
    long = "x" * 11_000_000
    out, said = renskrift("clean", "--fast", "--lines", data=f"All  things.\n{long}\n".encode(), status=1)
    assert out == f"All things.\n{long}\n"
    assert "longer than a document may be" in said


@pytest.mark.parametrize(
    "words",
    [
        ("clean", "--level", "wild"),
        ("translate", "--from", "sv"),
        ("translate", "--from", "sv", "--to", "sv"),
        ("nonsense",),
    ],
)
def test_wrong_words_give_status_2(words: tuple[str, ...]) -> None:
    renskrift(*words, status=2)


def test_translate_gives_one_line_for_each() -> None:
    lines = "Regeringen presenterade en ny plan i går.\n\n123\n".encode()
    out, said = renskrift("translate", "--from", "sv", "--to", "en", "--lines", data=lines)
    first, empty, number, end = out.split("\n")
    assert "government" in first
    assert (empty, number, end) == ("", "123", "")
    assert "renskrift models install sv-en" in said


def test_translate_as_json_names_the_engine() -> None:
    words = ("translate", "--from", "en", "--to", "sv", "--engine", "starter", "--format", "json")
    out, _ = renskrift(*words, data=b"The police stopped a car in Stockholm.")
    record = json.loads(out)
    assert list(record) == ["source", "target", "score", "flags", "engine", "target_edits"]
    assert record["engine"] == "starter"
    assert "Stockholm" in record["target"]


@pytest.mark.parametrize("command", ["log", "original"])
def test_an_unknown_document_says_so(command: str, tmp_path: Path) -> None:
    _, said = renskrift(command, "nobody", "--output", str(tmp_path), status=1)
    assert said.count("\n") == 1


@pytest.fixture(scope="module")
def prefect_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for Prefect's database, which takes some seconds to make."""
    return tmp_path_factory.mktemp("prefect")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("run", "nowhere"), "there is no file or folder nowhere"),
        (("run", "inbox", "--engine", "argos", "--fast"), "no Argos package for sv-en is installed"),
    ],
)
def test_a_run_that_cannot_be_made_says_why_in_a_sentence(
    tmp_path: Path, prefect_home: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], message: str
) -> None:
    monkeypatch.setenv("RENSKRIFT_PACKAGES", str(tmp_path / "packages"))
    monkeypatch.setenv("PREFECT_HOME", str(prefect_home))
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "a.txt").write_text("Regeringen presenterade en ny plan i går.", "utf-8")
    _, said = renskrift(*words, status=1, cwd=tmp_path)
    assert said.splitlines()[-1].startswith(f"renskrift: {message}")


def test_a_run_by_itself_makes_a_corpus(
    tmp_path: Path, prefect_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_HOME", str(prefect_home))
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "a.txt").write_text("Regeringen presenterade  en ny plan i går.", "utf-8")
    renskrift("run", "inbox", "--output", "output", "--engine", "none", "--fast", cwd=tmp_path)
    checked = verify(tmp_path / "output")
    assert (checked.documents, checked.problems) == (1, [])


def test_help_teaches() -> None:
    out, _ = renskrift("--help")
    for command in ("run", "clean", "translate", "log", "original", "verify", "models", "export"):
        assert f" {command} " in out
