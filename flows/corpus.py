"""From a folder of articles to the corpus: one flow, with tasks for batches of documents.

What is done already, by content and signature, is not done again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from prefect import State, flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.runtime import flow_run
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from pipeline.articles import Article, find_articles, make_document
from pipeline.cleaning.chain import STAGES, VERSIONS
from pipeline.cleaning.context import sentence_scorer
from pipeline.cleaning.name_memory import Archive, names_of
from pipeline.cleaning.stage import Level
from pipeline.corpus.cache import StoreCache
from pipeline.corpus.export import export
from pipeline.corpus.export.counts import Counts
from pipeline.corpus.reuse import reuse
from pipeline.corpus.store import Store
from pipeline.decoding import decode
from pipeline.document import LANGUAGES, Document, is_language, other
from pipeline.errors import ModelError, Refused, RenskriftError
from pipeline.signature import signature
from pipeline.terms import Termbase
from pipeline.terms_reading import read_terms
from pipeline.translation.checks import VERSION
from pipeline.translation.choice import EngineName, choose_engines
from pipeline.translation.edited import flag_edited
from pipeline.translation.engine import Engine
from pipeline.translation.segments import Text, translate_documents

BATCH_DOCUMENTS = 16
BATCH_BYTES = 20_000
"""What a task takes at most: Prefect's own work is small beside it, and little is lost by a crash."""

Fingerprint = tuple[str, str]


class _WithoutOurs(logging.Filter):
    """Keeps Prefect from logging a traceback for what Renskrift says itself, in a sentence, to its caller."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not (record.exc_info and isinstance(record.exc_info[1], RenskriftError))


for _name in ("prefect.flow_runs", "prefect.task_runs"):
    logging.getLogger(_name).addFilter(_WithoutOurs())
# It warns that the last events are still on their way, at the end of every short run.
logging.getLogger("EventsWorker").setLevel(logging.ERROR)


def _may_pass(_task: object, _run: object, state: State[object]) -> bool:
    """Whether another try may help: what Renskrift says itself will be said again."""
    return not isinstance(state.result(raise_on_failure=False), RenskriftError)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is asked to do.

    Attributes:
        output: The output folder.
        engine: ``auto``, ``argos`` or ``starter``.
        level: Where the line between applied and suggested edits lies.
        fast: Clean without the embedded model.
        terms: The user's termbase, a CSV or TBX file.
        beam: How many hypotheses the engines follow, else as usual.
    """

    output: Path
    engine: EngineName = "auto"
    level: Level = "balanced"
    fast: bool = False
    terms: Path | None = None
    beam: int | None = None

    @property
    def termbase(self) -> Termbase | None:
        """The user's termbase, read again when its file has changed."""
        return _termbase(self.terms, self.terms.stat().st_mtime_ns) if self.terms else None

    def signature(self, language: str, engine: Engine | None) -> str:
        """The signature of a document in `language`; it has no engine where it is not translated."""
        name, model = (
            (engine.name, engine.model(language, other(language)))
            if engine and is_language(language)
            else ("none", "none")
        )
        shared = {"context": "fast" if self.fast else "model", "checks": str(VERSION)}
        if termbase := self.termbase:
            shared["terms"] = termbase.digest
        return str(signature(self.level, name, model, stages=VERSIONS, settings=shared))

    def signatures(self) -> set[str]:
        """All signatures that a document can have that is made now."""
        found = {self.signature("", None)}
        for language in LANGUAGES:
            with suppress(ModelError):  # No engine for that direction; a document that needs it will say so.
                engines, _ = choose_engines(self.engine, [language], beam=self.beam)
                found.add(self.signature(language, engines[language]))
        return found


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run has done.

    Attributes:
        counts: The numbers of the whole corpus.
        done: Documents that were cleaned and translated now.
        skipped: Documents that were done before.
        refused: Why each file that was not taken in was not, by its path.
        passed: Files of this run that were passed through since they are in another language, with its code.
    """

    counts: Counts
    done: int
    skipped: int
    refused: dict[str, str]
    passed: dict[str, str]


@task(retries=2, retry_delay_seconds=2, retry_condition_fn=_may_pass)
def collect_names(
    articles: Sequence[Article], known: Mapping[str, Fingerprint], settings: Settings
) -> list[Article]:
    """Keep the names of the articles of a batch that are not done yet; gives those articles.

    Args:
        articles: The batch.
        known: SHA-256 and signature of the documents that the store has, by file.
        settings: What to do with them.
    """
    pending = []
    current = settings.signatures()
    with Store.of(settings.output) as store:
        for article in articles:
            with suppress(Refused):  # `clean_batch` notes why.
                data = article.read()
                digest = sha256(data).hexdigest()
                sha256_before, signature_before = known.get(article.file, ("", ""))
                if sha256_before == digest and signature_before in current:
                    continue
                found = names_of(decode(data)[0], article.language)
                store.keep_names(store.id_for(article.file, digest), found)
            pending.append(article)
    return pending


@task(retries=2, retry_delay_seconds=2, retry_condition_fn=_may_pass)
def clean_batch(
    articles: Sequence[Article], settings: Settings, run: str
) -> tuple[list[Document], dict[str, str]]:
    """The documents of a batch, and why others were refused, by their files.

    Args:
        articles: The batch.
        settings: What to do with them.
        run: The run's id; the names of the archive are read once in a run, when all are collected.
    """
    documents, refused = [], {}
    scorer = None if settings.fast else sentence_scorer()
    archive = _archive(settings.output, run)
    with Store.of(settings.output) as store:
        for article in articles:
            digest = ""
            try:
                data = article.read()
                digest = sha256(data).hexdigest()
                identity = store.id_for(article.file, digest)
                document = make_document(
                    article,
                    data,
                    identity,
                    level=settings.level,
                    scorer=scorer,
                    archive=archive.without(next(store.names(identity), None)),
                    terms=settings.termbase,
                )
                documents.append(document)
            except Refused as reason:
                store.refuse(article.file, digest, str(reason))
                refused[article.file] = str(reason)
    return documents, refused


@task(retries=2, retry_delay_seconds=2, retry_condition_fn=_may_pass)
def translate_batch(documents: Sequence[Document], settings: Settings) -> int:
    """Translate the documents of a batch and keep them; gives the number of segments."""
    texts = [
        Text(document.id, document.normalised, document.language)
        for document in documents
        if is_language(document.language)
    ]
    languages = {text.language for text in texts}
    engines, _ = choose_engines(settings.engine, languages, beam=settings.beam, judge=not settings.fast)
    with Store.of(settings.output) as store:
        cache = StoreCache(store, engines)
        made = translate_documents(texts, engines, cache, store.memory, settings.termbase)
        segments = {text.document: found for text, found in zip(texts, made, strict=True)}
        for document in documents:
            engine = engines[document.language] if is_language(document.language) else None
            found = flag_edited(document, segments.get(document.id, []))
            store.save(document, found, settings.signature(document.language, engine))
    return sum(len(found) for found in made)


@task(retries=2, retry_delay_seconds=2, retry_condition_fn=_may_pass)
def export_corpus(settings: Settings) -> Counts:
    """Write all exports from the store; gives the numbers of the corpus.

    Documents that were done before get what the memory has learnt since.
    """
    with Store.of(settings.output) as store:
        reuse(store)
        export(store, settings.output)
        return Counts.of(store.entries())


@flow(name="renskrift", log_prints=False, validate_parameters=False)
def corpus(source: Path, settings: Settings) -> Summary:
    """Clean and translate what is new in `source`, and export the corpus.

    Args:
        source: A folder of articles, or one of them.
        settings: What to do with them.

    Raises:
        SourceError: There is nothing to read.
        CorpusError: The output folder cannot be written, or holds something else.
        ModelError: A model is missing or damaged.
    """
    articles = find_articles(source)
    with Store.of(settings.output) as store:
        known = store.fingerprints()
    done, refused, passed = 0, dict[str, str](), dict[str, str]()
    with _progress() as progress:
        bar = progress.add_task("Collecting names", total=len(articles))
        pending: list[Article] = []
        for batch in _batches(articles):
            before = {one.file: known[one.file] for one in batch if one.file in known}
            pending += collect_names(batch, before, settings)
            progress.update(bar, advance=len(batch))
        bar = progress.add_task("Cleaning and translating", total=len(pending))
        for batch in _batches(pending):
            documents, more = clean_batch(batch, settings, str(flow_run.id))
            if documents:
                translate_batch(documents, settings)
            done += len(documents)
            refused |= more
            passed |= {one.file: one.language for one in documents if "other_language" in one.flags}
            progress.update(bar, advance=len(batch))
    summary = Summary(export_corpus(settings), done, len(articles) - done - len(refused), refused, passed)
    create_markdown_artifact(key="renskrift-corpus", markdown=as_markdown(summary), description="The corpus")
    return summary


@lru_cache(maxsize=1)
def _archive(output: Path, _run: str) -> Archive:
    """The names of all documents in the store of `output`, as they stand in one run."""
    with Store.of(output) as store:
        return Archive(store.names())


@lru_cache(maxsize=1)
def _termbase(path: Path, _changed: int) -> Termbase:
    return read_terms(path)


def as_markdown(summary: Summary) -> str:
    """The summary as Prefect's UI shows it."""
    lines = ["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in as_rows(summary))]
    lines += [f"- refused `{file}`: {reason}" for file, reason in sorted(summary.refused.items())]
    return "\n".join(lines)


def as_rows(summary: Summary) -> list[tuple[str, str]]:
    """The summary as names and values."""
    counts = summary.counts
    languages = ", ".join(f"{number} {language}" for language, number in sorted(counts.documents.items()))
    rows = [
        ("documents", f"{sum(counts.documents.values())} ({languages})"),
        ("done now / before", f"{summary.done} / {summary.skipped}"),
        ("refused", str(len(summary.refused))),
        ("words", f"{counts.words:,}"),
    ]
    for stage in STAGES:
        made = counts.edits_in("applied", "accepted", stage=stage)
        rows.append(
            (f"{stage} edits", f"{made} applied, {counts.edits_in('suggested', stage=stage)} suggested")
        )
    flags = ", ".join(f"{number} {flag}" for flag, number in sorted(counts.flags.items()))
    return [*rows, ("segments", f"{counts.segments:,}"), ("flags", flags or "none")]


def _batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    batch: list[Article] = []
    size = 0
    for article in articles:
        if batch and (len(batch) == BATCH_DOCUMENTS or size + article.size > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(article)
        size += article.size
    if batch:
        yield batch


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True))
