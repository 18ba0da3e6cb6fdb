"""Bring the exports of a store up to date; where nothing has changed, nothing is written."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, delete, func, insert, select

from pipeline import __version__
from pipeline.corpus import tables
from pipeline.corpus.export import export as write
from pipeline.corpus.export import manifest
from pipeline.corpus.export.counts import Counts
from pipeline.corpus.store import Store
from pipeline.errors import CorpusError

_KEY = "exported"
_COUNTED = (
    tables.decisions.c.number,
    tables.memory.c.number,
    tables.tombstones.c.id,
    tables.splits.c.document,
)


def export(store: Store, folder: Path, *, changed: bool = False) -> Counts:
    """Write the usual exports, and those that the folder has; gives the numbers of the corpus.

    Args:
        store: The store.
        folder: The output folder.
        changed: Whether something has changed of which `state` does not know.

    Raises:
        CorpusError: The folder cannot be written to.
    """
    with store.database.reading() as connection:
        noted = connection.scalar(select(tables.about.c.value).where(tables.about.c.key == _KEY))
        now = state(connection)
    if changed or not noted or noted != _stamp(now, folder) or not _is_whole(folder):
        write(store, folder)
        with store.database.writing() as connection:
            connection.execute(delete(tables.about).where(tables.about.c.key == _KEY))
            connection.execute(insert(tables.about).values(key=_KEY, value=_stamp(now, folder)))
    return Counts.read(manifest.read(folder))


def state(connection: Connection) -> str:
    """A digest of all that can change an export: revisions, decisions, refusals, memory, tombstones."""
    documents, refused = tables.documents.c, tables.refused.c
    digest = sha256(__version__.encode())
    for query in (
        select(documents.id, documents.revision).order_by(documents.id),
        select(refused.file, refused.sha256, refused.reason).order_by(refused.file),
        *(select(func.count(), func.max(column)) for column in _COUNTED),
    ):
        for row in connection.execution_options(yield_per=1000).execute(query):
            digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


def _stamp(now: str, folder: Path) -> str:
    """The state together with the manifest that was made of it."""
    try:
        return f"{now} {manifest.digest(folder / manifest.FILE)}"
    except OSError:
        return ""


def _is_whole(folder: Path) -> bool:
    """Whether all files are as the manifest has them."""
    try:
        return all(
            manifest.digest(folder / one.file) == one.sha256 for one in manifest.files(manifest.read(folder))
        )
    except (OSError, CorpusError):
        return False
