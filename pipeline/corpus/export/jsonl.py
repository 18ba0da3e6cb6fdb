"""``documents.jsonl``, ``segments.jsonl`` and ``changes.jsonl``: one JSON object a line, see `schema`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from pipeline.corpus.entry import Source
from pipeline.corpus.export import atomic
from pipeline.corpus.schema import change_record, document_record, segment_record

DOCUMENTS, SEGMENTS, CHANGES = FILES = ("documents.jsonl", "segments.jsonl", "changes.jsonl")

# UTF-8 cannot hold lone surrogates, and many readers of lines also break at the other three.
# A high one that stands before a low one is read back as the character that the pair spells.
_ESCAPED = re.compile("[\ud800-\udfff\x85\u2028\u2029]")


def write(source: Source, folder: Path) -> list[Path]:
    """Write the three files, documents sorted by file, their segments and changes in the same order."""
    paths = [folder / name for name in FILES]
    with ExitStack() as stack:
        documents, segments, changes = (stack.enter_context(atomic.replacing(path)) for path in paths)
        for entry in source.entries():
            documents.write(encoded(document_record(entry)))
            segments.writelines(encoded(segment_record(segment)) for segment in entry.segments)
            identity = entry.document.id
            changes.writelines(encoded(change_record(identity, edit)) for edit in entry.document.edits)
    return paths


def encoded(record: Mapping[str, Any], indent: int | None = None) -> bytes:
    r"""A JSON object in UTF-8, on one line unless there is an `indent`.

    >>> encoded({"text": "å\u2028\ud800"})
    b'{"text": "\xc3\xa5\\u2028\\ud800"}\n'
    """
    text = json.dumps(record, ensure_ascii=False, allow_nan=False, indent=indent)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text).encode() + b"\n"
