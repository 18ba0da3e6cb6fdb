"""The routes of the review, over a real store: decisions come in, the changed parts of the page go out."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from attacks import ADDRESS
from starlette.testclient import TestClient

from pipeline.corpus import sqlite
from pipeline.corpus.store import FILE_NAME, Store
from pipeline.document import Edit, Segment
from pipeline.errors import CorpusError
from pipeline.review.access import clean_name, default_name
from pipeline.review.app import create_app
from pipeline.review.serving import PORT, check, listen, url

FILE = "news/kazakhstan.txt"


class Case:
    """The ordinary document of the corpus, as a page of it would ask."""

    def __init__(self, client: TestClient, folder: Path) -> None:
        self.client, self.folder = client, folder
        with Store.existing(folder) as store:
            self.document = next(identity for identity, file in store.files() if file == FILE)

    @property
    def text(self) -> str:
        with Store.existing(self.folder) as store:
            return store.entry(self.document).document.normalised

    def edit(self, before: str) -> Edit:
        with Store.existing(self.folder) as store:
            edits = store.entry(self.document).document.edits
        return next(edit for edit in edits if edit.before == before)

    def segment(self, number: int) -> Segment:
        with Store.existing(self.folder) as store:
            return store.entry(self.document).segments[number]

    def post(self, path: str, status: int = 200, /, **body: Any) -> dict[str, Any]:
        answer = self.client.post(f"/api/documents/{self.document}/{path}", json=body)
        assert answer.status_code == status, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def decide(self, before: str, verdict: str, **more: Any) -> dict[str, Any]:
        return self.post(f"edits/{self.edit(before).id}", verdict=verdict, **more)

    def since(self, number: int) -> dict[str, Any]:
        answer = self.client.get(f"/api/documents/{self.document}/since/{number}")
        assert answer.status_code == 200
        found: dict[str, Any] = answer.json()
        return found


@pytest.fixture
def case(client: TestClient, folder: Path) -> Case:
    return Case(client, folder)


def as_person(name: str, client: TestClient) -> None:
    assert client.post("/api/name", json={"name": name}).status_code == 200


# Pages


@pytest.mark.parametrize("path", ["/", "/dashboard", "/name", "/bulk?stage=spelling"])
def test_pages_have_landmarks_and_a_name_for_everything(client: TestClient, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 200
    for part in ('<html lang="en">', "<main", "<h1", 'href="#content"', 'id="status"', 'id="keys"', "Åsa"):
        assert part in page.text, part
    assert page.text.count("<h1") == 1


def test_a_document_has_its_page(case: Case) -> None:
    page = case.client.get(f"/documents/{case.document}")
    assert page.status_code == 200
    assert f'data-page="{case.document}"' in page.text
    assert f'data-segment="{case.segment(0).id}"' in page.text
    assert 'data-paragraph="2"' in page.text


@pytest.mark.parametrize("path", ["/documents/0123456789abcdef", "/documents/a.b", "/x", "/documents/"])
def test_what_is_not_there_is_a_page_that_says_so(client: TestClient, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 404
    assert "<h1>Not found</h1>" in page.text
    assert "Traceback" not in page.text


# Decisions


def test_an_accepted_edit_changes_the_text_and_its_paragraph(case: Case) -> None:
    answer = case.decide("week", "accepted", comment="surely", seen=0)
    assert "this month." in case.text
    assert answer["documents"] == [case.document]
    assert list(answer["paragraphs"]) == ["0"]
    assert "month" in answer["paragraphs"]["0"]
    assert answer["reload"] is False
    assert answer["number"] == 1
    news = case.since(answer["number"])
    assert (news["revision"], news["pending"]) == (answer["revision"], "translate")


def test_a_rejected_edit_and_a_changed_one(case: Case) -> None:
    case.decide("teh", "rejected")
    answer = case.decide("week", "edited", after="year")
    assert case.text == "Earlier this year. Then they came.\n\nThe end of teh story.\n"
    assert list(answer["paragraphs"]) == ["0"]


def test_a_translation_is_accepted_and_written(case: Case) -> None:
    first, last = case.segment(0), case.segment(2)
    case.post(f"segments/{first.id}", verdict="accepted")
    answer = case.post(f"segments/{last.id}", verdict="edited", text="Slutet på historien.", seen=0)
    assert list(answer["paragraphs"]) == ["2"]
    assert "Slutet på historien." in answer["paragraphs"]["2"]
    assert case.segment(0).translation.status == case.segment(2).translation.status == "reviewed"


def test_a_comment_decides_nothing(case: Case) -> None:
    edit = case.edit("week")
    answer = case.post("comments", subject=edit.id, kind="edit", text="<b>Which</b> week?")
    assert list(answer["paragraphs"]) == ["0"]
    assert case.edit("week").status == edit.status
    case.post("comments", 422, subject=edit.id, kind="edit", text="")


def test_undo_brings_back_what_stood_there(case: Case) -> None:
    before = case.text
    number = case.decide("week", "accepted")["number"]
    answer = case.client.post(f"/api/undo?page={case.document}", json={"number": number})
    assert answer.status_code == 200
    assert case.text == before
    assert list(answer.json()["paragraphs"]) == ["0"]
    again = case.client.post("/api/undo", json={"number": number})
    assert again.status_code == 404
    assert again.json()["error"].endswith(".")


def test_many_at_once_with_a_preview_and_one_undo(case: Case) -> None:
    before, chosen = case.text, {"selection": {"document": case.document, "stage": "spelling"}}
    preview = case.client.post("/api/bulk/preview", json=chosen).json()
    assert (preview["edits"], preview["documents"], preview["newest"]) == (3, 1, 0)
    assert preview["examples"][0].keys() >= {"document", "title", "edit", "left", "right"}
    assert preview["examples"][0]["edit"].keys() >= {"before", "after", "status"}
    body = chosen | {"verdict": "rejected", "newest": 0}
    answer = case.client.post(f"/api/bulk?page={case.document}", json=body).json()
    assert answer["batch"]
    assert sorted(answer["paragraphs"]) == ["0", "2"]
    assert case.text == "Earlear this week. Then they came.\n\nThe end of teh story.\n"
    undone = case.client.post(f"/api/undo?page={case.document}", json={"number": answer["number"]})
    assert undone.status_code == 200
    assert case.text == before


def test_the_page_of_another_document_is_told_what_changed_and_no_paragraphs(
    case: Case, folder: Path
) -> None:
    with Store.existing(folder) as store:
        page = next(identity for identity, file in store.files() if file == "suomi.txt")
    answer = case.client.post(
        f"/api/documents/{case.document}/edits/{case.edit('week').id}?page={page}",
        json={"verdict": "accepted"},
    ).json()
    assert (answer["paragraphs"], answer["documents"]) == ({}, [case.document])


def test_an_edit_that_divides_a_line_has_the_page_loaded_anew(client: TestClient, folder: Path) -> None:
    case = Case(client, folder)
    answer = case.decide("week", "edited", after="week\n\nand")
    assert answer["reload"] is True
    assert answer["paragraphs"] == {}


# Several people


def test_others_decisions_are_seen_and_a_conflict_is_shown(case: Case) -> None:
    edit = case.edit("week")
    made = case.decide("week", "accepted", seen=0)
    as_person("Bo", case.client)
    refused = case.post(f"edits/{edit.id}", 409, verdict="rejected", seen=0)
    assert refused["decision"]["who"] == "Åsa"
    assert refused["decision"]["number"] == made["number"]
    assert "this month." in case.text
    news = case.since(0)
    assert [(one["who"], one["verdict"]) for one in news["decisions"]] == [("Åsa", "accepted")]
    assert list(news["paragraphs"]) == ["0"]
    case.decide("week", "rejected", seen=made["number"])
    assert "this week." in case.text
    nothing = case.since(case.since(0)["newest"])
    assert (nothing["decisions"], nothing["paragraphs"], nothing["reload"]) == ([], {}, False)


def test_a_bulk_action_over_a_newer_decision_is_refused(case: Case) -> None:
    case.decide("week", "accepted")
    as_person("Bo", case.client)
    chosen = {"stage": "spelling", "statuses": ["suggested", "applied", "accepted"]}
    body = {"selection": chosen, "verdict": "rejected", "newest": 0}
    refused = case.client.post("/api/bulk", json=body)
    assert refused.status_code == 409
    assert refused.json()["decision"]["who"] == "Åsa"
    assert "this month." in case.text


# What cannot be


@pytest.mark.parametrize(
    "path", ["edits/0123456789abcdef", "segments/0123456789abcdef", "edits/..", "edits/a.b", "nothing"]
)
def test_a_decision_on_nothing_is_refused(case: Case, path: str) -> None:
    assert case.post(path, 404, verdict="accepted")["error"]


def test_a_comment_on_nothing_is_refused(case: Case) -> None:
    assert case.post("comments", 404, subject="0123456789abcdef", kind="edit", text="?")["error"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"accepted"',
        b"\xff",
        b"{}",
        b'{"verdict": "undone"}',
        b'{"verdict": "accepted", "seen": "1"}',
        b'{"verdict": "accepted", "seen": -1}',
        b'{"verdict": "accepted", "who": "Eve"}',
        b'{"verdict": "edited", "after": 7}',
        b'{"verdict": "edited", "after": "\\ud800"}',
        json.dumps({"verdict": "edited", "after": "å" * 100_001}).encode(),
        json.dumps({"verdict": "accepted", "comment": "å" * 10_001}).encode(),
        b"[" * 100_000,
    ],
)
def test_a_body_that_says_nothing_sensible_is_refused(case: Case, body: bytes) -> None:
    path = f"/api/documents/{case.document}/edits/{case.edit('week').id}"
    answer = case.client.post(path, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422, answer.text
    assert answer.json()["error"].endswith(".")
    assert "this week." in case.text


def test_a_long_text_in_any_script_is_kept_as_it_is(case: Case) -> None:
    text = "Å\u0301ð \t\0𝄞" * 1000
    case.post(f"segments/{case.segment(0).id}", verdict="edited", text=text)
    assert case.segment(0).translation.text == text


def test_a_corpus_that_is_busy_loses_nothing_and_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0)
    with TestClient(create_app(folder, reviewer="Åsa"), ADDRESS, headers={"X-Renskrift": "1"}) as client:
        case = Case(client, folder)
        edit = case.edit("week").id
        other = sqlite3.connect(folder / FILE_NAME, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        assert "try again" in case.post(f"edits/{edit}", 503, verdict="accepted")["error"]
        assert client.get(f"/documents/{case.document}").status_code == 200  # Reading goes on.
        other.execute("ROLLBACK")
        other.close()
        case.post(f"edits/{edit}", verdict="accepted")


def test_a_fault_of_ours_is_a_sentence_without_its_inside(folder: Path) -> None:
    app = create_app(folder, reviewer="Åsa")

    @app.get("/api/broken")
    def broken() -> None:
        raise RuntimeError("inside")

    with TestClient(app, ADDRESS) as client:
        answer = client.get("/api/broken")
    assert answer.status_code == 500
    assert answer.json()["error"].startswith("An error of Renskrift itself")
    assert "inside" not in answer.text
    assert "content-security-policy" in answer.headers


# The command


def test_names_of_reviewers() -> None:
    assert clean_name("x" * 100) == "x" * 80
    assert clean_name("A\u0308\u200bsa") == "Äsa"
    assert default_name()


def test_a_folder_without_a_store_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"there is no corpus in .*: make one with renskrift run SOURCE"):
        check(tmp_path)
    (tmp_path / "documents.jsonl").write_text("")
    with pytest.raises(CorpusError, match="holds an exported corpus, but not the store"):
        check(tmp_path)


def test_a_port_that_is_taken() -> None:
    with listen("127.0.0.1", 0) as taken:
        number = taken.getsockname()[1]
        with pytest.raises(CorpusError, match=rf"port {number} of 127.0.0.1 cannot be used: .*--port 0"):
            listen("127.0.0.1", number)
    with listen("127.0.0.1", None) as first, listen("127.0.0.1", None) as second:
        assert PORT <= first.getsockname()[1] < second.getsockname()[1]


def test_a_host_that_is_not_this_machine() -> None:
    with pytest.raises(CorpusError, match=r"203.0.113.9 cannot be listened on: .*an address of this machine"):
        listen("203.0.113.9", 0)


def test_addresses() -> None:
    assert url("127.0.0.1", 8765, None) == "http://127.0.0.1:8765/"
    assert url("::1", 1, "t") == "http://[::1]:1/?token=t"


@pytest.mark.parametrize(("host", "token"), [("127.0.0.1", False), ("0.0.0.0", True)])
def test_the_command_serves_until_it_is_stopped(folder: Path, host: str, token: bool) -> None:
    command = [sys.executable, "-c", "from pipeline.cli import main; main()", "review"]
    options = ["--output", str(folder), "--host", host, "--port", "0", "--no-browser", "--reviewer", "Bo"]
    environment: Mapping[str, str] = os.environ | {"PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(
        [*command, *options], stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            assert process.stderr
            said = process.stderr.readline()
            found = re.search(r"http://[^/]+:(\d+)/(\?token=\S{40,})?$", said.strip())
            assert found, said
            assert bool(found[2]) is token
            address = f"http://127.0.0.1:{found[1]}/name"
            if token:
                with pytest.raises(urllib.error.HTTPError, match="401"):
                    urllib.request.urlopen(address, timeout=30)
            else:
                assert "Bo" in urllib.request.urlopen(address, timeout=30).read().decode()
        finally:
            process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0
        assert "Traceback" not in process.stderr.read()
