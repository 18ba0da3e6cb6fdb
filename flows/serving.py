"""The flow on a schedule: what Prefect's server starts, tries again, and shows.

The parameters of a deployment are JSON, and a person may change them in Prefect's pages: so the flow that is
scheduled has plain ones. Prefect checks them by their annotations, which have to be types here, and not text.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import httpx
from prefect import State, flow, get_client, task
from prefect.client.schemas.schedules import CronSchedule
from prefect.server.schemas.schedules import CronSchedule as Planned
from prefect.settings import PREFECT_API_URL
from prefect.states import Completed
from prefect.tasks import exponential_backoff
from prefect.types.entrypoint import EntrypointType

from flows.corpus import corpus
from flows.settings import RunEngine, RunnerName, Settings, Summary
from pipeline.cleaning.stage import Level
from pipeline.errors import ModelError, ServerError, SourceError

TAG = "renskrift"

HOURS = 23
"""How long a scheduled run may take: a nightly one that hangs does not keep the next one out."""

RETRIES = 4
BACK_OFF_SECONDS = 60
"""The first pause; each is twice as long as the one before."""


def _may_pass(_task: object, _run: object, state: State[object]) -> bool:
    """Whether another try may help: a disk, a server or another run may be back or done, a model not."""
    return not isinstance(state.result(raise_on_failure=False), ModelError)


@task(
    retries=RETRIES,
    retry_delay_seconds=exponential_backoff(backoff_factor=BACK_OFF_SECONDS),
    retry_jitter_factor=0.1,
    retry_condition_fn=_may_pass,
)
def attempt(source: Path, settings: Settings) -> Summary:
    """Run the flow; what an attempt has done, the next one does not do again."""
    return corpus(source, settings)


@flow(name="renskrift-archive", timeout_seconds=HOURS * 3600)
def archive(
    source: str,
    output: str = "output",
    engine: RunEngine = "auto",
    level: Level = "balanced",
    fast: bool = False,
    terms: str = "",
    beam: int | None = None,
    include: tuple[str, ...] = (),
    exclude: tuple[str, ...] = (),
    runner: RunnerName = "single",
    workers: int = 0,
    who: str = "",
) -> State[None]:
    """Clean and translate what is new in an archive, and export its corpus.

    Args:
        source: A folder of articles, or one of them.
        output: The folder that holds the corpus.
        engine: auto is Argos where a package is installed, else the embedded model; none cleans only.
        level: How sure a rule has to be for its edit to be applied.
        fast: Clean without the embedded model.
        terms: A termbase, CSV or TBX; none where it is empty.
        beam: How many hypotheses the engines follow; else as usual.
        include: Patterns of the files that are wanted; all, if none.
        exclude: Patterns of those that are not.
        runner: What works on the batches; the corpus is the same with each.
        workers: How many batches at once; as many as there are processors, if 0.
        who: A name for the run log; else user and host.

    Raises:
        SourceError: There is no source, or no output folder.
    """
    if not source or not output:  # Else it would be the folder in which the worker happens to run.
        raise SourceError(
            "the deployment has no source or no output folder: give them as its parameters, or set "
            "RENSKRIFT_SOURCE and RENSKRIFT_OUTPUT and call `prefect deploy --all` again"
        )
    termbase = Path(terms) if terms else None
    settings = Settings(
        *(Path(output), engine, level, fast, termbase, beam, include, exclude, who, runner, workers)
    )
    summary = attempt(Path(source), settings)
    return Completed(
        message=f"{summary.done} done, {summary.skipped} done before, {len(summary.refused)} refused"
    )


def schedule(cron: str, timezone: str = "UTC") -> CronSchedule:
    """When to run.

    Args:
        cron: Five fields.
        timezone: Where that is the time.

    >>> schedule("0 3 * * *", "Europe/Stockholm").cron
    '0 3 * * *'

    Raises:
        ValueError: One of them is not what it should be, or there is no such day.
    """
    if len(cron.split()) != 5:
        raise ValueError(f"{cron!r} has not the five fields minute, hour, day, month and day of the week")
    try:
        when = CronSchedule(cron=cron, timezone=ZoneInfo(timezone).key)
    except (ValueError, ZoneInfoNotFoundError, OSError):  # The last: "Europe" is a folder of time zones.
        raise ValueError(
            f"{cron!r} in the time zone {timezone!r} is no schedule: "
            "one is '0 3 * * *' in Europe/Stockholm, every night at three"
        ) from None
    try:
        asyncio.run(Planned(cron=cron, timezone=timezone).get_dates(1))
    except ValueError:
        raise ValueError(f"{cron!r} never comes: no month that it names has such a day") from None
    return when


def serve(when: CronSchedule, parameters: dict[str, Any]) -> None:
    """Tell the server when to run `archive`, and run it then, until this process ends.

    A run that would begin while another one goes on begins after it, and runs that were missed while this
    process or the server was away begin when both are back; where nothing is new, that takes a moment.

    Args:
        when: See `schedule`.
        parameters: Of `archive`.

    Raises:
        ServerError: There is no server.
    """
    expect_server(schedules=True)
    archive.serve(
        name=deployment_name(Path(parameters["output"])),
        description=f"{parameters['source']} to {parameters['output']}",
        schedules=[when],
        parameters=parameters,
        tags=[TAG],
        # Of this process. That of a deployment would end a run when the server is away for some minutes.
        limit=1,
        # Prefect's own default would leave the schedule paused after every restart of this process.
        pause_on_shutdown=False,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )


def deployment_name(output: Path) -> str:
    """The name of the deployment for a corpus: there is one for each.

    >>> deployment_name(Path("/srv/archive/output"))
    'srv-archive-output'
    """
    return "-".join(output.absolute().parts[1:])


@contextmanager
def server_there() -> Iterator[None]:
    """A server has to answer where one is named, and while the block runs.

    Raises:
        ServerError: It does not, or does no more.
    """
    expect_server()
    try:
        yield
    except httpx.TransportError as error:
        raise ServerError(
            f"the Prefect server at {PREFECT_API_URL.value()} has gone ({error}); what was done is kept: "
            "run again when it is back, or unset PREFECT_API_URL"
        ) from error


def expect_server(*, schedules: bool = False) -> None:
    """A server has to answer where one is named.

    Args:
        schedules: One has to be named, since that of a single run cannot schedule.

    Raises:
        ServerError: There is none, or it does not answer.
    """
    url = PREFECT_API_URL.value()
    start = "start one with `prefect server start`"
    if not url:
        if schedules:
            raise ServerError(
                f"a schedule needs a Prefect server that stays: {start}, and here set "
                "PREFECT_API_URL=http://127.0.0.1:4200/api; docs/operations.md tells how it starts by itself"
            )
        return
    with get_client(sync_client=True) as client:
        if error := client.api_healthcheck():
            raise ServerError(
                f"the Prefect server at {url} does not answer ({error}): {start}, or unset "
                "PREFECT_API_URL to run once without one"
            )
