import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.translation.checks import CHECKS, Pair
from pipeline.translation.engine import Hypothesis
from pipeline.translation.judged import JudgedEngine
from pipeline.translation.quality import LOW, assess, quality
from pipeline.translation.starter import StarterEngine

PAIR = Pair(
    "Regeringen presenterade en ny plan i går.", "The government presented a new plan yesterday.", "sv"
)


@given(st.floats(-9, 0), st.floats(-9, 0), st.floats(0, 2))
def test_quality_grows_with_each_score(score, reverse, more):
    worse = quality(PAIR, Hypothesis("", score, reverse), [])
    assert 0 <= worse <= quality(PAIR, Hypothesis("", min(0.0, score + more), reverse), []) <= 1
    assert worse <= quality(PAIR, Hypothesis("", score, min(0.0, reverse + more)), [])


@pytest.mark.parametrize("flag", CHECKS)
@pytest.mark.parametrize(
    "hypothesis", [None, Hypothesis("", -0.2), Hypothesis("", -0.2, -0.6)], ids=["person", "score", "both"]
)
def test_no_flag_raises_the_quality(flag, hypothesis):
    assert quality(PAIR, hypothesis, [flag]) <= quality(PAIR, hypothesis, [])


def test_a_good_translation_comes_behind_the_others_in_the_queue():
    said = Hypothesis("", -0.2, -0.6)
    good = assess(PAIR, said)
    cut = assess(Pair(PAIR.source, "The plan.", "sv"), said)
    copied = assess(Pair(PAIR.source, PAIR.source, "sv"), said)
    assert good[0] == ()
    assert good[1] > 0.6
    assert good[1] > cut[1] > copied[1]


def test_what_does_not_give_its_source_back_has_a_low_score():
    found, estimate = assess(PAIR, Hypothesis("", -0.2, -7.0))
    assert found == ("low_score",)
    assert estimate < LOW


def test_the_work_of_a_person_is_trusted_where_no_check_speaks():
    found, estimate = assess(PAIR)
    assert found == ()
    assert estimate > 0.9


class Lines:
    """An engine that knows one direction and gives no reverse score."""

    name = "lines"

    def supports(self, source, target):
        return True

    def model(self, source, target):
        return "lines@1"

    def translate(self, sentences, source, target):
        known = {PAIR.source: PAIR.target, "Hon sover.": "The price of oil has risen.", "?": ""}
        return [Hypothesis(known[sentence], -0.1) for sentence in sentences]


def test_the_embedded_model_judges_another_engine():
    engine = JudgedEngine(Lines(), StarterEngine())
    good, wrong, empty = engine.translate([PAIR.source, "Hon sover.", "?"], "sv", "en")
    assert (engine.name, engine.model("sv", "en")) == ("lines", "lines@1")
    assert good.reverse > -2 > wrong.reverse
    assert empty.reverse is None
    assert "low_score" in assess(Pair("Hon sover.", wrong.text, "sv"), wrong)[0]
