import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import LANGUAGES
from pipeline.sentences import rebuild, split

CASES = json.loads((Path(__file__).parent / "cases" / "sentences.json").read_text("utf-8"))

TEXTS = st.text(st.sampled_from("aB å.!?…”“\"'’–- \t\n0)(…\u00a0\u2028é漢😀"), max_size=80) | st.text(
    max_size=60
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_sentences_of_a_case(case):
    text = " ".join(case["sentences"])
    assert [sentence.text for sentence in split(text, case["language"])] == case["sentences"]


def test_place_of_each_sentence():
    text = "Ett. Två.\n\n  Tre."
    places = [(one.paragraph, one.sentence, one.start, one.end) for one in split(text, "sv")]
    assert places == [(0, 0, 0, 4), (0, 1, 5, 9), (2, 0, 13, 17)]


@given(TEXTS, st.sampled_from(LANGUAGES))
def test_nothing_but_white_space_between_sentences(text, language):
    position = 0
    for sentence in split(text, language):
        assert text[sentence.start : sentence.end] == sentence.text == sentence.text.strip() != ""
        assert text[position : sentence.start].strip() == ""
        assert text[: sentence.start].count("\n") == sentence.paragraph
        position = sentence.end
    assert text[position:].strip() == ""


@given(TEXTS, st.sampled_from(LANGUAGES))
def test_rebuilding_keeps_the_lines(text, language):
    sentences = split(text, language)
    rebuilt = rebuild(text, sentences, ["X"] * len(sentences))
    assert rebuilt.count("\n") == text.count("\n")
    for before, after in zip(text.split("\n"), rebuilt.split("\n"), strict=True):
        assert bool(before.strip()) == ("X" in after)
        indent = before[: len(before) - len(before.lstrip())]
        assert after.startswith(indent)
        assert "X  X" not in after


def test_rebuilding_wants_a_replacement_for_each():
    with pytest.raises(ValueError, match="zip"):
        rebuild("Ett. Två.", split("Ett. Två.", "sv"), ["One."])


@pytest.mark.parametrize("piece", [".", "a", ". ", "U.S. ", "!)", "- ", "”", "t.ex. B", "1. "])
def test_long_lines_take_linear_time(piece):
    # Quadratic behaviour would take hours here.
    text = piece * (400_000 // len(piece))
    assert "".join(sentence.text for sentence in split(text, "en")).replace(" ", "") == text.replace(" ", "")
