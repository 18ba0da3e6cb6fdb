"""The steps of a run, each on a batch of articles. They know nothing of Prefect, which only calls them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Literal

from flows.collecting import leave_out
from flows.settings import Settings
from pipeline.articles import Article, make_document
from pipeline.cleaning.context import sentence_scorer
from pipeline.cleaning.name_memory import Archive
from pipeline.corpus import tallies
from pipeline.corpus.cache import StoreCache
from pipeline.corpus.export import current
from pipeline.corpus.export.counts import Counts
from pipeline.corpus.learning import Lessons
from pipeline.corpus.standing import Earlier, earlier, to_translate
from pipeline.corpus.store import Store
from pipeline.document import Document, Segment, is_language
from pipeline.errors import Refused, RenskriftError
from pipeline.signature import translated_as
from pipeline.translation.edited import flag_edited
from pipeline.translation.segments import Text, translate_documents

Why = Literal["", "decided", "again"]
"""It is new or has another text; people have decided on it; or the same text is done with other settings."""


@dataclass(frozen=True, slots=True)
class Made:
    """A document that was done.

    Attributes:
        id: Its id.
        file: Its file.
        language: Its language.
        edits: How many it has.
        flags: What there is to be said of it.
        why: It was done.
        changed: Whether it is another one than before, its signature aside.
    """

    id: str
    file: str
    language: str
    edits: int
    flags: tuple[str, ...]
    why: Why
    changed: bool


@dataclass(slots=True)
class Batch:
    """What became of a batch.

    Attributes:
        made: The documents that were done.
        refused: Why others were not taken in, by file.
    """

    made: list[Made] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def make_batch(articles: Sequence[Article], settings: Settings, run: str) -> Batch:
    """Clean, translate and keep the articles of a batch.

    One at which something unexpected happens is refused with the reason, and the others are done; where it
    happens at all of them, they are not what it is about, and nothing is done.

    Args:
        articles: The batch.
        settings: What to do with them.
        run: See `clean_batch`.
    """
    documents, refused, seen = clean_batch(articles, settings, run)
    batch = Batch(refused=refused)
    try:
        batch.made = translate_batch(documents, settings, seen)
    except RenskriftError:
        raise
    except Exception:
        faults: dict[str, tuple[str, Exception]] = {}
        for document in documents:
            try:
                batch.made += translate_batch([document], settings, seen)
            except RenskriftError:
                raise
            except Exception as error:
                faults[document.file] = document.sha256, error
        batch.refused |= leave_out(faults, len(documents), settings)
    return batch


def clean_batch(
    articles: Sequence[Article], settings: Settings, run: str
) -> tuple[list[Document], dict[str, str], int]:
    """The documents of a batch, why others were refused, by their files, and the newest decision obeyed.

    What people have decided is obeyed. A document that was cleaned just so before is taken as it stands, to
    be translated: a decision has changed its text, or it was cleaned only, or by another engine.

    Args:
        articles: The batch.
        settings: What to do with them.
        run: The run's id; the names of the archive are read once in a run, when all are collected.
    """
    documents, refused = list[Document](), dict[str, str]()
    faults: dict[str, tuple[str, Exception]] = {}
    scorer = None if settings.fast else sentence_scorer()
    archive, lessons = _archive(settings.output, run), _lessons(settings.output, run)
    with Store.of(settings.output) as store:
        seen = store.newest()
        wanted = () if settings.cleans_again else settings.signatures().values()
        for article in articles:
            digest = ""
            try:
                data = article.read()
                digest = sha256(data).hexdigest()
                if unchanged := to_translate(store.database, article.file, digest, wanted):
                    documents.append(unchanged)
                    continue
                identity = store.id_for(article.file, digest)
                document = make_document(
                    article,
                    data,
                    identity,
                    level=settings.level,
                    decisions=[*store.rulings(identity), *lessons.rulings(identity)],
                    scorer=scorer,
                    archive=archive.without(next(store.names(identity), None)),
                    terms=lessons.terms(settings.termbase),
                )
                documents.append(document)
            except Refused as reason:
                store.refuse(article.file, digest, str(reason))
                refused[article.file] = str(reason)
            except RenskriftError:
                raise
            except Exception as error:  # Whatever it is: the other ten thousand are to be done.
                faults[article.file] = digest, error
    return documents, refused | leave_out(faults, len(articles), settings), seen


def translate_batch(documents: Sequence[Document], settings: Settings, seen: int | None = None) -> list[Made]:
    """Translate the documents of a batch and keep them.

    A translation stays as it is where nothing but the cleaning is another one and has led to the same text.

    Args:
        documents: The batch.
        settings: What to do with them; without an engine they are kept without segments.
        seen: The newest decision that they obey; None for all.
    """
    with Store.of(settings.output) as store:
        before = earlier(store.database, documents)
        engines = settings.engines({one.language for one in documents if is_language(one.language)})
        signatures, segments, texts = dict[str, str](), dict[str, Sequence[Segment]](), list[Text]()
        for one in documents:
            engine = engines.get(one.language) if is_language(one.language) else None
            was, signature = before.get(one.id), settings.signature(one.language, engine)
            kept = translated_as(signature, was.signature) if was and settings.engine == "none" else signature
            if was and not settings.translates_again and was.still_translates(one, kept):
                segments[one.id], signature = [held.machine for held in was.held], kept
            elif engine and is_language(one.language):
                texts.append(Text(one.id, one.normalised, one.language))
            signatures[one.id] = signature
        if texts:
            cache = StoreCache(store, engines)
            made = translate_documents(texts, engines, cache, store.memory, settings.termbase)
            segments |= {text.document: found for text, found in zip(texts, made, strict=True)}
        for one in documents:
            translated = segments.get(one.id)
            found = flag_edited(one, translated) if translated else []
            store.save(one, found, signatures[one.id], seen)
        with store.database.writing() as connection:
            tallies.tally(connection, signatures)
        after = earlier(store.database, [one for one in documents if one.id in before])
    return [_made(one, before.get(one.id), after.get(one.id)) for one in documents]


def export_corpus(settings: Settings) -> Counts:
    """Bring all exports up to date with the store; gives the numbers of the corpus."""
    with Store.of(settings.output) as store:
        return current.export(store, settings.output)


def _made(document: Document, before: Earlier | None, after: Earlier | None) -> Made:
    why: Why = "" if before is None else "decided" if before.pending else "again"
    changed = before is None or after is None or not after.is_same(before)
    known = (document.id, document.file, document.language, len(document.edits), document.flags)
    return Made(*known, why, changed)


@lru_cache(maxsize=1)
def _archive(output: Path, _run: str) -> Archive:
    """The names of all documents in the store of `output`, as they stand in one run."""
    with Store.of(output) as store:
        return Archive(store.names())


@lru_cache(maxsize=1)
def _lessons(output: Path, _run: str) -> Lessons:
    """What people have decided on all documents in the store of `output`, as it stands in one run."""
    with Store.of(output) as store:
        return store.lessons()
