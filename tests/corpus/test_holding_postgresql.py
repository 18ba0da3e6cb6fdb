"""The lock of a store on PostgreSQL, against a real server that the test starts."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import pytest
from servers import SERVERS, Server, serving

from pipeline.corpus.database import Database
from pipeline.corpus.holding import holding
from pipeline.errors import CorpusError, Held

pytest.importorskip("psycopg")
pytestmark = pytest.mark.skipif(not SERVERS, reason="needs the server of Debian's package postgresql")

HOLDS = """
import sys
from pathlib import Path
from pipeline.corpus.database import Database
from pipeline.corpus.holding import holding
with holding(Path(sys.argv[1]), "renskrift run", "anna@archive", Database(sys.argv[2])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture
def database(server: Server) -> Iterator[Database]:
    database = Database(server.url)
    yield database
    database.close()


def test_one_at_a_time_from_any_output_folder(tmp_path: Path, server: Server, database: Database) -> None:
    call = [sys.executable, "-c", HOLDS, str(tmp_path / "one"), server.url]
    with subprocess.Popen(call, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        told = pytest.raises(Held, match=f"renskrift run of anna@archive .process {process.pid}")
        with told, holding(tmp_path / "two", "renskrift export", database=database):
            pytest.fail("held twice")
        process.send_signal(signal.SIGKILL)
        process.wait()
    _hold_when_the_server_has_noticed(tmp_path / "two", database)


def _hold_when_the_server_has_noticed(folder: Path, database: Database) -> None:
    for _ in range(10_000):
        try:
            with holding(folder, "renskrift run", database=database):
                return
        except Held:
            continue
    pytest.fail("a process that was killed still holds the corpus")


def test_a_server_that_restarts_does_not_end_the_hold(
    tmp_path: Path, server: Server, database: Database
) -> None:
    with holding(tmp_path, "run", database=database):
        server.control("restart")
    with holding(tmp_path, "run", database=database):
        pass


def test_a_hold_that_somebody_else_took_meanwhile_is_lost(
    tmp_path: Path, server: Server, database: Database
) -> None:
    another = Database(server.url)

    def taken(by: str) -> AbstractContextManager[object]:
        server.control("restart")
        return holding(tmp_path / "two", by, database=another)

    for ended in (True, False):
        with ExitStack() as still:
            lost = pytest.raises(CorpusError, match="was lost")
            with lost, holding(tmp_path / "one", "run", database=database):
                still.enter_context(taken("another run"))
                if ended:
                    still.close()
    with holding(tmp_path / "one", "run", database=database):
        pass
    another.close()


def test_an_error_in_the_block_is_what_is_told(tmp_path: Path, server: Server, database: Database) -> None:
    def restarted() -> None:
        server.control("restart")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), holding(tmp_path, "run", database=database):
        restarted()
