"""What can be wrong with one document, its log and its segments."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from pipeline import changelog, decoding
from pipeline.corpus import schema
from pipeline.corpus.entry import Entry
from pipeline.document import Document
from pipeline.errors import CorpusError, RenskriftError


def faults(entry: Entry, *, whole: bool = True) -> Iterator[str]:
    """What is wrong with one document, its log and its segments, in words.

    Args:
        entry: The document.
        whole: Whether each of its sentences has to be in a segment.
    """
    document = entry.document
    yield from _faults_of_log(document)
    yield from _faults_of_bytes(document)
    try:
        yield from _faults_of_segments(entry, whole)
    except CorpusError as error:
        yield str(error)


def _faults_of_log(document: Document) -> Iterator[str]:
    try:
        if changelog.replay(document.original, document.edits) != document.normalised:
            yield "the log, replayed, does not give the normalised text"
        if changelog.rewind(document.normalised, document.edits) != document.original:
            yield "the log, undone, does not give the original"
    except RenskriftError as error:
        yield f"the log does not fit the text: {error}"
    yield from _repeated("edit", (edit.id for edit in document.edits))


def _faults_of_bytes(document: Document) -> Iterator[str]:
    try:
        data = decoding.encode(document.original, document.decoding)
    except (LookupError, ValueError) as error:
        yield f"the original bytes cannot be rebuilt: {error}"
        return
    if hashlib.sha256(data).hexdigest() != document.sha256:
        yield "the original bytes, rebuilt, do not have the SHA-256 of the source"


def _faults_of_segments(entry: Entry, whole: bool) -> Iterator[str]:
    if not entry.segments:
        return
    document = entry.document
    position = 0
    for place in [*schema.place(document.normalised, entry.segments), None]:
        end = place.start if place else len(document.normalised)
        if whole and (lost := document.normalised[position:end].strip()):
            yield f"{lost[:60]!r} stands in no segment"
        position = place.end if place else end
    for segment in entry.segments:
        if segment.language != document.language:
            yield f"segment {segment.id} is in {segment.language}, the document in {document.language}"
        if any(map(str.isalpha, segment.source)) and not segment.translation.text.strip():
            yield f"segment {segment.id} has no translation"
        try:
            changelog.undo(segment.translation.text, segment.translation.edits)
        except RenskriftError as error:
            yield f"the corrections of segment {segment.id} do not fit its translation: {error}"
    yield from _repeated("segment", (segment.id for segment in entry.segments))


def _repeated(kind: str, identities: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for identity in identities:
        if identity in seen:
            yield f"{kind} {identity} stands there twice"
        seen.add(identity)
