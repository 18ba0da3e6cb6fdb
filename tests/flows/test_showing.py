"""What Prefect's pages show of a run, read from a real server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from prefect import flow, get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId
from prefect.runtime import flow_run

from flows.showing import KEY, ROWS, Showing


def _shown(work: Any) -> dict[str, Any]:
    """The artifacts of a flow, by the end of their key: what they hold, and their description."""
    identity = flow(work)()
    with get_client(sync_client=True) as client:
        of_run = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[identity]))
        found = client.read_artifacts(artifact_filter=of_run)
    return {str(one.key).removeprefix(KEY): (one.data, one.description) for one in found}


def test_what_was_done_and_thousands_of_refusals_are_shown(tmp_path: Path) -> None:
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "index.html").touch()

    def work() -> str:
        showing = Showing()
        showing.refused({f"b\udce5d-{number}.jpg": "it is a picture" for number in range(5_000)})
        showing.done("one.txt", "sv", 2, ["short"])
        showing.end("5,000 refused", tmp_path, 7)
        return str(flow_run.id)

    shown = _shown(work)
    table, told = shown["-documents"]
    assert told == "Documents: 1 done, 7 done before, 5000 refused; 4500 of them are left out of this table"
    assert len(table.encode()) < 100_000
    assert table.count('"refused"') == ROWS // 2
    assert '"document": "one.txt", "language": "sv", "edits": "2", "why": "short"' in table
    assert r"b\\udce5d-0.jpg" in table
    assert shown[""][0] == "5,000 refused"
    assert (tmp_path / "report" / "index.html").as_uri() in shown["-report"][0]
    assert shown["-progress"][0] == 100


def test_a_run_with_nothing_to_do_is_shown(tmp_path: Path) -> None:
    def work() -> str:
        Showing().end("nothing new", tmp_path, 301)
        return str(flow_run.id)

    shown = _shown(work)
    assert shown["-documents"] == ("[]", "Documents: 0 done, 301 done before, 0 refused")
    assert shown["-progress"][0] == 100
    assert "-report" not in shown
