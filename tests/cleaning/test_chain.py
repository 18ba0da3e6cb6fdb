"""The chain of stages: its invariants on any text, levels, decisions, and other languages."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import changelog
from pipeline.cleaning.chain import clean, settle
from pipeline.document import Edit, Status

PIECES = st.sampled_from(
    [
        *(
            "The goverment said no.",
            "control.First of all,all",
            "räksmörgås",
            "rÃ¤ksmÃ¶rgÃ¥s",
            "”peasekeepers”in",
        ),
        *("Kazakgstan", "Kazakhstan", "Kazakhstan’s", " ", "  ", "\n", "\r\n", "\u00a0", "\u00ad", "e\u0301"),
        *("www.tt.se/a,b", "3.500", "10:30", "– Ja,sade han.", "\U0001f600", "\u202eab", "\ud800"),
        "العربية",
        *("of of", "och och", "i  går", "R{ksm|rg}s", "&amp;", "ﬁ", "1 000 000", "Kiev", "U.S.", "t.ex."),
    ]
)
TEXTS = st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=60)


@settings(deadline=None, max_examples=150)
@given(TEXTS, st.sampled_from(["sv", "en", None]))
def test_every_text_can_be_replayed_undone_and_stays_clean(text: str, language: str | None) -> None:
    cleaned = clean(text, language=language, document="d")
    assert changelog.replay(text, cleaned.edits) == cleaned.text
    assert changelog.rewind(cleaned.text, cleaned.edits) == text
    current = text
    for edits in changelog.passes(cleaned.edits):
        for edit in edits:
            assert current[edit.start : edit.end] == edit.before != edit.after
            assert 0 < edit.confidence <= 1
            assert edit.reason.endswith((".", "”.", ")."))
        for one, two in pairwise(edits):
            assert one.end <= two.start
        current = changelog.apply(current, edits)
    assert len({edit.id for edit in cleaned.edits}) == len(cleaned.edits)
    again = clean(cleaned.text, language=cleaned.language, document="d")
    assert again.text == cleaned.text


@settings(deadline=None, max_examples=50)
@given(TEXTS)
def test_a_careful_level_applies_no_more_than_a_bold_one(text: str) -> None:
    counts = [
        sum(edit.in_effect for edit in clean(text, language="en", level=level).edits if edit.round == 1)
        for level in ("safe", "balanced", "bold")
    ]
    assert counts == sorted(counts)


TEXT = "He was in Kazakgstan. She was in Kazakhstan. They were in Kazakhstan,too."


def test_a_rejected_edit_never_comes_back() -> None:
    first = clean(TEXT, language="en", document="d")
    applied = [edit for edit in first.edits if edit.in_effect]
    assert applied
    rejected = {edit.id: Status.REJECTED for edit in applied}
    again = clean(TEXT, language="en", document="d", decisions=rejected)
    assert again.text == TEXT
    assert {edit.id for edit in again.edits if edit.status is Status.REJECTED} == set(rejected)


def test_an_accepted_suggestion_is_in_effect() -> None:
    suggested = next(edit for edit in clean(TEXT, language="en", level="safe").edits if not edit.in_effect)
    again = clean(TEXT, language="en", level="safe", decisions={suggested.id: Status.ACCEPTED})
    assert next(edit for edit in again.edits if edit.id == suggested.id).status is Status.ACCEPTED
    assert again.text != clean(TEXT, language="en", level="safe").text


def test_ids_belong_to_their_document() -> None:
    one, two = (clean(TEXT, language="en", document=name).edits for name in "de")
    assert {edit.id for edit in one}.isdisjoint(edit.id for edit in two)


@pytest.mark.parametrize(
    "text",
    [
        "Hallitus esittelee tänään uuden ehdotuksen koulujen tukemisesta,sanoi ministeri  tiistaina.",
        "Le gouvernement a présenté hier un nouveau projet de loi : il sera débattu en juin,dit-il.",
    ],
)
def test_another_language_is_left_alone_and_said_so(text: str) -> None:
    cleaned = clean(text)
    assert (cleaned.text, cleaned.edits, cleaned.flags) == (text, (), ("other_language",))


def test_of_overlapping_edits_the_surer_one_is_kept() -> None:
    wide = Edit("spelling", "joined_words", 0, 8, "abc defg", "x", 0.95, "A reason.", id="wide")
    narrow = replace(wide, start=4, before="defg", after="y", confidence=0.99, id="narrow")
    insertion = replace(wide, start=4, end=4, before="", after="z", confidence=0.92, id="insertion")
    kept = settle([wide, narrow, insertion], "balanced", {})
    assert [edit.id for edit in kept] == ["insertion", "narrow"]
    kept = settle([wide, narrow, insertion], "balanced", {"wide": Status.ACCEPTED})
    assert [edit.id for edit in kept] == ["wide"]
