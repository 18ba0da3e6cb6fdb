"""Moses files and spreadsheets."""

from __future__ import annotations

import csv
from pathlib import Path

from articles import document, segments
from hypothesis import given
from hypothesis import strategies as st

from pipeline.corpus import schema
from pipeline.corpus.export import conll, moses, spreadsheet
from pipeline.corpus.store import Store

ANY_TEXT = st.text(
    st.one_of(st.characters(), st.characters(categories=["Cs", "Cc"]), st.sampled_from("=+-@'_ \\u0"))
)


@given(text=ANY_TEXT)
def test_a_cell_is_no_formula_and_can_be_read_back(text: str) -> None:
    cell = spreadsheet.to_cell(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert "\r" not in cell
    assert spreadsheet.from_cell(cell) == text


@given(text=ANY_TEXT)
def test_a_column_stays_in_its_line_and_can_be_read_back(text: str) -> None:
    column = conll.to_column(text)
    assert column
    assert column.strip() == column
    assert "\t" not in column
    assert len(f"{column}.".splitlines()) == 1
    assert conll.from_column(column) == text


def test_moses_files_are_aligned_by_language_whichever_was_the_source(folder: Path, store: Store) -> None:
    paths = moses.write(store, folder)
    assert [path.name for path in paths] == ["corpus.sv", "corpus.en", "corpus.ids"]
    swedish, english, about = (path.read_text("utf-8").split("\n")[:-1] for path in paths)
    found = [segment for entry in store.entries() for segment in entry.segments]
    assert len(swedish) == len(english) == len(about) == len(found)
    for segment, sv, en, line in zip(found, swedish, english, about, strict=True):
        texts = {segment.language: segment.source, segment.target_language: segment.translation.text}
        assert texts == {"sv": sv, "en": en}
        row = dict(zip(moses.COLUMNS, line.split("\t"), strict=True))
        assert (row["id"], row["language"], row["status"]) == (segment.id, segment.language, "machine")
        assert (row["engine"], row["quality"]) == ("starter", "0.8765")


def test_spreadsheets_open_with_their_letters(folder: Path, store: Store) -> None:
    paths = spreadsheet.write(store, folder)
    assert [path.name for path in paths] == ["documents.csv", "segments.csv", "changes.csv"]
    for path, kinds in zip(paths, (schema.DOCUMENT, schema.SEGMENT, schema.CHANGE), strict=True):
        data = path.read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        assert data.endswith(b"\r\n")
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert set(rows[0]) <= set(kinds)
    assert rows[0]["before"] == ".T"
    with paths[1].open(encoding="utf-8-sig", newline="") as file:
        by_id = {row["id"]: row for row in csv.DictReader(file)}
    first = segments(document())[0]
    assert (by_id[first.id]["source"], by_id[first.id]["score"]) == (first.source, "-0.1235")
    assert by_id[first.id]["flags"] == "low_score"


def test_nothing_is_an_empty_cell(folder: Path, store: Store) -> None:
    path = spreadsheet.write(store, folder)[0]
    with path.open(encoding="utf-8-sig", newline="") as file:
        finnish = next(row for row in csv.DictReader(file) if row["file"] == "suomi.txt")
    assert (finnish["translation"], finnish["target_language"]) == ("", "")
    assert finnish["normalised"] == "Hyvää päivää."
