"""The chain of stages: its invariants on any text, levels, decisions, and other languages."""

import json
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline import changelog
from pipeline.cleaning.chain import Cleaned, clean, settle
from pipeline.cleaning.context import sentence_scorer
from pipeline.corpus.effective import contexts, ruling
from pipeline.corpus.entry import Decision, Verdict
from pipeline.document import Edit, Status
from pipeline.rulings import Ruling

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
        # Mixed scripts and directions, joined emoji, halves of surrogate pairs, controls.
        *(
            "שלום,עולם",
            "\u200f(א) ",
            "Привет,мир",
            "日本語、",
            "\U0001f469\u200d\U0001f467",
            "\U0001f1f8\U0001f1ea",
        ),
        *("\udc80", "\ud83d\ude00", "\x00", "\x1b[31m", "\x0b", "\x85", "\u2028", "\ufeff", "\u200b"),
        *("Ã la", "Â ", "â€œ", "&amp;amp;", "&lt;b&gt;", "<b>", "{{x}}", "f()", "#tag", "@x", "/a/b"),
        *(
            "kapitel-\n",
            "- ",
            "...",
            "”",
            "“",
            '"',
            "’",
            "(CSTO)was",
            "Det Var Därför",
            "ware",
            "A" * 60,
            "a'" * 40,
        ),
        "Hallitus esittelee tänään uuden ehdotuksen koulujen tukemisesta.",
        *("neighbouring Kurdistan", "Kyrgyzstan", "Putin", "Puttin sa", "“Så”,sa han"),
    ]
)
TEXTS = (
    st.lists(PIECES, max_size=12).map("".join)
    | st.lists(PIECES, max_size=12).map(" ".join)
    | st.text(max_size=60)
)


@given(TEXTS, st.sampled_from(["sv", "en", None]))
def test_every_text_can_be_replayed_undone_and_stays_clean(text: str, language: str | None) -> None:
    cleaned = clean(text, language=language, document="d")
    check(text, cleaned)
    again = clean(cleaned.text, language=cleaned.language, document="d")
    assert again.text == cleaned.text
    assert not any(edit.in_effect for edit in again.edits)


@settings(max_examples=settings().max_examples // 33)
@given(TEXTS, st.sampled_from(["sv", "en"]))
def test_the_same_with_the_model(text: str, language: str) -> None:
    scorer = sentence_scorer()
    cleaned = clean(text, language=language, document="d", scorer=scorer)
    check(text, cleaned)
    again = clean(cleaned.text, language=language, document="d", scorer=scorer)
    assert again.text == cleaned.text


def check(text: str, cleaned: Cleaned) -> None:
    """Replay, undo, and every edit in the text that its stage received."""
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


def test_equal_changes_inside_a_rewritten_span_have_ids_of_their_own() -> None:
    text = "ﬁﬁÃ la"
    cleaned = clean(text, language="sv")
    check(text, cleaned)
    assert cleaned.text == "fifià la"


LINES = {
    "without a full stop": "regeringen föreslår nya regler för skolorna ",
    "without a space": "ordföljd,",
    "one letter": "a",
    "spaces": "  ",
    "full stops": ".",
    "brackets": "(a ",
    "quotation marks": "“så”",
    "damaged": "rÃ¤ksmÃ¶rgÃ¥s ",
}


@pytest.mark.parametrize("unit", LINES.values(), ids=LINES)
def test_time_grows_with_the_text_and_not_with_its_square(unit: str) -> None:
    seconds = []
    for size in (6_000, 24_000):
        line = (unit * size)[:size]
        started = time.process_time()
        check(line, clean(line, language="sv"))
        seconds.append(time.process_time() - started)
    # Four times the text; sixteen times the time would be the square.
    assert seconds[1] < 9 * seconds[0] + 0.2


@settings(max_examples=settings().max_examples // 2)
@given(TEXTS)
def test_a_careful_level_applies_no_more_than_a_bold_one(text: str) -> None:
    counts = [
        sum(edit.in_effect for edit in clean(text, language="en", level=level).edits if edit.round == 1)
        for level in ("safe", "balanced", "bold")
    ]
    assert counts == sorted(counts)


@settings(max_examples=settings().max_examples // 2)
@given(TEXTS, st.sampled_from(["sv", "en"]), st.sampled_from(["accepted", "rejected"]), st.data())
def test_a_decision_on_any_edit_is_obeyed(
    text: str, language: str, verdict: Verdict, data: st.DataObject
) -> None:
    first = clean(text, language=language, document="d")
    assume(first.edits)
    edit = data.draw(st.sampled_from(first.edits))
    again = clean(text, language=language, document="d", decisions=[ruling_on(text, first, edit, verdict)])
    check(text, again)
    assert [one.status for one in again.edits if one.id == edit.id] == [Status(verdict)]


TEXT = "He was in Kazakgstan. She was in Kazakhstan. They were in Kazakhstan,too."


def ruling_on(text: str, cleaned: Cleaned, edit: Edit, verdict: Verdict, after: str = "") -> Ruling:
    """What a person says of one edit of a text."""
    context = contexts(text, cleaned.edits, [edit.id])[edit.id]
    after = edit.before if verdict == "rejected" else after or edit.after
    decision = Decision("d", edit.id, "edit", verdict, "", after, "Ann", "", context)
    found = ruling(replace(decision, stage=edit.stage, rule=edit.rule, confidence=edit.confidence))
    assert found
    return found


def test_a_rejected_edit_never_comes_back() -> None:
    first = clean(TEXT, language="en", document="d")
    applied = [edit for edit in first.edits if edit.in_effect]
    assert applied
    rejected = [ruling_on(TEXT, first, edit, "rejected") for edit in applied]
    again = clean(TEXT, language="en", document="d", decisions=rejected)
    check(TEXT, again)
    assert again.text == TEXT
    assert {edit.id for edit in again.edits if edit.status is Status.REJECTED} == {one.id for one in applied}
    moved = "Some news first.\n\n" + TEXT.replace("They", "Later they")
    third = clean(moved, language="en", document="d", decisions=rejected)
    check(moved, third)
    assert third.text == moved
    assert {edit.id for edit in third.edits if edit.status is Status.REJECTED} == {one.id for one in applied}


def test_an_accepted_suggestion_is_in_effect() -> None:
    first = clean(TEXT, language="en", level="safe", document="d")
    suggested = next(edit for edit in first.edits if not edit.in_effect)
    accepted = [ruling_on(TEXT, first, suggested, "accepted")]
    again = clean(TEXT, language="en", level="safe", document="d", decisions=accepted)
    check(TEXT, again)
    assert next(edit for edit in again.edits if edit.id == suggested.id).status is Status.ACCEPTED
    assert again.text != first.text


def test_what_a_person_has_written_stays_also_where_no_rule_proposes_it() -> None:
    first = clean(TEXT, language="en", document="d")
    edit = next(edit for edit in first.edits if edit.before == "Kazakgstan")
    fast = "He was  in Kazakgstan. She was in Kazakhstan. They were in Kazakhstan,too."
    (mine,) = [ruling_on(TEXT, first, edit, "edited", "Karakalpakstan")]
    for text in (TEXT, fast):
        again = clean(text, language="en", document="d", decisions=[mine])
        check(text, again)
        assert "He was in Karakalpakstan. She" in again.text
        (found,) = [one for one in again.edits if one.id == edit.id]
        assert (found.status, found.before) == (Status.ACCEPTED, "Kazakgstan")
    unknown = replace(
        mine, edit=replace(mine.edit, before="was"), decided=replace(mine.decided, before="was")
    )
    assert clean(TEXT, language="en", document="d", decisions=[unknown]).text == first.text


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


OTHERS = json.loads((Path(__file__).parents[1] / "cases" / "languages.json").read_text("utf-8"))
NEWS = {
    "sv": (
        "Regeringen lägger i dag fram ett nytt förslag om stöd till skolorna på öarna,sade ministern.",
        "Det är inte första gången som bron över sundet har varit stängd på grund av hård vind.",
    ),
    "en": (
        "The government presents a new proposal today to support the smallest schools,the minister said.",
        "It is not the first time that the bridge over the sound has been closed because of strong wind.",
    ),
}


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("code", ["da", "no", "de", "fi", "fr"])
def test_a_paragraph_in_another_language_is_left_alone_and_said_so(code: str, language: str) -> None:
    first, last = NEWS[language]
    paragraph = " ".join(OTHERS[code][:2])
    cleaned = clean(f"{first} {last}\n\n{paragraph}\n\n{last}")
    assert (cleaned.language, cleaned.flags) == (language, ("other_language_in_part",))
    assert cleaned.text == f"{first.replace(',', ', ')} {last}\n\n{paragraph}\n\n{last}"
    assert {edit.stage for edit in cleaned.edits} == {"spacing"}


def test_a_swedish_paragraph_of_an_english_text_is_left_alone_and_said_so() -> None:
    swedish = "Regerignen lägger i dag fram ett nytt förslag om stöd till skolorna på öarna."
    text = "\n\n".join([NEWS["en"][1], swedish, NEWS["en"][1], NEWS["en"][1]])
    cleaned = clean(text)
    assert (cleaned.text, cleaned.edits) == (text, ())
    assert (cleaned.language, cleaned.flags) == ("en", ("other_language_in_part",))


@pytest.mark.parametrize("part", ["Le Monde", "Suomen Kuvalehti", "“Det är bra”", "12 000", "…"])
def test_a_short_paragraph_is_not_said_to_be_in_another_language(part: str) -> None:
    assert clean("\n\n".join([NEWS["en"][1], part, NEWS["en"][1]])).flags == ()


def test_of_overlapping_edits_the_surer_one_is_kept() -> None:
    wide = Edit("spelling", "joined_words", 0, 8, "abc defg", "x", 0.95, "A reason.", id="wide")
    narrow = replace(wide, start=4, before="defg", after="y", confidence=0.99, id="narrow")
    insertion = replace(wide, start=4, end=4, before="", after="z", confidence=0.92, id="insertion")
    kept = settle([wide, narrow, insertion], "balanced", {})
    assert [edit.id for edit in kept] == ["insertion", "narrow"]
    kept = settle([wide, narrow, insertion], "balanced", {"wide": Status.ACCEPTED})
    assert [edit.id for edit in kept] == ["wide"]
