from pathlib import Path

import pytest

from pipeline.translation.installing import install

TINY = Path(__file__).parents[1] / "data" / "tiny-argos"


@pytest.fixture(scope="session")
def tiny_files():
    return {
        "sv-en": TINY / "translate-sv_en-0_1.argosmodel",
        "en-sv": TINY / "translate-en_sv-0_1.argosmodel",
    }


@pytest.fixture(scope="session")
def installed(tmp_path_factory, tiny_files):
    """A folder with both tiny packages, which no test changes."""
    folder = tmp_path_factory.mktemp("packages")
    for pair, file in tiny_files.items():
        install(pair, file, folder)
    return folder
