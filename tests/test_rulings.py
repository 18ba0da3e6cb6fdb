"""What was decided on a change is known again, wherever it stands and whichever rule proposes it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.changelog import Projection, apply
from pipeline.document import Edit, Status
from pipeline.rulings import Place, Ruling, Rulings

TEXT = "Early this week they had teh keys in the house, and nobody else had teh keys at all."


def edit(text: str, before: str, after: str, start: int | None = None, **more: object) -> Edit:
    start = text.index(before) if start is None else start
    made = Edit("spelling", "misspelling", start, start + len(before), before, after, 0.95, "Wrong.", id="x")
    return replace(made, **more)  # type: ignore[arg-type]


def ruling(text: str, one: Edit, status: Status, after: str | None = None, own: bool = True) -> Ruling:
    decided = replace(one, status=status, after=one.after if after is None else after, id="mine")
    return Ruling(replace(one, id="mine"), decided, Place.of(text, one.start, one.end), own)


def obeyed(text: str, rulings: list[Ruling], *proposed: Edit, stage: str = "spelling") -> list[Edit]:
    """What one pass over `text` makes of the proposals, with their status."""
    edits, statuses = Rulings(rulings, text).obeyed(proposed, stage, text, [])
    return [replace(one, status=statuses.get(one.id, Status.APPLIED)) for one in edits]


FIRST = edit(TEXT, "teh", "the")
MOVED = "Something new stands here. And here.\n" + TEXT


@pytest.mark.parametrize(
    "proposed",
    [
        edit(MOVED, "teh", "the"),
        edit(MOVED, "had teh keys in", "had the keys in"),
        edit(MOVED, "eh", "he", MOVED.index("teh") + 1, rule="another_rule"),
        edit(MOVED, "eh", "he", MOVED.index("teh") + 1, rule="another_rule", stage="names"),
    ],
)
def test_the_same_change_is_known_with_any_span_and_rule(proposed: Edit) -> None:
    rejected = ruling(TEXT, FIRST, Status.REJECTED)
    (found,) = obeyed(MOVED, [rejected], proposed)
    assert (found.status, found.id, found.before, found.after) == (Status.REJECTED, "mine", "teh", "the")


def test_another_change_of_the_same_words_is_at_most_suggested() -> None:
    (found,) = obeyed(MOVED, [ruling(TEXT, FIRST, Status.REJECTED)], edit(MOVED, "teh", "ten"))
    assert found.status is Status.SUGGESTED


def test_the_same_change_elsewhere_is_free() -> None:
    second = edit(TEXT, "teh", "the", TEXT.rindex("teh"))
    (found,) = obeyed(TEXT, [ruling(TEXT, FIRST, Status.REJECTED)], second)
    assert found.status is Status.APPLIED
    beside = edit(TEXT, " ", ", ", TEXT.index("teh") - 1)
    (found,) = obeyed(TEXT, [ruling(TEXT, FIRST, Status.REJECTED)], beside)
    assert found.status is Status.APPLIED


def test_an_accepted_change_is_made_without_any_proposal_and_before_others() -> None:
    mine = ruling(TEXT, FIRST, Status.ACCEPTED, "those")
    (found,) = obeyed(MOVED, [mine])
    assert (found.status, found.after, found.start) == (Status.ACCEPTED, "those", MOVED.index("teh"))
    assert obeyed(MOVED, [mine], stage="names") == []
    taken = obeyed(MOVED, [mine], edit(MOVED, "teh", "ten"), stage="spacing")
    assert [one.after for one in taken if one.status is Status.ACCEPTED] == ["those"]


def test_an_accepted_change_is_not_made_where_its_place_is_not_sure() -> None:
    mine = ruling(TEXT, FIRST, Status.ACCEPTED)
    assert obeyed(TEXT + "\n" + MOVED[10:], [mine]) != []  # At its own offset it is sure.
    assert obeyed("And so. " + TEXT + "\n" + TEXT, [mine]) == []
    assert obeyed("Nothing of it.", [mine]) == []
    both = obeyed("And so. " + TEXT + "\n" + TEXT, [ruling(TEXT, FIRST, Status.REJECTED)], *())
    assert both == []


def test_words_around_may_change_on_one_side() -> None:
    mine = ruling(TEXT, FIRST, Status.REJECTED)
    for text in (TEXT.replace("Early this week", "Late last night"), TEXT.replace("in the house", "at home")):
        assert obeyed(text, [mine], edit(text, "teh", "the"))[0].status is Status.REJECTED
    wrapped = TEXT.replace("teh keys in", "teh\n  keys in")
    assert obeyed(wrapped, [mine], edit(wrapped, "teh", "the"))[0].status is Status.REJECTED


def test_another_document_obeys_only_for_the_very_same_words() -> None:
    foreign = ruling(TEXT, FIRST, Status.REJECTED, own=False)
    assert foreign.travels
    assert obeyed(MOVED, [foreign], edit(MOVED, "teh", "the"))[0].status is Status.REJECTED
    changed = MOVED.replace("this week", "last week")
    assert obeyed(changed, [foreign], edit(changed, "teh", "the"))[0].status is Status.APPLIED
    short = "teh end"
    assert not ruling(short, edit(short, "teh", "the"), Status.REJECTED).travels


def test_its_own_decision_comes_before_that_on_another_document() -> None:
    own, foreign = ruling(TEXT, FIRST, Status.ACCEPTED), ruling(TEXT, FIRST, Status.REJECTED, own=False)
    assert [one.status for one in obeyed(TEXT, [foreign, own], edit(TEXT, "teh", "the"))] == [Status.ACCEPTED]
    disagreeing = [foreign, ruling(TEXT, FIRST, Status.ACCEPTED, own=False)]
    found = obeyed(TEXT, disagreeing, edit(TEXT, "teh", "the"))
    assert [one.status for one in found] == [Status.REJECTED]


def test_a_change_that_rests_on_an_earlier_pass_is_found_behind_it() -> None:
    text = "They  had teh keys."
    space = Edit("spacing", "doubled_space", 4, 6, "  ", " ", 1.0, "Two.", Status.APPLIED, "s")
    later = apply(text, [space])
    mine = Ruling(
        edit(later, "teh", "the", id="mine"),
        edit(later, "teh", "those", id="mine", status=Status.ACCEPTED),
        Place.of(text, 10, 13),
    )
    rulings = Rulings([mine], text)
    assert rulings.obeyed([], "spacing", text, []) == ([], {})
    edits, statuses = rulings.obeyed([], "spelling", later, [Projection([space])])
    assert [(one.start, one.after) for one in edits] == [(9, "those")]
    assert statuses == {"mine": Status.ACCEPTED}
    assert rulings.obeyed([], "spelling", later, [Projection([space])]) == ([], {})


@given(st.text("ab .\n", max_size=60), st.data())
def test_a_place_is_found_in_its_own_text_and_behind_more(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    place = Place.of(text, start, end)
    assert place.find(text) == [(start, end)]
    more = "Something before. "
    assert (start + len(more), end + len(more)) in place.find_exactly(more + text)
    for first, last in place.find("ba" + text):
        assert ("ba" + text)[first:last] == text[start:end]
