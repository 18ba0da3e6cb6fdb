"""Slips: what is put right, and, in most cases, what is right although it looks odd."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cleaning.context import SentenceScorer
from pipeline.cleaning.likeness import likeness
from pipeline.cleaning.mentions import mentions
from pipeline.cleaning.slips import slips
from pipeline.cleaning.stage import THRESHOLDS, Context
from pipeline.document import Edit
from pipeline.evaluation.slips import Case, Result, cases, measure

FOLDER = Path(__file__).parents[1] / "cases"
CASES = cases(FOLDER)
MEASURED = [case for number, case in enumerate(CASES) if number % (4 if case.slip else 8) == 0]
"""Every second slip (each is followed by its repair) and every eighth clean article: all take minutes."""


@pytest.fixture(scope="module")
def results(scorer: SentenceScorer) -> dict[bool, dict[str, Result]]:
    """By whether the cases were held out, and level."""
    return {
        held_out: {
            result.level: result
            for result in measure([case for case in MEASURED if case.held_out == held_out], scorer)
        }
        for held_out in (False, True)
    }


def test_there_are_enough_cases() -> None:
    found = json.loads((FOLDER / "slips.json").read_text(encoding="utf-8"))
    assert len(found["positive"]) >= 60
    assert len(found["negative"]) >= 200
    for case in found["positive"]:
        assert case["text"].startswith(case["before"], case["start"])


@pytest.mark.parametrize("held_out", [False, True])
def test_what_is_applied_is_right(results: dict[bool, dict[str, Result]], held_out: bool) -> None:
    assert results[held_out]["safe"].wrong == 0
    assert results[held_out]["safe"].recall >= 0.55
    assert results[held_out]["balanced"].precision >= 0.95


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.slip is None], ids=lambda case: case.text[:60]
)
def test_right_places_stay_without_the_model(case: Case) -> None:
    found = slips(case.text, Context(case.language))
    assert [edit for edit in found if edit.confidence >= THRESHOLDS["balanced"]] == []


def only(text: str, language: str = "en", scorer: SentenceScorer | None = None) -> Edit:
    """The only edit of a text."""
    (edit,) = slips(text, Context(language, scorer))
    assert text[edit.start : edit.end] == edit.before
    return edit


KAZAKH = "Kazakhstan is calm. The Kazakh president has spoken. Soldiers stand in all cities of Kazakhstan. "
AUSTRIAN = "Austria has a new budget. The army of Austria needs money. The Austrian parliament will vote. "
SWEDISH = "Sverige har en ny budget. Den svenska armén behöver pengar. I Sverige är räntan hög. "
SWISS = "Schweiz har en ny budget. Den schweiziska armén behöver pengar. I Schweiz är räntan låg. "


def test_a_neighbour_that_is_none(scorer: SentenceScorer) -> None:
    edit = only(
        KAZAKH + "Compared to neighbouring Kurdistan, Kazakhstan has few opposition leaders.", "en", scorer
    )
    assert (edit.before, edit.after, edit.rule) == ("Kurdistan", "Kyrgyzstan", "misplaced_place")
    assert "neighbour" in edit.reason


def test_a_place_where_an_adjective_should_be(scorer: SentenceScorer) -> None:
    edit = only(KAZAKH + "They may be seen as an occupying force by the Gaza people.", "en", scorer)
    assert (edit.before, edit.after, edit.rule) == ("Gaza", "Kazakh", "misplaced_people")


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        (AUSTRIAN + "Vienna, the Australian capital, is quiet.", "Australian", "Austrian"),
        (AUSTRIAN + "Australia's capital, Vienna, is quiet.", "Australia", "Austria"),
        (AUSTRIAN + "The army left Canberra, the Austrian capital.", "Canberra", "Vienna"),
    ],
)
def test_a_capital_of_another_country(text: str, before: str, after: str) -> None:
    edit = only(text)
    assert (edit.before, edit.after) == (before, after)
    # Canberra is too unlike Vienna for it to be applied at the level safe.
    assert edit.confidence >= THRESHOLDS["balanced" if before == "Canberra" else "safe"]


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        (SWISS + "Den svenska huvudstaden Bern är lugn.", "svenska", "schweiziska"),
        (SWISS + "Sveriges huvudstad Bern är lugn.", "Sveriges", "Schweiz"),
        (SWEDISH + "Schweiz huvudstad Stockholm är lugn.", "Schweiz", "Sveriges"),
        (SWEDISH + "Den schweiziske statsministern Ulf Kristersson är lugn.", "schweiziske", "svenske"),
    ],
)
def test_the_swedish_form_stays(text: str, before: str, after: str) -> None:
    edit = only(text, "sv")
    assert (edit.before, edit.after) == (before, after)


LIBYAN = "Libya is calm. The Libyan army guards Benghazi. In Libya bread is dear. Libyan bakers strike. "
ARMENIAN = "Armenia is calm. The Armenian army is small. In Armenia bread is dear. Armenian bakers strike. "


@pytest.mark.parametrize(
    ("text", "before", "after", "fact"),
    [
        (
            AUSTRIAN + "The Australian chancellor resigned within days.",
            "Australian",
            "Austrian",
            "chancellor",
        ),
        (ARMENIAN + "The Romanian dram fell for a week.", "Romanian", "Armenian", "dram"),
        (LIBYAN + "The Bolivian coast is long.", "Bolivian", "Libyan", "sea coast"),
    ],
)
def test_what_only_some_states_have(text: str, before: str, after: str, fact: str) -> None:
    edit = only(text)
    assert (edit.before, edit.after) == (before, after)
    assert fact in edit.reason


@pytest.mark.parametrize(
    "sentence",
    [
        "The Austrian chancellor met the Australian prime minister.",
        "The Australian coast is long.",
        "In Australia the dollar fell.",
        "The Swiss chancellor has less to say.",
    ],
)
def test_what_a_state_has_is_left_to_it(sentence: str) -> None:
    assert [e for e in slips(AUSTRIAN + sentence, Context("en")) if e.confidence >= 0.6] == []


def test_a_city_where_a_country_should_be() -> None:
    text = (
        "Laos har fått regn. Den laotiska floden Mekong stiger. I Lagos huvudstad Vientiane fylls sandsäckar."
    )
    edit = only(text, "sv")
    assert (edit.before, edit.after) == ("Lagos", "Laos")


def test_a_capital_is_put_in_the_place_of_a_capital() -> None:
    text = "Ungern har val. Den ungerska armén vaktar. I Szeged och Debrecen är det lugnt. "
    edit = only(text + "Bönderna kör till den ungerska huvudstaden Bukarest.", "sv")
    assert (edit.before, edit.after) == ("Bukarest", "Budapest")


def test_the_form_that_is_taken_for_another_is_proposed() -> None:
    text = (
        "Mozambique builds a road. Maputo is proud. Mozambican drivers wait at the border with Switzerland. "
    )
    assert only(text + "In Mozambique sugar is cheap.").after == "Swaziland"


def test_the_article_follows() -> None:
    edit = only(KAZAKH + "It was led by an Algerian president, Kassym-Jomart Tokayev.")
    assert (edit.before, edit.after) == ("an Algerian", "a Kazakh")


@pytest.mark.parametrize(
    "sentence",
    [
        "He played in the Australian Open.",
        "The film “The Australian capital, Vienna” is a comedy.",
        "It is called Australia, and Austria laughs.",
        "After Vienna she sang in the Australian capital, Canberra.",
    ],
)
def test_names_titles_and_comparisons_stay(sentence: str, scorer: SentenceScorer) -> None:
    found = slips(AUSTRIAN + sentence, Context("en", scorer))
    assert [edit for edit in found if edit.confidence >= THRESHOLDS["bold"]] == []


def test_what_somebody_said_is_only_suggested() -> None:
    speech = "“I have lived in Vienna, the Australian capital, for all of my life, and I like it,” he said."
    assert only(AUSTRIAN + speech).confidence < THRESHOLDS["balanced"]


def test_a_document_about_many_places_is_left_alone() -> None:
    text = (
        "Peru, Chad, Nepal, Fiji, Norway, Kenya, Japan and Ghana met. Australia's capital, Vienna, was host."
    )
    assert list(slips(text, Context("en"))) == []


def test_a_document_that_hardly_names_its_place_is_left_alone() -> None:
    assert list(slips("Australia's capital, Vienna, is quiet.", Context("en"))) == []


def test_another_bearer_of_a_known_family_name_is_nobody() -> None:
    found = mentions("The South Korean minister Gustavo Castro left. Raúl Castro stayed.", "en")
    assert [mention.form for mention in found] == ["South Korean", "Raúl Castro"]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Iraq", "Iran"),
        ("Niger", "Nigeria"),
        ("Slovakia", "Slovenia"),
        ("Kurdistan", "Kyrgyzstan"),
        ("Gaza", "Kazakh"),
    ],
)
def test_what_is_mistaken_is_alike(one: str, two: str) -> None:
    assert likeness(one, two) == pytest.approx(likeness(two, one), abs=0.02)
    assert likeness(one, two) > 0.7
    assert likeness(one, "Norway") < 0.5


WORDS = st.sampled_from(
    [
        "Austria",
        "Australia's",
        "Vienna",
        "capital,",
        "the",
        "Kurdistan",
        "neighbouring",
        "“",
        "”",
        ".",
        "Castro",
        "\n",
        "a",
    ]
)


@settings(max_examples=settings().max_examples // 2)
@given(st.lists(WORDS, max_size=40), st.sampled_from(["sv", "en"]))
def test_edits_fit_their_text(parts: list[str], language: str) -> None:
    text = " ".join(parts)
    for edit in slips(text, Context(language)):
        assert text[edit.start : edit.end] == edit.before != edit.after
        assert 0.3 <= edit.confidence <= 1
