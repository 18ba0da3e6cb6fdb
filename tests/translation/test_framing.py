import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document import LANGUAGES
from pipeline.translation.clauses import split_clauses, translate_clauses
from pipeline.translation.engine import Hypothesis
from pipeline.translation.framing import Frame, needs_translation, put_back, quote, restore_final, take_off

TEXTS = st.text(st.sampled_from('aBc åÄ.,:;–-”“"’()1!? '), max_size=50) | st.text(max_size=50)


@pytest.mark.parametrize(
    ("sentence", "frame"),
    [
        ("Han gick.", Frame("", "Han gick.")),
        ("– Jag tror det.", Frame("– ", "Jag tror det.")),
        ("• Jag tror det.", Frame("• ", "Jag tror det.")),
        ("1. Regeringen faller.", Frame("1. ", "Regeringen faller.")),
        ("b) det är så.", Frame("b) ", "det är så.")),
        ("”Det är så.", Frame("”", "Det är så.")),
        ("Det är så.”", Frame("", "Det är så.", "”")),
        ("”Det är så.”", Frame("”", "Det är så.", "”")),
        ("”Det är så”, sade han.", Frame("", "”Det är så”, sade han.")),
        ("”Ja” och ”nej”", Frame("", "”Ja” och ”nej”")),
        ("Han sade ”ja”", Frame("", "Han sade ”ja”")),
        ("REGERINGEN FALLER I DAG", Frame("", "Regeringen faller i dag", capitals=True)),
        ("CSTO", Frame("", "CSTO")),
        ("USA, EU", Frame("", "USA, EU")),
        ("NATO och CSTO", Frame("", "NATO och CSTO")),
        ("2 500 soldater", Frame("", "2 500 soldater")),
        ("-18 grader", Frame("", "-18 grader")),
        ("2.5 million people", Frame("", "2.5 million people")),
    ],
)
def test_take_off(sentence, frame):
    assert take_off(sentence) == frame


@given(TEXTS, st.sampled_from(LANGUAGES))
@settings(deadline=None)
def test_nothing_is_lost_in_a_frame(text, language):
    frame = take_off(text)
    if not frame.capitals:
        assert frame.lead + frame.core + frame.tail == text
        assert put_back(frame, frame.core, language) == quote(text, language)
    assert quote(quote(text, language), language) == quote(text, language)


@pytest.mark.parametrize(
    ("source", "translation", "restored"),
    [
        ("Så är det.", "It is so.", "It is so."),
        ("Så är det.", "It is so", "It is so."),
        ("Är det så?", "Is it so.", "Is it so?"),
        ("Stora skillnader", "Great differences.", "Great differences"),
        ("Vad hände då...", "What happened then…", "What happened then…"),
        ("och fortsätter:", "and goes on.", "and goes on:"),
        ("i USA", "in the U.S.", "in the U.S."),
        ("Han kom.", "“He came.”", "“He came.”"),
        ("Han kom (i går)", "He came (yesterday)", "He came (yesterday)"),
        ("Vad?", "", ""),
    ],
)
def test_restore_final(source, translation, restored):
    assert restore_final(source, translation) == restored


@pytest.mark.parametrize(
    "text", ["", "0 0", "–", "12 300,5 %", "https://example.org/abc", "a.b@example.org", "😀"]
)
def test_without_words(text):
    assert not needs_translation(text)


@pytest.mark.parametrize("text", ["a", "Se www.example.org", "漢字", "5 km"])
def test_with_words(text):
    assert needs_translation(text)


@given(TEXTS, st.integers(1, 20))
@settings(deadline=None)
def test_pieces_fit_and_nothing_is_lost(text, longest):
    pieces = split_clauses(text, lambda piece: len(piece) <= longest)
    assert all(len(piece) <= longest for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_split_at_the_best_place():
    sentence = "Han kom, och hon gick; de andra, som var kvar, stod still och såg på"
    pieces = split_clauses(sentence, lambda piece: len(piece) <= 40)
    assert pieces == ["Han kom, och hon gick;", "de andra, som var kvar,", "stod still och såg på"]


def test_pieces_become_one_sentence():
    made = {"Han kom;": "He came.", "men hon gick.": "But she went"}
    found = translate_clauses(
        ["Han kom; men hon gick.", "Kort."],
        lambda piece: len(piece) < 15,
        lambda pieces: [Hypothesis(made.get(piece, "Short."), -0.5, -1.0) for piece in pieces],
    )
    assert found == [Hypothesis("He came; but she went.", -0.5, -1.0), Hypothesis("Short.", -0.5, -1.0)]


def test_a_piece_without_translation_leaves_none():
    found = translate_clauses(["aa bb"], lambda piece: len(piece) < 3, lambda _: [Hypothesis("", -1.0)] * 2)
    assert found[0].text == ""
