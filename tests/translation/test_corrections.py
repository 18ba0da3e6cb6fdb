"""Names and terms are corrected in what a machine has made, and what is right stays as it is."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import changelog
from pipeline.document import Edit
from pipeline.terms import Term, Termbase
from pipeline.translated_texts import whole
from pipeline.translation import Hypothesis, Text, translate_documents, translate_lines
from pipeline.translation.memory import Match, Unit
from pipeline.translation.segments import translate_sentences
from pipeline.translation.terms import CONFIDENCE, correct

CASES = json.loads((Path(__file__).parents[1] / "cases" / "translation-terms.json").read_text("utf-8"))

TERMS = Termbase(
    (
        Term(("nattlandskap",), ("nightscape",), (), ("night landscape",)),
        Term(("Burma",), ("Myanmar",)),
        Term(("Nato",), ("NATO",), case="exact"),
        Term(("Ylvaskolan",), ("Ylva School", "the Ylva School"), (), ("Ylva’s School",)),
    )
)

WORDS = st.sampled_from(
    [
        *("Kazakstan", "Kazakstans", "Kazakhstan’s", "Kazachstan", "kazakiska", "Kazakh", "kazakhisk"),
        *("Tokajev", "Tokayev", "Kasym-Zjomart", "Wien", "Vienna", "Burma", "Nato", "NATO", "nato"),
        *("nattlandskap", "Night landscape", "FN:s", "UN", "the", "och", "of", "-", ".", "“", "😀", "İ"),
    ]
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=9).map(" ".join))


class Fixed:
    """An engine that says what it was told to say."""

    name = "fixed"

    def __init__(self, said):
        self.said = said

    def supports(self, source, target):
        return True

    def model(self, source, target):
        return "fixed@1"

    def translate(self, sentences, source, target):
        return [Hypothesis(self.said[sentence], -0.1) for sentence in sentences]


class Remembered:
    """A memory of one sentence."""

    def __init__(self, source, target):
        self.unit = Unit(source, target, "sv")

    def exact(self, sources, language):
        return {text: Match.of(self.unit, language) for text in sources if text == self.unit.source}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_a_case(case):
    text, edits = correct(case["source"], case["target"], case["language"])
    assert text == case["expected"]
    assert [edit.rule for edit in edits] == case["rules"]
    assert changelog.apply(case["target"], edits) == text
    assert changelog.undo(text, edits) == case["target"]
    assert correct(case["source"], text, case["language"]) == (text, ())
    for edit in edits:
        assert edit.stage == "terms"
        assert edit.reason.endswith(".")
        assert edit.in_effect
        assert edit.id


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("Ett nattlandskap syns.", "A night landscape is seen.", "A nightscape is seen."),
        ("Nattlandskap syns.", "Night landscape is seen.", "Nightscape is seen."),
        ("Nattlandskapet syns.", "The nightscape is seen.", "The nightscape is seen."),
        ("Han bor i Burma.", "He lives in Burma.", "He lives in Myanmar."),
        ("Han bor i Burma.", "He lives in Myanmar.", "He lives in Myanmar."),
        ("Nato växer.", "Nato is growing.", "NATO is growing."),
        ("Nato växer.", "NATO is growing.", "NATO is growing."),
        ("Hon gick i Ylvaskolan.", "She went to Ylva’s School.", "She went to Ylva School."),
        ("Hon gick i Ylvaskolan.", "She went to the Ylva School.", "She went to the Ylva School."),
        ("Hon gick i Ylvaskolan.", "She went to Ylvaskolan.", "She went to Ylva School."),
        ("Hon gick i Ylvaskolan.", "She went to school.", "She went to school."),
    ],
)
def test_the_termbase_says_how_a_term_is_called(source, target, expected):
    text, edits = correct(source, target, "sv", TERMS)
    assert text == expected
    assert {edit.rule for edit in edits} <= {"term_form"}
    assert correct(source, text, "sv", TERMS) == (text, ())


def test_the_termbase_comes_before_the_gazetteer():
    terms = Termbase((Term(("Kazakstan",), ("Kazakstan",)),))
    assert correct("Hon kom från Kazakstan.", "She came from Kazakstan.", "sv", terms)[1] == ()
    text, _ = correct("Hon kom från Kazakstan.", "She came from Kazakhstan.", "sv", terms)
    assert text == "She came from Kazakstan."


@given(TEXTS, TEXTS, st.sampled_from(["sv", "en"]), st.sampled_from([None, TERMS]))
def test_any_correction_can_be_undone(source, target, language, terms):
    text, edits = correct(source, target, language, terms)
    assert changelog.undo(text, edits) == target
    for edit in edits:
        assert target[edit.start : edit.end] == edit.before != edit.after
        assert 0.9 <= edit.confidence <= max(CONFIDENCE.values())


@given(TEXTS, st.sampled_from(["sv", "en"]))
def test_an_endless_line_takes_no_time(text, language):
    assert correct(text * 1000, text * 1000, language)[0] == text * 1000 or len(text) < 4


def test_the_log_of_a_line_counts_from_its_beginning():
    said = {"Wien växer.": "Wien grows.", "Han bor i Wien.": "He lives in Wien."}
    line = "  Wien växer. Han bor i Wien."
    (one,) = translate_lines([line], "sv", Fixed(said))
    assert one.text == "  Vienna grows. He lives in Vienna."
    assert changelog.undo(one.text, one.edits) == "  Wien grows. He lives in Wien."


def test_the_log_of_a_text_counts_from_its_beginning():
    said = {"Wien växer.": "Wien grows.", "Han bor i Wien.": "He lives in Wien."}
    lines = ["Wien växer.", "", "Han bor i Wien."]
    record = whole(lines, translate_lines(lines, "sv", Fixed(said)))
    assert record["target"] == "Vienna grows.\n\nHe lives in Vienna."
    edits = [Edit.from_record(one) for one in record["target_edits"]]
    assert changelog.undo(record["target"], edits) == "Wien grows.\n\nHe lives in Wien."


def test_what_is_corrected_is_not_flagged():
    (segments,) = translate_documents(
        [Text("a", "Cirka tre år bodde han i Wien.", "sv")],
        {"sv": Fixed({"Cirka tre år bodde han i Wien.": "He lived in Wien for about three years."})},
    )
    (edit,) = segments[0].translation.edits
    assert (edit.before, edit.after) == ("Wien", "Vienna")
    assert segments[0].translation.flags == ()


def test_the_work_of_people_stays():
    source = "Han bor i Wien."
    made = translate_sentences([source], "sv", Fixed({}), memory=Remembered(source, "He lives in Wien."))
    assert made[source].text == "He lives in Wien."
    assert made[source].edits == ()
