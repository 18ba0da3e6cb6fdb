"""A real PostgreSQL server, in a folder of its own, for the time of a test."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

SERVERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


class Server:
    """A server on a port and in a folder of its own; it refuses to run as root."""

    def __init__(self) -> None:
        self.folder = Path(mkdtemp(prefix="renskrift-postgresql-"))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.user = "postgres" if os.geteuid() == 0 else None
        if self.user:
            shutil.chown(self.folder, self.user)
        self.call("initdb", "--auth=trust", "--username=postgres", "--no-sync")
        self.url = f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres"

    def call(self, name: str, *words: str) -> None:
        subprocess.run(
            [SERVERS[-1] / name, "-D", self.folder / "data", *words],
            check=True, user=self.user, cwd=self.folder, stdout=subprocess.DEVNULL,
        )  # fmt: skip

    def control(self, verb: str) -> None:
        options = f"-p {self.port} -k {self.folder} -c fsync=off"
        self.call("pg_ctl", "-w", "-m", "immediate", "-l", str(self.folder / "log"), "-o", options, verb)


@contextmanager
def serving() -> Iterator[Server]:
    server = Server()
    server.control("start")
    try:
        yield server
    finally:
        server.control("stop")
        shutil.rmtree(server.folder)
