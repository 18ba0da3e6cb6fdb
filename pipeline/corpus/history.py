"""What the run log tells: the runs of a corpus, and the life of one document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from pipeline.corpus import lookup, schema, tables, tombstones
from pipeline.corpus.entry import Decision, Tombstone
from pipeline.corpus.logrecords import Record, records
from pipeline.corpus.store import Store
from pipeline.document import Document
from pipeline.errors import CorpusError, NotThere

_WHY = {
    "made": "cleaned and translated",
    "decided": "changed by decisions of reviewers",
    "memory": "given translations from the memory",
    "found": "found in the store, older than the log or left by a run that was cut off",
    "removed": "taken out of the corpus",
    "missing": "its file is not in the source any more",
    "back": "its file is back",
}


@dataclass(frozen=True, slots=True)
class Ran:
    """A run, as the log tells it.

    Attributes:
        number: Of its first record.
        when: When it began; ISO 8601, UTC.
        until: When it ended; "" where it was cut off, or still goes on.
        who: Who ran it.
        what: The command.
        version: Of Renskrift.
        settings: What it was asked to do.
        outcome: ``done``, or why it stopped; "" where it was cut off.
        done: How many documents it has made.
        skipped: How many were done before.
        refused: How many it did not take in.
        head: The hash of its last record.
    """

    number: int
    when: str
    until: str
    who: str
    what: str
    version: str
    settings: dict[str, Any]
    outcome: str
    done: int
    skipped: int
    refused: int
    head: str

    def __str__(self) -> str:
        how = self.outcome or "cut off, or still goes on"
        numbers = f"{self.done} done, {self.skipped} done before, {self.refused} refused"
        return f"{self.number}\t{self.when}\t{self.what} of {self.who}: {how}; {numbers}\t{self.head}"


@dataclass(frozen=True, slots=True)
class Event:
    """Something in the life of a document.

    Attributes:
        when: ISO 8601, UTC.
        who: The person who ran it or decided.
        what: A sentence.
    """

    when: str
    who: str
    what: str

    def __str__(self) -> str:
        return f"{self.when}\t{self.who}\t{self.what}"


@dataclass(frozen=True, slots=True)
class TakenOut:
    """A document that the corpus had.

    Attributes:
        stone: Its tombstone.
        when: When the run log noted that it had gone; ISO 8601, UTC; "" where it has not.
        who: Who took it out, or "".
        document: As it was; None where its tombstone came from the exports, which have no more than the hash.
    """

    stone: Tombstone
    when: str = ""
    who: str = ""
    document: Document | None = None

    def __str__(self) -> str:
        when, who = self.when and f" on {self.when}", self.who and f" by {self.who}"
        said = f"{self.stone.file}: taken out{when}{who}: {self.stone.reason}"
        if self.document:
            return said
        known = self.stone.version and f"; the version {self.stone.version} of the corpus had it"
        return (
            f"{said} The store was made anew since then, and of its bytes has only the SHA-256: "
            f"{self.stone.sha256}{known}"
        )


def taken_out(store: Store, wanted: str) -> TakenOut | None:
    """What the corpus had under that name, and has no more; None where there is nothing.

    Args:
        store: The store.
        wanted: An id, or the stem, name or path of a file.

    Raises:
        CorpusError: There are several.
    """
    stones = {one.id: one for one in store.tombstones() if one.kind == "document"}
    same = [one.id for one in stones.values() if one.file == wanted]
    if len(same) > 1:
        raise CorpusError(
            f"{len(same)} documents were taken out that were {wanted}; say which by its id: {', '.join(same)}"
        )
    try:
        stone = stones[lookup.find(wanted, ((one.id, one.file) for one in stones.values()))]
    except NotThere:
        return None
    content = tombstones.set_aside(store.database, stone.id)
    document = schema.read_whole(content["document"], content["changes"]) if content else None
    gone = [one for one in records(store.database, stone.id) if one.values.get("why") == "removed"]
    event = _of_record(store, gone[-1], 0) if gone else Event("", "", "")
    return TakenOut(stone, event.when, event.who, document)


def runs(store: Store) -> Iterator[Ran]:
    """All runs, in the order in which they began."""
    ended = {record.values.get("run"): record for record in records(store.database, kind="ended")}
    for first in records(store.database, kind="started"):
        end = ended.get(first.number)
        begun, over = first.values, end.values if end else {}
        yield Ran(
            number=first.number,
            when=str(begun.get("when", "")),
            until=str(over.get("when", "")),
            who=str(begun.get("who", "")),
            what=str(begun.get("what", "")),
            version=str(begun.get("version", "")),
            settings=dict(begun.get("settings") or {}),
            outcome=str(over.get("outcome", "")),
            done=int(over.get("done", 0)),
            skipped=int(over.get("skipped", 0)),
            refused=int(over.get("refused", 0)),
            head=end.hash if end else "",
        )


def life(store: Store, document: str) -> list[Event]:
    """What has happened to a document, by its id: runs, revisions and decisions, in their order."""
    events = [*made(store, document), *map(_of_decision, store.decisions(document))]
    return sorted(events, key=lambda event: event.when)


def made(store: Store, document: str) -> list[Event]:
    """What runs have made of a document, by its id; not those that skipped it since nothing had changed."""
    return [_of_record(store, record, number) for number, record in _numbered(store, document)]


def _numbered(store: Store, document: str) -> Iterator[tuple[int, Record]]:
    """The records about a document, each with the number of the revision of its bytes."""
    revision, before = 0, ""
    for record in records(store.database, document):
        content = str(record.values.get("sha256", ""))
        revision += content != before
        before = content
        yield revision, record


def _of_record(store: Store, record: Record, revision: int) -> Event:
    values = record.values
    columns = tables.run_log.c
    line = store.database.scalar(select(columns.line).where(columns.number == values.get("run")))
    begun = Record(0, "started", "", str(line or ""), "").values
    why = _WHY.get(str(values.get("why")), "")
    if values.get("why") == "made" and (begun.get("settings") or {}).get("engine") == "none":
        why = "cleaned"
    content, made = str(values.get("sha256"))[:12], str(values.get("made"))[:12]
    what = (
        f"{values.get('file')}, bytes {revision} ({content}…): {why}; {begun.get('what')}, "
        f"version {begun.get('version')} (record {record.number}{made and f', {made}…'})"
    )
    return Event(str(values.get("when", "")), str(begun.get("who", "")), what)


def _of_decision(decision: Decision) -> Event:
    change = f": {decision.before!r} → {decision.after!r}" if decision.before != decision.after else ""
    said = f" ({decision.comment})" if decision.comment else ""
    return Event(
        decision.when, decision.who, f"{decision.verdict} {decision.kind} {decision.subject}{change}{said}"
    )
