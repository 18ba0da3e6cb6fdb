"""The steps of a run, each on a batch of articles. They know nothing of Prefect, which only calls them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from flows.settings import Settings
from pipeline.articles import Article, make_document
from pipeline.cleaning.context import sentence_scorer
from pipeline.cleaning.name_memory import Archive, names_of
from pipeline.corpus.cache import StoreCache
from pipeline.corpus.export import current
from pipeline.corpus.export.counts import Counts
from pipeline.corpus.learning import Lessons
from pipeline.corpus.standing import Standing, set_aside, standing, to_translate
from pipeline.corpus.store import Store
from pipeline.decoding import decode
from pipeline.document import Document, is_language
from pipeline.errors import Refused, RenskriftError
from pipeline.translation.edited import flag_edited
from pipeline.translation.segments import Text, translate_documents

UNEXPECTED = (
    "it could not be worked on, which is a fault of Renskrift ({error}): it is left out, and tried again on "
    "the third run from now; please report it"
)


@dataclass(frozen=True, slots=True)
class Collected:
    """What is to be done in a batch.

    Attributes:
        seen: How many articles it has.
        pending: The articles that are not done yet, and those that wait for something.
        obeying: The files of those of them that wait since people have decided on them.
        refused: Why others are left out, which were refused before and are not tried again now, by file.
    """

    seen: int
    pending: list[Article] = field(default_factory=list)
    obeying: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Made:
    """A document that was done.

    Attributes:
        id: Its id.
        file: Its file.
        language: Its language.
        edits: How many it has.
        flags: What there is to be said of it.
    """

    id: str
    file: str
    language: str
    edits: int
    flags: tuple[str, ...]


@dataclass(slots=True)
class Batch:
    """What became of a batch.

    Attributes:
        made: The documents that were done.
        refused: Why others were not taken in, by file.
    """

    made: list[Made] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def collect_names(articles: Sequence[Article], settings: Settings) -> Collected:
    """Keep the names of the articles of a batch that are not done yet; gives those, and those that wait.

    Args:
        articles: The batch.
        settings: What to do with them.
    """
    found = Collected(len(articles))
    faults: dict[str, tuple[str, Exception]] = {}
    wanted = settings.signatures()
    with Store.of(settings.output) as store:
        known = standing(store.database, [article.file for article in articles])
        names = []
        for article in articles:
            here, digest = known.get(article.file, Standing()), ""
            try:
                data = article.read()
                digest = sha256(data).hexdigest()
                if here.sha256 == digest and here.made_with(wanted, cleaned_only=settings.engine == "none"):
                    if here.pending == "clean" or (here.pending and settings.engine != "none"):
                        found.obeying.add(article.file)
                        found.pending.append(article)
                    continue
                if reason := here.left_out(digest):
                    found.refused[article.file] = reason
                    continue
                names.append(
                    (store.id_for(article.file, digest), names_of(decode(data)[0], article.language))
                )
            except Refused:  # `clean_batch` notes why.
                pass
            except RenskriftError:
                raise
            except Exception as error:
                faults[article.file] = digest, error
                continue
            found.pending.append(article)
        store.keep_all_names(names)
        set_aside(store.database, found.refused)
    found.refused.update(_left_out(faults, len(articles), settings))
    return found


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
        translate_batch(documents, settings, seen)
        batch.made = [_made(document) for document in documents]
    except RenskriftError:
        raise
    except Exception:
        faults: dict[str, tuple[str, Exception]] = {}
        for document in documents:
            try:
                translate_batch([document], settings, seen)
                batch.made.append(_made(document))
            except RenskriftError:
                raise
            except Exception as error:
                faults[document.file] = document.sha256, error
        batch.refused |= _left_out(faults, len(documents), settings)
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
        seen, wanted = store.newest(), settings.signatures()
        for article in articles:
            digest = ""
            try:
                data = article.read()
                digest = sha256(data).hexdigest()
                if unchanged := to_translate(store.database, article.file, digest, wanted.values()):
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
    return documents, refused | _left_out(faults, len(articles), settings), seen


def translate_batch(documents: Sequence[Document], settings: Settings, seen: int | None = None) -> int:
    """Translate the documents of a batch and keep them; gives the number of segments.

    Args:
        documents: The batch.
        settings: What to do with them; without an engine they are kept without segments.
        seen: The newest decision that they obey; None for all.
    """
    texts = [
        Text(document.id, document.normalised, document.language)
        for document in documents
        if is_language(document.language)
    ]
    engines = settings.engines({text.language for text in texts})
    with Store.of(settings.output) as store:
        segments = {}
        if engines:
            cache = StoreCache(store, engines)
            made = translate_documents(texts, engines, cache, store.memory, settings.termbase)
            segments = {text.document: found for text, found in zip(texts, made, strict=True)}
        for document in documents:
            engine = engines.get(document.language) if is_language(document.language) else None
            translated = segments.get(document.id)
            found = flag_edited(document, translated) if translated else []
            store.save(document, found, settings.signature(document.language, engine), seen)
    return sum(map(len, segments.values()))


def export_corpus(settings: Settings) -> Counts:
    """Bring all exports up to date with the store; gives the numbers of the corpus."""
    with Store.of(settings.output) as store:
        return current.export(store, settings.output)


def _made(document: Document) -> Made:
    return Made(document.id, document.file, document.language, len(document.edits), document.flags)


def _left_out(
    faults: Mapping[str, tuple[str, Exception]], articles: int, settings: Settings
) -> dict[str, str]:
    """Refuse what something unexpected has happened at: content and error by file; gives the reasons."""
    if len(faults) == articles > 1:
        raise next(error for _, error in faults.values())
    reasons = {}
    with Store.of(settings.output) as store:
        for file, (digest, error) in faults.items():
            said = f"{type(error).__name__}: {error}".splitlines()[0]
            reasons[file] = UNEXPECTED.format(error=said)
            store.refuse(file, digest, reasons[file])
    return reasons


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
