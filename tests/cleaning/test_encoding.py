import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline import changelog
from pipeline.cleaning.encoding import encoding
from pipeline.cleaning.stage import Context
from pipeline.decoding import decode, encode
from pipeline.document import Status

CASES = json.loads((Path(__file__).parents[1] / "cases" / "encoding.json").read_text("utf-8"))
ROUNDS = 5

PIECES = st.sampled_from(
    [
        *[
            "Ã¥",
            "Ã¤",
            "ÃƒÂ¶",
            "â€™",
            "â€œ",
            "√§",
            "├ñ",
            "Š",
            "š",
            "‰",
            "{r",
            "f|r",
            "&amp;",
            "&ouml;",
            "&lt;",
        ],
        *["\u00ad", "\u200b", "\u200d", "👩", "\u00a0", "\x07", "\x85", "\x94", "ﬁ", "e\u0301", "\r", "\n"],
        *[
            "-\n",
            "\u2028",
            "ord",
            "är",
            "the",
            " ",
            ".",
            "שלום",
            "漢",
            "\ud83d",
            "\ude00",
            "<",
            "Å",
            "é",
            "…",
        ],
    ]
)
TEXTS = st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=60)


def run_once(text, level=0.9):
    edits = [
        replace(edit, status=Status.APPLIED if edit.confidence >= level else Status.SUGGESTED)
        for edit in encoding(text, Context())
    ]
    return changelog.apply(text, edits), edits


def run(text):
    for _ in range(ROUNDS):
        text = run_once(text)[0]
    return text


def of(*groups):
    return [pytest.param(case, id=case["label"]) for case in CASES if case["group"] in groups]


@pytest.mark.parametrize("case", of("wild", "synthetic"))
def test_damage_is_repaired(case):
    assert run(case["text"]) == case["after"]


@pytest.mark.parametrize("case", of("negative"))
def test_sound_text_is_left_alone(case):
    assert run_once(case["text"])[0] == case["text"]


@pytest.mark.parametrize("case", of("wild", "synthetic"))
def test_repaired_text_is_left_alone(case):
    assert run_once(case["after"], level=0.6)[0] == case["after"]


@pytest.mark.xfail(strict=True)
@pytest.mark.parametrize("case", of("known failure"))
def test_known_failures(case):
    assert run(case["text"]) == case["after"]


def test_edits_are_cut_to_what_changed_and_say_why():
    first, second = encoding("Bron pÃ¥ ön: â€œstÃ¤ngdâ€\x9d", Context()), encoding("SmÃƒÂ¶r", Context())
    assert [(edit.before, edit.after) for edit in first][:2] == [("Ã¥", "å"), ("â€œ", "“")]
    assert [edit.reason for edit in second] == [
        "“ÃƒÂ¶” is “ö” in UTF-8 that was read as Windows-1252, twice."
    ]


def test_every_reason_is_one_sentence():
    for case in CASES:
        for edit in encoding(case["text"], Context()):
            assert edit.reason.endswith(".")
            assert "\n" not in edit.reason
            assert edit.stage == "encoding"


def test_file_with_one_broken_byte_is_repaired_and_can_be_rebuilt():
    data = "Ändå är ön stängd: ”Vi vågar inte”, ".encode() + b"s\xe4ger chefen p\xe5 lunch."
    text, decoding = decode(data)
    cleaned, edits = run_once(text)
    assert cleaned == "Ändå är ön stängd: ”Vi vågar inte”, säger chefen på lunch."
    assert encode(changelog.undo(cleaned, edits), decoding) == data


@pytest.mark.parametrize("piece", ["räksmörgås ", "Ã¥", "a\u200b", "f|r ", "a\u0301", "&amp;", "š"])
def test_a_long_line_takes_linear_time(piece):
    text = piece * (200_000 // len(piece))
    assert changelog.undo(*run_once(text)) == text


@given(TEXTS)
@example("Ã\xadÃ")
@example("\ud800\udc00\udc00")
def test_invariants(text):
    cleaned, edits = run_once(text)
    position = 0
    for edit in edits:
        assert text[edit.start : edit.end] == edit.before != edit.after
        assert edit.start >= position
        position = edit.end
    assert changelog.undo(cleaned, edits) == text


@given(TEXTS)
def test_a_cleaned_text_is_clean(text):
    cleaned = run(text)
    assert run_once(cleaned)[0] == cleaned
