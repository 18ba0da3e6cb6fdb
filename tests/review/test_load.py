"""Many decisions at once, while a run saves the same documents: none is lost, all are obeyed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from time import perf_counter

import bigstore
import httpx
from browsing import serving

from pipeline import changelog
from pipeline.corpus.deciding import written
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


def save_for_ever(folder: Path) -> None:
    """What a run does to a store, but without a pause: it saves one document after the other."""
    with Store.existing(folder) as store:
        for one in cycle(list(store.entries())):
            store.save(one.document, one.segments, bigstore.SIGNATURE, seen=0)
            print(flush=True)


@contextmanager
def run_beside(folder: Path) -> Iterator[list[str]]:
    """A run in a process of its own, which is killed in the midst of it; gives a line for each document."""
    call = [sys.executable, __file__, str(folder)]
    with subprocess.Popen(call, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        saved = [process.stdout.readline()]
        assert saved[0]
        try:
            yield saved
        finally:
            process.kill()
            saved += process.stdout


def decided(folder: Path, jobs: list[Work], decide: Callable[[int, Work], object]) -> None:
    """Take all decisions, from all threads, while a run goes on."""
    with run_beside(folder) as saved, ThreadPoolExecutor(THREADS) as pool:
        before = perf_counter()
        list(pool.map(decide, range(len(jobs)), jobs))
        seconds = perf_counter() - before
    speed = len(jobs) / seconds
    print(
        f"{speed:.0f} decisions a second, for {seconds:.1f} s; {len(saved) / seconds:.0f} documents a second"
    )


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


if __name__ == "__main__":
    save_for_ever(Path(sys.argv[1]))
