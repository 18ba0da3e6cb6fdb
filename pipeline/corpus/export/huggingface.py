"""``.huggingface.yaml``: by this Hugging Face ``datasets`` loads the folder as it is, each table by its name.

Without it ``datasets`` takes the types of the columns from the first ten megabytes of a file, and stops where
a column that was empty so far is filled. What stands here is JSON, which is YAML too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from pipeline.corpus import schema
from pipeline.corpus.export.contract import TABLES
from pipeline.corpus.export.manifest import Listed
from pipeline.document import EDIT_KEYS, Origin

FILE = ".huggingface.yaml"

_USUAL = "segments"


def contents(listed: Iterable[Listed]) -> dict[str, Any]:
    """The description of the tables among some files; empty ones cannot be loaded and are left out."""
    there = {one.file for one in listed if one.bytes}
    tables = [table for table in TABLES.values() if table.file in there]
    return {
        "configs": [
            {"config_name": table.name, "data_files": table.file}
            | ({"default": True} if table.name == _USUAL else {})
            for table in tables
        ],
        "dataset_info": [
            {
                "config_name": table.name,
                "features": [_feature(key, kinds) for key, kinds in table.kinds.items()],
            }
            for table in tables
        ],
    }


def _feature(name: str, kinds: tuple[type, ...]) -> dict[str, Any]:
    """A column, as a card of a data set describes it.

    >>> _feature("score", (int, float, type(None))), _feature("flags", (list,))
    ({'name': 'score', 'dtype': 'float64'}, {'name': 'flags', 'list': 'string'})
    """
    if name == "target_edits":
        return {"name": name, "list": [_feature(key, schema.CHANGE[key]) for key in EDIT_KEYS]}
    if name == "origin":
        return {"name": name, "struct": [_feature(part.name, (str,)) for part in fields(Origin)]}
    if list in kinds:
        return {"name": name, "list": "string"}
    return {"name": name, "dtype": "string" if str in kinds else "float64" if float in kinds else "int64"}
