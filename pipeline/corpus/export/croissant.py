"""``croissant.json``: the corpus as Croissant describes it, for machine learning and data set search."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pipeline.corpus.export import datapackage
from pipeline.corpus.export.contract import TABLES, Table
from pipeline.corpus.export.manifest import Listed

FILE = "croissant.json"

_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""That of the standard, which its reader compares word for word."""

# Structures in a value: Croissant has no way to say that a list of them may be empty.
_NESTED = frozenset({"origin", "target_edits"})


def contents(listed: Iterable[Listed]) -> dict[str, Any]:
    """The description of the corpus in some files."""
    by_file = {one.file: one for one in listed if one.bytes}
    tables = [table for table in TABLES.values() if table.file in by_file]
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": datapackage.NAME,
        "description": f"{datapackage.TITLE}. Made by Renskrift; README.md tells how far it can be trusted.",
        "license": datapackage.RIGHTS,
        "inLanguage": ["sv", "en"],
        "isLiveDataset": True,
        "distribution": [_file(table, by_file[table.file]) for table in tables],
        "recordSet": [_records(table) for table in tables],
    }


def _file(table: Table, listed: Listed) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": listed.file,
        "name": listed.file,
        "description": table.what,
        "contentUrl": listed.file,
        "contentSize": f"{listed.bytes} B",
        "encodingFormat": "application/jsonlines",
        "sha256": listed.sha256,
    }


def _records(table: Table) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.what,
        "key": {"@id": f"{table.name}/{table.identity}"},
        "field": [_field(table, key, kinds) for key, kinds in table.kinds.items() if key not in _NESTED],
    }


def _field(table: Table, key: str, kinds: tuple[type, ...]) -> dict[str, Any]:
    kind = "sc:Float" if float in kinds else "sc:Integer" if int in kinds else "sc:Text"
    found: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table.name}/{key}",
        "name": key,
        "description": table.meaning(key),
        "dataType": kind,
        "source": {"fileObject": {"@id": table.file}, "extract": {"column": key}},
    }
    if list in kinds:
        found["repeated"] = True
    if key == "document" and table.name in ("segments", "changes", "splits"):
        found["references"] = {"field": {"@id": "documents/id"}}
    return found
