"""The flow on a schedule, against a real Prefect server of its own that can be killed."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any, TypeVar

import httpx
import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings
from typer.testing import CliRunner

from flows.serving import _may_pass, archive, deployment_name, expect_server, schedule
from pipeline.cli import app
from pipeline.corpus.holding import FILE
from pipeline.corpus.reading import open_corpus
from pipeline.corpus.verify import verify
from pipeline.errors import CorpusError, Held, ModelError, ServerError, SourceError
from pipeline.translation.installing import install

ROOT = Path(__file__).parents[2]
PACKAGES = ROOT / "tests" / "data" / "tiny-argos"
BIN = Path(sys.executable).parent
SWEDISH = "Regeringen presenterade en ny plan i går.\n\nPolisen stoppade  bilen i Stockholm.\n"

T = TypeVar("T")


class Server:
    """A Prefect server in a process and a home of its own, whose clients look for work every second."""

    def __init__(self, home: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/api"
        self.home = home
        self.env = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")} | {
            "PREFECT_HOME": str(home),
            "PREFECT_API_URL": self.url,
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            "PREFECT_RUNNER_POLL_FREQUENCY": "1",
            "PREFECT_WORKER_QUERY_SECONDS": "1",
            "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "5",
            "PYTHONPATH": str(ROOT),
        }
        self.start()

    def start(self) -> None:
        env = {name: value for name, value in self.env.items() if name != "PREFECT_API_URL"}
        words = ("server", "start", "--host", "127.0.0.1", "--port", str(self.port))
        self.process = self.run("prefect", *words, env=env)
        until(lambda: self.answers(), 120)

    def answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health").status_code == 200
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def run(self, name: str, *words: str, env: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        log = (self.home / f"{name}.log").open("ab")
        return subprocess.Popen(
            [BIN / name, *words],
            env=env or self.env,
            cwd=ROOT,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )

    def post(self, path: str, **body: Any) -> Any:
        answer = httpx.post(f"{self.url}/{path}", json=body)
        answer.raise_for_status()
        return answer.json()

    def deployment(self, name: str) -> dict[str, Any] | None:
        found = self.post("deployments/filter", deployments={"name": {"any_": [name]}})
        return dict(found[0]) if found else None

    def start_run(self, deployment: str) -> str:
        return str(self.post(f"deployments/{deployment}/create_flow_run")["id"])

    def state(self, run: str) -> dict[str, Any]:
        return dict(httpx.get(f"{self.url}/flow_runs/{run}").json()["state"])

    def end(self, run: str) -> dict[str, Any]:
        final = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")
        return until(lambda: self.state(run) if self.state(run)["type"] in final else None, 60)


def until(found: Callable[[], T | None], seconds: float) -> T:
    """What `found` gives, as soon as it gives something."""
    last, pause = monotonic() + seconds, Event()
    while not (one := found()):
        assert monotonic() < last, "it did not happen"
        pause.wait(0.1)
    return one


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("prefect"))
    try:
        yield server
    finally:
        server.kill()


@pytest.fixture
def inbox(tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> Path:
    packages = str(tmp_path / "packages")
    monkeypatch.setenv("RENSKRIFT_PACKAGES", packages)
    monkeypatch.setitem(server.env, "RENSKRIFT_PACKAGES", packages)
    monkeypatch.setitem(server.env, "RENSKRIFT_CACHE", os.environ["RENSKRIFT_CACHE"])
    install("sv-en", PACKAGES / "translate-sv_en-0_1.argosmodel")
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "one.txt").write_text(SWEDISH, "utf-8")
    return folder


def test_what_is_served_runs_and_is_shown(tmp_path: Path, inbox: Path, server: Server) -> None:
    output = tmp_path / "output"
    words = ("--timezone", "Europe/Stockholm", "--output", str(output), "--engine", "argos", "--fast")
    words += ("--include", "*.txt")
    serving = server.run("renskrift", "serve", "--cron", "0 3 * * *", str(inbox), *words)
    try:
        name = deployment_name(output)
        deployment = until(lambda: server.deployment(name), 60)
        assert deployment["tags"] == ["renskrift"]
        assert deployment["parameters"] == {
            **{"source": str(inbox), "output": str(output), "engine": "argos", "level": "balanced"},
            **{"fast": True, "terms": "", "beam": None, "include": ["*.txt"], "exclude": []},
            **{"runner": "single", "workers": 0, "who": ""},
        }
        (when,) = deployment["schedules"]
        assert (when["schedule"]["cron"], when["schedule"]["timezone"]) == ("0 3 * * *", "Europe/Stockholm")
        chosen = {"deployments": {"id": {"any_": [deployment["id"]]}}}
        planned = until(lambda: server.post("flow_runs/filter", **chosen), 60)
        assert {run["state"]["name"] for run in planned} == {"Scheduled"}
        run = server.start_run(deployment["id"])
        state = server.end(run)
        assert (state["name"], state["message"]) == ("Completed", "1 done, 0 done before, 0 refused")
        assert verify(output).problems == []
    finally:
        serving.send_signal(signal.SIGTERM)
        serving.wait(60)
    deployment = server.deployment(name)
    assert deployment
    assert not deployment["paused"]
    assert all(one["active"] for one in deployment["schedules"])


def test_the_deployments_of_a_work_pool_run(tmp_path: Path, inbox: Path, server: Server) -> None:
    output = tmp_path / "output"
    server.post("work_pools/", name="renskrift", type="process")
    env = server.env | {"RENSKRIFT_SOURCE": str(inbox), "RENSKRIFT_OUTPUT": str(output)}
    assert server.run("prefect", "--no-prompt", "deploy", "--all", env=env).wait(120) == 0
    nightly, by_hand = server.deployment("nightly"), server.deployment("by-hand")
    assert nightly
    assert by_hand
    assert nightly["tags"] == ["renskrift", "nightly"]
    assert nightly["schedules"][0]["schedule"]["cron"] == "0 3 * * *"
    assert by_hand["schedules"] == []
    for one in (nightly, by_hand):
        assert one["global_concurrency_limit"]["limit"] == 1
        assert one["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"
        assert (one["parameters"]["source"], one["parameters"]["output"]) == (str(inbox), str(output))
    chosen = {"engine": "argos", "fast": True}
    run = str(
        server.post(
            f"deployments/{by_hand['id']}/create_flow_run", parameters=by_hand["parameters"] | chosen
        )["id"]
    )
    worker = server.run("prefect", "worker", "start", "--pool", "renskrift", "--install-policy", "never")
    try:
        state = server.end(run)
        assert (state["name"], state["message"]) == ("Completed", "1 done, 0 done before, 0 refused")
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.wait(60)
    assert verify(output).problems == []


RUNS = """
import sys
from pathlib import Path
from flows.corpus import Settings, corpus
print("begins", flush=True)
summary = corpus(Path(sys.argv[1]), Settings(Path(sys.argv[2]), engine="argos", fast=True))
print(summary.done)
"""


def test_a_run_goes_on_when_the_server_dies_and_the_next_one_finds_nothing_to_do(
    tmp_path: Path, inbox: Path, server: Server
) -> None:
    output = tmp_path / "output"
    for number in range(100):
        (inbox / f"{number}.txt").write_text(SWEDISH.replace("ny", f"{number}:e"), "utf-8")
    call = [sys.executable, "-c", RUNS, str(inbox), str(output)]
    with subprocess.Popen(call, env=server.env, stdout=subprocess.PIPE, start_new_session=True) as process:
        until((output / "renskrift.sqlite").exists, 60)
        server.kill()
        until(lambda: (output / "manifest.json").exists() and not (output / FILE).read_bytes(), 120)
        process.kill()  # It would wait for the server, which it has much to tell.
    server.start()
    assert verify(output).problems == []
    assert len(list(open_corpus(output).documents())) == 101
    again = subprocess.run(call, env=server.env, capture_output=True, text=True, check=True)
    assert again.stdout.split() == ["begins", "0"]
    assert verify(output).problems == []


def test_without_a_server_it_says_what_to_do(inbox: Path) -> None:
    with temporary_settings(restore_defaults={PREFECT_API_URL}):
        expect_server()
        with pytest.raises(ServerError, match="prefect server start"):
            expect_server(schedules=True)
    with temporary_settings({PREFECT_API_URL: "http://127.0.0.1:1/api"}):
        for schedules in (False, True):
            with pytest.raises(ServerError, match="does not answer"):
                expect_server(schedules=schedules)


@pytest.mark.parametrize(
    ("cron", "timezone"),
    [
        *(("", "UTC"), ("x", "UTC"), ("0 3 * *", "UTC"), ("* * * * * *", "UTC"), ("61 3 * * *", "UTC")),
        *(("0 3 * * *", "Mars"), ("0 3 * * *", ""), ("H 3 * * *", "UTC"), ("0 3 * * *", "Europe")),
        *(("0 3 30 2 *", "UTC"), ("0 3 31 4,6 *", "Europe/Stockholm"), ("0 3 * * \udcff", "UTC")),
    ],
)
def test_words_that_are_no_schedule_are_refused(tmp_path: Path, cron: str, timezone: str) -> None:
    with pytest.raises(ValueError, match=r"fields|no schedule|never comes"):
        schedule(cron, timezone)
    told = CliRunner().invoke(app, ["serve", "--cron", cron, "--timezone", timezone, str(tmp_path)])
    assert told.exit_code == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere",), "there is no file or folder"),
        ((".", "--output", "a.txt"), "a.txt is a file"),
        *(
            ((".", name, "b\udce5d"), r"b\udce5d is not in UTF-8")
            for name in ("--output", "--who", "--include")
        ),
        (("b\udce5d",), r"b\udce5d is not in UTF-8"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_scheduled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").touch()
    told = CliRunner().invoke(app, ["serve", "--cron", "0 3 * * *", *words])
    assert said in str(told.exception)


@pytest.mark.parametrize(("source", "output"), [("", "output"), ("inbox", "")])
def test_a_deployment_without_folders_reads_none(source: str, output: str) -> None:
    with pytest.raises(SourceError, match="RENSKRIFT_SOURCE"):
        archive.fn(source, output)


def test_the_parameters_are_shown_as_what_they_are() -> None:
    shown = json.loads(archive.parameters.model_dump_json())["properties"]
    assert shown["engine"]["enum"] == ["auto", "argos", "starter", "none"]
    assert shown["level"]["enum"] == ["safe", "balanced", "bold"]
    assert shown["source"]["type"] == "string"
    assert all(one["description"] for one in shown.values())


@pytest.mark.parametrize(
    ("error", "again"),
    [
        *((CorpusError("the disk is full"), True), (Held("held"), True), (OSError("gone"), True)),
        *((httpx.ConnectError("refused"), True), (ModelError("missing"), False)),
    ],
)
def test_only_what_may_pass_is_tried_again(error: Exception, again: bool) -> None:
    from prefect.states import Failed

    assert _may_pass(None, None, Failed(data=error)) is again


def test_corpora_have_deployments_of_their_own() -> None:
    names = {deployment_name(Path(path)) for path in ("/srv/a/output", "/srv/b/output", "output")}
    assert len(names) == 3
    assert not any("/" in name for name in names)
