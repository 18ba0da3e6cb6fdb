"""Which mistakes are likely, which words sound alike, and how a sentence is shown to the model."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cleaning.candidates import neighbours
from pipeline.cleaning.channel import slip
from pipeline.cleaning.prose import WORDS_BEHIND, prose
from pipeline.document import Language

LIKELIER = [
    ("en", "acomodate", "accommodate", "acoundite"),
    ("en", "definately", "definitely", "defiantly"),
    ("en", "beleive", "believe", "beehive"),
    ("en", "writting", "writing", "wringing"),
    ("sv", "diskusion", "diskussion", "disksion"),
    ("sv", "intreserad", "intresserad", "intretserad"),
    ("sv", "rikdsag", "riksdag", "rikedag"),
    ("sv", "langsam", "långsam", "lungsam"),
]

BY_EAR: list[tuple[Language, str, str]] = [
    ("en", "fasinated", "fascinated"),
    ("en", "bisnes", "business"),
    ("en", "neccesarily", "necessarily"),
    ("sv", "ungefer", "ungefär"),
    ("sv", "orginellt", "originellt"),
]

ALREADY_PROSE = [
    ("The minister said that ", "prices", " had risen, and left."),
    ("Det är ", "viktigt", " i år (som alltid)."),
    ("What i ", "mean", " is EU's budget."),
    ("", "Then", " it rained."),
]

letters = st.text("abcdefghijklmnopqrstuvwxyzåäö", min_size=1, max_size=12)


@pytest.mark.parametrize(("language", "wrong", "right", "other"), LIKELIER)
def test_usual_mistakes_are_likelier(language: Language, wrong: str, right: str, other: str) -> None:
    assert slip(wrong, right, language) > slip(wrong, other, language)


@given(letters, letters)
def test_every_mistake_has_a_weight_and_none_is_free(wrong: str, right: str) -> None:
    weight = slip(wrong, right, "sv")
    assert weight == 0 if wrong == right else -200 < weight < 0


@pytest.mark.parametrize(("language", "wrong", "right"), BY_EAR)
def test_what_is_written_by_ear_is_found(language: Language, wrong: str, right: str) -> None:
    near = neighbours(language)
    assert right in near.within_two(wrong) | near.sounding_alike(wrong)


@pytest.mark.parametrize(("before", "word", "after"), ALREADY_PROSE)
def test_ordinary_prose_stays(before: str, word: str, after: str) -> None:
    assert prose(before, word, after, "en", capitals=True) == before + word + after


def test_swedish_i_is_no_pronoun() -> None:
    assert prose("han bor i ", "malmö", " .", "sv", capitals=False) == "Han bor i malmö."


def test_only_the_next_words_are_read() -> None:
    after = "".join(f" word{number}" for number in range(30))
    assert prose("A ", "long", after, "en", capitals=True).split()[2:] == after.split()[:WORDS_BEHIND]
