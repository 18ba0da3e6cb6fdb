"""What Prefect's pages show of a run: how far it is, what became of the documents, where the report is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from time import monotonic
from uuid import UUID

import httpx
from prefect.artifacts import (
    create_link_artifact,
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.exceptions import PrefectHTTPStatusError
from prefect.settings import PREFECT_CLIENT_MAX_RETRIES, temporary_settings

from pipeline.corpus.export import report

KEY = "renskrift-corpus"

EVERY_SECONDS = 10
"""How often the progress is told; each time costs some milliseconds."""

ROWS = 1_000
"""How many documents stand in the table at most; the run log has all of them."""


class Showing:
    """What is shown of one run. Where the server is away nothing is shown, and the run goes on."""

    def __init__(self) -> None:
        self._rows: list[dict[str, str]] = []
        self._seen = {"done": 0, "refused": 0}
        self._told = monotonic()
        self._away = False
        self._progress: UUID | None = None
        self._tell(self._start)

    def progress(self, done: int, total: int) -> None:
        """How many documents are done, out of those that had to be."""
        if self._progress and monotonic() - self._told > EVERY_SECONDS:
            self._update(100 * done / max(1, total))

    def done(self, file: str, language: str, edits: int, flags: Iterable[str]) -> None:
        """A document was made."""
        self._add("done", document=file, language=language, edits=str(edits), why=", ".join(flags))

    def refused(self, reasons: Mapping[str, str]) -> None:
        """Files were not taken in; why, by file."""
        for file, reason in reasons.items():
            self._add("refused", document=file, language="", edits="", why=reason)

    def end(self, summary: str, output: Path, skipped: int) -> None:
        """All that is worth to be kept of it.

        Args:
            summary: In Markdown.
            output: The output folder.
            skipped: How many documents were done before.
        """
        page = (output / report.FOLDER / "index.html").absolute()
        told = f"{self._seen['done']} done, {skipped} done before, {self._seen['refused']} refused"
        if left_out := sum(self._seen.values()) - len(self._rows):
            told += f"; {left_out} of them are left out of this table"
        self._update(100)
        self._tell(lambda: create_markdown_artifact(summary, key=KEY, description="The corpus"), patient=True)
        table = {"key": f"{KEY}-documents", "description": f"Documents: {told}"}
        self._tell(lambda: create_table_artifact(self._rows, **table), patient=True)
        if page.is_file():
            self._tell(
                lambda: create_link_artifact(page.as_uri(), str(page), key=f"{KEY}-report"), patient=True
            )

    def _start(self) -> None:
        made = create_progress_artifact(0, key=f"{KEY}-progress", description="Cleaning and translating")
        self._progress = made if isinstance(made, UUID) else None

    def _update(self, percent: float) -> None:
        if identity := self._progress:
            self._told = monotonic()
            self._tell(lambda: update_progress_artifact(identity, percent))

    def _add(self, state: str, **row: str) -> None:
        self._seen[state] += 1
        # Each kind has its half, so that thousands of one do not hide the few of the other.
        if self._seen[state] <= ROWS // 2:
            # A name of a file may be in another encoding, which JSON cannot hold.
            told = {key: value.encode("utf-8", "backslashreplace").decode() for key, value in row.items()}
            self._rows.append({"state": state, **told})

    def _tell(self, call: Callable[[], object], *, patient: bool = False) -> None:
        """Tell the server; without waiting for it, unless it was there and that is the last chance."""
        waits = {} if patient and not self._away else {PREFECT_CLIENT_MAX_RETRIES: 0}
        with temporary_settings(waits):
            try:
                call()
                self._away = False
            except (httpx.HTTPError, PrefectHTTPStatusError, RuntimeError):  # The last: at the first contact.
                self._away = True
