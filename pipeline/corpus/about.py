"""What the store notes of itself: a value by its name, such as how far something has come."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from pipeline.corpus import tables

_COLUMNS = tables.about.c


def noted(connection: Connection, key: str) -> str:
    """The value with that name; "" where there is none."""
    return connection.scalar(select(_COLUMNS.value).where(_COLUMNS.key == key)) or ""


def note(connection: Connection, key: str, value: str) -> None:
    """Keep a value, in place of the one from before; "" only takes that away."""
    connection.execute(delete(tables.about).where(_COLUMNS.key == key))
    if value:
        connection.execute(insert(tables.about).values(key=key, value=value))
