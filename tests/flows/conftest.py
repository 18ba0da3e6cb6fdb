"""A real Prefect server for the session, on a database of its own, and small translation packages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

import flows  # noqa: F401  (its settings have to be there before Prefect is imported)
from pipeline.translation.installing import install

PACKAGES = Path(__file__).parents[1] / "data" / "tiny-argos"


@pytest.fixture(scope="session", autouse=True)
def prefect_server() -> Iterator[None]:
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=600):
        yield


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with packages for both directions."""
    folder = tmp_path_factory.mktemp("packages") / "packages"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RENSKRIFT_PACKAGES", str(folder))
        for pair in ("sv-en", "en-sv"):
            install(pair, PACKAGES / f"translate-{pair.replace('-', '_')}-0_1.argosmodel")
    return folder


@pytest.fixture
def packages(installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The packages in a folder of the test's own."""
    folder = tmp_path / "packages"
    copytree(installed, folder, symlinks=True)
    monkeypatch.setenv("RENSKRIFT_PACKAGES", str(folder))
    return folder


@pytest.fixture
def inbox(tmp_path: Path, packages: Path) -> Path:
    """Two articles; the packages for both directions are installed."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "one.txt").write_text("Regeringen presenterade  en ny plan i går.\n", "utf-8")
    (folder / "two.txt").write_text("The government presented a plan.The court criticised it.\n", "utf-8")
    return folder
