import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import changelog
from pipeline.cleaning.protected import is_protected, protected
from pipeline.cleaning.spacing import spacing
from pipeline.cleaning.stage import Context
from pipeline.document import LANGUAGES, Status

CASES = json.loads((Path(__file__).parents[1] / "cases" / "spacing.json").read_text("utf-8"))

PIECES = st.sampled_from(
    [
        *[
            "ord",
            "the",
            "Sedan",
            "NATO",
            "I",
            "å",
            " ",
            "  ",
            "\u00a0",
            "\n",
            ".",
            ",",
            ";",
            "!",
            "?",
            "…",
            "...",
        ],
        *["”", "“", '"', "(", ")", "«", "-", "–", "1", "2021", "Organisation", "(CSTO)", "dn.se", "@a", "#b"],
        *["`", "/", "😀", "שלום", "\ud800", "&amp;", "’s", "led", "for"],
    ]
)
TEXTS = st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=60)


def run(text, language, level=0.9):
    edits = [
        replace(edit, status=Status.APPLIED if edit.confidence >= level else Status.SUGGESTED)
        for edit in spacing(text, Context(language))
    ]
    return changelog.apply(text, edits), edits


def of(group):
    return [pytest.param(case, id=case["label"]) for case in CASES if case["group"] == group]


@pytest.mark.parametrize("case", of("wild"))
def test_spaces_are_set_right(case):
    assert run(case["text"], case["language"])[0] == case["after"]


@pytest.mark.parametrize("case", of("suggested"))
def test_what_is_not_sure_is_only_suggested(case):
    assert run(case["text"], case["language"])[0] == case["text"]
    assert run(case["text"], case["language"], level=0.5)[0] == case["after"]


@pytest.mark.parametrize("case", of("negative"))
def test_sound_text_is_left_alone(case):
    assert run(case["text"], case["language"], level=0.6)[0] == case["text"]


def test_a_text_that_leaves_out_spaces_as_a_habit_is_set_right_beside_unknown_words():
    habit = "Yokayev left,then came back.Massimov,too.Nobody knew,said Zhomartov.Takayev stayed,alone."
    assert "Takayev stayed, alone." in run(habit, "en")[0]
    assert run("Massimov.Takayev stayed alone.", "en")[0] == "Massimov.Takayev stayed alone."


@pytest.mark.parametrize("piece", ["ord,ord", 'aa"bb', "a ,", "Www.Abc", "abc(", "a-", "_a", " ", "/a", "a@"])
def test_a_long_line_takes_linear_time(piece):
    text = piece * (100_000 // len(piece))
    assert changelog.undo(*run(text, "en")) == text


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("Se https://dn.se/a,b.C.", ["https://dn.se/a,b.C"]),
        ("Skriv till a.b@dn.se, nu", ["a.b@dn.se"]),
        ("(www.svt.se)", ["www.svt.se"]),
        ("i notes.txt och a_b_c samt main()", ["notes.txt", "a_b_c", "main()"]),
        ("#metoo och @anna", ["#metoo", "@anna"]),
        ("kontroll.In May the end.It is", []),
        ("3.500 t.ex. U.S. kl. 14.30, och så vidare.", []),
        ("", []),
    ],
)
def test_protected_spans(text, spans):
    assert [text[start:end] for start, end in protected(text)] == spans


@given(TEXTS, st.sampled_from(LANGUAGES))
def test_invariants(text, language):
    cleaned, edits = run(text, language, level=0.6)
    for edit in edits:
        assert text[edit.start : edit.end] == edit.before != edit.after
        assert edit.reason.endswith(".")
    assert changelog.undo(cleaned, edits) == text


@given(TEXTS, st.sampled_from(LANGUAGES))
def test_only_spaces_change(text, language):
    cleaned, _ = run(text, language)
    assert [c for c in cleaned if c not in " \u00a0"] == [c for c in text if c not in " \u00a0"]


@given(TEXTS, st.sampled_from(LANGUAGES))
def test_a_cleaned_text_is_clean(text, language):
    for _ in range(5):
        text = run(text, language)[0]
    assert run(text, language)[0] == text


@given(TEXTS, st.integers(0, 60), st.integers(0, 5))
def test_protection_is_the_overlap_of_spans(text, start, length):
    spans = protected(text)
    end = start + length
    expected = any(
        one < max(end, start + 1) and start < other for one, other in spans if length or one < start
    )
    assert is_protected(start, end, spans) == expected
