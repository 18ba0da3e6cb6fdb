"""Short cuts give what the long way gives: lists instead of Hunspell, guards before patterns."""

import re
from itertools import islice

import pytest
from ftfy import TextFixerConfig, fix_encoding_and_explain
from hypothesis import example, given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from pipeline import gazetteer
from pipeline.cleaning.candidates import neighbours
from pipeline.cleaning.lexicon import dictionary, frequencies, vocabulary
from pipeline.cleaning.mojibake import mojibake
from pipeline.cleaning.protected import protected
from pipeline.cleaning.words import words
from pipeline.document import LANGUAGES, Language
from pipeline.near_forms import NearForms


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_lists_say_of_a_word_is_what_hunspell_says(language: Language) -> None:
    known = dictionary(language)
    for word in islice(frequencies(language), 0, None, 150):
        for form in (word, word.capitalize()):
            assert known.accepts(form) == known.spells(form), form


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("word", ["regerignen", "goverment", "tought", "privaet", "kunde", "xy"])
def test_no_known_word_one_edit_away_is_missed(word: str, language: Language) -> None:
    near = {one for one in vocabulary(language) if OSA.distance(one, word, score_cutoff=1) == 1}
    assert neighbours(language).within_one(word) == near


@pytest.mark.parametrize("form", ["Kazaksthan", "Sarkosy", "Berln", "Ngier", "Å", "X" * 30])
def test_no_similar_name_is_missed(form: str) -> None:
    found = {name for _, name, _ in gazetteer.similar(form, "sv", 2)}
    assert found == {name for name in gazetteer.forms("sv") if OSA.distance(name, form) <= 2}


@given(st.sets(st.text(alphabet="abcABÅå", min_size=1, max_size=7), max_size=12), st.integers(0, 3))
def test_no_form_that_is_near_but_for_capitals_is_missed(forms: set[str], farthest: int) -> None:
    for form in (*forms, "Abc"):
        found = {(one, OSA.distance(one.lower(), form.lower())) for one in forms}
        near = NearForms(forms, str.lower).within(form, farthest)
        assert sorted(near) == sorted((one, away) for one, away in found if away <= farthest)


USUAL_SIGNS = st.text(alphabet="åäöÅÄÖéÉüÜ’‘“”–—…»«aTbs1 .,'()°", max_size=25)


@given(USUAL_SIGNS.filter(lambda text: not re.search(r"[^\x00-\x7f]{2}", text)))
def test_no_mojibake_is_without_two_neighbours_beyond_ascii(text: str) -> None:
    repaired, _ = fix_encoding_and_explain(text, TextFixerConfig(fix_c1_controls=False))
    if "°" not in text:
        assert repaired == text
    assert not list(mojibake(text))


@given(st.text(alphabet="aN1_ .@#:/\\`{<()é-", max_size=12))
@example("/./")
def test_what_is_protected_is_so_in_a_longer_text_too(text: str) -> None:
    # Behind the address the text is searched for spans whatever signs it has.
    assert protected(f"a@b.se\n{text}")[1:] == tuple((start + 7, end + 7) for start, end in protected(text))


def test_the_words_of_a_text_are_found_once() -> None:
    text = "Regeringen föreslår nya regler."
    assert words(text, "sv") is words(text, "sv")
    assert [word.text for word in words(text, "en")] == [word.text for word in words(text, "sv")]


def test_a_word_is_initial_where_its_capital_says_nothing() -> None:
    found = words("1. “Så är det, sade han: Nej ... Aldrig mer. – Ja, sade Hon (Det vet jag).", "sv")
    assert [word.text for word in found if word.initial] == ["Så", "Nej", "Aldrig", "Ja", "Det"]
