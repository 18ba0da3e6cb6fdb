"""How quick the big pages are in a real browser. The limits are generous: figures are in docs/review.md."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import bigstore
import pytest
from browsing import Watch
from playwright.sync_api import Page, expect

from pipeline.corpus.store import Store

Open = Callable[[Path], Watch]

SECONDS, SEARCH_SECONDS = 15.0, 30.0
"""Until a page has come and obeys its first key, and until everything has been searched."""

KEY_MS, FRAME_MS = 1000.0, 500.0
"""Until what a key has changed is on the screen, as a rule, and between two frames while scrolling."""

LISTEN = """
window.keyTimes = [];
addEventListener("keydown", ({timeStamp}) =>
  requestAnimationFrame(() => setTimeout(() => keyTimes.push(performance.now() - timeStamp))), true);
"""

SCROLL = """async frames => {
  const frame = () => new Promise(requestAnimationFrame);
  const times = [];
  let before = await frame();
  for (let count = 0; count < frames; count += 1) {
    scrollBy(0, 400);
    const now = await frame();
    times.push(now - before);
    before = now;
  }
  return times;
}"""


@pytest.fixture(scope="module")
def long_document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("long")
    bigstore.build(folder, 1, 2000).close()
    return folder


@pytest.fixture(scope="module")
def long_queue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("many")
    bigstore.build(folder, 5000, 4).close()
    return folder


def opened(review: Watch, path: str, first_row: str) -> tuple[Page, dict[str, float]]:
    """A page, and how long it took until it was there, and until it had obeyed its first key."""
    review.open("/name").context.close()  # The browser has started, and the server knows its templates.
    page = review.open("/name", intercept=False)
    page.add_init_script(LISTEN)
    before = perf_counter()
    page.goto(path, wait_until="commit")
    page.wait_for_load_state("domcontentloaded")
    loaded = perf_counter() - before
    page.keyboard.press("j")
    expect(page.locator(first_row)).to_be_focused()
    return page, {"loaded_s": loaded, "first_key_s": perf_counter() - before}


def spread(name: str, times: list[float]) -> dict[str, float]:
    """What takes half of the times, and 95 of 100."""
    ordered = sorted(times)
    return {name: ordered[len(ordered) // 2], f"{name}_p95": ordered[int(0.95 * len(ordered))]}


def pressed(page: Page, key: str, times: int) -> dict[str, float]:
    """Milliseconds from a key to the screen."""
    before = page.evaluate("keyTimes.length")
    for _ in range(times):
        page.keyboard.press(key)
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    return spread(f"{key}_ms", page.evaluate("from => keyTimes.slice(from)", before))


def test_a_document_of_2000_segments(
    long_document: Path, watch: Open, record_property: Callable[[str, object], None]
) -> None:
    with Store.existing(long_document) as store:
        path = f"/documents/{next(store.entries()).document.id}"
    page, figures = opened(watch(long_document), path, ".row >> nth=0")
    assert page.locator(".row").count() == 2000
    figures |= pressed(page, "j", 200)
    expect(page.locator(".row >> nth=200")).to_be_focused()
    figures |= pressed(page, "n", 50) | spread("frame_ms", page.evaluate(SCROLL, 120))
    print(figures)
    record_property("document", figures)
    assert figures["first_key_s"] < SECONDS
    assert figures["j_ms"] < KEY_MS
    assert figures["frame_ms"] < FRAME_MS


def test_a_queue_of_5000_documents(
    long_queue: Path, watch: Open, record_property: Callable[[str, object], None]
) -> None:
    page, figures = opened(watch(long_queue), "/", "a.open >> nth=0")
    expect(page.get_by_role("status").first).to_contain_text("5,000")
    figures |= pressed(page, "j", 60) | spread("frame_ms", page.evaluate(SCROLL, 60))
    before = perf_counter()
    page.get_by_role("searchbox").fill("Örnholm ships")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("places")
    figures["search_s"] = perf_counter() - before
    print(figures)
    record_property("queue", figures)
    assert figures["first_key_s"] < SECONDS
    assert figures["j_ms"] < KEY_MS
    assert figures["frame_ms"] < FRAME_MS
    assert figures["search_s"] < SEARCH_SECONDS
