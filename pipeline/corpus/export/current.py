"""Bring the exports of a store up to date; where nothing has changed, nothing is written."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, func, select

from pipeline import __version__
from pipeline.corpus import tables
from pipeline.corpus.about import note, noted
from pipeline.corpus.export import FORMATS, USUAL, finish, formats_of, manifest, said, written_as
from pipeline.corpus.export.counts import Counts
from pipeline.corpus.export.renewal import Earlier, renew
from pipeline.corpus.store import Store
from pipeline.errors import CorpusError

_KEY = "exported"
_NOTED = 3
_COUNTED = (
    tables.decisions.c.number,
    tables.memory.c.number,
    tables.tombstones.c.id,
    tables.splits.c.document,
)


def export(store: Store, folder: Path) -> Counts:
    """Write the usual exports, and those that the folder has; gives the numbers of the corpus.

    Raises:
        CorpusError: The folder cannot be written to.
    """
    with store.database.reading() as connection:
        words = noted(connection, _KEY).split()
        now = state(connection)
    try:
        record = manifest.read(folder)
        before = manifest.files(record)
    except CorpusError:  # There is none, or it is damaged, and written anew.
        record, before = {}, []
    # A store of an earlier version has noted less.
    known, written_with, rows_start = words if len(words) == _NOTED else ("", "", "0")
    intact = {}
    if record and written_with == manifest.digest(folder / manifest.FILE):
        intact = {one.file: one for one in before if _is_intact(folder, one)}
    if known == now and record and len(intact) == len(before):
        return Counts.read(record)
    _note(store, "")  # Until all is written the store does not know what the folder has.
    with said(folder):
        renewed = renew(store, folder, Earlier(intact, int(rows_start)))
        others = [name for name in formats_of(before) if name in FORMATS and name not in USUAL]
        written = renewed.written | {name: written_as(name, store, folder) for name in others}
        finish(store, folder, before, written, counts=renewed.counts)
    _note(store, f"{now} {manifest.digest(folder / manifest.FILE)} {renewed.rows_start}")
    return renewed.counts


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


def _note(store: Store, value: str) -> None:
    """Note the state that was exported, the manifest made of it, and where the rows of the report begin."""
    with store.database.writing() as connection:
        note(connection, _KEY, value)


def _is_intact(folder: Path, one: manifest.Listed) -> bool:
    """Whether a file is as the manifest has it."""
    try:
        return manifest.digest(folder / one.file) == one.sha256
    except OSError:
        return False
