"""The first step of a run, on a batch of articles: which are to be done, and the names of all of these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from flows.settings import Settings
from pipeline.articles import Article
from pipeline.cleaning.name_memory import names_of
from pipeline.corpus.standing import Standing, can_be_read_again, set_aside, standing
from pipeline.corpus.store import Store
from pipeline.decoding import decode
from pipeline.document import is_language
from pipeline.errors import Refused, RenskriftError

UNEXPECTED = (
    "it could not be worked on, which is a fault of Renskrift ({error}): it is left out, and tried again on "
    "the third run from now; please report it"
)


@dataclass(frozen=True, slots=True)
class Collected:
    """What is to be done in a batch.

    Attributes:
        seen: How many articles it has.
        pending: The articles that are not done yet, those that wait for something, and those to do again.
        refused: Why others are left out, which were refused before and are not tried again now, by file.
    """

    seen: int
    pending: list[Article] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def collect_names(articles: Sequence[Article], settings: Settings) -> Collected:
    """Find what is to be done in a batch, and keep the names of what is to be cleaned.

    Args:
        articles: The batch.
        settings: What to do with them.
    """
    found = Collected(len(articles))
    faults: dict[str, tuple[str, Exception]] = {}
    wanted = settings.signatures()
    with Store.of(settings.output) as store:
        known = standing(store.database, [article.file for article in articles])
        names, mended = [], list[str]()
        for article in articles:
            here, digest = known.get(article.file, Standing()), ""
            try:
                is_unchanged = article.is_unchanged(here.raw_sha256, here.extractor)
                data = None if is_unchanged else article.read()
                digest = here.sha256 if data is None else sha256(data).hexdigest()
                if here.sha256 == digest and here.made_with(wanted, cleaned_only=settings.engine == "none"):
                    if _waits(here, settings):
                        found.pending.append(article)
                        continue
                    if not settings.cleans_again:
                        if here.reason:
                            mended.append(article.file)
                        continue
                if reason := here.left_out(digest):
                    found.refused[article.file] = reason
                    continue
                text = decode(article.read() if data is None else data)[0]
                names.append((store.id_for(article.file, digest), names_of(text, article.language)))
            except Refused:  # `clean_batch` notes why.
                pass
            except RenskriftError:
                raise
            except Exception as error:
                faults[article.file] = digest, error
                continue
            found.pending.append(article)
        store.keep_names(names)
        set_aside(store.database, found.refused)
        can_be_read_again(store.database, mended)
    found.refused.update(leave_out(faults, len(articles), settings))
    return found


def leave_out(
    faults: Mapping[str, tuple[str, Exception]], articles: int, settings: Settings
) -> dict[str, str]:
    """Refuse what something unexpected has happened at; where it happened at all, it is not the articles.

    Args:
        faults: The content and the error, by file.
        articles: How many were worked on.
        settings: What to do with them.

    Returns:
        Why each is refused, by file.
    """
    if not faults:
        return {}
    if len(faults) == articles > 1:
        raise next(error for _, error in faults.values())
    reasons = {}
    with Store.of(settings.output) as store:
        for file, (digest, error) in faults.items():
            said = f"{type(error).__name__}: {error}".splitlines()[0]
            reasons[file] = UNEXPECTED.format(error=said)
            store.refuse(file, digest, reasons[file])
    return reasons


def _waits(here: Standing, settings: Settings) -> bool:
    """Whether something is left to do that needs no names: people have decided, or it is translated again."""
    translates = settings.engine != "none"
    if here.pending and (translates or here.pending == "clean"):
        return True
    return settings.translates_again and not settings.cleans_again and is_language(here.language)
