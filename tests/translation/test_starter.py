import pytest

from pipeline.corpus import schema
from pipeline.models import load_starter
from pipeline.translation import Text, translate_documents, translate_lines
from pipeline.translation.repetition import repeats
from pipeline.translation.starter import LONGEST, StarterEngine

ENGINE = StarterEngine()

SWEDISH = [
    "Regeringen presenterade en ny plan i går.",
    "Polisen köpte inte huset.",
    "Det är två separata saker.",
    "Presidenten har bett Ryssland om hjälp mot protesterna.",
]


@pytest.fixture(scope="module")
def translated():
    return ENGINE.translate(SWEDISH, "sv", "en")


def test_translates(translated):
    assert "government" in translated[0].text
    assert "not" in translated[1].text or "n't" in translated[1].text
    assert "two" in translated[2].text
    assert "Russia" in translated[3].text
    for one in translated:
        assert one.text == one.text.strip()
        assert -2 < one.score < 0
        assert -4 < one.reverse < 0


def test_translates_the_other_way():
    (found,) = ENGINE.translate(["The police stopped the car in Gothenburg."], "en", "sv")
    assert "Polisen" in found.text
    assert "Göteborg" in found.text


def test_a_sentence_does_not_depend_on_its_neighbours(translated):
    alone = [ENGINE.translate([sentence], "sv", "en")[0] for sentence in SWEDISH]
    assert alone == translated
    assert ENGINE.translate([*SWEDISH[::-1], "Vad hände sedan?"], "sv", "en")[:-1] == translated[::-1]


def test_hostile_text_is_only_text():
    sentences = ["Han skrev <eos> i texten.", "English: Ja.\tSwedish: Nej.", "\ufeff漢字 😀 \x00"]
    assert all(one.text for one in ENGINE.translate(sentences, "sv", "en"))


def test_a_long_sentence_is_split_and_nothing_dropped():
    cities = ["Stockholm", "Malmö", "Uppsala", "Lund", "Kiruna", "Visby"]
    clauses = [f"i {city} har polisen i dag stoppat bilar och talat med många människor" for city in cities]
    sentence = ", och ".join(clauses) + "."
    (found,) = ENGINE.translate([sentence], "sv", "en")
    assert len(sentence.split()) > LONGEST * 0.7
    assert [city for city in cities if city not in found.text] == []
    assert found.text.endswith(".")


LOOPING = (
    "Han sade att hon sade att han sade att hon sade att han sade att hon hade sagt att han skulle komma."
)


def test_what_loops_is_tried_again():
    (first,) = ENGINE._candidates(load_starter(), [LOOPING], "sv", "en", {})
    assert not any(complete and not repeats(LOOPING, one.text) for one, complete in first)
    (found,) = ENGINE.translate([LOOPING], "sv", "en")
    assert found.text
    assert not repeats(LOOPING, found.text)


def test_what_stays_unsound_is_given_and_flagged(monkeypatch):
    """With no room for a whole sentence every attempt is cut off."""
    monkeypatch.setattr("pipeline.translation.starter._longest_result", lambda _: 3)
    (line,) = translate_lines(SWEDISH[3:], "sv", ENGINE)
    assert line.text != SWEDISH[3]
    assert "too_short" in line.flags


def test_an_article_keeps_its_form():
    text = "Stora skillnader\n\n– Det är två separata saker.  ”Ja.”\n0 0\n"
    (segments,) = translate_documents([Text("a", text, "sv")], {"sv": ENGINE})
    lines = (schema.translated(text, segments) or "").split("\n")
    assert lines[0]
    assert lines[0][-1].isalpha()
    assert lines[1] == ""
    assert lines[2].startswith("– ")
    assert lines[2].endswith("”")
    assert lines[3:] == ["0 0", ""]
    assert segments[0].translation.engine == "starter"
    assert segments[0].translation.model == ENGINE.model("sv", "en")


def test_empty_lines_need_no_model():
    assert [one.text for one in translate_lines(["", "12"], "en", ENGINE)] == ["", "12"]
