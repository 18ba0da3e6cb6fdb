import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.corpus.schema import translated
from pipeline.document import LANGUAGES
from pipeline.sentences import rebuild, split
from pipeline.translation import Text, translate_documents, translate_lines
from pipeline.translation.argos import ArgosEngine
from pipeline.translation.clauses import split_clauses, translate_clauses
from pipeline.translation.engine import Hypothesis
from pipeline.translation.framing import Frame, needs_translation, put_back, quote, restore_final, take_off
from pipeline.translation.shouting import in_small_letters, is_shouted

PIECES = [
    *(
        "Skolan köpte ett hus.",
        "Polisen stoppade bilen i Göteborg.",
        "– Ja!",
        "”Nej”, sade han.",
        "Och sedan",
    ),
    *("POLISEN STOPPADE BILEN", "1. Kaffe", "• Bröd", "0 0", "12 300,5", "***", "https://example.org/a", "…"),
    *(" ", "  ", "\t", "\n", "\n\n", "\n \n", "\xa0", ".", "”", "–"),
]
ARTICLES = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=20).map("".join)


def structure(text):
    """What a translation keeps of each line: the white space at both ends, and whether there is anything."""
    return [
        (
            line[: len(line) - len(line.lstrip())],
            line[len(line.rstrip()) :] if line.strip() else "",
            bool(line.strip()),
        )
        for line in text.split("\n")
    ]


@pytest.fixture(scope="module")
def engine(installed):
    return ArgosEngine(installed)


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
    assert take_off(sentence, "sv") == frame


@given(TEXTS, st.sampled_from(LANGUAGES))
def test_nothing_is_lost_in_a_frame(text, language):
    frame = take_off(text, language)
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


@pytest.mark.parametrize(
    ("language", "shouted", "small"),
    [
        ("sv", "REGERINGEN FALLER I DAG", "Regeringen faller i dag"),
        ("sv", "NATO MÖTER RYSSLAND I STOCKHOLM", "NATO möter Ryssland i Stockholm"),
        ("sv", "FN:S UPPDRAG I KIRGIZISTAN", "FN:s uppdrag i Kirgizistan"),
        ("sv", "”JAG ÄR INTE SÅ SÄKER PÅ DET”", "”Jag är inte så säker på det”"),
        ("sv", "2 500 DOG I KAZAKSTAN", "2 500 dog i Kazakstan"),
        ("en", "I SAW HIM ON MONDAY", "I saw him on Monday"),
        ("en", "THE EU DOESN'T TALK TO TURKEY", "The EU doesn't talk to Turkey"),
        ("en", "CHINESE FIRM BUYS UK BANK", "Chinese firm buys UK bank"),
    ],
)
def test_a_line_in_capitals_is_read_in_small_letters(language, shouted, small):
    assert is_shouted(shouted)
    assert in_small_letters(shouted, language) == small


@pytest.mark.parametrize("text", ["", "CSTO", "USA, EU", "A B C D", "NATO OCH eU", "2 500", "AIK–IFK 3–1"])
def test_not_in_capitals(text):
    assert not is_shouted(text)


@given(st.text(st.sampled_from("ABCÅÄÖÉ 123.,:’'–”"), max_size=40), st.sampled_from(LANGUAGES))
def test_small_letters_change_nothing_else(text, language):
    assert in_small_letters(text, language).upper() == text


@given(ARTICLES)
def test_rebuilding_with_the_same_sentences_keeps_the_lines(text):
    sentences = split(text, "sv")
    same = rebuild(text, sentences, [sentence.text for sentence in sentences])
    assert structure(same) == structure(text)
    assert "".join(same.split()) == "".join(text.split())


@given(ARTICLES)
@settings(max_examples=settings().max_examples // 2)
def test_an_article_keeps_its_lines_indents_and_blank_lines(engine, text):
    (segments,) = translate_documents([Text("a", text, "sv")], {"sv": engine})
    assert structure(text if (made := translated(text, segments)) is None else made) == structure(text)


@given(st.lists(ARTICLES.map(lambda text: text.replace("\n", " ")), max_size=6))
@settings(max_examples=settings().max_examples // 3)
def test_lines_keep_their_indents(engine, lines):
    made = translate_lines(lines, "sv", engine)
    assert structure("\n".join(one.text for one in made)) == structure("\n".join(lines))


def test_what_is_no_plain_sentence_survives(engine):
    lines = {
        "POLISEN STOPPADE BILEN": "THE POLICE STOPPED THE CAR",
        "Polisen stoppade bilen": "The police stopped the car",
        "  – Polisen stoppade bilen.": "  – The police stopped the car.",
        "• Skolan köpte ett hus.": "• The school bought a house.",
        "2. Skolan köpte ett hus.": "2. The school bought a house.",
        "”Skolan köpte ett hus.": "“The school bought a house.",
        "Skolan köpte ett hus!": "The school bought a house!",
        "* * *": "* * *",
        "12 300 | 14 500": "12 300 | 14 500",
    }
    assert [one.text for one in translate_lines(list(lines), "sv", engine)] == list(lines.values())
