"""From a folder of articles to the corpus: one flow, with tasks for batches of documents.

What is done already, by content and signature, is not done again. Nothing here grows with the number of
articles but what is refused: they come one after another, and those that are to be done wait in a file.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from uuid import uuid4

from prefect import State, flow, task
from prefect.runtime import flow_run
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy.exc import DBAPIError

from flows import batches, collecting
from flows.runners import Mapped, mapped, one_server, plainly, task_runner
from flows.seen import Seen
from flows.settings import Settings, Summary, as_markdown, as_rows, notices
from flows.showing import Showing
from flows.spool import Spool
from pipeline.articles import Article, iter_articles
from pipeline.corpus import duplicates, learning, splits
from pipeline.corpus.cache import forget
from pipeline.corpus.export.counts import Counts
from pipeline.corpus.reuse import reuse
from pipeline.corpus.runlog import Run, working
from pipeline.corpus.store import Store
from pipeline.errors import RenskriftError
from pipeline.inputs.scope import Scope

__all__ = ["Settings", "Summary", "as_markdown", "as_rows", "corpus", "without_prefect"]

BATCH_DOCUMENTS = 16
BATCH_BYTES = 20_000
"""What a task takes at most: Prefect's own work is small beside it, and little is lost by a crash."""

QUICK = 6
"""So many times more where nothing is translated and the embedded model does not read."""

COLLECTED = 64
"""So many times more where only names are collected."""


class _WithoutOurs(logging.Filter):
    """Keeps Prefect from logging a traceback for what Renskrift says itself, in a sentence, to its caller."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not (record.exc_info and isinstance(record.exc_info[1], RenskriftError))


for _name in ("prefect.flow_runs", "prefect.task_runs"):
    logging.getLogger(_name).addFilter(_WithoutOurs())
# It warns that the last events are still on their way, at the end of every short run.
logging.getLogger("EventsWorker").setLevel(logging.ERROR)


def _may_pass(_task: object, _run: object, state: State[object]) -> bool:
    """Whether another try may help: a database may be back; what Renskrift says itself will be said again."""
    found = state.result(raise_on_failure=False)
    error = found if isinstance(found, BaseException) else None
    is_ours = isinstance(error, RenskriftError)
    while error and not isinstance(error, DBAPIError):
        error = error.__cause__
    return not is_ours or error is not None


_step = task(retries=2, retry_delay_seconds=2, retry_condition_fn=_may_pass)
collect_names = _step(collecting.collect_names)
make_batch = _step(batches.make_batch)
export_corpus = _step(batches.export_corpus)


def corpus(source: Path, settings: Settings) -> Summary:
    """Clean and translate what is new in `source`, and export the corpus.

    Args:
        source: A folder of articles, or one of them.
        settings: What to do with them.

    Raises:
        SourceError: There is nothing to read.
        CorpusError: The output folder cannot be written, or holds something else, or somebody else writes it.
        ModelError: A model is missing or damaged.
        ServerError: The runner is not installed.
    """
    _there(source, settings)  # Says what is wrong before a server is started.
    runner = task_runner(settings.runner, settings.workers)
    with one_server(settings.runner):
        return _corpus.with_options(task_runner=runner)(source, settings)


@flow(name="renskrift", log_prints=False, validate_parameters=False)
def _corpus(source: Path, settings: Settings) -> Summary:
    showing = Showing()
    how = mapped(settings.runner, settings.workers)
    summary = _work(source, settings, how, str(flow_run.id), showing)
    showing.end(as_markdown(summary), settings.output, summary.skipped)
    return summary


def without_prefect(source: Path, settings: Settings) -> Summary:
    """The same work as plain calls in this process, to see what Prefect costs.

    Args:
        source: See `corpus`.
        settings: See `corpus`.
    """
    return _work(source, settings, plainly, str(uuid4()), None)


def _work(source: Path, settings: Settings, how: Mapped, run: str, showing: Showing | None) -> Summary:
    articles = _there(source, settings)
    asked = {"source": str(source), **settings.record()}
    with (
        Store.of(settings.output) as store,
        working(store, settings.output, "renskrift run", settings.who, **asked) as log,
        _progress() as progress,
        Seen(Scope.of(source, settings.include, settings.exclude)) as seen,
    ):
        if settings.translates_again:
            forget(store.database, settings.models())
        with store.database.writing() as connection:
            learning.carry(connection)
        summary = _documents(seen.passing(articles), settings, _Way(how, run, log, progress, showing))
        absent = seen.settle(store.database, log)
        changed = set[str]()
        reuse(store, changed)
        splits.assign(store.database)
        log.documents(sorted(changed), "memory")
        found = duplicates.count(store.database)
        counts = next(how(export_corpus, [(settings,)]))
    summary = replace(summary, counts=counts, head=log.head, absent=absent, duplicates=found)
    return replace(summary, notices=tuple(notices(source, settings, summary)))


@dataclass(frozen=True, slots=True)
class _Way:
    """How the steps are called, and who is told of them."""

    how: Mapped
    run: str
    log: Run
    progress: Progress
    showing: Showing | None


def _documents(articles: Iterable[Article], settings: Settings, way: _Way) -> Summary:
    seen, refused, passed = 0, dict[str, str](), dict[str, str]()
    done = Counter[str]()
    bar = way.progress.add_task("Collecting names", total=None)
    with Spool[Article]() as pending:
        for found in way.how(collect_names, ((one, settings) for one in _batches(articles, COLLECTED))):
            pending.add(found.pending)
            refused |= found.refused
            seen += found.seen
            way.progress.update(bar, completed=seen)
        way.progress.update(bar, total=seen)
        if refused:
            way.log.refused(refused)
        if way.showing:
            way.showing.refused(refused)
        way.log.skipped = seen - pending.length - len(refused)
        bar = way.progress.add_task("Cleaning and translating", total=pending.length)
        times = QUICK if settings.fast and settings.engine == "none" else 1
        calls = ((one, settings, way.run) for one in _batches(pending, times))
        for batch in way.how(make_batch, calls):
            _tell(way, batch)
            done.update(one.why for one in batch.made)
            done["changed"] += sum(one.why == "again" and one.changed for one in batch.made)
            refused |= batch.refused
            passed |= {one.file: one.language for one in batch.made if "other_language" in one.flags}
            way.progress.update(bar, advance=len(batch.made) + len(batch.refused))
            if way.showing:
                way.showing.progress(done.total() - done["changed"] + len(refused), pending.length)
    made = done[""] + done["decided"] + done["again"]
    again = (done["decided"], done["again"], done["changed"])
    return Summary(Counts(), made, way.log.skipped, refused, passed, *again)


def _tell(way: _Way, batch: batches.Batch) -> None:
    way.log.documents(one.id for one in batch.made)
    if batch.refused:
        way.log.refused(batch.refused)
    if way.showing:
        for one in batch.made:
            way.showing.done(one.file, one.language, one.edits, one.flags)
        way.showing.refused(batch.refused)


def _there(source: Path, settings: Settings) -> Iterator[Article]:
    """The articles; that there is nothing to read is said at once, before anything is made."""
    articles = iter_articles(source, settings.include, settings.exclude)
    first = list(islice(articles, 1))
    return chain(first, articles)


def _batches(articles: Iterable[Article], times: int = 1) -> Iterator[list[Article]]:
    batch: list[Article] = []
    size = 0
    for article in articles:
        if batch and (len(batch) >= BATCH_DOCUMENTS * times or size + article.size > BATCH_BYTES * times):
            yield batch
            batch, size = [], 0
        batch.append(article)
        size += article.size
    if batch:
        yield batch


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True))
