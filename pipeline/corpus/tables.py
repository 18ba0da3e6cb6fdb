"""The tables of the store. They hold on SQLite and PostgreSQL alike."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Dialect,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    TypeDecorator,
)
from sqlalchemy import Text as PlainText

from pipeline.corpus.escaping import NOT_IN_DATABASE, escape, unescape

LAYOUT = "1"
"""Goes up when a table changes; a store with another one is not opened."""


class Text(TypeDecorator[str]):
    """Any Python string, lone surrogates and NUL escaped; sorted by code point on every database."""

    impl = PlainText
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """PostgreSQL sorts by language unless told otherwise."""
        collation = "C" if dialect.name == "postgresql" else None
        return dialect.type_descriptor(PlainText(collation=collation))

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """Escaped, on the way in."""
        return None if value is None else escape(value, NOT_IN_DATABASE)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> str | None:
        """As it was, on the way out."""
        return None if value is None else unescape(value)


_metadata = MetaData()
create_all = _metadata.create_all
"""Makes the tables that are not there yet."""


def all_tables() -> list[Table]:
    """All tables."""
    return list(_metadata.tables.values())


def _document(**options: Any) -> Column[str]:
    key = ForeignKey("documents.id", ondelete="CASCADE")
    return Column("document", String, key, nullable=False, **options)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


about = Table(
    "about", _metadata, Column("key", String, primary_key=True), Column("value", String, nullable=False)
)

documents = Table(
    "documents",
    _metadata,
    Column("id", String, primary_key=True),
    Column("file", Text, nullable=False, unique=True),
    *map(_text, ("sha256", "charset", "bom", "newline", "language", "title", "original", "normalised")),
    Column("flags", JSON, nullable=False),
    _text("signature"),
    Column("revision", Integer, nullable=False),
    # What the next run has to do although nothing but decisions has changed: "", "translate" or "clean".
    Column("pending", String, nullable=False, server_default=""),
    # Nothing for a plain file of which nothing is known, and in a store that was made before there was any.
    Column("origin", JSON(none_as_null=True)),
)

edits = Table(
    "edits",
    _metadata,
    _document(primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("id", String, nullable=False, index=True),
    *map(_text, ("stage", "rule")),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    *map(_text, ("before", "after")),
    Column("confidence", Double, nullable=False),
    *map(_text, ("status", "reason")),
    Column("round", Integer, nullable=False),
)

segments = Table(
    "segments",
    _metadata,
    _document(primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("id", String, nullable=False, index=True),
    Column("paragraph", Integer, nullable=False),
    Column("sentence", Integer, nullable=False),
    *map(_text, ("language", "source", "target", "engine", "model", "status")),
    Column("score", Double),
    Column("quality", Double, nullable=False),
    Column("flags", JSON, nullable=False),
    # Nothing in a store that was made before there were any.
    Column("target_edits", JSON(none_as_null=True)),
    # The translation before a person reviewed it; nothing where none has.
    Column("draft", JSON(none_as_null=True)),
)

tallies = Table(
    "tallies",
    _metadata,
    _document(primary_key=True),
    *(Column(name, Integer, nullable=False) for name in ("segments", "reviewed", "flagged", "doubtful")),
    Column("words", Integer, nullable=False),
    Column("quality_lowest", Double),
    Column("quality_mean", Double),
    # Lists of stage, rule, status and number; numbers by flag.
    Column("edits", JSON, nullable=False),
    Column("flags", JSON, nullable=False),
)

names = Table(
    "names",
    _metadata,
    # No foreign key: names are collected before the document itself is cleaned and kept.
    Column("document", String, primary_key=True),
    _text("language"),
    Column("names", JSON, nullable=False),
)

translations = Table(
    "translations",
    _metadata,
    Column("key", String(64), primary_key=True),
    *map(_text, ("source", "language", "target_language", "engine", "model", "target")),
    Column("score", Double, nullable=False),
    Column("reverse", Double),
)

memory = Table(
    "memory",
    _metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("id", String(16), nullable=False, unique=True),
    *map(_text, ("source", "target", "language", "origin", "who", "when", "note", "document")),
    Column("segment", Text, nullable=False, index=True),
    Column("source_key", String(32), nullable=False, index=True),
    Column("target_key", String(32), nullable=False, index=True),
    # The number of a unit that was taken out is not given to another one.
    sqlite_autoincrement=True,
)

imports = Table(
    "imports",
    _metadata,
    # A unit may have come with several imports. No foreign key: ids are those of `memory.id`.
    Column("name", Text, primary_key=True),
    Column("unit", String(16), primary_key=True, index=True),
)

decisions = Table(
    "decisions",
    _metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    # No foreign key: a decision outlives every revision of its document, and the document itself.
    Column("document", String, nullable=False),
    Column("subject", String, nullable=False),
    *map(_text, ("kind", "verdict", "before", "after", "who", "when")),
    *(
        Column(name, Text, nullable=False, server_default="")
        for name in ("context", "comment", "batch", "stage", "rule")
    ),
    Column("undoes", Integer, nullable=False, server_default="0"),
    Column("confidence", Double),
    Index("decisions_of_document", "document"),
    Index("decisions_on_subject", "document", "subject"),
    Index("decisions_of_batch", "batch"),
    Index("decisions_undone", "undoes"),
    Index("decisions_of_stage", "stage", "verdict"),
    sqlite_autoincrement=True,
)

refused = Table(
    "refused",
    _metadata,
    Column("file", Text, primary_key=True),
    *map(_text, ("sha256", "reason")),
    # In how many runs since then it was not tried again.
    Column("waited", Integer, nullable=False, server_default="0"),
)

places = Table(
    "places",
    _metadata,
    # A file that a run has seen. No foreign key: one that was refused may become a document later.
    Column("file", Text, primary_key=True),
    # The path of the folder that it was in when it was seen last.
    _text("source"),
    # Since when it is not there any more, ISO 8601 and UTC; "" while it is.
    _text("missing"),
)

exported = Table(
    "exported",
    _metadata,
    # It goes with its document: one that comes back is written anew, whatever its revision.
    _document(primary_key=True),
    # A digest of all that its files, and its parts of the files of all documents, were made of.
    Column("made_of", String(64), nullable=False),
    # Where its part begins and ends in each of the files of all documents.
    Column("places", JSON, nullable=False),
    # Its own files; its numbers.
    Column("files", JSON, nullable=False),
    Column("counts", JSON, nullable=False),
)

run_log = Table(
    "run_log",
    _metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", String, nullable=False, index=True),
    # The one that it is about, or "". No foreign key: the log outlives its documents.
    Column("document", String, nullable=False, index=True),
    # The record as it was hashed: JSON on one line, in ASCII.
    Column("line", PlainText, nullable=False),
    Column("hash", String(64), nullable=False),
)

splits = Table(
    "splits",
    _metadata,
    # No foreign key: what was given out for training stays known when the document is taken out.
    Column("document", String, primary_key=True),
    *(Column(name, String, nullable=False) for name in ("cluster", "split")),
    _text("reason"),
    # Of the text that was looked at, and its sketch; "" where the split was read back from a file.
    *(Column(name, PlainText, nullable=False) for name in ("sha256", "sketch")),
)

tombstones = Table(
    "tombstones",
    _metadata,
    Column("id", String, primary_key=True),
    *(Column(name, String, nullable=False) for name in ("kind", "document")),
    _text("file"),
    *(Column(name, String, nullable=False) for name in ("sha256", "version")),
    _text("reason"),
    # Of a document: its lines of the exports as they were, so that nothing is lost.
    Column("content", JSON(none_as_null=True)),
    Index("tombstones_of_document", "document"),
)
