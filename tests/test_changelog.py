"""Edits apply, undo and keep their place, whatever the text and however many passes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import changelog
from pipeline.changelog import Projection
from pipeline.document import Edit, Status, edit_id
from pipeline.errors import ChangeLogError

TEXTS = st.text(st.sampled_from("aå ö.é\n\U0001f600\u0301\u200dאab\ud800"), max_size=40)


def edit(start: int, end: int, before: str, after: str, status: Status = Status.APPLIED) -> Edit:
    return Edit("spelling", "misspelling", start, end, before, after, 1.0, "A reason.", status)


@st.composite
def logs(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    """A text and a log of up to four passes, with suggestions between the edits in effect."""
    original = text = draw(TEXTS)
    log: list[Edit] = []
    for number in range(draw(st.integers(0, 4))):
        bounds = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
        spans = list(zip(bounds[::2], bounds[1::2], strict=False))
        made = []
        for start, end in dict.fromkeys(spans):
            if made and (start < made[-1].end or (start, end) == (made[-1].start, made[-1].end)):
                continue
            status = draw(st.sampled_from(list(Status)))
            one = edit(start, end, text[start:end], draw(TEXTS), status)
            made.append(replace(one, stage=f"stage {number}"))
        log += made
        text = changelog.apply(text, made)
    return original, log


@given(logs())
def test_rewinding_a_replayed_log_gives_the_original(case: tuple[str, list[Edit]]) -> None:
    original, log = case
    assert changelog.rewind(changelog.replay(original, log), log) == original


@given(logs())
def test_every_span_holds_its_before_in_the_text_of_its_pass(case: tuple[str, list[Edit]]) -> None:
    text, log = case
    for edits in changelog.passes(log):
        assert all(text[one.start : one.end] == one.before for one in edits)
        text = changelog.apply(text, edits)


@given(logs(), st.data())
def test_an_unchanged_span_is_found_in_the_original(
    case: tuple[str, list[Edit]], data: st.DataObject
) -> None:
    original, log = case
    text, projections = original, []
    for edits in changelog.passes(log):
        text = changelog.apply(text, edits)
        projections.append(Projection(edits))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first, last = changelog.to_original(projections, start, end)
    assert 0 <= first <= last <= len(original)
    changed = [one for edits in changelog.passes(log) for one in edits if one.in_effect]
    if not changed:
        assert original[first:last] == text[start:end]


@given(logs())
def test_records_give_the_edits_back(case: tuple[str, list[Edit]]) -> None:
    for one in case[1]:
        assert Edit.from_record(one.record()) == one


def test_what_does_not_stand_in_the_text_is_not_changed() -> None:
    with pytest.raises(ChangeLogError, match="expects 'ab' at 0, but 'xy' stands there"):
        changelog.apply("xy", [edit(0, 2, "ab", "c")])


def test_a_text_that_was_changed_behind_the_log_cannot_be_undone() -> None:
    with pytest.raises(ChangeLogError, match="has left 'c' at 0, but 'd' stands there"):
        changelog.undo("d", [edit(0, 2, "ab", "c")])


def test_overlapping_edits_are_refused() -> None:
    with pytest.raises(ChangeLogError, match="overlaps"):
        changelog.apply("abc", [edit(0, 2, "ab", ""), edit(1, 3, "bc", "")])


def test_only_edits_in_effect_change_the_text() -> None:
    for status in Status:
        text = changelog.apply("teh", [edit(0, 3, "teh", "the", status)])
        assert text == ("the" if status in {Status.APPLIED, Status.ACCEPTED} else "teh")


def test_an_edit_keeps_its_id_when_a_rule_gets_another_name() -> None:
    one = edit_id("d", 3, 5, "  ", " ")
    assert one == edit_id("d", 3, 5, "  ", " ")
    others = [("e", 3, 5, "  ", " "), ("d", 4, 5, "  ", " "), ("d", 3, 5, "  ", "")]
    assert len({one, *(edit_id(*other) for other in others)}) == 4
