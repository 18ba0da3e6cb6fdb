"""Which files a run comes across, to tell at its end which are not there any more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flows.spool import Spool
from pipeline.articles import Article
from pipeline.corpus.database import Database
from pipeline.corpus.presence import Absent, settle
from pipeline.corpus.runlog import Run
from pipeline.inputs.scope import Scope, holds_unread, is_in


class Seen:
    """The files of the articles that have passed; their names lie in a temporary file.

    Args:
        scope: Which articles the run looks at.
    """

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._files = Spool[str]()
        self._unread: list[str] = []

    def passing(self, articles: Iterable[Article]) -> Iterator[Article]:
        """The articles as they are."""
        for article in articles:
            self._files.add([article.file])
            if holds_unread(article):
                self._unread.append(article.file)
            yield article

    def settle(self, database: Database, log: Run) -> Absent:
        """Mark what is not there any more, when all articles have passed.

        Args:
            database: The store's.
            log: See `pipeline.corpus.presence.settle`.
        """
        return settle(database, log, self._scope.folder, self._files, self._was_looked_at)

    def _was_looked_at(self, file: str) -> bool:
        return self._scope.covers(file) and not is_in(file, self._unread)

    def __enter__(self) -> Seen:
        return self

    def __exit__(self, *_: object) -> None:
        self._files.__exit__()
