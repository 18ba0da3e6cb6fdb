"""Several people at one document in real browsers, its keys, and texts that would like to be run."""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from pathlib import Path

import pytest
from attacks import ATTACK
from browsing import Watch
from playwright.sync_api import Locator, Page, expect

from pipeline.corpus.entry import Decision
from pipeline.corpus.store import Store

Open = Callable[[Path], Watch]

EVERYTHING = sorted(set(string.printable) - set(string.whitespace))

HANDLED = """keys => {
  document.addEventListener("click", event => { if (event.target.closest("a")) event.preventDefault(); });
  return keys.filter(key => {
    document.querySelector(".row").focus();
    const event = new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true});
    const isHandled = !document.activeElement.dispatchEvent(event);
    document.querySelectorAll("dialog[open]").forEach(dialog => dialog.close());
    return isHandled;
  });
}"""


@pytest.fixture
def article(folder: Path) -> str:
    """Where the ordinary document is."""
    with Store.existing(folder) as store:
        return next(
            f"/documents/{one.document.id}" for one in store.entries() if "kazakhstan" in one.document.file
        )


def decisions(folder: Path) -> list[Decision]:
    with Store.existing(folder) as store:
        return list(store.decisions())


def edit(page: Page, words: str) -> Locator:
    return page.get_by_role("button", name=words)


def row(page: Page, number: int) -> Locator:
    return page.get_by_role("group", name=f"Segment {number}", exact=True)


def without_polling(page: Page) -> None:
    """Leave what it asks for unanswered, so that it does not hear of others."""
    page.route("**/since/**", lambda route: None)


def test_the_decision_of_one_shows_up_at_the_other(folder: Path, article: str, watch: Open) -> None:
    review = watch(folder)
    one, two = review.open(article, name="Åsa"), review.open(article, name="Björn")
    edit(two, "week → month").focus()
    two.keyboard.press("r")
    expect(edit(one, "week → month")).to_have_attribute("data-status", "rejected")
    expect(one.get_by_role("status").filter(has_text="Björn")).to_have_text("Björn rejected “week”.")
    expect(edit(two, "week → month")).to_have_attribute("data-status", "rejected")


@pytest.mark.parametrize("choice", ["Keep theirs", "Use mine"])
def test_a_conflict_is_shown_and_neither_is_lost(
    folder: Path, article: str, watch: Open, choice: str
) -> None:
    review = watch(folder)
    one, two = review.open(article, name="Åsa"), review.open(article, name="Björn")
    without_polling(one)
    edit(two, "week → month").focus()
    two.keyboard.press("r")
    expect(edit(two, "week → month")).to_have_attribute("data-status", "rejected")
    edit(one, "week → month").focus()
    one.keyboard.press("a")
    dialog = one.get_by_role("dialog", name="Somebody else has decided on this")
    expect(dialog).to_contain_text("Björn")
    expect(dialog).to_contain_text("rejected")
    dialog.get_by_role("button", name=choice).press("Enter")
    status = "accepted" if choice == "Use mine" else "rejected"
    expect(edit(one, "week → month")).to_have_attribute("data-status", status)
    expect(edit(two, "week → month")).to_have_attribute("data-status", status)
    made = [(decision.who, decision.verdict) for decision in decisions(folder)]
    assert made == [("Björn", "rejected"), ("Åsa", "accepted")][: 2 if choice == "Use mine" else 1]


def test_what_is_being_typed_outlives_the_decision_of_another(
    folder: Path, article: str, watch: Open
) -> None:
    review = watch(folder)
    one, two = review.open(article, name="Åsa"), review.open(article, name="Björn")
    for page in (one, two):
        row(page, 1).focus()
        page.keyboard.press("e")
        page.keyboard.press("Control+a")
    one.keyboard.type("Tidigare i veckan")
    one.keyboard.press("ArrowLeft")
    two.keyboard.type("Förra veckan.")
    two.keyboard.press("Enter")
    area = one.get_by_role("textbox", name="Translation of segment 1")
    expect(row(one, 1).get_by_role("status")).to_have_text(
        "It was changed meanwhile; it is now: Förra veckan."
    )
    expect(area).to_be_focused()
    one.keyboard.type("-")
    expect(area).to_have_value("Tidigare i vecka-n")
    one.keyboard.press("Enter")
    dialog = one.get_by_role("dialog", name="Somebody else has decided on this")
    expect(dialog).to_contain_text("Förra veckan.")
    dialog.get_by_role("button", name="Use mine").click()
    for page in (one, two):
        expect(row(page, 1).locator(".target")).to_contain_text("Tidigare i vecka-n")
    assert [decision.after for decision in decisions(folder)] == ["Förra veckan.", "Tidigare i vecka-n"]


def test_a_draft_is_there_again_when_the_page_is(folder: Path, article: str, watch: Open) -> None:
    page = watch(folder).open(article)
    row(page, 1).focus()
    page.keyboard.press("e")
    page.keyboard.press("Control+a")
    page.keyboard.type("Halvfärdig")
    page.keyboard.press("Escape")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(row(page, 1)).to_be_focused()
    page.keyboard.press("e")
    expect(page.get_by_role("textbox", name="Translation of segment 1")).to_have_value("Halvfärdig")
    assert decisions(folder) == []


def test_the_help_shows_every_key_that_does_something(folder: Path, article: str, watch: Open) -> None:
    page = watch(folder).open(article)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    shown = {term.split()[0] for term in page.locator("#key-list dt").all_inner_texts()}
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    announced = page.locator("[aria-keyshortcuts]").evaluate_all(
        "all => all.map(one => one.getAttribute('aria-keyshortcuts'))"
    )
    without_polling(page)
    page.route("**/api/**", lambda route: None)
    assert set(page.evaluate(HANDLED, EVERYTHING)) == shown & set(EVERYTHING)
    assert {key.replace("Shift+", "").split()[0] for key in announced} <= shown


def test_no_text_is_ever_run(folder: Path, watch: Open) -> None:
    with Store.existing(folder) as store:
        hostile = next(one.document for one in store.entries() if one.document.title == ATTACK)
    review = watch(folder)
    page = review.open(f"/documents/{hostile.id}", name=ATTACK)
    page.context.add_init_script("window.a = () => { window.pwned = true; }")
    page.reload()
    other = review.open(f"/documents/{hostile.id}", name="Björn")
    page.keyboard.press("j")
    page.keyboard.press(";")
    page.keyboard.type(ATTACK)
    page.keyboard.press("Control+Enter")
    expect(row(page, 1).locator(".note")).to_have_text("1 comment")
    expect(other.locator("#status")).to_contain_text("commented on the translation of segment 1")
    other.keyboard.press("j")
    expect(other.locator("#segment-facts .history")).to_contain_text(ATTACK)
    expect(page.locator(".reviewer")).to_contain_text(ATTACK[:40])
    page.locator('.edit[data-status="suggested"]').focus()
    page.keyboard.press("x")
    expect(page.locator("#bulk-examples li")).to_have_count(1)
    page.keyboard.press("a")
    expect(page.locator('.edit[data-status="accepted"]')).to_have_count(1)
    addresses = (f"/documents/{hostile.id}", "/", "/?q=evil", "/dashboard", "/bulk?stage=spelling", "/name")
    for address in (*addresses, f"/?q={ATTACK}", f"/bulk?before={ATTACK}", f"/documents/{ATTACK[:30]}"):
        page.goto(address)
        expect(page.get_by_role("main")).to_be_visible()
        assert page.locator("x-evil, img").count() == 0
        assert page.evaluate("window.pwned === undefined && typeof a === 'function'")
    review.faults = [
        fault for fault in review.faults if not re.search("404|422", fault)
    ]  # The last one is no page.
