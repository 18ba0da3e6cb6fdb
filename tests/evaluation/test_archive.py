"""The made-up archive, the chart, and what a command is measured to take."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from pipeline.decoding import decode
from pipeline.evaluation.archive import Point
from pipeline.evaluation.chart import as_svg
from pipeline.evaluation.made_articles import WORDS, make_archive
from pipeline.evaluation.processes import Usage, kill, measured, started

SENTENCES = [
    (
        "Regeringen presenterade en ny plan i går, sade ministern.",
        "The government presented a plan, he said.",
    ),
    ("Polisen stoppade bilen i Stockholm efter en lång jakt.", "The police stopped the car in Stockholm."),
]
BUSY = "import sys; held = bytearray(60_000_000); sum(range(5_000_000)); sys.exit(int(sys.argv[1]))"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    lines = "".join("\t".join(pair) + "\n" for pair in SENTENCES)
    (folder / "pud.sv-en.tsv").write_text(lines, "utf-8")
    return folder


def test_an_article_is_the_same_whatever_the_others(data: Path, tmp_path: Path) -> None:
    make_archive(data, tmp_path / "all", range(12))
    make_archive(data, tmp_path / "some", [3, 7])
    made = {path.name: path.read_bytes() for path in (tmp_path / "all").rglob("*.txt")}
    assert len(set(made.values())) == 12
    for path in (tmp_path / "some").rglob("*.txt"):
        assert path.read_bytes() == made[path.name]
    assert all(len(decode(text)[0].split()) >= WORDS - 1 for text in made.values())
    assert {decode(text)[1].charset for text in made.values()} == {"utf-8", "sloppy-windows-1252"}


def test_a_command_is_measured_with_its_memory(tmp_path: Path) -> None:
    found = measured([sys.executable, "-c", BUSY, "0"], {}, tmp_path / "log")
    assert 0 < found.processor <= found.seconds * 4
    assert found.peak >= 0  # It may end before anybody looks.
    with pytest.raises(subprocess.CalledProcessError):
        measured([sys.executable, "-c", BUSY, "3"], {}, tmp_path / "log")


def test_a_command_is_killed_with_its_children(tmp_path: Path) -> None:
    nested = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'input()'])"
    process = started([sys.executable, "-c", nested], {}, tmp_path / "log")
    kill(process)
    assert process.returncode == -9


def test_the_chart_is_an_svg_with_a_point_for_each_run() -> None:
    run = Usage(70.0, 60.0, 700_000_000)
    points = [Point(number, run, run, run) for number in (500, 2000)]
    svg = etree.fromstring(as_svg(points).encode())
    assert len(svg.findall(".//{*}circle")) == 4
    assert "2,000" in [one.text for one in svg.iterfind(".//{*}text")]
