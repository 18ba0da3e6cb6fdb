"""A reviewer's walk in a real browser, by keyboard, and a run that obeys it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from browsing import Watch
from playwright.sync_api import Locator, Page, expect

from flows.batches import clean_batch, translate_batch
from flows.collecting import collect_names
from flows.settings import Settings
from pipeline.articles import find_articles
from pipeline.corpus.entry import Entry
from pipeline.corpus.store import Store
from pipeline.corpus.verify import verify
from pipeline.translation.installing import install

ROOT = Path(__file__).parents[2]
PACKAGES = ROOT / "tests" / "data" / "tiny-argos"

ARTICLES = {
    "harbour.txt": """The harbour opens again

The harbour at Aktau opened again on Monday, Berit Lindqvist said.She has led the port since 2019.

"Compared to neighboring Kurdistan, Kazakhstan has a long coast," she said.

Its  quay is teh best of Kazakhstan.

The work took four yeers and cost 12 million crowns. The minister Abdyldajev came to town.
""",
    "bridge.txt": """A bridge for the ferry town

Berit Lindqvist told the council that the bridge would be ready in May. The bridge is  400 metres long.

The minister Abdyldajev will not say what it costs. "It will be a deale," he said on Tuesday.
""",
    "plan.txt": """Regeringen presenterade en ny plan i går.

Polisen stoppade  bilen i Stockholm. Berit Lindqvist sade att planen var bra.
""",
}

MOST_STEPS = 60


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An output folder, made by what a run does; the articles lie in ``inbox`` beside it."""
    monkeypatch.setenv("RENSKRIFT_PACKAGES", str(tmp_path / "packages"))
    for pair in ("sv-en", "en-sv"):
        install(pair, PACKAGES / f"translate-{pair.replace('-', '_')}-0_1.argosmodel")
    inbox, output = tmp_path / "inbox", tmp_path / "output"
    inbox.mkdir()
    for file, text in ARTICLES.items():
        (inbox / file).write_text(text, "utf-8")
    settings = Settings(output, engine="argos", fast=True)
    found = collect_names(find_articles(inbox), settings)
    documents, refused, seen = clean_batch(found.pending, settings, "first")
    assert not refused
    translate_batch(documents, settings, seen)
    return output


RUN = """
import sys
from pathlib import Path
from flows.corpus import Settings, without_prefect
without_prefect(Path(sys.argv[1]), Settings(Path(sys.argv[2]), engine="argos", fast=True))
"""


def run_again(output: Path) -> None:
    """The work of the flow, in a process of its own."""
    call = [sys.executable, "-c", RUN, str(output.parent / "inbox"), str(output)]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def entry(output: Path, file: str) -> Entry:
    with Store.existing(output) as store:
        return next(one for one in store.entries() if one.document.file == file)


def press_until(page: Page, key: str, wanted: Locator) -> None:
    """Press a key until it has led to an element."""
    for _ in range(MOST_STEPS):
        page.keyboard.press(key)
        if wanted.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"{key} does not lead to {wanted}")


def segment(page: Page, words: str) -> Locator:
    return page.locator(".row", has=page.locator(".source", has_text=words))


def edit(page: Page, words: str) -> Locator:
    return page.get_by_role("button", name=words)


def test_a_walk_by_keyboard_that_the_next_run_obeys(corpus: Path, watch: Callable[[Path], Watch]) -> None:
    page = watch(corpus).open()
    keys = page.keyboard

    # The document with the slip is the one that needs a person most.
    expect(page.get_by_role("heading", level=1)).to_have_text("Queue")
    keys.press("j")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("The harbour opens again")

    # Accept the slip's edit.
    slip = edit(page, "Kurdistan → Kyrgyzstan")
    press_until(page, "n", slip)
    expect(page.locator("#why")).to_contain_text("Kurdistan")
    keys.press("a")
    expect(slip).to_have_attribute("data-status", "accepted")
    expect(slip.locator("ins")).to_have_text("Kyrgyzstan")

    # Reject one that was applied.
    press_until(page, "j", segment(page, "The work took"))
    keys.press("Tab")
    expect(edit(page, "yeers → years")).to_be_focused()
    keys.press("r")
    expect(edit(page, "yeers → years")).to_have_attribute("data-status", "rejected")

    # Accept a name in all documents, after a look at them.
    name = edit(page, "Abdyldajev → Abdyldayev")
    press_until(page, "n", name)
    keys.press("x")
    keys.press("2")
    expect(page.locator("#bulk-count")).to_have_text("2 edits in 2 documents")
    expect(page.locator("#bulk-examples li")).to_have_count(2)
    expect(page.locator("#bulk-examples")).to_contain_text("A bridge for the ferry town")
    keys.press("a")
    expect(name).to_have_attribute("data-status", "accepted")

    # Write a translation.
    press_until(page, "k", segment(page, "She has led the port"))
    keys.press("e")
    keys.press("Control+a")
    keys.type("Hon har lett hamnen sedan 2019.")
    keys.press("Control+Enter")
    expect(segment(page, "She has led the port")).to_have_attribute("data-state", "reviewed")

    # Accept another one, and take that back.
    monday = segment(page, "opened again on Monday")
    press_until(page, "k", monday)
    keys.press("y")
    expect(monday).to_have_attribute("data-state", "reviewed")
    keys.press("u")
    expect(monday).to_have_attribute("data-state", "machine")
    expect(monday).to_be_focused()

    # The article arrives again, longer; the open page shows what the run has made of all that.
    article = corpus.parent / "inbox" / "harbour.txt"
    article.write_text(article.read_text("utf-8") + "\nFour more yeers will pass.\n", "utf-8")
    run_again(corpus)
    expect(segment(page, "will pass")).to_be_visible()
    assert verify(corpus).problems == []

    harbour, bridge = entry(corpus, "harbour.txt"), entry(corpus, "bridge.txt")
    text = harbour.document.normalised
    assert "neighboring Kyrgyzstan" in text
    assert "The work took four yeers" in text
    assert "minister Abdyldayev came" in text
    assert "minister Abdyldayev will" in bridge.document.normalised
    made = {one.source: one.translation for one in harbour.segments}
    assert made["She has led the port since 2019."].text == "Hon har lett hamnen sedan 2019."
    assert made["She has led the port since 2019."].status == "reviewed"
    assert {one.status for source, one in made.items() if source[:7] != "She has"} == {"machine"}
    flags = {flag for one in (*harbour.segments, *bridge.segments) for flag in one.translation.flags}
    assert "source_changed" not in flags

    page.reload()
    expect(slip).to_have_attribute("data-status", "accepted")
    expect(edit(page, "yeers → years").first).to_have_attribute("data-status", "rejected")
    expect(name).to_have_attribute("data-status", "accepted")
    target = segment(page, "She has led the port").locator(".target")
    expect(target).to_contain_text("Hon har lett hamnen sedan 2019.")
    expect(target).to_contain_text("by Åsa")
    expect(monday).to_have_attribute("data-state", "machine")
