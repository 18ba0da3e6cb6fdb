"""The user's termbase comes before everything that is built in."""

from pathlib import Path

import pytest

from pipeline.cleaning.chain import clean
from pipeline.document import Language
from pipeline.errors import SourceError
from pipeline.terms import Term, Termbase
from pipeline.terms_reading import read_terms

CSV = """\ufeffsv,en,kind,variants_sv,variants_en,note
Masimov,Massimov|Massimow,person,,Masimov|Maximov,prime minister
nattlandskap,nightscape,,natt landskap,night landscape,
"Acmé, Inc.","Acmé, Inc.",company,,Acmeco,
Kazachstan,Kazachstan,country,,,our house style
"""


@pytest.fixture(scope="module")
def terms(tmp_path_factory: pytest.TempPathFactory) -> Termbase:
    path = tmp_path_factory.mktemp("terms") / "terms.csv"
    path.write_text(CSV, "utf-8")
    return read_terms(path)


def test_a_file_is_read(terms: Termbase) -> None:
    assert terms.terms[0] == Term(
        ("Masimov",), ("Massimov", "Massimow"), (), ("Masimov", "Maximov"), "person", "prime minister"
    )
    assert len(terms.terms) == 4
    assert len(terms.digest) == 12


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Today Maximov’s house was sold.", "Today Massimov’s house was sold."),
        ("en", "Night landscape is a night landscape.", "Nightscape is a nightscape."),
        ("sv", "Här såg vi ett natt landskap.", "Här såg vi ett nattlandskap."),
        ("en", "They work for Acmeco in town.", "They work for Acmé, Inc. in town."),
        ("en", "They live in Kazachstan now.", "They live in Kazachstan now."),
        ("en", "Massimow met Massimov.", "Massimow met Massimov."),
        ("sv", "Masimovs hus såldes.", "Masimovs hus såldes."),
        (
            "en",
            "See http://example.org/Maximov for Maximovsky.",
            "See http://example.org/Maximov for Maximovsky.",
        ),
        ("en", "The nightscapes of Maximova.", "The nightscapes of Maximova."),
    ],
)
def test_its_variants_are_put_right_and_its_terms_stay(
    language: Language, text: str, expected: str, terms: Termbase
) -> None:
    cleaned = clean(text, language=language, terms=terms)
    assert cleaned.text == expected
    assert clean(cleaned.text, language=language, terms=terms).text == expected


def test_the_termbase_comes_before_the_gazetteer(terms: Termbase) -> None:
    text = "They live in Kazachstan now."
    assert clean(text, language="en").text == "They live in Kazakhstan now."
    assert clean(text, language="en", terms=terms).edits == ()


def test_what_is_close_to_a_term_is_suggested() -> None:
    terms = Termbase((Term(("Ylvaskolan",), ("Ylvaskolan",)),))
    (edit,) = clean("I går brann Ylvaskolam ner.", language="sv", terms=terms).edits
    assert (edit.before, edit.after) == ("Ylvaskolam", "Ylvaskolan")
    assert "is in the termbase" in edit.reason


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"source,target\na,b\n", "columns sv and en"),
        (b"", "columns sv and en"),
        (b"sv,en\nMasimov,\n", "line 2"),
        (b"sv,en\n\xff,b\n", "CSV in UTF-8"),
        (b'sv,en\n"a,b\n', "CSV in UTF-8"),
    ],
)
def test_a_broken_file_says_what_is_wrong(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "terms.csv"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=message):
        read_terms(path)


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        read_terms(tmp_path / "terms.csv")


def test_a_large_text_takes_no_time() -> None:
    terms = Termbase(
        tuple(Term((f"ord{n} {n}",), (f"word{n} {n}",), (), (f"wurd{n} {n}",)) for n in range(3000))
    )
    assert len(list(terms.find("wurd7 7 and wurd7 8. " * 20_000, "en"))) == 20_000
