import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from pipeline.errors import ModelError
from pipeline.translation import package_index
from pipeline.translation.argos_library import index_url
from pipeline.translation.package_files import checksum
from pipeline.translation.package_index import fetch, find_offer
from pipeline.translation.packages import list_packages


class Server:
    """A real HTTP server on this machine. Its answers are functions of a request's handler, by path."""

    def __init__(self):
        self.answers, self.asked = {}, []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                server.asked.append((self.path, self.headers["Range"]))
                server.answers.get(self.path, refusing(404))(self)

            def log_message(self, *arguments):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.thread = threading.Thread(target=self.http.serve_forever, args=[0.01])
        self.thread.start()

    def url(self, path=""):
        return f"http://127.0.0.1:{self.http.server_port}/{path}"

    def offer(self, *entries):
        self.answers["/index.json"] = sending(json.dumps(entries).encode())

    def close(self):
        self.http.shutdown()
        self.thread.join()
        self.http.server_close()


def sending(content, status=200, **headers):
    def answer(handler):
        handler.send_response(status)
        for name, value in {"Content-Length": len(content), **headers}.items():
            handler.send_header(name, str(value))
        handler.end_headers()
        handler.wfile.write(content)

    return answer


def refusing(status):
    return lambda handler: handler.send_error(status)


def stopping(content, after, resumable=True):
    """Stops in the middle of the file, in each answer `after` bytes further on."""

    def answer(handler):
        start = 0
        asked = handler.headers["Range"]
        if resumable and asked and handler.headers["If-Range"] == '"1"':
            start = int(asked.removeprefix("bytes=").removesuffix("-"))
        handler.send_response(206 if start else 200)
        if start:
            handler.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        if resumable:
            handler.send_header("ETag", '"1"')
        handler.send_header("Content-Length", str(len(content) - start))
        handler.end_headers()
        handler.wfile.write(content[start : start + after])

    return answer


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    index_url()  # Imports the library in our folders.
    found = Server()
    monkeypatch.setattr("argostranslate.settings.remote_package_index", found.url("index.json"))
    yield found
    found.close()


@pytest.fixture
def content(tiny_files):
    return tiny_files["sv-en"].read_bytes()


def entry(*links, version="0.1", **changes):
    codes = {"from_code": "sv", "to_code": "en", "package_version": version}
    return {"type": "translate", **codes, "links": list(links), **changes}


def test_fetch(server, content, tmp_path, tiny_files):
    server.offer(
        entry(server.url("old")),
        entry(server.url("german"), from_code="de"),
        entry(server.url("new"), version="0.10"),
        entry(server.url("middle"), version="0.9"),
    )
    server.answers["/new"] = sending(content)
    package = fetch("sv-en", tmp_path)
    # What is installed says itself which version it is.
    assert (package.pair, package.version) == ("sv-en", "0.1")
    assert package.sha256 == checksum(tiny_files["sv-en"])
    assert list_packages(tmp_path) == [package]
    assert [path.name for path in tmp_path.iterdir()] == ["sv-en"]
    assert [path for path, _ in server.asked] == ["/index.json", "/new"]


def test_the_next_link_is_tried(server, content, tmp_path):
    server.offer(entry(server.url("gone"), "ipfs://x", None, server.url("page"), server.url("file")))
    server.answers["/page"] = sending(b"<html>Log in</html>")
    server.answers["/file"] = sending(content)
    assert fetch("sv-en", tmp_path).pair == "sv-en"


def test_a_redirection_is_followed(server, content, tmp_path):
    server.offer(entry(server.url("moved")))
    server.answers["/moved"] = sending(b"", 302, Location=server.url("file"))
    server.answers["/file"] = sending(content)
    assert fetch("sv-en", tmp_path).pair == "sv-en"


def test_a_download_that_breaks_off_goes_on(server, content, tmp_path, tiny_files):
    server.offer(entry(server.url("file")))
    server.answers["/file"] = stopping(content, after=150_000)
    assert fetch("sv-en", tmp_path).sha256 == checksum(tiny_files["sv-en"])
    assert [asked for _, asked in server.asked] == [None, None, "bytes=150000-", "bytes=300000-"]


def test_a_file_that_has_changed_meanwhile_is_fetched_again(server, content, tmp_path, tiny_files):
    answers = [stopping(b"x" * 300_000, after=1000), sending(content, ETag='"2"')]
    server.offer(entry(server.url("file")))
    server.answers["/file"] = lambda handler: answers.pop(0)(handler)
    assert fetch("sv-en", tmp_path).sha256 == checksum(tiny_files["sv-en"])
    assert server.asked[-1] == ("/file", "bytes=1000-")


def without_length(content):
    def answer(handler):
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(content)

    return answer


def hanging(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.flush()
    # The other side gives up first.
    handler.connection.settimeout(20)
    handler.connection.recv(1)


def closing(handler):
    handler.connection.shutdown(socket.SHUT_RDWR)


REFUSED = [
    (lambda content: refusing(404), r"cannot download .*/file \(HTTP Error 404: Not Found\)"),
    (lambda content: refusing(500), r"cannot download .*/file \(HTTP Error 500"),
    (lambda content: stopping(content, 1000), "broke off after 3000 of"),
    (lambda content: stopping(content, 1000, resumable=False), "broke off after 1000 of"),
    (lambda content: sending(b"<html>Log in</html>"), "/file is not a whole Argos package"),
    (lambda content: sending(b""), "/file is not a whole Argos package"),
    (lambda content: without_length(content[:-1000]), "/file is not a whole Argos package"),
    (lambda content: sending(content[:1000] + b"x" + content[1001:]), "/file is"),
    (lambda content: hanging, r"cannot download .*/file \(timed out\)"),
    (lambda content: closing, r"cannot download .*/file \(Remote end closed connection"),
    (lambda content: sending(b"", 302, Location="file:///etc/passwd"), "cannot download"),
]


@pytest.mark.parametrize(("answer", "message"), REFUSED)
def test_refused(server, content, tmp_path, monkeypatch, answer, message):
    monkeypatch.setattr(package_index, "TIMEOUT", 0.5)
    server.offer(entry(server.url("before")))
    server.answers["/before"] = sending(content)
    before = fetch("sv-en", tmp_path)
    server.offer(entry(server.url("file"), version="0.2"))
    server.answers["/file"] = answer(content)
    with pytest.raises(ModelError, match=message) as refused:
        fetch("sv-en", tmp_path)
    assert "--from FILE.argosmodel" in str(refused.value)
    assert "\n" not in str(refused.value)
    assert list_packages(tmp_path) == [before]
    assert [path.name for path in tmp_path.iterdir()] == ["sv-en"]


def test_a_package_for_another_pair(server, content, tmp_path, tiny_files):
    server.offer(entry(server.url("file")))
    server.answers["/file"] = sending(tiny_files["en-sv"].read_bytes())
    with pytest.raises(ModelError, match="/file is for en-sv, not for sv-en"):
        fetch("sv-en", tmp_path)


def test_more_than_a_package_can_have(server, content, tmp_path, monkeypatch):
    monkeypatch.setattr(package_index, "LARGEST", 100_000)
    server.offer(entry(server.url("file")))
    server.answers["/file"] = without_length(content)
    with pytest.raises(ModelError, match="larger than"):
        fetch("sv-en", tmp_path)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (refusing(404), r"cannot reach the package index .*/index.json \(HTTP Error 404: Not Found\)"),
        (sending(b"<html>"), "is not readable"),
        (sending(b"\xff"), "is not readable"),
        (sending(b"[" * 100_000), "is not readable"),
        (sending(b"{}"), "has no package for sv-en"),
        (sending(b"[]"), "has no package for sv-en"),
        (sending(b"[1, null, {}]"), "has no package for sv-en"),
        (closing, "cannot reach the package index"),
        (hanging, r"cannot reach the package index .* \(timed out\)"),
        *(
            (sending(json.dumps([wrong]).encode()), "has no package for sv-en")
            for wrong in (
                entry("http://127.0.0.1/x", type="sbd"),
                entry("http://127.0.0.1/x", version="../1"),
                entry("http://127.0.0.1/x", links="http://127.0.0.1/x"),
                entry("file:///etc/passwd", "ftp://127.0.0.1/x", "http://[", 1),
                entry(),
            )
        ),
    ],
)
def test_an_index_that_is_none(server, monkeypatch, answer, message):
    monkeypatch.setattr(package_index, "TIMEOUT", 0.5)
    server.answers["/index.json"] = answer
    with pytest.raises(ModelError, match=message) as refused:
        find_offer("sv-en")
    assert "renskrift models install sv-en --from FILE.argosmodel" in str(refused.value)


def test_a_safe_index_leads_to_no_unsafe_link():
    http, https = "http://127.0.0.1/x", "https://127.0.0.1/x"
    assert package_index._offer(entry(http, https), "sv-en", https).links == (https,)
    assert package_index._offer(entry(http), "sv-en", https) is None
    assert package_index._offer(entry(http, https), "sv-en", http).links == (http, https)


def test_an_unknown_pair_asks_nobody(server, tmp_path):
    with pytest.raises(ModelError, match="the pairs are"):
        fetch("sv-de", tmp_path)
    assert server.asked == []


def renskrift(folder, index, *words):
    environment = {
        **os.environ,
        "RENSKRIFT_PACKAGES": str(folder),
        "RENSKRIFT_CACHE": str(folder.parent / "cache"),
        "ARGOS_PACKAGE_INDEX": index,
        "no_proxy": "127.0.0.1",
    }
    return subprocess.run(
        [sys.executable, "-c", "from pipeline.cli import main; main()", "models", *words],
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_the_command(server, content, tmp_path, tiny_files):
    folder = tmp_path / "packages"
    server.offer(entry(server.url("file")))
    server.answers["/file"] = sending(content)
    done = renskrift(folder, server.url(), "install", "sv-en")
    digest = checksum(tiny_files["sv-en"])
    assert done.returncode == 0, done.stderr
    assert f"SHA-256 {digest}" in done.stdout
    shutil.copy(tiny_files["en-sv"], tmp_path)
    assert renskrift(folder, server.url(), "install", "--from", str(tmp_path)).returncode == 0
    listed = renskrift(folder, server.url(), "list").stdout.splitlines()
    assert [line.split()[:2] for line in listed] == [
        ["starter", "sv-en,"],
        ["argos", "en-sv"],
        ["argos", "sv-en"],
    ]
    assert "0.5 MB" in listed[2]
    assert digest in listed[2]
    assert renskrift(folder, server.url(), "install").returncode == 2


def test_the_command_without_a_network(tmp_path):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        index = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        done = renskrift(tmp_path / "packages", index, "install", "sv-en")
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"renskrift: cannot reach the package index {index}index.json (")
    assert line.endswith("renskrift models install sv-en --from FILE.argosmodel")
