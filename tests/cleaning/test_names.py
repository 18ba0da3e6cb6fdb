"""Names: two that are different are never merged, variants and typing errors of one are."""

import json
from pathlib import Path

import pytest

from pipeline.cleaning.chain import clean
from pipeline.cleaning.context import SentenceScorer
from pipeline.document import Language

PAIRS = json.loads((Path(__file__).parents[1] / "cases" / "name-pairs.json").read_text("utf-8"))

DIFFERENT = [
    (pair["language"], one, other)
    for pair in PAIRS["different"]
    for one, other in ((pair["one"], pair["other"]), (pair["other"], pair["one"]))
]

FRAMES: dict[Language, tuple[str, str]] = {
    "en": ("In the report, {} is named. Most of it is about {}.", "It also mentions {} on a page."),
    "sv": ("I rapporten nämns {}. Det mesta handlar om {}.", "Den nämner också {} på en sida."),
}


def article(language: Language, main: str, aside: str) -> str:
    """A text that names one thing six times and another once."""
    often, once = FRAMES[language]
    return "\n".join([often.format(main, main)] * 3 + [once.format(aside)])


@pytest.mark.parametrize(("language", "main", "aside"), DIFFERENT)
def test_different_names_are_not_merged(language: Language, main: str, aside: str) -> None:
    text = article(language, main, aside)
    assert clean(text, language=language).text == text


@pytest.mark.parametrize(("language", "main", "aside"), DIFFERENT[::8])
def test_the_model_does_not_merge_them_either(
    language: Language, main: str, aside: str, scorer: SentenceScorer
) -> None:
    text = article(language, main, aside)
    assert clean(text, language=language, scorer=scorer).text == text


@pytest.mark.parametrize(
    ("language", "main", "aside"),
    [
        ("en", "Kazakhstan", "Kazakgstan"),
        ("en", "Kazakhstan", "Kazskhstan"),
        ("en", "Kazakhstan", "Kazachstan"),
        ("en", "Massimov", "Masimov"),
        ("sv", "Kazakstan", "Kazachstan"),
        ("sv", "Azerbajdzjan", "Azerbadjzjan"),
    ],
)
def test_a_misspelt_name_is_brought_to_the_form_of_the_document(
    language: Language, main: str, aside: str, scorer: SentenceScorer
) -> None:
    cleaned = clean(article(language, main, aside), language=language, scorer=scorer)
    assert cleaned.text == article(language, main, main)
    assert all(edit.stage == "names" for edit in cleaned.edits if edit.in_effect)


@pytest.mark.parametrize(
    ("language", "main", "aside"),
    [
        ("en", "Tokayev", "Yokayev"),
        ("en", "Khodorkovsky", "Hodorkovsky"),
    ],
)
def test_what_is_less_sure_is_at_least_suggested(
    language: Language, main: str, aside: str, scorer: SentenceScorer
) -> None:
    edits = clean(article(language, main, aside), language=language, scorer=scorer).edits
    assert [(edit.before, edit.after) for edit in edits if edit.stage == "names"] == [(aside, main)]


def test_the_genitive_keeps_its_ending() -> None:
    text = article("en", "Kazakhstan", "Kazskhstan’s")
    assert clean(text, language="en").text == article("en", "Kazakhstan", "Kazakhstan’s")


def test_two_bearers_of_similar_surnames_are_two_people(scorer: SentenceScorer) -> None:
    text = "Islam Karimov spoke. Islam Karimov left. Islam Karimov slept. Later, Zulfar Karomov came."
    assert clean(text, language="en", scorer=scorer).text == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The World Haelth Organization met.", "The World Health Organization met."),
        ("The World Heath Organization met.", None),
        ("The World Food Programme met.", None),
    ],
)
def test_the_name_of_an_organisation_is_repaired_only_from_what_is_no_word(
    text: str, expected: str | None
) -> None:
    assert clean(text, language="en").text == (expected or text)
