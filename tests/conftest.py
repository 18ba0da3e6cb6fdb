"""What all tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipeline.models.starter_files import cache_folder


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A cache folder for the tests, so that none finds translations of an earlier version of the code.

    The joined weights of the embedded model are those of the user: to join them again would take a while.
    """
    folder = tmp_path_factory.mktemp("cache")
    for joined in cache_folder().glob("starter-*"):
        (folder / joined.name).symlink_to(joined)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RENSKRIFT_CACHE", str(folder))
        yield
