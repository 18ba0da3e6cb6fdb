import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.corpus.schema import translated
from pipeline.translation import Hypothesis, Text, translate_documents, translate_lines
from pipeline.translation.argos import ArgosEngine

ARTICLE = (
    "POLISEN STOPPADE BILEN\n\n  – Regeringen presenterade en ny plan i går.  Skolan köpte ett hus.\n"
    "0 0\n\nSkolan köpte ett hus.\n"
)


class Kept:
    """A cache that remembers, and what it was asked."""

    def __init__(self):
        self.known, self.put_calls = {}, 0

    def get(self, sources, language, model):
        return {
            source: self.known[source, language, model]
            for source in sources
            if (source, language, model) in self.known
        }

    def put(self, new, language, model):
        self.put_calls += 1
        self.known.update({(source, language, model): found for source, found in new.items()})


class Silent:
    """An engine that finds nothing."""

    name = "silent"

    def supports(self, source, target):
        return True

    def model(self, source, target):
        return "silent@1"

    def translate(self, sentences, source, target):
        return [Hypothesis("", -5.0) for _ in sentences]


@pytest.fixture(scope="module")
def engine(installed):
    return ArgosEngine(installed)


def test_an_article(engine):
    (segments,) = translate_documents([Text("d1", ARTICLE, "sv")], {"sv": engine})
    assert [(one.paragraph, one.sentence) for one in segments] == [(0, 0), (2, 0), (2, 1), (3, 0), (5, 0)]
    assert (translated(ARTICLE, segments) or "") == (
        "THE POLICE STOPPED THE CAR\n\n  – The government presented a new plan yesterday. "
        "The school bought a house.\n0 0\n\nThe school bought a house.\n"
    )
    assert [one.translation.engine for one in segments] == ["argos", "argos", "argos", "copy", "argos"]
    assert {one.translation.model for one in segments} == {"argos-sv-en@0.1", ""}
    assert len({one.id for one in segments}) == 5
    assert all(one.translation.status == "machine" and not one.translation.flags for one in segments)
    assert all(0.7 < one.translation.quality <= 1 for one in segments)


def test_documents_in_both_languages_and_any_order(engine):
    engines = {"sv": engine, "en": engine}
    texts = [
        Text("a", "Laget sålde bilen i morse.", "sv"),
        Text("b", "", "en"),
        Text("c", "The minister changed the decision.\n\nThe police stopped the car in Gothenburg.", "en"),
        Text("d", ARTICLE, "sv"),
    ]
    found = translate_documents(texts, engines)
    assert found == [translate_documents([text], engines)[0] for text in texts]
    assert found == translate_documents(texts[::-1], engines)[::-1]
    assert [one.translation.text for one in found[2]] == [
        "Ministern ändrade beslutet.",
        "Polisen stoppade bilen i Göteborg.",
    ]


def test_nothing_is_translated_twice(engine):
    cache = Kept()
    first = translate_documents([Text("a", ARTICLE, "sv")], {"sv": engine}, cache)
    assert cache.put_calls == 1
    # The headline in small letters, the quotation without its dash, and the sentence that comes twice.
    assert sorted(source for source, _, _ in cache.known) == [
        "Polisen stoppade bilen",
        "Regeringen presenterade en ny plan i går.",
        "Skolan köpte ett hus.",
    ]
    assert translate_documents([Text("a", ARTICLE, "sv")], {"sv": engine}, cache) == first
    assert cache.put_calls == 1


def test_one_line_for_each_line(engine):
    lines = ["Skolan köpte ett hus. Laget sålde bilen i morse.", "", "   ", "12 300", "Skolan köpte ett hus."]
    found = translate_lines(lines, "sv", engine)
    assert [one.text for one in found] == [
        "The school bought a house. The team sold the car this morning.",
        "",
        "   ",
        "12 300",
        "The school bought a house.",
    ]
    assert [one.engine for one in found] == ["argos", "copy", "copy", "copy", "argos"]
    assert found[0].score == pytest.approx(found[4].score, abs=0.01)
    assert translate_lines([], "sv", engine) == []


def test_an_empty_result_leaves_the_source_and_says_so():
    (segments,) = translate_documents([Text("a", "– Det är så. Nato", "sv")], {"sv": Silent()})
    assert [one.translation.text for one in segments] == ["– Det är så.", "Nato"]
    assert all("untranslated" in one.translation.flags for one in segments)
    assert all(one.translation.quality < 0.01 for one in segments)


@given(st.lists(st.text(max_size=30).map(lambda text: text.replace("\n", " ")), max_size=4))
@settings(max_examples=settings().max_examples // 4)
def test_any_line_comes_out_as_one(engine, lines):
    found = translate_lines(lines, "sv", engine)
    assert len(found) == len(lines)
    for line, translation in zip(lines, found, strict=True):
        assert "\n" not in translation.text
        assert bool(line.strip()) == bool(translation.text.strip())


def test_half_of_a_surrogate_pair(engine):
    (translation,) = translate_lines(["Skolan \ud800 köpte ett hus."], "sv", engine)
    assert translation.text
