"""Every page for everybody: on a phone and at 400 %, in the dark, by keyboard, with a screen reader."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from browsing import Watch
from playwright.sync_api import Page, expect

from pipeline.corpus.store import Store
from pipeline.review.desk import Desk

PHONE, ZOOMED = (360, 740), (320, 256)
"""320 by 256 CSS pixels is a window of 1280 by 1024 at 400 %."""

LOOKS = Path(__file__).with_name("looks.js")
WIDTH = "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"

UNNAMED = re.compile(
    r"- (?:button|link|textbox|searchbox|combobox|checkbox|radio|dialog|img|navigation)(?=$|:| \[)"
)


@pytest.fixture
def addresses(folder: Path) -> list[str]:
    """Every kind of page, with something on it."""
    with Store.existing(folder) as store:
        desk, entries = Desk(store), list(store.entries())
        article = next(one for one in entries if "kazakhstan" in one.document.file)
        document, edits = article.document.id, article.document.edits
        desk.decide_segment(document, article.segments[-1].id, "edited", "Åsa", text="Slutet.")
        desk.decide_edit(document, edits[0].id, "rejected", "Åsa")
        desk.comment(document, edits[1].id, "edit", "Is that so?", "Björn")
    return [
        "/",
        "/?q=the",
        "/?status=waiting&language=fi",
        *(f"/documents/{one.document.id}" for one in entries),
        "/dashboard",
        "/bulk",
        "/bulk?stage=spelling",
        "/name",
        "/nothing",
    ]


def each(page: Page, addresses: list[str]) -> Iterator[str]:
    """Open one page after the other, with what opens in it; gives their addresses."""
    page.add_init_script(path=LOOKS)
    for address in addresses:
        page.goto(address)
        page.keyboard.press("j")
        if address.startswith("/documents/") and page.locator("#segment-panel").is_visible():
            page.wait_for_selector("#segment-facts p")
            page.keyboard.press("e")
            if page.locator(".edit").count():
                page.locator(".edit").first.focus()
        for details in page.locator("details").all():
            details.locator("summary").click()
        yield address


@pytest.mark.parametrize("size", [PHONE, ZOOMED], ids=["phone", "zoomed"])
def test_small_windows_never_scroll_sideways_and_hide_nothing(
    folder: Path, addresses: list[str], watch: Callable[[Path], Watch], size: tuple[int, int]
) -> None:
    review = watch(folder)
    page = review.open(size=size, phone=size == PHONE)
    for address in each(page, addresses):
        wide, window = page.evaluate(WIDTH)
        assert wide <= window, address
        assert page.evaluate("looks.unreachable()") == [], address
    page.goto(addresses[3])
    page.keyboard.press("?")
    close = page.get_by_role("dialog", name="Keys").get_by_role("button", name="Close")
    close.scroll_into_view_if_needed()
    close.click()
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    _without_missing_pages(review)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_text_stands_out(
    folder: Path, addresses: list[str], watch: Callable[[Path], Watch], dark: bool
) -> None:
    review = watch(folder)
    page = review.open(dark=dark)
    for address in each(page, addresses):
        assert page.evaluate("looks.faint(4.5)") == [], address
        page.keyboard.press("Escape")
        page.locator("#show-keys").click()
        assert page.evaluate("looks.faint(4.5)") == [], address
    _without_missing_pages(review)


def test_everything_has_a_name_and_a_place(
    folder: Path, addresses: list[str], watch: Callable[[Path], Watch]
) -> None:
    review = watch(folder)
    page = review.open()
    titles = {}
    for address in each(page, addresses):
        snapshot = page.locator("body").aria_snapshot()
        assert [line for line in snapshot.splitlines() if UNNAMED.search(line)] == [], address
        for landmark in ("banner", "main"):
            expect(page.get_by_role(landmark)).to_have_count(1)
        expect(page.get_by_role("navigation", name="Main")).to_have_count(1)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        levels = [0, *map(int, re.findall(r"- heading .*\[level=(\d)\]", snapshot))]
        assert all(after <= before + 1 for before, after in pairwise(levels)), address
        titles[address.partition("?")[0]] = page.title()
    assert len(set(titles.values())) == len(titles)
    _without_missing_pages(review)


def _without_missing_pages(review: Watch) -> None:
    """Take out what the browser notes of the page that there is not."""
    review.faults = [fault for fault in review.faults if "404" not in fault]
