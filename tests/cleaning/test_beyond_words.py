"""Rules of the stage spelling beyond one unknown word: what each finds and, in most cases, leaves alone."""

import json
from pathlib import Path
from typing import Any

import pytest
from together import read_together

from pipeline import changelog
from pipeline.cleaning.chain import Cleaned, clean
from pipeline.cleaning.context import SentenceScorer
from pipeline.document import Edit

RULES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "cases" / "beyond-words.json").read_text("utf-8")
)["rules"]

FOUND = [(rule["rule"], rule["language"], *case) for rule in RULES for case in rule["found"]]

LEFT_ALONE = [(rule["rule"], rule["language"], text) for rule in RULES for text in rule["left_alone"]]


@pytest.fixture(scope="module")
def scorer(scorer: SentenceScorer) -> SentenceScorer:
    return read_together(scorer, [case[1:3] for case in (*FOUND, *LEFT_ALONE)])


def cleaned(text: str, language: str, scorer: SentenceScorer | None) -> Cleaned:
    found = clean(text, language=language, scorer=scorer)
    assert changelog.replay(text, found.edits) == found.text
    assert changelog.rewind(found.text, found.edits) == text
    return found


def of(rule: str, found: Cleaned) -> list[Edit]:
    return [edit for edit in found.edits if edit.rule == rule]


@pytest.mark.parametrize(("rule", "language", "text", "before", "after"), FOUND)
def test_what_is_found(
    rule: str, language: str, text: str, before: str, after: str, scorer: SentenceScorer
) -> None:
    edits = of(rule, cleaned(text, language, scorer))
    assert (before, after) in [(edit.before, edit.after) for edit in edits]
    assert all(edit.reason.endswith(".") for edit in edits)


@pytest.mark.parametrize(("rule", "language", "text"), LEFT_ALONE)
def test_what_is_left_alone(rule: str, language: str, text: str, scorer: SentenceScorer) -> None:
    assert not of(rule, cleaned(text, language, scorer))


@pytest.mark.parametrize(("rule", "language", "text"), LEFT_ALONE)
def test_what_is_left_alone_without_the_model(rule: str, language: str, text: str) -> None:
    assert not of(rule, cleaned(text, language, None))


def test_there_are_more_texts_that_are_left_alone_than_others() -> None:
    assert len(LEFT_ALONE) > 2 * len(FOUND)
