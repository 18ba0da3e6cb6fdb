import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.translation.checks import CHECKS, flags, quality
from pipeline.translation.engine import Hypothesis
from pipeline.translation.numbers import canonical

CASES = json.loads((Path(__file__).parents[1] / "cases" / "translation-checks.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_flags_of_a_case(case):
    assert list(flags(case["source"], case["target"], case["language"])) == case["flags"]


def test_every_check_has_a_case():
    assert {flag for case in CASES for flag in case["flags"]} == set(CHECKS)
    assert all(name == check.__name__ for name, check in CHECKS.items())


@given(st.text(max_size=60), st.text(max_size=60))
@settings(deadline=None, max_examples=100)
def test_any_text_can_be_checked(source, target):
    assert set(flags(source, target, "sv")) <= set(CHECKS)


@given(st.integers(0, 10**9), st.sampled_from([",", ".", " ", "\u00a0", "\u202f"]))
@settings(deadline=None)
def test_thousands_are_one_number(number, mark):
    assert canonical(f"{number:,}".replace(",", mark)) == str(number)


@given(st.floats(-9, 0), st.floats(-9, 0), st.floats(0, 2))
@settings(deadline=None)
def test_quality_grows_with_each_score(score, reverse, more):
    worse = quality(Hypothesis("", score, reverse), [])
    assert 0 <= worse <= quality(Hypothesis("", min(0.0, score + more), reverse), []) <= 1
    assert worse <= quality(Hypothesis("", score, min(0.0, reverse + more)), [])


def test_flags_lower_the_quality():
    hypothesis = Hypothesis("", -0.2)
    steps = [[], ["length"], ["length", "unbalanced"], ["untranslated"]]
    found = [quality(hypothesis, flagged) for flagged in steps]
    assert found == sorted(found, reverse=True)
    assert len(set(found)) == len(found)
