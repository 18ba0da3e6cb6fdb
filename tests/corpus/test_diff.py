from __future__ import annotations

from dataclasses import replace

import pytest
from articles import document
from hypothesis import given
from hypothesis import strategies as st

from pipeline import changelog
from pipeline.corpus.diff import Span, cut, spans
from pipeline.document import Decoding, Document, Edit, Status
from pipeline.errors import ChangeLogError

ALPHABET = st.text("ab \nå", max_size=6)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A document with up to four passes of edits of every status, that may overlap where none has effect."""
    original = text = draw(st.text("abc \nå", max_size=25))
    log: list[Edit] = []
    for number in range(draw(st.integers(0, 4))):
        made: list[Edit] = []
        position = 0
        for _ in range(draw(st.integers(0, 5))):
            start = draw(st.integers(position, len(text)))
            end = draw(st.integers(start, min(len(text), start + 4)))
            status = draw(st.sampled_from(Status))
            made.append(
                Edit(f"stage{number}", "rule", start, end, text[start:end], draw(ALPHABET), 1.0, "", status)
            )
            if made[-1].in_effect:
                position = end
        made.sort(key=lambda edit: (edit.start, edit.end))
        text = changelog.apply(text, made)
        log += made
    return Document("1", "f", "", Decoding("utf-8"), "en", "", original, text, tuple(log))


@given(documents())
def test_spans_give_both_texts_and_every_edit_once(found: Document) -> None:
    pieces = spans(found)
    assert "".join(piece.original for piece in pieces) == found.original
    assert "".join(piece.normalised for piece in pieces) == found.normalised
    shown = [id(edit) for piece in pieces for edit in piece.edits]
    assert sorted(shown) == sorted(id(edit) for edit in found.edits)
    for piece in pieces:
        if piece.original != piece.normalised:
            assert any(edit.in_effect for edit in piece.edits)


@given(documents(), st.data())
def test_cut_loses_nothing(found: Document, data: st.DataObject) -> None:
    inner = sorted(data.draw(st.sets(st.integers(1, 40)), label="offsets"))
    offsets = [0, *(offset for offset in inner if offset < len(found.normalised)), len(found.normalised)]
    parts = cut(spans(found), offsets)
    assert len(parts) == len(offsets) - 1
    pieces = [piece for part in parts for piece in part]
    assert "".join(piece.original for piece in pieces) == found.original
    assert "".join(piece.normalised for piece in pieces) == found.normalised
    assert sum(len(piece.edits) for piece in pieces) == len(found.edits)


def test_plain_text_is_cut_exactly() -> None:
    parts = cut([Span("One. Two. ", "One. Two. "), Span("Tree", "Three")], [0, 5, 10, 15])
    assert [[piece.normalised for piece in part] for part in parts] == [["One. "], ["Two. "], ["Three"]]


def test_distant_edits_stay_apart_and_suggestions_change_nothing() -> None:
    pieces = spans(document())
    marked = [(piece.original, piece.normalised) for piece in pieces if piece.edits]
    assert marked == [("Earlear", "Earlier"), ("week", "week"), (".T", ". T"), ("  ", " "), ("teh", "the")]


def test_edits_of_later_passes_join_those_they_touch() -> None:
    found = document(
        text="peasekeepers”in here",
        changes=[("spacing", "”in", "” in", "applied"), ("spelling", "s” i", "!” I", "applied")],
    )
    assert found.normalised == "peasekeeper!” In here"
    assert [(piece.original, piece.normalised) for piece in spans(found)] == [
        ("peasekeeper", "peasekeeper"),
        ("s”in", "!” In"),
        (" here", " here"),
    ]


def test_a_log_that_does_not_fit_is_refused() -> None:
    found = document()
    with pytest.raises(ChangeLogError, match="expects"):
        spans(replace(found, original="Something else altogether, and long enough for it."))
