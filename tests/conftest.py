"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from pipeline.models.starter_files import cache_folder

# The suite tries the same examples each time, so that a red run is about the change before it. To look for
# new counter-examples: make fuzz. Slow tests try a part of `max_examples`, in the suite and there.
SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
EXAMPLES = int(os.environ.get("RENSKRIFT_EXAMPLES", "5000"))
settings.register_profile("suite", derandomize=True, deadline=None, suppress_health_check=SLOW)
settings.register_profile(
    "fuzz", max_examples=EXAMPLES, print_blob=True, deadline=None, suppress_health_check=SLOW
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


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
