"""Words and names: what is corrected, and, in most cases, what must stay as it is."""

import json
from pathlib import Path

import pytest
from together import read_together

from pipeline import changelog
from pipeline.cleaning.chain import Cleaned, clean
from pipeline.cleaning.context import SentenceScorer
from pipeline.document import Language

CASES = json.loads((Path(__file__).parents[1] / "cases" / "spelling.json").read_text("utf-8"))

UNCHANGED = [(language, text) for language, texts in CASES["unchanged"].items() for text in texts]


@pytest.fixture(scope="module")
def scorer(scorer: SentenceScorer) -> SentenceScorer:
    corrected = [(case["language"], case[key]) for case in CASES["corrected"] for key in ("text", "expected")]
    return read_together(scorer, [*UNCHANGED, *corrected])


def cleaned(text: str, language: Language, scorer: SentenceScorer | None) -> Cleaned:
    found = clean(text, language=language, scorer=scorer)
    assert changelog.replay(text, found.edits) == found.text
    assert changelog.rewind(found.text, found.edits) == text
    return found


@pytest.mark.parametrize("case", CASES["corrected"], ids=lambda case: case["text"])
def test_what_is_sure_is_applied(case: dict[str, str], scorer: SentenceScorer) -> None:
    language: Language = "sv" if case["language"] == "sv" else "en"
    assert cleaned(case["text"], language, scorer).text == case["expected"]


@pytest.mark.parametrize(("language", "text"), UNCHANGED)
def test_clean_text_stays(language: Language, text: str, scorer: SentenceScorer) -> None:
    assert cleaned(text, language, scorer).text == text


@pytest.mark.parametrize(("language", "text"), UNCHANGED)
def test_clean_text_stays_without_the_model(language: Language, text: str) -> None:
    assert cleaned(text, language, None).text == text


@pytest.mark.parametrize("case", CASES["corrected"], ids=lambda case: case["text"])
def test_a_cleaned_text_stays(case: dict[str, str], scorer: SentenceScorer) -> None:
    language: Language = "sv" if case["language"] == "sv" else "en"
    once = cleaned(case["text"], language, scorer).text
    assert cleaned(once, language, scorer).text == once
