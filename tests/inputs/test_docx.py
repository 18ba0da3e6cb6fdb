"""Word files, made here as zip archives of XML."""

import zipfile
from io import BytesIO

import pytest
from wordfile import paragraph, word_file

from pipeline.errors import Refused
from pipeline.inputs import docx


def text_of(body: str) -> str:
    return docx.extract(word_file(body)).data.decode()


def test_paragraphs_headings_and_tables_are_text_in_their_order() -> None:
    cells = "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in ("Stad", "Antal"))
    body = paragraph("Rubrik") + "<w:p/>" + paragraph("Älgen sågs  i Umeå.")
    assert text_of(f"{body}<w:tbl><w:tr>{cells}</w:tr></w:tbl>{paragraph('Slut.')}") == (
        "Rubrik\n\nÄlgen sågs  i Umeå.\n\nStad\n\nAntal\n\nSlut."
    )


def test_a_word_in_several_runs_and_its_signs_stay_together() -> None:
    runs = "<w:r><w:t>För</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>slag</w:t><w:br/><w:t>EU</w:t></w:r>"
    link = "<w:hyperlink><w:r><w:noBreakHyphen/><w:t>rätt</w:t><w:tab/><w:t>1</w:t></w:r></w:hyperlink>"
    assert text_of(f"<w:p>{runs}{link}</w:p>") == "Förslag\nEU\u2011rätt\t1"


def test_of_tracked_changes_only_what_holds_is_taken() -> None:
    old = "<w:del><w:r><w:delText>nej</w:delText></w:r></w:del>"
    old += "<w:moveFrom><w:r><w:t>bort</w:t></w:r></w:moveFrom>"
    field = "<w:r><w:instrText>PAGE</w:instrText></w:r>"
    assert text_of(f"<w:p>{old}{field}<w:ins><w:r><w:t>ja</w:t></w:r></w:ins></w:p>") == "ja"


def test_a_text_box_is_taken_once() -> None:
    box = f"<w:txbxContent>{paragraph('I rutan.')}</w:txbxContent>"
    choice = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    body = f"<w:p><w:r><w:t>Före.</w:t><mc:AlternateContent>{choice}</mc:AlternateContent></w:r></w:p>"
    assert text_of(body) == "Före.\n\nI rutan."


def test_title_date_and_source_are_those_of_its_properties() -> None:
    about = docx.extract(word_file(paragraph("Text."))).about
    assert (about.title, about.date, about.source) == ("Älgen i Umeå", "2022-01-06T08:00:00Z", "Redaktionen")
    assert about.language is None
    assert docx.extract(word_file(paragraph("Text."), core="")).about.title == ""


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK\x03\x04 broken", "damaged or protected by a password"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "damaged or protected by a password"),
        (word_file("<w:p>"), "its XML is damaged"),
        (word_file(paragraph("&a;"), before='<!DOCTYPE x [<!ENTITY a "aaaa">]>'), "declares entities"),
        (
            word_file(paragraph("&a;"), before='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
            "declares entities",
        ),
    ],
)
def test_what_is_no_sound_word_file_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(Refused, match=message):
        docx.extract(data)


def test_another_zip_is_no_word_file() -> None:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.txt", "Text.")
    with pytest.raises(Refused, match="no Word document"):
        docx.extract(made.getvalue())


def test_a_text_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx, "MAX_XML", 1_000)
    with pytest.raises(Refused, match="unpacks to more than 1,000 bytes"):
        docx.extract(word_file(paragraph("a" * 2_000)))
