"""A folder of articles, with its catalogue and with what does not belong there."""

import os
import pickle
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from pipeline import changelog
from pipeline.articles import find_articles, iter_articles, make_document
from pipeline.corpus.export import export
from pipeline.corpus.reading import open_corpus
from pipeline.corpus.store import Store
from pipeline.corpus.verify import verify
from pipeline.decoding import encode
from pipeline.document import Document, Origin, document_id
from pipeline.errors import Refused, SourceError
from pipeline.inputs.catalogue import FILE, without_file

PAGE = (
    "<html><head><title>Ur nätet</title><meta name=date content=2022-01-06></head><body><article>"
    "<p>Det är  en text som är lång nog,sade hon på onsdagen i Umeå, och det var den.</p></article></html>"
)


def documents(source: Path) -> dict[str, Document]:
    made = {}
    for article in find_articles(source):
        data = article.read()
        identity = document_id(article.file, sha256(data).hexdigest())
        made[article.file] = make_document(article, data, identity)
    return made


def test_a_folder_is_read_sorted_with_its_catalogue(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("Text.")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "ö.txt").write_text("Text.")
    (tmp_path / "a.txt").write_text("Text.")
    (tmp_path / ".hidden.txt").write_text("Text.")
    (tmp_path / FILE).write_text("file,title,language\na/ö.txt,En titel,sv\n", "utf-8")
    found = find_articles(tmp_path)
    assert [(one.file, one.title, one.language) for one in found] == [
        ("a/ö.txt", "En titel", "sv"),
        ("a.txt", "", None),
        ("b.txt", "", None),
    ]
    assert [one.path for one in found] == sorted(one.path for one in found)
    assert list(iter_articles(tmp_path)) == found == pickle.loads(pickle.dumps(found))


def test_a_single_file_is_an_archive_too(tmp_path: Path) -> None:
    path = tmp_path / "one.txt"
    path.write_text("Text.")
    assert [one.file for one in find_articles(path)] == ["one.txt"]


@pytest.mark.parametrize(
    ("include", "exclude", "expected"),
    [
        ([], [], ["drafts/c.txt", "news/a.txt", "news/b.md"]),
        (["*.txt"], [], ["drafts/c.txt", "news/a.txt"]),
        (["*.txt", "*.md"], ["drafts"], ["news/a.txt", "news/b.md"]),
        (["news/*"], ["*.md"], ["news/a.txt"]),
    ],
)
def test_patterns_choose_files(
    tmp_path: Path, include: list[str], exclude: list[str], expected: list[str]
) -> None:
    for name in ("drafts/c.txt", "news/a.txt", "news/b.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("Text.")
    assert [one.file for one in find_articles(tmp_path, include, exclude)] == expected


def test_patterns_leave_out_members_of_archives(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.txt", "Text.")
        archive.writestr("b.jpg", "?")
    assert [one.file for one in find_articles(tmp_path, ["*.zip"], ["*.jpg"])] == ["a.zip!/a.txt"]


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.txt").write_text("Secret.")
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "link.txt").symlink_to(outside / "a.txt")
    (folder / "folder").symlink_to(outside)
    (folder / "sibling.txt").symlink_to(tmp_path / "inbox2.txt")
    (tmp_path / "inbox2.txt").write_text("Secret.")
    assert find_articles(folder) == []


def test_loops_of_links_end(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Text.")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "up").symlink_to(tmp_path)
    (tmp_path / "itself.txt").symlink_to(tmp_path / "itself.txt")
    (tmp_path / "same.txt").symlink_to(tmp_path / "a.txt")
    text, itself, same = find_articles(tmp_path)
    assert (text.read(), same.read()) == (b"Text.", b"Text.")
    with pytest.raises(Refused, match="cannot be read"):
        itself.read()


def test_what_is_no_ordinary_file_is_refused_and_waits_for_nobody(tmp_path: Path) -> None:
    for name in ("a.txt", "b.csv", "c.zip"):
        os.mkfifo(tmp_path / name)
    for one in find_articles(tmp_path):
        with pytest.raises(Refused, match="no ordinary file"):
            one.read()


def test_a_folder_that_does_not_exist_says_so(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="there is no file or folder"):
        find_articles(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"title\nx\n", "no column “file”"), (b"file\n\xe5.txt\n", "cannot be read as CSV in UTF-8")],
)
def test_a_wrong_catalogue_says_what_is_wrong(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "a.txt").write_text("Text.")
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(SourceError, match=message):
        find_articles(tmp_path)


def test_a_wrong_line_of_a_catalogue_costs_one_file(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.csv"):
        (tmp_path / name).write_text("text\nText.")
    (tmp_path / FILE).write_text("file,language\na.txt,en-GB\nb.txt,fi\nc.csv,Svenska\nd.txt,sv\n")
    one, *others = find_articles(tmp_path)
    assert (one.language, one.read()) == ("en", b"text\nText.")
    assert [other.file for other in others] == ["b.txt", "c.csv"]
    for other in others:
        with pytest.raises(Refused, match="is not sv or en: correct the line"):
            other.read()
    assert without_file(tmp_path) == ["d.txt"]


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "broken.txt").symlink_to(tmp_path / "missing.txt")
    with (tmp_path / "large.txt").open("wb") as file:
        file.truncate(10_000_001)
    (tmp_path / "rows.csv#2").write_text("Text.")
    reasons = []
    for one in find_articles(tmp_path):
        with pytest.raises(Refused) as refused:
            one.read()
        reasons.append(str(refused.value))
    pdf, broken, large, like_a_row = reasons
    assert pdf.startswith("it is no file that is read (.txt, .md, .html, .htm, .docx, .jsonl, .csv, .zip)")
    assert broken == "it cannot be read: No such file or directory"
    assert large.startswith("10,000,001 bytes are more than the 10,000,000 allowed")
    assert "reads like a place in another file" in like_a_row


def test_a_document_keeps_its_bytes(tmp_path: Path) -> None:
    data = "Rubrik\r\n\r\nDet är  bra.".encode("cp1252")
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    document = documents(path)["a.txt"]
    assert document.title == "Rubrik"
    assert document.normalised == "Rubrik\n\nDet är bra."
    assert encode(document.original, document.decoding) == data
    assert document.origin is None


def test_a_document_says_what_it_was_taken_out_of(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE)
    (tmp_path / "b.csv").write_bytes('id;text;titel;datum\n7;"Det är  bra.";Sju;2022\n'.encode("cp1252"))
    (tmp_path / "c.txt").write_text("Det är bra.")
    (tmp_path / FILE).write_text("file,source,date\nc.txt,TT,2021-05-01\n")
    made = documents(tmp_path)
    page, row, text = made["a.html"], made["b.csv#id=7"], made["c.txt"]
    assert page.original.startswith("Det är en text som är lång nog,sade")
    assert (page.title, page.decoding.charset) == ("Ur nätet", "utf-8")
    digest = sha256(PAGE.encode()).hexdigest()
    assert page.origin is not None
    assert (page.origin.file_sha256, page.origin.raw_sha256, page.origin.date) == (
        digest,
        digest,
        "2022-01-06",
    )
    assert page.origin.extractor.startswith("html, trafilatura ")
    assert (row.title, row.decoding.charset) == ("Sju", "sloppy-windows-1252")
    assert row.sha256 == sha256("Det är  bra.".encode("cp1252")).hexdigest()
    assert row.origin == Origin(
        file_sha256=sha256((tmp_path / "b.csv").read_bytes()).hexdigest(),
        place="row 2",
        raw_sha256=sha256('7;"Det är  bra.";Sju;2022\n'.encode("cp1252")).hexdigest(),
        extractor="csv 1",
        identity="7",
        date="2022",
    )
    assert text.origin == Origin(date="2021-05-01", source="TT")


def test_markdown_is_cleaned_with_its_markup_kept(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: Ett\nlang: sv\n---\n\nDet är  bra.\n\n    kod  här\n")
    document = documents(tmp_path)["a.md"]
    assert (document.title, document.language) == ("Ett", "sv")
    assert document.normalised.endswith("\n\nDet är bra.\n\n    kod  här\n")


def test_files_of_any_name_and_kind_come_back_from_the_store_and_the_exports(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    latin1 = os.fsdecode("Räksmörgås på ön.txt".encode("latin-1"))
    (inbox / latin1).write_bytes("Räksmörgås på ön.\r\n".encode("latin-1"))
    (inbox / "ny\nrad.txt").write_text("Det är bra.")
    (inbox / "a.html").write_text(PAGE)
    (inbox / "b.jsonl").write_text('{"text": "Det är  bra.", "source": "half \\ud83d"}\n')
    made = documents(inbox)
    output = tmp_path / "output"
    output.mkdir()
    with Store.of(output) as store:
        for document in made.values():
            store.save(document, [], "")
        export(store, output)
        assert list(store.documents()) == sorted(made.values(), key=lambda one: one.file)
    assert verify(output).problems == []
    for document in open_corpus(output).documents():
        assert document == made[document.file]
        data = encode(changelog.rewind(document.normalised, document.edits), document.decoding)
        assert sha256(data).hexdigest() == document.sha256
    assert encode(made[latin1].original, made[latin1].decoding) == (inbox / latin1).read_bytes()
