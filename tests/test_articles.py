"""A folder of articles, with its catalogue and with what does not belong there."""

from pathlib import Path

import pytest

from pipeline.articles import CATALOGUE, find_articles, make_document
from pipeline.decoding import encode
from pipeline.document import document_id
from pipeline.errors import Refused, SourceError


def test_a_folder_is_read_sorted_with_its_catalogue(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("Text.")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "ö.txt").write_text("Text.")
    (tmp_path / ".hidden.txt").write_text("Text.")
    (tmp_path / CATALOGUE).write_text("file,title,language\na/ö.txt,En titel,sv\n", "utf-8")
    found = find_articles(tmp_path)
    assert [(one.file, one.title, one.language) for one in found] == [
        ("a/ö.txt", "En titel", "sv"),
        ("b.txt", "", None),
    ]


def test_a_single_file_is_an_archive_too(tmp_path: Path) -> None:
    path = tmp_path / "one.txt"
    path.write_text("Text.")
    assert [one.file for one in find_articles(path)] == ["one.txt"]


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("Secret.")
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "link.txt").symlink_to(outside)
    assert find_articles(folder) == []


def test_a_folder_that_does_not_exist_says_so(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="there is no file or folder"):
        find_articles(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("content", "message"),
    [("title\nx\n", "no column “file”"), ("file,language\na.txt,fi\n", "'fi', not sv or en")],
)
def test_a_wrong_catalogue_says_what_is_wrong(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "a.txt").write_text("Text.")
    (tmp_path / CATALOGUE).write_text(content)
    with pytest.raises(SourceError, match=message):
        find_articles(tmp_path)


def test_what_is_no_text_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "broken.txt").symlink_to(tmp_path / "missing.txt")
    pdf, broken = find_articles(tmp_path)
    with pytest.raises(Refused, match=r"not a \.txt file"):
        pdf.read()
    with pytest.raises(Refused, match="cannot be read: No such file"):
        broken.read()


def test_a_document_keeps_its_bytes(tmp_path: Path) -> None:
    data = "Rubrik\r\n\r\nDet är  bra.".encode("cp1252")
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    (article,) = find_articles(path)
    document = make_document(article, data, document_id("a.txt", "x"))
    assert document.title == "Rubrik"
    assert document.normalised == "Rubrik\n\nDet är bra."
    assert encode(document.original, document.decoding) == data
