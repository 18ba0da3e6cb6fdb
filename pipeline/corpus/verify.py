"""Whether the corpus is what it says: every log replayed and undone, every file and hash compared."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

from pipeline import changelog, decoding
from pipeline.corpus import schema
from pipeline.corpus.entry import Entry
from pipeline.corpus.escaping import NOT_IN_DATABASE, escape
from pipeline.corpus.export import jsonl, manifest, report, text, tmx
from pipeline.corpus.export.naming import names
from pipeline.corpus.reading import Corpus
from pipeline.corpus.store import FILE_NAME, Store
from pipeline.document import Document
from pipeline.errors import CorpusError, RenskriftError


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it should be.

    Attributes:
        place: The file of the document, or of the export.
        what: What is wrong, in words.
    """

    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


@dataclass(slots=True)
class Verification:
    """What was checked, and what was found.

    Attributes:
        problems: Empty where all is well.
        documents: How many were checked, with their original bytes.
        edits: How many were replayed and undone.
        segments: How many were checked.
        files: How many had their size and SHA-256 compared.
        store: Whether there was a store to compare with.
    """

    problems: list[Problem] = field(default_factory=list)
    documents: int = 0
    edits: int = 0
    segments: int = 0
    files: int = 0
    store: bool = False

    def __str__(self) -> str:
        numbers = f"{self.documents:,} documents, {self.edits:,} edits, {self.segments:,} segments"
        store = "the store" if self.store else "no store"
        found = f"{len(self.problems):,} problems" if self.problems else "all is well"
        return f"{numbers}, {self.files:,} files and {store} checked: {found}"

    def add(self, place: str, *found: str) -> None:
        """Add what was found at `place`."""
        self.problems += [Problem(place, what) for what in found]


def verify(folder: Path) -> Verification:
    """Check the corpus in an output folder. It works without the store, and compares with it where it is.

    Raises:
        CorpusError: There is no such folder.
    """
    if not folder.is_dir():
        raise CorpusError(f"the folder {folder} does not exist: run `renskrift run` first")
    result, corpus = Verification(), Corpus(folder)
    for check in (_check_documents, _check_files, _check_texts, _check_memory, _check_store):
        try:
            check(corpus, result)
        except (RenskriftError, OSError) as error:
            result.add(str(folder), str(error))
    result.problems = list(dict.fromkeys(result.problems))
    return result


def faults(entry: Entry) -> Iterator[str]:
    """What is wrong with one document, its log and its segments, in words."""
    document = entry.document
    yield from _faults_of_log(document)
    yield from _faults_of_bytes(document)
    try:
        yield from _faults_of_segments(entry)
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


def _faults_of_segments(entry: Entry) -> Iterator[str]:
    if not entry.segments:
        return
    document = entry.document
    position = 0
    for place in [*schema.place(document.normalised, entry.segments), None]:
        end = place.start if place else len(document.normalised)
        if lost := document.normalised[position:end].strip():
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


def _check_documents(corpus: Corpus, result: Verification) -> None:
    seen: set[str] = set()
    before: tuple[str, str] | None = None
    for record, entry in corpus.lines():
        document = entry.document
        result.documents += 1
        result.edits += len(document.edits)
        result.segments += len(entry.segments)
        result.add(document.file, *faults(entry))
        if document.id in seen:
            result.add(document.file, f"{record.where}: its id {document.id} is another document's too")
        seen.add(document.id)
        order = (escape(document.file, NOT_IN_DATABASE), document.file)
        if before and order <= before:
            result.add(document.file, f"{record.where} stands behind {before[1]}: not sorted, or twice")
        before = order
        try:
            expected = schema.document_record(entry)
        except CorpusError:
            continue  # The segments do not fit, which `faults` has said.
        for key, value in expected.items():
            if record.values[key] != value:
                result.add(document.file, f"{record.where}: {key!r} does not agree with the other files")


def _check_files(corpus: Corpus, result: Verification) -> None:
    folder = corpus.folder
    record = manifest.read(folder)
    listed = manifest.files(record)
    for one in listed:
        result.files += 1
        path = folder / one.file
        if not path.is_file():
            result.add(one.file, "is missing")
        elif path.stat().st_size != one.bytes:
            result.add(one.file, f"has {path.stat().st_size} bytes, not the {one.bytes} of the manifest")
        elif manifest.digest(path) != one.sha256:
            result.add(one.file, "has been changed: its SHA-256 is not that of the manifest")
    known = {one.file for one in listed}
    for path in _ours(folder):
        if (name := path.relative_to(folder).as_posix()) not in known:
            result.add(name, "is not listed in the manifest")
    if record != manifest.contents(corpus, listed):
        result.add(manifest.FILE, "does not agree with the documents, segments and changes")
    elif jsonl.encoded(record, indent=2) != (folder / manifest.FILE).read_bytes():
        result.add(manifest.FILE, "is not written as Renskrift writes it: it has been changed")


def _ours(folder: Path) -> Iterator[Path]:
    """The files that only an export may have written."""
    for name in (*jsonl.FILES, tmx.FILE):
        if (folder / name).is_file():
            yield folder / name
    for name in (text.FOLDER, report.FOLDER):
        yield from (path for path in sorted((folder / name).rglob("*")) if path.is_file())


def _check_texts(corpus: Corpus, result: Verification) -> None:
    if not (corpus.folder / text.FOLDER).is_dir():
        return
    name = names(corpus.files())
    for entry in corpus.entries():
        for file, data in text.contents(entry, name[entry.document.id]):
            path = corpus.folder / text.FOLDER / file
            if not path.is_file() or path.read_bytes() != data:
                result.add(f"{text.FOLDER}/{file}", "does not agree with the segments")


def _check_memory(corpus: Corpus, result: Verification) -> None:
    if not (corpus.folder / tmx.FILE).is_file():
        return
    expected = (unit for entry in corpus.entries() for unit in tmx.units(entry))
    for number, (one, other) in enumerate(zip_longest(expected, tmx.read(corpus.folder / tmx.FILE)), start=1):
        if one != other:
            result.add(tmx.FILE, f"unit {number} does not agree with the segments")
            return


def _check_store(corpus: Corpus, result: Verification) -> None:
    if not (corpus.folder / FILE_NAME).is_file():
        return
    with Store.of(corpus.folder) as store:
        result.store = True
        for stored, exported in zip_longest(store.entries(), corpus.entries()):
            if not stored or not exported or stored.document.id != exported.document.id:
                result.add(FILE_NAME, "holds other documents than the exports: export again")
                break
            if _records(stored) != _records(exported):
                result.add(stored.document.file, "is not the same in the store and in the exports")
        if store.refusals() != corpus.refusals():
            result.add(FILE_NAME, "lists other refused files than the manifest")


def _records(entry: Entry) -> list[dict[str, Any]]:
    document = entry.document
    return [
        schema.document_record(entry),
        *(schema.segment_record(segment) for segment in entry.segments),
        *(schema.change_record(document.id, edit) for edit in document.edits),
    ]
