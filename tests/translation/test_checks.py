import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.translation.checks import CHECKS, flags
from pipeline.translation.numbers import canonical

CASES = json.loads((Path(__file__).parents[1] / "cases" / "translation-checks.json").read_text("utf-8"))

TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            ["Obama", "inte", "not", "3,5", "miljoner", "”", "(", "och", "the", "Wien", "-", "USA:s"]
        )
    ).map(" ".join),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_flags_of_a_case(case):
    assert list(flags(case["source"], case["target"], case["language"])) == case["flags"]


def test_every_check_has_a_case():
    assert {flag for case in CASES for flag in case["flags"]} == set(CHECKS)
    assert all(name == check.__name__ for name, check in CHECKS.items())


def test_every_check_says_what_is_wrong_in_a_sentence():
    for check in CHECKS.values():
        assert check.__doc__.splitlines()[0].endswith(".")


@given(TEXTS, TEXTS, st.sampled_from(["sv", "en"]))
def test_any_text_can_be_checked(source, target, language):
    assert set(flags(source, target, language)) <= set(CHECKS)


@given(TEXTS)
def test_a_copy_loses_nothing(text):
    """Whatever else is wrong with it: all names of the source are there, and nothing is longer."""
    kept = {"name_missing", "repetition", "too_short", "too_long"}
    assert not kept & set(flags(text, text, "sv"))


def test_a_very_long_line_is_checked_in_time():
    line = "Obama sade inte 3,5 miljoner till Putin i (Wien) och " * 20_000
    assert flags(line, line, "sv")


@given(st.integers(0, 10**9), st.sampled_from([",", ".", " ", "\u00a0", "\u202f"]))
def test_thousands_are_one_number(number, mark):
    assert canonical(f"{number:,}".replace(",", mark)) == str(number)
