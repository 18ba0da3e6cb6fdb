"""Whether the run log is whole, and whether documents, decisions and exports are what it says they were.

A chain of hashes shows what was changed or taken out in the middle. It cannot show that its end was cut off,
nor that somebody has made all of it anew: for that, one of its hashes has to be kept elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import exists, select

from pipeline.corpus import tables
from pipeline.corpus.export import manifest
from pipeline.corpus.fingerprints import Decisions, exports, fingerprint, origin, sha256
from pipeline.corpus.logrecords import last, records
from pipeline.corpus.store import Store

Found = tuple[str, str]
"""A place, and what is wrong there."""

RUN_LOG = "run log"


def differences(store: Store, folder: Path, expect: str = "") -> Iterator[Found]:
    """What does not agree with the run log, or in it.

    Args:
        store: The store of the corpus.
        folder: The output folder.
        expect: A hash that an earlier run has printed, and that was kept elsewhere.
    """
    with store.database.reading() as connection:
        newest, end = last(connection), last(connection, kind="ended")
    if newest is None:
        if expect:
            yield RUN_LOG, "is empty: the run whose hash was kept is not in it"
        return
    yield from _of_chain(store, expect)
    yield from _of_decisions(store)
    yield from _of_documents(store, Decisions.noted(end.values if end else {}).number)
    if newest.kind != "ended":
        yield RUN_LOG, "the last run was cut off, or still goes on: run again"
    elif newest.values.get("manifest") != exports(folder):
        yield manifest.FILE, f"is not the one that record {newest.number} of the run log stands for"


def _of_chain(store: Store, expect: str) -> Iterator[Found]:
    number, before, known = 0, "", not expect
    for record in records(store.database):
        number += 1
        where = f"record {record.number}"
        if record.number != number:
            yield RUN_LOG, f"{where} stands where {number} should: records were taken out"
            number = record.number
        values = record.values
        told = tuple(values.get(key, "") for key in ("number", "kind", "document"))
        is_ours = record.line.isascii() and sha256(record.line) == record.hash
        if not is_ours or told != (record.number, record.kind, record.document):
            yield RUN_LOG, f"{where} was changed: it does not have the hash that it was given"
        elif values.get("previous") != before:
            yield RUN_LOG, f"{where} does not follow on the one before it, which was changed or made anew"
        before = record.hash
        known = known or record.hash == expect
    if not known:
        yield (
            RUN_LOG,
            f"holds no record with the hash {expect}: it was cut off or made anew since that was kept",
        )


def _of_decisions(store: Store) -> Iterator[Found]:
    noted = Decisions()
    for record in records(store.database, kind="ended"):
        then = Decisions.noted(record.values)
        with store.database.reading() as connection:
            found = noted.through(connection, then.number)
        if found != then:
            yield (
                "decisions",
                f"those up to number {then.number} are not those that record {record.number} knew",
            )
            return
        noted = then


def _of_documents(store: Store, noted: int) -> Iterator[Found]:
    """Compare every document with its newest record; not where a person has decided since."""
    columns = tables.decisions.c
    newer = select(columns.document).where(columns.number > noted).distinct()
    decided = {row.document for row in store.database.rows(newer)}
    for entry in store.entries():
        document = entry.document
        with store.database.reading() as connection:
            record = last(connection, document.id)
        # A decision changes a text, and never the bytes that it was made of, nor where they came from.
        if record is None:
            if document.id not in decided:
                yield document.file, "is not in the run log"
        elif record.values.get("sha256") != document.sha256:
            yield document.file, f"is of other bytes than those of record {record.number} of the run log"
        elif record.values.get("origin", now := origin(document)) != now:
            yield document.file, f"has another origin than record {record.number} of the run log says"
        elif document.id not in decided and record.values.get("made") != fingerprint(entry):
            yield document.file, f"is not what record {record.number} of the run log says was made of it"
    known = exists().where(tables.documents.c.id == tables.run_log.c.document)
    gone = select(tables.run_log.c.document).where(tables.run_log.c.document != "", ~known).distinct()
    for row in store.database.rows(gone.order_by(tables.run_log.c.document)):
        with store.database.reading() as connection:
            record = last(connection, row.document)
        if record and record.values.get("why") != "removed":
            file = str(record.values.get("file", row.document))
            yield file, f"is in record {record.number} of the run log, and not in the store"
