"""What takes room beside the corpus itself, and what of it can go: models, caches, and what SQLite left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

from sqlalchemy import ColumnElement, delete, func, select, text

from pipeline.corpus import tables
from pipeline.corpus.database import Database
from pipeline.corpus.store import FILE_NAME, Store, is_there
from pipeline.errors import CorpusError
from pipeline.models.starter_files import NAME, cache_folder, starter_version
from pipeline.translation.packages import packages_folder

_CACHE = tables.translations.c


@dataclass(frozen=True, slots=True)
class Taken:
    """Something that takes room.

    Attributes:
        what: In words.
        where: Its path, or that of the database.
        size: In bytes.
        spare: How many of them can go without any loss but time.
        note: What is spare, in words.
    """

    what: str
    where: str
    size: int
    spare: int = 0
    note: str = ""


def taken(output: Path) -> Iterator[Taken]:
    """All that takes room: of the installation, and of the corpus in an output folder if there is one.

    Raises:
        CorpusError: The store cannot be opened.
    """
    packages = packages_folder()
    yield Taken("translation packages", str(packages), size_of(packages))
    for folder in sorted(cache_folder().glob(f"{NAME}-*")):
        size = size_of(folder)
        is_old = folder.name != f"{NAME}-{starter_version()}"
        yield Taken("embedded model", str(folder), size, size if is_old else 0, "of another version" * is_old)
    if not is_there(output):
        return
    with Store.existing(output) as store:
        rows, of_old = cached(store.database)
        note = f"{of_old:,} of {rows:,} cached translations are of models that the corpus has no more"
        where = str(output / FILE_NAME) if store.database.dialect == "sqlite" else store.database.dialect
        size, spare = _database_size(store.database, output)
        yield Taken("store", where, size, spare, note if of_old else "")
    wal = output / f"{FILE_NAME}-wal"
    if wal.is_file():
        yield Taken("write-ahead log", str(wal), wal.stat().st_size, wal.stat().st_size, "is emptied")


def prune(output: Path) -> None:
    """Remove what `taken` calls spare: old models, cached translations of old models, unused pages.

    Raises:
        CorpusError: The store is busy or damaged, or a folder cannot be deleted.
    """
    for folder in cache_folder().glob(f"{NAME}-*"):
        if folder.name != f"{NAME}-{starter_version()}":
            try:
                rmtree(folder)
            except OSError as error:
                raise CorpusError(f"{folder} cannot be deleted: {error.strerror}") from error
    if is_there(output):
        with Store.existing(output) as store:
            with store.database.writing() as connection:
                connection.execute(delete(tables.translations).where(_is_old()))
            with store.database.session() as connection:
                connection.execute(text("VACUUM"))
                if store.database.dialect == "sqlite":
                    connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))


def cached(database: Database) -> tuple[int, int]:
    """How many translations the cache of a store has, and how many are of models that no segment has."""
    count = select(func.count()).select_from(tables.translations)
    return int(database.scalar(count)), int(database.scalar(count.where(_is_old())))


def size_of(folder: Path) -> int:
    """The bytes of all files in a folder; links count as nothing."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _is_old() -> ColumnElement[bool]:
    # Where nothing is translated yet, a run may have been cut off: the next one wants what it has cached.
    models = select(tables.segments.c.model)
    return models.exists() & _CACHE.model.not_in(models.distinct())


def _database_size(database: Database, output: Path) -> tuple[int, int]:
    with database.reading() as connection:
        if database.dialect != "sqlite":
            return int(connection.scalar(text("SELECT pg_database_size(current_database())")) or 0), 0
        page, free = (
            int(connection.scalar(text(f"PRAGMA {name}")) or 0) for name in ("page_size", "freelist_count")
        )
    return (output / FILE_NAME).stat().st_size, page * free
