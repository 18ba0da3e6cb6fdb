"""Whether the corpus is what it says: every log replayed and undone, every file and hash compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from filecmp import cmp
from functools import partial
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipeline.corpus import schema, splits, tombstones
from pipeline.corpus.entry import Decision, Entry
from pipeline.corpus.escaping import NOT_IN_DATABASE, escape
from pipeline.corpus.export import FILES, FOLDERS, FORMATS, choosing, jsonl, manifest, package, parquet
from pipeline.corpus.faults import faults
from pipeline.corpus.obeying import disobeyed
from pipeline.corpus.provenance import segment_records
from pipeline.corpus.reading import Corpus
from pipeline.corpus.runlog_checks import RUN_LOG, differences
from pipeline.corpus.store import FILE_NAME, Store, is_there
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
        plural = "s" if len(self.problems) > 1 else ""
        found = f"{len(self.problems):,} problem{plural}" if self.problems else "all is well"
        return f"{numbers}, {self.files:,} files and {store} checked: {found}"

    def add(self, place: str, *found: str) -> None:
        """Add what was found at `place`."""
        self.problems += [Problem(place, what) for what in found]


def verify(folder: Path, expect: str = "") -> Verification:
    """Check the corpus in an output folder. It works without the store, and compares with it where it is.

    Args:
        folder: The output folder.
        expect: A hash of the run log, as an earlier run has printed it.

    Raises:
        CorpusError: There is no such folder.
    """
    if not folder.is_dir():
        raise CorpusError(f"the folder {folder} does not exist: run `renskrift run` first")
    result, corpus = Verification(), Corpus(folder)
    for check in (
        _check_documents,
        _check_decisions,
        _check_files,
        _check_exports,
        _check_package,
        _check_store,
        partial(_check_run_log, expect=expect),
    ):
        try:
            check(corpus, result)
        except (RenskriftError, OSError) as error:
            result.add(str(folder), str(error))
        except (ValueError, TypeError) as error:  # A value of another kind than its column has.
            result.add(FILE_NAME, f"holds what Renskrift does not write: {error}")
    result.problems = list(dict.fromkeys(result.problems))
    return result


def _check_documents(corpus: Corpus, result: Verification) -> None:
    seen: set[str] = set()
    in_part = choosing.in_part(corpus.folder)
    before: tuple[str, str] | None = None
    for record, entry in corpus.lines():
        document = entry.document
        result.documents += 1
        result.edits += len(document.edits)
        result.segments += len(entry.segments)
        result.add(document.file, *faults(entry, whole=document.id not in in_part))
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


def _check_decisions(corpus: Corpus, result: Verification) -> None:
    made: dict[str, list[Decision]] = defaultdict(list)
    number = 0
    for decision in corpus.decisions():
        if decision.number <= number:
            result.add(jsonl.DECISIONS, f"decision {decision.number} does not stand in its order")
        number = decision.number
        made[decision.document].append(decision)
    for entry in corpus.entries() if made else ():
        result.add(entry.document.file, *disobeyed(entry, made[entry.document.id]))


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
    for name in FILES:
        if (folder / name).is_file():
            yield folder / name
    for name in FOLDERS:
        yield from (path for path in sorted((folder / name).rglob("*")) if path.is_file())


def _check_exports(corpus: Corpus, result: Verification) -> None:
    """Make every format but the tables, from which all was read, once more from them, and compare."""
    formats = {one.format for one in manifest.files(manifest.read(corpus.folder))}
    faulty = {problem.place for problem in result.problems}
    with TemporaryDirectory() as temporary:
        for name in sorted(formats & (set(FORMATS) - {"jsonl"})):
            if name == "parquet" and not parquet.is_possible():
                continue
            same = parquet.same if name == "parquet" else _same
            for path in FORMATS[name](corpus, Path(temporary)):
                place = path.relative_to(temporary).as_posix()
                written = corpus.folder / place
                if place not in faulty and not (written.is_file() and same(path, written)):
                    result.add(place, "is not what this version writes of the segments: export again")


def _same(one: Path, other: Path) -> bool:
    return cmp(one, other, shallow=False)


def _check_package(corpus: Corpus, result: Verification) -> None:
    listed = manifest.files(manifest.read(corpus.folder))
    for place, what in package.faults(corpus, corpus.folder, listed):
        result.add(place, what)


def _check_store(corpus: Corpus, result: Verification) -> None:
    if not is_there(corpus.folder):
        return
    with Store.of(corpus.folder) as store:
        result.store = True
        for stored, exported in zip_longest(store.entries(), corpus.entries()):
            if not stored or not exported or stored.document.id != exported.document.id:
                result.add(FILE_NAME, "holds other documents than the exports: export again")
                break
            if _records(stored) != _records(exported):
                result.add(stored.document.file, "is not the same in the store and in the exports")
        for said, written in zip_longest(store.decisions(), corpus.decisions()):
            if said != written:
                number = (said or written).number
                result.add(jsonl.DECISIONS, f"decision {number} is not the same in the store: export again")
                break
        for name, kept, given in (
            (splits.FILE, store.splits(), corpus.splits()),
            (tombstones.FILE, store.tombstones(), corpus.tombstones()),
        ):
            if (corpus.folder / name).is_file() and list(kept) != list(given):
                result.add(name, "is not the same in the store: export again")
        if store.refusals() != corpus.refusals():
            result.add(FILE_NAME, "lists other refused files than the manifest")


def _check_run_log(corpus: Corpus, result: Verification, expect: str) -> None:
    if is_there(corpus.folder):
        with Store.of(corpus.folder) as store:
            for place, what in differences(store, corpus.folder, expect):
                result.add(place, what)
    elif expect:
        result.add(RUN_LOG, "cannot be compared: it stands in the store, and there is none")


def _records(entry: Entry) -> list[dict[str, Any]]:
    document = entry.document
    return [
        schema.document_record(entry),
        *segment_records(entry),
        *(schema.change_record(document.id, edit) for edit in document.edits),
    ]
