"""Everything runs without a network: in a process in which no socket can be opened to anywhere."""

import os
import subprocess
import sys
from pathlib import Path

PACKAGES = Path(__file__).parent / "data" / "tiny-argos"

SCRIPT = """
import socket, sys
from io import BytesIO, TextIOWrapper
from pathlib import Path

def refuse(*_, **__):
    raise AssertionError("the network is forbidden")

socket.socket.connect = socket.socket.connect_ex = socket.socket.sendto = refuse
socket.create_connection = socket.getaddrinfo = socket.gethostbyname = refuse

from pipeline.cli import app
from pipeline.translation import Text, choose_engines, translate_documents

def call(*words, text):
    sys.stdin = TextIOWrapper(BytesIO(text.encode()))
    app(words, standalone_mode=False)

call("clean", text="The goverment said no to the plan.")
call("models", "install", "sv-en", "--from", sys.argv[1], text="")
for engine in ("starter", "argos"):
    words = ("--from", "sv", "--to", "en", "--lines", "--engine", engine)
    call("translate", *words, text="Skolan köpte ett hus.\\n")
    engines, _ = choose_engines(engine, ["sv"])
    found = translate_documents([Text("a", "Laget sålde bilen i morse.", "sv")], engines)
    print(found[0][0].translation.engine)
"""


def test_no_socket_is_needed(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(PACKAGES / "translate-sv_en-0_1.argosmodel")],
        capture_output=True,
        env={**os.environ, "RENSKRIFT_PACKAGES": str(tmp_path)},
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    lines = done.stdout.decode().splitlines()
    assert lines[0].startswith("The government said no to the plan.")
    assert [line for line in lines if line in ("starter", "argos")] == ["starter", "argos"]
    assert "The school bought a house." in lines
