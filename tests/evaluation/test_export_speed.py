from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.corpus.export import FORMATS
from pipeline.corpus.faults import faults
from pipeline.evaluation import export_speed
from pipeline.evaluation.parallel import PAIRS


@pytest.fixture
def data(tmp_path: Path) -> Path:
    lines = ("Solen sken hela dagen.\tThe sun shone all day.", "Han kom i går.\tHe came yesterday.")
    (tmp_path / PAIRS).write_text("\n".join(lines), "utf-8")
    return tmp_path


def test_the_made_up_corpus_is_sound_and_the_same_every_time(data: Path) -> None:
    made = list(export_speed.MadeUp.of(data, 50).entries())
    assert made == list(export_speed.MadeUp.of(data, 50).entries())
    assert [len(entry.segments) for entry in made] == [20, 20, 20]
    assert [list(faults(entry)) for entry in made] == [[], [], []]


def test_a_row_for_each_format_and_what_it_took(data: Path) -> None:
    pytest.importorskip("pyarrow")
    table, _, signature = export_speed.report(data, 20).partition("\n\n")
    rows = [row.split("|")[1:-1] for row in table.split("\n")[2:]]
    assert [row[0].strip() for row in rows] == ["nothing", *FORMATS]
    assert all(int(row[4].replace(",", "")) > 0 for row in rows[1:])
    assert all(float(row[5].split()[0].replace(",", "")) > 10 for row in rows)
    assert signature.startswith("renskrift:")
