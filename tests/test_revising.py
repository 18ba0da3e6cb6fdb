"""One edit of a log is changed after the fact, and everything still fits."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline import changelog
from pipeline.changelog import Projection
from pipeline.document import Edit, Status
from pipeline.errors import ChangeLogError
from pipeline.revising import revise

TEXTS = st.text("ab \n", max_size=30)
PERSONS = (Status.ACCEPTED, Status.REJECTED)


@st.composite
def logs(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    """A text and a log of one to four passes, each edit with an id."""
    original = text = draw(TEXTS)
    log: list[Edit] = []
    for number in range(draw(st.integers(1, 4))):
        bounds = sorted(draw(st.lists(st.integers(0, len(text)), max_size=10)))
        made: list[Edit] = []
        for start, end in dict.fromkeys(zip(bounds[::2], bounds[1::2], strict=False)):
            if made and (start < made[-1].end or (start, end) == (made[-1].start, made[-1].end)):
                continue
            status = draw(st.sampled_from(list(Status)))
            name = f"{number}-{start}-{end}"
            made.append(
                Edit(f"stage {number}", "r", start, end, text[start:end], draw(TEXTS), 1, "", status, name)
            )
        log += made
        text = changelog.apply(text, made)
    return original, log


@given(logs(), st.data())
def test_a_revised_log_fits_and_can_be_undone(case: tuple[str, list[Edit]], data: st.DataObject) -> None:
    original, log = case
    assume(log)
    one = data.draw(st.sampled_from(log))
    new = replace(one, status=data.draw(st.sampled_from(PERSONS)), after=data.draw(TEXTS))
    revised = revise(log, new)
    text = original
    for edits in changelog.passes(revised.log):
        assert all(text[edit.start : edit.end] == edit.before for edit in edits)
        text = changelog.apply(text, edits)
    assert changelog.rewind(text, revised.log) == original
    assert new in revised.log
    assert {edit.id for edit in [*revised.log, *revised.dropped]} == {edit.id for edit in log}
    if not revised.dropped:
        assert revise(revised.log, one).log == log


@given(logs(), st.data())
def test_what_is_not_touched_stands_as_before(case: tuple[str, list[Edit]], data: st.DataObject) -> None:
    original, log = case
    assume(log)
    one = data.draw(st.sampled_from(log))
    revised = revise(log, replace(one, status=data.draw(st.sampled_from(PERSONS))))
    assert [edit for edit in revised.log if edit.round < one.round] == [
        edit for edit in log if edit.round < one.round
    ]
    kept = {edit.id: edit for edit in revised.log}
    for edit in log:
        if edit.id != one.id and edit.id in kept:
            assert replace(kept[edit.id], start=edit.start, end=edit.end) == edit
    if one.in_effect == revised.log[log.index(one)].in_effect:
        assert changelog.replay(original, revised.log) == changelog.replay(original, log)


@given(logs(), st.data())
def test_what_a_span_has_become_is_found_forward(case: tuple[str, list[Edit]], data: st.DataObject) -> None:
    text, log = case
    for edits in changelog.passes(log):
        projection = Projection(edits)
        text = changelog.apply(text, edits)
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, len(text)))
        first, last = projection.forward(*projection.span(start, end))
        assert 0 <= first <= start <= end <= last <= len(text)


def edit(start: int, before: str, after: str, status: Status, stage: str = "spelling") -> Edit:
    return Edit(stage, "r", start, start + len(before), before, after, 1, "", status, f"{stage}{start}")


def test_edits_that_rest_on_the_changed_words_go() -> None:
    log = [
        edit(0, "teh", "the", Status.APPLIED),
        edit(4, "  ", " ", Status.APPLIED),
        edit(0, "the", "The", Status.APPLIED, "names"),
        edit(5, "end", "End", Status.SUGGESTED, "names"),
    ]
    revised = revise(log, replace(log[0], status=Status.REJECTED))
    assert revised.dropped == [log[2]]
    assert changelog.replay("teh   end", revised.log) == "teh  end"


def test_what_cannot_be_revised_is_refused() -> None:
    log = [edit(0, "ab", "x", Status.APPLIED), edit(1, "bc", "y", Status.SUGGESTED)]
    with pytest.raises(ChangeLogError, match="overlaps"):
        revise(log, replace(log[1], status=Status.ACCEPTED))
    with pytest.raises(ChangeLogError, match="no edit nowhere"):
        revise(log, replace(log[1], id="nowhere"))
    with pytest.raises(ChangeLogError, match="cannot move"):
        revise(log, replace(log[1], start=0))
