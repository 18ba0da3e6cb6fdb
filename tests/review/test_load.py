"""Many decisions at once, while a run saves the same documents: none is lost, all are obeyed."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from pathlib import Path
from time import perf_counter

import bigstore
import httpx
from browsing import serving

from pipeline import changelog
from pipeline.corpus.deciding import written
from pipeline.corpus.entry import Entry
from pipeline.corpus.store import Store
from pipeline.review.desk import Choice, Desk

THREADS = 8
DOCUMENTS, SENTENCES = 40, 12
DECISIONS = int(os.environ.get("RENSKRIFT_LOAD", "1000"))
"""A tenth of them over HTTP."""

Work = tuple[str, str, str, Choice]
"""Document, kind, subject, verdict."""


def work(folder: Path, number: int) -> list[Work]:
    """So many decisions, again and again on the same edits and segments, each time with another verdict.

    A segment is another one when its text is: so in one half of the documents edits are decided on, in the
    other half segments.
    """
    with Store.existing(folder) as store:
        subjects = [
            (entry.document.id, "segment" if index % 2 else "edit", one.id)
            for index, entry in enumerate(store.entries())
            for one in (entry.segments if index % 2 else entry.document.edits)
        ]
    verdicts: tuple[Choice, ...] = ("accepted", "rejected", "edited")
    return [
        (*subjects[index % len(subjects)], verdicts[(index // len(subjects) + index) % 3])
        for index in range(number)
    ]


class Run:
    """What a run does to a store, but without a pause: it saves one document after the other."""

    def __init__(self, folder: Path, made: list[Entry]) -> None:
        self.saved = 0
        self._folder, self._made = folder, made
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._save)

    def __enter__(self) -> Run:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _save(self) -> None:
        with Store.existing(self._folder) as store:  # As another process would: with connections of its own.
            for one in cycle(self._made):
                if self._stop.is_set():
                    return
                store.save(one.document, one.segments, bigstore.SIGNATURE, seen=0)
                self.saved += 1


def decided(folder: Path, jobs: list[Work], decide: Callable[[int, Work], object]) -> None:
    """Take all decisions, from all threads, while a run goes on."""
    with Store.existing(folder) as store:
        made = list(store.entries())
    before = perf_counter()
    with Run(folder, made) as run, ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(decide, range(len(jobs)), jobs))
        seconds = perf_counter() - before
    assert run.saved
    print(f"{len(jobs) / seconds:.0f} decisions a second, for {seconds:.1f} s; {run.saved} documents saved")


def check(folder: Path, jobs: list[Work]) -> None:
    """Every decision is there, and each edit and segment stands as its last decision wants it."""
    with Store.existing(folder) as store:
        made, entries = list(store.decisions()), list(store.entries())
    assert sorted(one.number for one in made) == list(range(1, len(jobs) + 1))
    assert {int(one.comment): (one.document, one.kind, one.subject, one.verdict) for one in made} == dict(
        enumerate(jobs)
    )
    last = {(one.document, one.subject): one for one in made}
    for entry in entries:
        document = entry.document
        assert changelog.replay(document.original, document.edits) == document.normalised
        for edit in document.edits:
            if one := last.pop((document.id, edit.id), None):
                assert written(edit) == one.after
                assert edit.status == ("rejected" if one.verdict == "rejected" else "accepted")
        for segment in entry.segments:
            if one := last.pop((document.id, segment.id), None):
                assert segment.translation.text == one.after
                assert (segment.translation.status == "reviewed") == (one.verdict != "rejected")
    assert not last


def test_no_decision_of_eight_threads_is_lost(tmp_path: Path) -> None:
    with bigstore.build(tmp_path, DOCUMENTS, SENTENCES) as store:
        desk, jobs = Desk(store), work(tmp_path, DECISIONS)

        def decide(number: int, job: Work) -> None:
            document, kind, subject, verdict = job
            new = f"word{number}" if verdict == "edited" else None
            if kind == "edit":
                desk.decide_edit(document, subject, verdict, "Åsa", after=new, comment=str(number))
            else:
                desk.decide_segment(document, subject, verdict, "Åsa", text=new, comment=str(number))

        decided(tmp_path, jobs, decide)
    check(tmp_path, jobs)


def test_no_decision_over_http_is_lost(tmp_path: Path) -> None:
    bigstore.build(tmp_path, DOCUMENTS, SENTENCES).close()
    jobs = work(tmp_path, DECISIONS // 10)
    with serving(tmp_path) as url, httpx.Client(base_url=f"{url}/api", timeout=60) as client:

        def decide(number: int, job: Work) -> None:
            document, kind, subject, verdict = job
            new = f"word{number}" if verdict == "edited" else None
            body = {"verdict": verdict, "comment": str(number), "after" if kind == "edit" else "text": new}
            answer = client.post(
                f"/documents/{document}/{kind}s/{subject}",
                json={name: value for name, value in body.items() if value is not None},
                headers={"X-Renskrift": "1"},
            )
            assert answer.status_code == 200, answer.text

        decided(tmp_path, jobs, decide)
    check(tmp_path, jobs)
