from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from articles import SIGNATURE, document, segments
from lxml import html

from pipeline.corpus.entry import Entry
from pipeline.corpus.export import export
from pipeline.corpus.pages import queue, rows
from pipeline.corpus.store import Store


def page(folder: Path, name: str) -> Any:
    return html.fromstring((folder / "report" / name).read_bytes())


def shown(element: Any, *hidden: str) -> str:
    """The text of an element as a reader sees it when some elements are hidden."""
    for gone in element.xpath("|".join(f".//{name}" for name in (*hidden, "span[@class='note']"))):
        gone.drop_tree()
    return str(element.text_content())


def test_the_overview_leads_to_every_document(folder: Path) -> None:
    overview = page(folder, "index.html")
    links = overview.xpath("//table//th/a/@href")
    assert links == [f"documents/{name}.html" for name in ("clean", "kazakhstan", "suomi", "svenska")]
    assert all((folder / "report" / link).is_file() for link in links)
    assert "the document is binary data, not text" in overview.text_content()


@pytest.mark.parametrize(("hidden", "text"), [("ins", "original"), ("del", "normalised")])
def test_the_source_reads_as_it_came_and_as_it_is(folder: Path, hidden: str, text: str) -> None:
    cells = page(folder, "documents/kazakhstan.html").xpath("//article//p[@class='text'][@lang='en']")
    expected = getattr(document(), text)
    assert "".join("".join(shown(cell, hidden) for cell in cells).split()) == "".join(expected.split())


def test_every_change_is_marked_explained_and_reached_by_keyboard(folder: Path) -> None:
    found = page(folder, "documents/kazakhstan.html")
    log = found.xpath("//section[@class='log']//li")
    assert len(log) == len(document().edits) == 5
    for entry, edit in zip(log, document().edits, strict=True):
        assert edit.reason in entry.text_content()
        assert edit.rule.replace("_", " ") in entry.text_content()
        anchor = entry.xpath(".//a/@href")[0].removeprefix("#")
        assert found.get_element_by_id(anchor) is not None
    for mark in found.xpath("//article//a[@class='change' or @class='suggestion']"):
        assert found.get_element_by_id(mark.get("href").removeprefix("#")) is not None
        assert mark.xpath(".//span[@class='note']")[0].text_content().strip()
    assert [mark.text_content() for mark in found.xpath("//article//mark")] == ["week"]
    assert len(found.xpath("//article//ins")) == 4


def test_translations_stand_beside_their_sentences(folder: Path) -> None:
    found = page(folder, "documents/kazakhstan.html")
    for segment in segments(document()):
        row = found.get_element_by_id(f"segment-{segment.id}")
        target = row.xpath(".//p[@lang='sv']")[0]
        assert target.text_content() == segment.translation.text
    assert len(found.xpath("//div[starts-with(@class, 'row')]")) == len(segments(document()))


def test_nothing_comes_from_elsewhere_and_nothing_runs(folder: Path) -> None:
    for path in (folder / "report").rglob("*.*"):
        text = path.read_text("utf-8")
        assert not re.search(r"<script|javascript:|\son\w+=|https?://|//cdn|@import|style=\"", text)
        if path.suffix == ".html":
            whole: Any = html.fromstring(text.encode())
            links = whole.xpath("//@href|//@src")
            assert all(link.startswith("#") or (path.parent / link).is_file() for link in links)


def test_ids_on_a_page_are_unique_and_landmarks_are_there(folder: Path) -> None:
    for path in (folder / "report").rglob("*.html"):
        found: Any = html.fromstring(path.read_bytes())
        identities = found.xpath("//@id")
        assert len(identities) == len(set(identities))
        assert len(found.xpath("//main")) == len(found.xpath("//h1")) == 1
        for reference in found.xpath("//@aria-labelledby|//@aria-describedby"):
            assert reference in identities


def test_a_text_without_translation_is_shown_line_by_line(folder: Path) -> None:
    found = page(folder, "documents/suomi.html")
    assert [cell.text_content() for cell in found.xpath("//article//p[@class='text']")] == ["Hyvää päivää."]


def test_a_sentence_swallowed_by_a_change_keeps_its_row() -> None:
    found = document(text="One.Two. Three.", changes=[("spelling", "e.Two", "e. Two", "applied")])
    entry = Entry(found, tuple(segments(found)), SIGNATURE)
    assert [row.segment.source for row in rows(entry) if row.segment] == ["One.", "Two.", "Three."]


def test_file_names_that_need_quoting_are_linked(tmp_path: Path, store: Store) -> None:
    found = document("50% of #1?.txt", "Text.", ())
    store.save(found, [], SIGNATURE)
    export(store, tmp_path)
    link = page(tmp_path, "index.html").xpath("//table//a/@href")[0]
    assert link == "documents/50%25%20of%20%231_.html"
    assert (tmp_path / "report/documents/50% of #1_.html").is_file()


def test_slips_that_wait_are_read_first() -> None:
    waiting = ("slips", "Gaza", "Kazakh", "suggested")
    one = document(text="Teh Gaza people.\n", changes=[("spelling", "Teh", "The", "applied"), waiting])
    assert [(shown.number, shown.edit.stage) for shown in queue(one)] == [(2, "slips"), (1, "spelling")]
