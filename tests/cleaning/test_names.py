"""Names: two that are different are never merged, variants and typing errors of one are."""

import json
from pathlib import Path

import pytest
from together import read_together

from pipeline.cleaning.chain import clean
from pipeline.cleaning.context import SentenceScorer
from pipeline.cleaning.name_memory import Archive, names_of
from pipeline.cleaning.names import names
from pipeline.cleaning.stage import THRESHOLDS, Context
from pipeline.document import Language

FOLDER = Path(__file__).parents[1] / "cases"

PAIRS = json.loads((FOLDER / "name-pairs.json").read_text("utf-8"))

CASES = json.loads((FOLDER / "names.json").read_text("utf-8"))

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


WITH_MODEL = DIFFERENT[::8]


@pytest.fixture(scope="module")
def scorer(scorer: SentenceScorer) -> SentenceScorer:
    return read_together(scorer, ((pair[0], article(*pair)) for pair in WITH_MODEL))


@pytest.mark.parametrize(("language", "main", "aside"), DIFFERENT)
def test_different_names_are_not_merged(language: Language, main: str, aside: str) -> None:
    text = article(language, main, aside)
    assert clean(text, language=language).text == text


@pytest.mark.xfail(strict=True)
@pytest.mark.parametrize("pair", PAIRS["known_failures"], ids=lambda pair: pair["one"])
def test_known_failures(pair: dict[str, str]) -> None:
    language: Language = "sv" if pair["language"] == "sv" else "en"
    for one, other in ((pair["one"], pair["other"]), (pair["other"], pair["one"])):
        assert clean(article(language, one, other), language=language).text == article(language, one, other)


@pytest.mark.parametrize(("language", "main", "aside"), DIFFERENT)
def test_an_archive_does_not_merge_them(language: Language, main: str, aside: str) -> None:
    text = article(language, aside, main)
    archive = Archive([names_of(article(language, main, main), language)] * 4).without(None)
    edits = names(text, Context(language, archive=archive))
    assert [edit for edit in edits if edit.confidence >= THRESHOLDS["balanced"]] == []


@pytest.mark.parametrize(("language", "main", "aside"), WITH_MODEL)
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


@pytest.mark.parametrize("case", CASES["applied"], ids=lambda case: case["text"])
def test_what_is_sure_is_applied(case: dict[str, str]) -> None:
    cleaned = clean(case["text"], language=case["language"])
    assert cleaned.text == case["expected"]
    assert clean(cleaned.text, language=case["language"]).text == cleaned.text


@pytest.mark.parametrize("case", CASES["suggested"], ids=lambda case: case["text"])
def test_what_is_likely_is_suggested(case: dict[str, str]) -> None:
    cleaned = clean(case["text"], language=case["language"])
    assert cleaned.text == case["text"]
    edits = [edit for edit in cleaned.edits if edit.stage == "names"]
    assert {(edit.before, edit.after) for edit in edits} == {(case["before"], case["after"])}
    assert all(edit.reason.endswith(".") and case["after"] in edit.reason for edit in edits)


@pytest.mark.parametrize("case", CASES["unchanged"], ids=lambda case: case["text"])
def test_names_of_other_languages_stay(case: dict[str, str]) -> None:
    assert list(names(case["text"], Context(case["language"]))) == []
