"""What works on the batches of a run, and how they get there. The corpus is the same with each of them.

``single`` does one batch after another in this process. Python runs one thread at a time, so ``threads``
pays only where a database or an engine is waited for, and ``processes`` on several processors. ``dask`` is
for many machines: a cluster of its own on this one, or the one whose address stands in ``RENSKRIFT_DASK``.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

from prefect import Task
from prefect.settings import (
    PREFECT_API_URL,
    PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS,
    temporary_settings,
)
from prefect.task_runners import ProcessPoolTaskRunner, TaskRunner, ThreadPoolTaskRunner

from flows.settings import RunnerName
from pipeline.errors import ServerError

CLUSTER = "RENSKRIFT_DASK"
"""The variable with the address of a Dask scheduler, such as ``tcp://10.0.0.1:8786``."""

AHEAD = 2
"""Batches a worker that wait their turn: enough that none is idle, and few enough to stay in memory."""

T = TypeVar("T")


class Mapped(Protocol):
    """Calls a step for each of many batches; gives what it returns, in their order."""

    def __call__(self, step: Task[..., T], calls: Iterable[tuple[Any, ...]]) -> Iterator[T]:
        """One call for each tuple of arguments, which are taken as they are needed."""
        ...


def workers(asked: int) -> int:
    """How many batches are worked on at once."""
    return asked or os.cpu_count() or 1


def task_runner(name: RunnerName, asked: int) -> TaskRunner[Any]:
    """Prefect's own for a runner.

    Args:
        name: Of the runner.
        asked: How many batches are worked on at once; 0 for one a processor.

    Raises:
        ServerError: ``dask`` is asked for and not installed.
    """
    if name == "processes":
        return ProcessPoolTaskRunner(max_workers=workers(asked))
    if name == "dask":
        try:
            from prefect_dask import DaskTaskRunner
        except ImportError as error:
            raise ServerError(
                "the runner dask needs a package that is not there: pip install renskrift[dask]"
            ) from error
        options: dict[str, Any]
        if address := os.environ.get(CLUSTER):
            options = {"address": address}
        else:
            size = {"n_workers": workers(asked), "threads_per_worker": 1, "dashboard_address": None}
            options = {"cluster_kwargs": size}
        runner: TaskRunner[Any] = DaskTaskRunner(**options)
        return runner
    return ThreadPoolTaskRunner(max_workers=workers(asked))


@contextmanager
def one_server(name: RunnerName) -> Iterator[None]:
    """Where no server is named, that of this run is named to its workers: else each would start its own.

    Args:
        name: Of the runner.
    """
    if name not in ("processes", "dask") or PREFECT_API_URL.value():
        yield
        return
    from prefect.server.api.server import SubprocessASGIServer  # It takes as long as everything else.

    server = SubprocessASGIServer()
    server.start(timeout=PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS.value())
    try:
        with temporary_settings({PREFECT_API_URL: server.api_url}):
            yield
    finally:
        server.stop()


def mapped(name: RunnerName, asked: int) -> Mapped:
    """How the steps are called by a runner.

    Args:
        name: Of the runner.
        asked: See `task_runner`.
    """
    return _one_by_one if name == "single" else _Ahead(AHEAD * workers(asked))


def plainly(step: Task[..., T], calls: Iterable[tuple[Any, ...]]) -> Iterator[T]:
    """The steps without Prefect, to see what it costs."""
    return (step.fn(*arguments) for arguments in calls)


def _one_by_one(step: Task[..., T], calls: Iterable[tuple[Any, ...]]) -> Iterator[T]:
    return (step(*arguments) for arguments in calls)


class _Ahead:
    """Hands out some batches ahead of the one whose result is waited for."""

    def __init__(self, most: int) -> None:
        self._most = most

    def __call__(self, step: Task[..., T], calls: Iterable[tuple[Any, ...]]) -> Iterator[T]:
        waiting: deque[Any] = deque()
        for arguments in calls:
            waiting.append(step.submit(*arguments))
            if len(waiting) >= self._most:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
