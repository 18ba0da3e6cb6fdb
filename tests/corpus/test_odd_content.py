"""What is odd survives every format, read back with the standard library and lxml alone."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import odd
import pytest
from lxml import etree, html

from pipeline.corpus.escaping import unescape
from pipeline.corpus.export import conll, export, moses, spreadsheet, tmx, xliff
from pipeline.corpus.pages import visible
from pipeline.corpus.store import Store
from pipeline.corpus.verify import verify

Texts = dict[str, tuple[str, str]]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Store]]:
    folder = tmp_path_factory.mktemp("odd")
    with Store.of(folder) as store:
        odd.fill(store)
        export(store, folder, ["jsonl", "tmx", "xliff", "moses", "csv", "conll", "m2", "text", "html"])
        yield folder, store


def of_jsonl(folder: Path) -> Texts:
    lines = (folder / "segments.jsonl").read_text("utf-8").splitlines()
    return {row["id"]: (row["source"], row["target"]) for row in map(json.loads, lines)}


def of_tmx(folder: Path) -> Texts:
    return {unit.id: (unit.texts[0][1], unit.texts[1][1]) for unit in tmx.read(folder / tmx.FILE)}


def of_moses(folder: Path) -> Texts:
    swedish, english, about = ((folder / name).read_text("utf-8").splitlines() for name in moses.FILES)
    rows = zip(about, swedish, english, strict=True)
    return {one.split("\t")[0]: (unescape(sv), unescape(en)) for one, sv, en in rows}


def of_csv(folder: Path) -> Texts:
    with (folder / "csv" / "segments.csv").open(encoding="utf-8-sig", newline="") as file:
        csv.field_size_limit(10_000_000)
        return {
            row["id"]: (spreadsheet.from_cell(row["source"]), spreadsheet.from_cell(row["target"]))
            for row in csv.DictReader(file)
        }


def of_xliff(folder: Path) -> Texts:
    found = {}
    name = f"{{{xliff.CORE}}}"
    for path in (folder / xliff.FOLDER).glob("*.xlf"):
        for unit in etree.parse(path, etree.XMLParser(huge_tree=True)).iter(f"{name}unit"):
            segment = unit.find(f"{name}segment")
            source, target = (segment.find(f"{name}{tag}") for tag in ("source", "target"))
            found[unit.get("id")] = (plain(source), plain(target))
    return found


def plain(element: etree._Element | None) -> str:
    """The text of a source or target, with its code points."""
    if element is None:
        return ""
    points = (chr(int(str(point.get("hex")), 16)) + (point.tail or "") for point in element)
    return "".join([element.text or "", *points])


@pytest.mark.parametrize("reader", [of_jsonl, of_tmx, of_moses, of_csv, of_xliff])
def test_source_and_translation_come_back(corpus: tuple[Path, Store], reader: object) -> None:
    folder, store = corpus
    assert callable(reader)
    assert reader(folder) == odd.expected(store)


def test_the_words_of_an_annotation_join_to_both_texts(corpus: tuple[Path, Store]) -> None:
    folder, store = corpus
    found: dict[str, tuple[list[str], list[str]]] = {}
    lines = (folder / conll.FILE).read_text("utf-8").splitlines()
    assert lines[0] == f"# global.columns = {' '.join(conll.COLUMNS)}"
    for line in lines[1:]:
        if line.startswith("# newdoc id = "):
            texts = found.setdefault(line.removeprefix("# newdoc id = "), ([], []))
        elif line and not line.startswith("# "):
            number, original, normalised, space, rules, changes = line.split("\t")
            assert number.isdigit()
            assert rules == changes == conll.EMPTY
            texts[0].extend(map(conll.from_column, (original, space)))
            texts[1].extend(map(conll.from_column, (normalised, space)))
    for document in store.documents():
        joined = ["".join(pieces) for pieces in found.get(document.id, ((), ()))]
        assert joined == [document.original, document.normalised]


def test_every_sentence_of_m2_is_one_line(corpus: tuple[Path, Store]) -> None:
    folder, store = corpus
    blocks = (folder / "corpus.m2").read_text("utf-8").split("\n\n")
    assert len(blocks) - 1 == len(odd.expected(store))
    assert all(block.startswith("S ") and len(block.splitlines()) == 1 for block in blocks[:-1])


def test_plain_texts_are_the_documents(corpus: tuple[Path, Store]) -> None:
    folder, store = corpus
    for document in store.documents():
        path = folder / "text" / document.file.replace(".txt", ".sv.txt")
        assert path.read_bytes() == document.normalised.encode("utf-8", "backslashreplace")


def test_pages_show_every_translation(corpus: tuple[Path, Store]) -> None:
    folder, store = corpus
    shown: dict[str, str] = {}
    for path in (folder / "report" / "documents").glob("*.html"):
        page = html.parse(path, html.HTMLParser(encoding="utf-8", huge_tree=True))
        for row in page.xpath("//*[starts-with(@id, 'segment-')]"):
            (text,) = row.xpath("div[@class='target']/p[@class='text']")
            shown[row.get("id").removeprefix("segment-")] = text.text_content()
    assert shown == {key: visible(target) for key, (_, target) in odd.expected(store).items()}


def test_no_cell_is_a_formula(corpus: tuple[Path, Store]) -> None:
    folder, _ = corpus
    csv.field_size_limit(10_000_000)
    for path in (folder / "csv").glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                numbers = {"score", "quality", "confidence"}
                cells = (value for name, value in row.items() if name not in numbers)
                assert not any(cell.startswith(tuple("=+-@\t\r\n")) for cell in cells)


def test_the_corpus_is_sound(corpus: tuple[Path, Store]) -> None:
    problems = [str(problem) for problem in verify(corpus[0]).problems]
    # What no engine gives and no bytes decode to is said, and stands there only to see what becomes of it.
    known = ("has no translation", "surrogates not allowed")
    assert [problem for problem in problems if not any(part in problem for part in known)] == []
