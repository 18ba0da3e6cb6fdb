"""A small corpus for the tests of the review, whose texts would like to be run, and a browser's view."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from starlette.testclient import TestClient

from pipeline.corpus.store import Store
from pipeline.review.app import create_app

sys.path.append(str(Path(__file__).parents[1] / "corpus"))  # For `articles`, which builds documents.

from articles import SIGNATURE, document, segments
from attacks import ADDRESS, ATTACK
from browsing import CHROMIUM, MISSING, Watch, chromium, serving


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder with a store: an ordinary document, a hostile one, one that is not translated."""
    folder = tmp_path_factory.mktemp("made")
    with Store.of(folder) as store:
        for article in (
            document(),
            document(
                f"news/{ATTACK.replace('/', '')}.txt",
                f"Hello  {ATTACK} there.\n\n{ATTACK} teh end\0.\n",
                (("spacing", "  ", " ", "applied"), ("spelling", "teh", ATTACK, "suggested")),
                title=ATTACK,
            ),
            document("suomi.txt", "Hyvää päivää.", (), language="fi", flags=("other_language",)),
        ):
            store.save(article, segments(article) if article.target_language else [], SIGNATURE)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    return shutil.copytree(made, tmp_path / "output")


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient]:
    """A browser that has opened the review."""
    headers = {"X-Renskrift": "1", "Origin": ADDRESS, "Sec-Fetch-Site": "same-origin"}
    with TestClient(create_app(folder, reviewer="Åsa"), ADDRESS, headers=headers) as client:
        yield client


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; what drives it would disturb other modules, so it ends with each."""
    if CHROMIUM is None:
        pytest.skip(MISSING)
    expect.set_options(timeout=60_000)
    with chromium() as found:
        yield found


@pytest.fixture
def watch(browser: Browser) -> Iterator[Callable[[Path], Watch]]:
    """Opens the review of a folder in the browser; at the end nothing may have gone wrong in any page."""
    watches = []
    with ExitStack() as stack:

        def opened(folder: Path) -> Watch:
            watches.append(Watch(browser, stack.enter_context(serving(folder))))
            return watches[-1]

        yield opened
        for context in browser.contexts:
            context.close()
    assert [fault for one in watches for fault in one.faults] == []
    assert [address for one in watches for address in one.elsewhere] == []
