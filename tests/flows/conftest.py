"""A real Prefect server for the session, on a database of its own."""

from collections.abc import Iterator

import pytest

import flows  # noqa: F401  (its settings have to be there before Prefect is imported)


@pytest.fixture(scope="session", autouse=True)
def prefect_server() -> Iterator[None]:
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=600):
        yield
