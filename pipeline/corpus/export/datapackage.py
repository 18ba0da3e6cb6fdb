"""``datapackage.json``: the corpus as Frictionless Data describes it, with a schema for each table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.corpus.export import parquet, spreadsheet
from pipeline.corpus.export.contract import TABLES, Table
from pipeline.corpus.export.figures import Figures
from pipeline.corpus.export.manifest import Listed
from pipeline.signature import Signature

FILE = "datapackage.json"
NAME = "renskrift-corpus"
TITLE = "A corpus of Swedish and English news, repaired and translated"

RIGHTS = (
    "The articles belong to their publishers. Renskrift gives no licence for them, and none for translations "
    "of them: ask the publisher, who is named in `origin` of a document where that is known."
)

# One file a document: they are listed in manifest.json, and would be many here.
_APART = frozenset({"text", "html", "xliff"})
_MEDIA = {
    ".jsonl": "application/jsonl",
    ".tmx": "application/x-tmx+xml",
    ".parquet": "application/vnd.apache.parquet",
    ".csv": "text/csv",
}
_BY_FILE = {table.file: table for table in TABLES.values()}


def contents(figures: Figures, listed: Iterable[Listed]) -> dict[str, Any]:
    """The descriptor of a corpus.

    Args:
        figures: Its numbers.
        listed: Its files; empty ones and those that are one of many of their kind are not described.
    """
    wanted = (one for one in listed if one.bytes and one.format not in _APART)
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": NAME,
        "title": TITLE,
        "description": "Made by Renskrift. README.md tells what it holds and how far it can be trusted.",
        "rights": RIGHTS,
        "sources": [
            {"title": source or "not known", "documents": number}
            for source, number in sorted(figures.sources.items())
        ],
        "signatures": [Signature.parse(text).record() for text in sorted(figures.counts.signatures)],
        "resources": [_resource(one) for one in sorted(wanted, key=lambda one: one.file)],
    }


def _resource(one: Listed) -> dict[str, Any]:
    ending = one.file[one.file.rfind(".") :]
    table = _BY_FILE.get(one.file)
    found: dict[str, Any] = {"name": table.name if table else _name(one.file), "path": one.file}
    if table:
        found |= {"title": table.what, "format": "jsonl"}
    elif ending != ".csv":
        found["format"] = ending.removeprefix(".")
    found |= {
        "mediatype": _MEDIA.get(ending, "text/plain"),
        "encoding": "utf-8",
        "bytes": one.bytes,
        "hash": f"sha256:{one.sha256}",
    }
    if table:
        # A reader takes the keys from the first line, which may lack some.
        keys = {"dialect": {"json": {"keys": list(table.keys)}}} if table.optional else {}
        found |= {"type": "table", **keys, "schema": _schema(table)}
    elif again := _again(one.file):
        found |= {"type": "table", "schema": again}
        if ending == ".parquet":  # What reads it as a table does not count its bytes, and finds them wrong.
            del found["bytes"]
    return found


def _schema(table: Table) -> dict[str, Any]:
    found: dict[str, Any] = {
        "fields": [_field(table, key, kinds) for key, kinds in table.kinds.items()],
        # JSON has null: an empty text is a text.
        "missingValues": [],
        "primaryKey": [table.identity],
    }
    if table.name in ("segments", "changes", "splits"):
        reference = {"resource": "documents", "fields": ["id"]}
        found["foreignKeys"] = [{"fields": ["document"], "reference": reference}]
    return found


def _again(file: str) -> dict[str, Any] | None:
    """The schema of a table that is there a second time, for other tools; None where the file is none.

    Without it a reader guesses the types from the first rows, and finds the others wrong.
    """
    folder, *_ = path = file.split("/")
    table = TABLES.get(path[1].partition(".")[0]) if len(path) > 1 else None
    if table and folder == spreadsheet.FOLDER:
        columns = spreadsheet.TABLES[table.name]
        types = {key: _type(table.kinds[key]).replace("array", "string") for key in columns}
        return _plain(table, types, missing=[""])
    if table and folder == parquet.FOLDER:
        # Readers have classes of their own for lists and structs.
        types = {key: _type(kinds) for key, kinds in table.kinds.items()}
        types |= {key: "any" for key, kind in types.items() if kind in ("array", "object")}
        return _plain(table, types, missing=[])
    return None


def _plain(table: Table, types: Mapping[str, str], missing: list[str]) -> dict[str, Any]:
    fields = [{"name": key, "type": kind, "description": table.meaning(key)} for key, kind in types.items()]
    return {"fields": fields, "missingValues": missing, "primaryKey": [table.identity]}


def _field(table: Table, key: str, kinds: tuple[type, ...]) -> dict[str, Any]:
    is_optional = type(None) in kinds or key in table.optional
    return {
        "name": key,
        "type": _type(kinds),
        "description": table.meaning(key),
        **({} if is_optional else {"constraints": {"required": True}}),
    }


def _type(kinds: tuple[type, ...]) -> str:
    """The type of a field, as the standard names it.

    >>> _type((int, float, type(None))), _type((str,)), _type((list,))
    ('number', 'string', 'array')
    """
    names: Mapping[type, str] = {
        float: "number",
        str: "string",
        list: "array",
        dict: "object",
        int: "integer",
    }
    return next(name for kind, name in names.items() if kind in kinds)


def _name(file: str) -> str:
    """A name that the standard takes.

    >>> _name("parquet/segments/sv.parquet")
    'parquet-segments-sv-parquet'
    """
    return re.sub(r"[^a-z0-9_-]+", "-", file.lower()).strip("-")
