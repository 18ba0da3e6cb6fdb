"""``documents.jsonl``, ``segments.jsonl`` and ``changes.jsonl``: one JSON object a line, see `schema`.

Where people have decided on something, there is ``decisions.jsonl`` as well.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import Any

from pipeline.corpus.decision_records import decision_record
from pipeline.corpus.entry import Decision, Entry, Source
from pipeline.corpus.export import atomic
from pipeline.corpus.provenance import segment_records
from pipeline.corpus.schema import change_record, document_record

DOCUMENTS, SEGMENTS, CHANGES = FILES = ("documents.jsonl", "segments.jsonl", "changes.jsonl")
DECISIONS = "decisions.jsonl"

# UTF-8 cannot hold lone surrogates, and many readers of lines also break at the other three.
# A high one that stands before a low one is read back as the character that the pair spells.
_ESCAPED = re.compile("[\ud800-\udfff\x85\u2028\u2029]")


def write(source: Source, folder: Path) -> list[Path]:
    """Write the files, documents sorted by file, their segments and changes in the same order."""
    paths = [folder / name for name in FILES]
    with ExitStack() as stack:
        files = [stack.enter_context(atomic.replacing(path)) for path in paths]
        for entry in source.entries():
            for file, lines in zip(files, parts(entry), strict=True):
                file.write(lines)
    return [*paths, *write_decisions(source.decisions(), folder / DECISIONS)]


def parts(entry: Entry) -> tuple[bytes, bytes, bytes]:
    """The lines of one document in each of `FILES`."""
    identity, edits = entry.document.id, entry.document.edits
    return (
        encoded(document_record(entry)),
        b"".join(map(encoded, segment_records(entry))),
        b"".join(encoded(change_record(identity, edit)) for edit in edits),
    )


def write_decisions(decisions: Iterable[Decision], path: Path) -> list[Path]:
    """Write decisions in the order in which they were made; no file where there are none.

    Raises:
        OSError: The file cannot be written.
    """
    remaining = iter(decisions)
    first = next(remaining, None)
    if first is None:
        return []
    with atomic.replacing(path) as file:
        file.writelines(encoded(decision_record(decision)) for decision in chain([first], remaining))
    return [path]


def encoded(record: Mapping[str, Any], indent: int | None = None) -> bytes:
    r"""A JSON object in UTF-8, on one line unless there is an `indent`.

    >>> encoded({"text": "å\u2028\ud800"})
    b'{"text": "\xc3\xa5\\u2028\\ud800"}\n'
    """
    text = json.dumps(record, ensure_ascii=False, allow_nan=False, indent=indent)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text).encode() + b"\n"
