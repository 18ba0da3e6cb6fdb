"""The seeds and the corpus made from them, as they are committed."""

import json
import re
from pathlib import Path

import pytest

from pipeline import changelog
from pipeline.articles import Article, find_articles, make_document
from pipeline.cleaning.context import SentenceScorer, sentence_scorer
from pipeline.cleaning.name_memory import Archive, names_of
from pipeline.corpus.reading import open_corpus
from pipeline.corpus.verify import verify
from pipeline.decoding import decode, encode

ROOT = Path(__file__).parents[1]
OUTPUT = ROOT / "output"
ARTICLES = find_articles(ROOT / "seeds")
NAMES = {one.file: names_of(decode(one.path.read_bytes())[0], one.language) for one in ARTICLES}


@pytest.fixture(scope="module")
def scorer() -> SentenceScorer:
    return sentence_scorer()


def test_the_committed_corpus_verifies() -> None:
    assert verify(OUTPUT).problems == []
    assert [document.file for document in open_corpus(OUTPUT).documents()] == [one.file for one in ARTICLES]


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.file)
def test_the_original_comes_back_byte_for_byte(article: Article) -> None:
    document = open_corpus(OUTPUT).document(article.path.stem)
    text = changelog.rewind(document.normalised, document.edits)
    assert encode(text, document.decoding) == article.path.read_bytes()


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.file)
def test_the_committed_corpus_is_what_the_code_makes(article: Article, scorer: SentenceScorer) -> None:
    committed = open_corpus(OUTPUT).document(article.path.stem)
    own = NAMES[article.file]
    archive = Archive(NAMES.values()).without(own)
    made = make_document(article, article.path.read_bytes(), committed.id, scorer=scorer, archive=archive)
    assert made.normalised == committed.normalised
    assert [(edit.id, edit.status) for edit in made.edits] == [
        (edit.id, edit.status) for edit in committed.edits
    ]


@pytest.mark.parametrize("stem", ["000_faf74614009df899", "002_65472736522c813b", "004_bc6125859173fe46"])
def test_the_clean_articles_are_untouched(stem: str) -> None:
    document = open_corpus(OUTPUT).document(stem)
    assert document.normalised == document.original


def test_the_damaged_article_reads_as_clean_english() -> None:
    text = open_corpus(OUTPUT).document("001_1e84205432e08e88").normalised
    assert re.findall(r"[.,;:!?][^\W\d_]", re.sub(r"U\.S\.", "", text)) == []
    assert re.findall(r"”\w|\w\(", text) == []
    assert set(re.findall(r"\bKaza\w+", text)) == {"Kazakhstan"}
    assert set(re.findall(r"\b\w+okayev\b", text)) == {"Tokayev"}
    for phrase in (
        *("“peacekeepers” in", "Earlier this week", "there were", "Security Treaty Organisation (CSTO)"),
        *(
            "peace, security",
            "stable autocracy",
            "Russia and China",
            "natural gas",
            "more than 100.000 Russian",
        ),
    ):
        assert phrase in text


def test_every_segment_has_a_translation_and_its_engine() -> None:
    lines = (OUTPUT / "segments.jsonl").read_text("utf-8").splitlines()
    assert len(lines) > 250
    for segment in map(json.loads, lines):
        assert segment["target"].strip()
        assert segment["engine"] in {"argos", "starter", "copy"}
        assert segment["target_language"] != segment["language"]
