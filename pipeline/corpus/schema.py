"""The records of ``documents.jsonl``, ``segments.jsonl`` and ``changes.jsonl``: a contract with other tools.

The keys stand in the order of `DOCUMENT`, `SEGMENT` and `CHANGE`; new ones may only be added at the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from math import isfinite
from typing import Any

from pipeline import sentences
from pipeline.corpus.entry import Entry
from pipeline.document import Decoding, Document, Edit, Origin, Segment, Translation, is_language
from pipeline.errors import CorpusError
from pipeline.sentences import Sentence

Kinds = Mapping[str, tuple[type, ...]]

_TEXT, _NUMBER, _WHOLE, _LIST = (str,), (int, float), (int,), (list,)
_TEXT_OR_NULL = (str, type(None))

DOCUMENT: Kinds = {
    **dict.fromkeys(("id", "file", "sha256", "title", "language"), _TEXT),
    "target_language": _TEXT_OR_NULL,
    **dict.fromkeys(("original", "normalised"), _TEXT),
    "translation": _TEXT_OR_NULL,
    **dict.fromkeys(("edits", "segments", "flags"), _LIST),
    **dict.fromkeys(("signature", "charset", "bom", "newline"), _TEXT),
}
SEGMENT: Kinds = {
    **dict.fromkeys(("id", "document"), _TEXT),
    **dict.fromkeys(("paragraph", "sentence"), _WHOLE),
    **dict.fromkeys(("language", "target_language", "source", "target", "engine", "model", "status"), _TEXT),
    "score": (*_NUMBER, type(None)),
    "quality": _NUMBER,
    "flags": _LIST,
    "target_edits": _LIST,
    "source_edits": _LIST,
    "reviewed_by": _TEXT,
}
CHANGE: Kinds = {
    **dict.fromkeys(("id", "document", "stage", "rule"), _TEXT),
    **dict.fromkeys(("start", "end"), _WHOLE),
    **dict.fromkeys(("before", "after"), _TEXT),
    "confidence": _NUMBER,
    **dict.fromkeys(("status", "reason"), _TEXT),
    "round": _WHOLE,
}

_PARTS_OF_FILE_NAMES = {"id": re.compile("[0-9a-f]{1,64}"), "language": re.compile("[A-Za-z-]{0,20}")}
"""What is trusted to name files of an export; a corpus may come from anywhere."""


def document_record(entry: Entry) -> dict[str, Any]:
    """The line of ``documents.jsonl`` for `entry`."""
    document = entry.document
    return {
        "id": document.id,
        "file": document.file,
        "sha256": document.sha256,
        "title": document.title,
        "language": document.language,
        "target_language": document.target_language,
        "original": document.original,
        "normalised": document.normalised,
        "translation": translated(document.normalised, entry.segments),
        "edits": [edit.id for edit in document.edits],
        "segments": [segment.id for segment in entry.segments],
        "flags": list(document.flags),
        "signature": entry.signature,
        "charset": document.decoding.charset,
        "bom": document.decoding.bom,
        "newline": document.decoding.newline,
        **({"origin": asdict(document.origin)} if document.origin else {}),
    }


def segment_record(
    segment: Segment, source_edits: Iterable[str] = (), reviewed_by: str = ""
) -> dict[str, Any]:
    """The line of ``segments.jsonl`` for `segment`; numbers rounded to four decimals.

    Args:
        segment: With its translation.
        source_edits: Ids of the edits that are in effect in its source, see `pipeline.corpus.provenance`.
        reviewed_by: Who has reviewed the translation, or "".
    """
    translation = segment.translation
    return {
        "id": segment.id,
        "document": segment.document,
        "paragraph": segment.paragraph,
        "sentence": segment.sentence,
        "language": segment.language,
        "target_language": segment.target_language,
        "source": segment.source,
        "target": translation.text,
        "engine": translation.engine,
        "model": translation.model,
        "status": translation.status,
        "score": _rounded(translation.score),
        "quality": round(translation.quality, 4),
        "flags": list(translation.flags),
        "target_edits": [edit.record() for edit in translation.edits],
        "source_edits": list(source_edits),
        "reviewed_by": reviewed_by,
    }


def change_record(document: str, edit: Edit) -> dict[str, Any]:
    """The line of ``changes.jsonl`` for an edit of the document with the id `document`."""
    record = edit.record()
    return {"id": record.pop("id"), "document": document, **record}


def read_document(record: dict[str, Any], edits: Iterable[Edit]) -> Document:
    """The document of a line of ``documents.jsonl``, with its change log.

    Raises:
        CorpusError: A key is missing or holds something else than it should.
    """
    check(record, DOCUMENT)
    for key, form in _PARTS_OF_FILE_NAMES.items():
        if not form.fullmatch(record[key]):
            raise CorpusError(f"{key!r} is {record[key]!r}, which Renskrift has not written")
    decoding = Decoding(record["charset"], record["bom"], record["newline"])
    plain = ("id", "file", "sha256", "language", "title", "original", "normalised")
    return Document(
        **{key: record[key] for key in plain},
        decoding=decoding,
        edits=tuple(edits),
        flags=tuple(record["flags"]),
        origin=_read_origin(record.get("origin")),
    )


def read_whole(record: dict[str, Any], changes: Iterable[dict[str, Any]]) -> Document:
    """The document of a line of ``documents.jsonl`` and of its lines of ``changes.jsonl``.

    Raises:
        CorpusError: A key is missing or holds something else than it should.
    """
    return read_document(record, map(read_change, changes))


def read_segment(record: dict[str, Any]) -> Segment:
    """The segment of a line of ``segments.jsonl``.

    Raises:
        CorpusError: A key is missing or holds something else than it should.
    """
    # Earlier versions did not write them.
    record = {"target_edits": [], "source_edits": [], "reviewed_by": ""} | record
    check(record, SEGMENT)
    translation = Translation(
        text=record["target"],
        flags=tuple(record["flags"]),
        edits=tuple(map(_read_correction, record["target_edits"])),
        **{key: record[key] for key in ("engine", "model", "status", "score", "quality")},
    )
    places = ("id", "document", "paragraph", "sentence", "language", "source")
    segment = Segment(**{key: record[key] for key in places}, translation=translation)
    if not is_language(segment.language) or record["target_language"] != segment.target_language:
        raise CorpusError(f"does not translate {segment.language!r} to {record['target_language']!r}")
    return segment


def read_change(record: dict[str, Any]) -> Edit:
    """The edit of a line of ``changes.jsonl``.

    Raises:
        CorpusError: A key is missing or holds something else than it should.
    """
    check(record, CHANGE)
    return _read_edit(record)


def _read_origin(record: object) -> Origin | None:
    if record is None:
        return None
    known = {part.name for part in fields(Origin)}
    if not isinstance(record, dict) or record.keys() != known or not all(map(_is_text, record.values())):
        raise CorpusError(f"'origin' holds {record!r}, which Renskrift has not written")
    return Origin(**record)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _read_correction(record: object) -> Edit:
    if not isinstance(record, dict):
        raise CorpusError(f"'target_edits' holds {record!r}, which is no edit")
    # The edits of a translation stand in its segment, which says of which document.
    check({"document": ""} | record, CHANGE)
    return _read_edit(record)


def _read_edit(record: dict[str, Any]) -> Edit:
    try:
        return Edit.from_record(record)
    except ValueError as error:
        raise CorpusError(str(error)) from error


def place(text: str, segments: Sequence[Segment]) -> list[Sentence]:
    """Where the segments stand in the normalised text.

    Raises:
        CorpusError: A segment's source does not stand in its paragraph, behind the segment before it.
    """
    lines = text.split("\n")
    offsets = [0]
    for line in lines:
        offsets.append(offsets[-1] + len(line) + 1)
    found: list[Sentence] = []
    for segment in segments:
        number, source = segment.paragraph, segment.source
        if not 0 <= number < len(lines):
            raise CorpusError(f"segment {segment.id} says paragraph {number}, but there are {len(lines)}")
        position = max(offsets[number], found[-1].end if found else 0)
        start = text.find(source, position, offsets[number + 1])
        if start < 0:
            raise CorpusError(f"segment {segment.id} does not stand in paragraph {number} of the text")
        found.append(Sentence(number, segment.sentence, start, start + len(source), source))
    return found


def translated(text: str, segments: Sequence[Segment]) -> str | None:
    """The whole normalised text in the other language, its lines as they were; None without all its segments.

    Raises:
        CorpusError: The segments do not fit the text.
    """
    places = place(text, segments)
    if not places or any(gap.strip() for gap in gaps(text, places)):
        return None
    return sentences.rebuild(text, places, [segment.translation.text for segment in segments])


def gaps(text: str, places: Sequence[Sentence]) -> Iterator[str]:
    """What stands before, between and behind the segments: white space, unless some were left out."""
    position = 0
    for here in places:
        yield text[position : here.start]
        position = here.end
    yield text[position:]


def _rounded(score: float | None) -> float | None:
    # JSON has no infinity, which is what an engine gives for an impossible sentence.
    return None if score is None or not isfinite(score) else round(score, 4)


def check(record: dict[str, Any], kinds: Kinds) -> None:
    """Whether a record holds what it should.

    Raises:
        CorpusError: A key is missing or holds something else than it should.
    """
    for key, kind in kinds.items():
        if key not in record:
            raise CorpusError(f"has no {key!r}")
        value = record[key]
        if not isinstance(value, kind) or isinstance(value, bool):
            raise CorpusError(f"{key!r} is {value!r}, which is no {' or '.join(k.__name__ for k in kind)}")
