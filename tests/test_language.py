import json
from pathlib import Path

import pytest

from pipeline.language import identify, paragraphs

SENTENCES = json.loads((Path(__file__).parent / "cases" / "languages.json").read_text("utf-8"))
OTHERS = [("no" if code == "nn" else code, text) for code, texts in SENTENCES.items() for text in texts]

SWEDISH = [
    "Hamnen är stängd sedan i måndags.",
    "Hon sa att hon inte vet när bron öppnar igen.",
    "Studiet av vulkaner kallas vulkanologi.",
    "Regeringen lägger i dag fram ett nytt förslag om stöd till skolorna på öarna.",
]
ENGLISH = [
    "The port has been closed since Monday.",
    "She said she did not know when the bridge would open.",
    "Putin and his peacekeepers in Kazakhstan",
    "The government presents a new proposal to support the smallest schools today.",
]


def upper(text):
    return text.upper()


def without_spaces(text):
    return text.replace(". ", ".").replace(", ", ",")


def mojibake(text):
    return text.encode().decode("latin-1")


def iso_646(text):
    return text.translate(str.maketrans("äöåÄÖÅ", "{|}[\\]"))


@pytest.mark.parametrize("damage", [str, upper, str.lower, without_spaces, mojibake, iso_646])
@pytest.mark.parametrize(
    ("code", "text"), [*(("sv", text) for text in SWEDISH), *(("en", text) for text in ENGLISH)]
)
def test_swedish_and_english_also_when_damaged(code, text, damage):
    assert identify(damage(text)) == code


@pytest.mark.parametrize("damage", [str, upper, str.lower])
@pytest.mark.parametrize(("code", "text"), OTHERS)
def test_other_languages(code, text, damage):
    assert identify(damage(text)) == code


@pytest.mark.parametrize("text", ["", "   ", "12 000", "?!", "Tokajev", "\ud800", "😀"])
def test_little_evidence_means_one_of_the_two(text):
    assert identify(text) in ("sv", "en")


def test_paragraphs_in_another_language():
    swedish, finnish, english = SWEDISH[3], SENTENCES["fi"][0], ENGLISH[3]
    text = "\n".join([swedish, "", finnish, english])
    assert [(text[start:end], code) for start, end, code in paragraphs(text, "sv")] == [
        (swedish, "sv"),
        (finnish, "fi"),
        (english, "en"),
    ]


@pytest.mark.parametrize("text", ["Le Monde", "Bohemian Rhapsody", "Kärlek & Hat", "", "\n \n"])
def test_a_short_paragraph_is_in_the_language_of_its_document(text):
    assert all(code == "en" for _, _, code in paragraphs(text, "en"))


@pytest.mark.parametrize(("code", "text"), OTHERS)
def test_paragraphs_of_related_languages(code, text):
    assert [found for *_, found in paragraphs(text, "sv")] == [code]
