"""The review is attacked: by other sites, other names of this machine, bodies, paths, and by texts."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from attacks import ADDRESS, ATTACK
from lxml import html
from starlette.testclient import TestClient

from pipeline.corpus.store import Store
from pipeline.review.access import Access
from pipeline.review.app import create_app
from pipeline.review.security import BODY_BYTES, Hosts
from pipeline.review.serving import listen

TOKEN = "a-token-that-nobody-guesses"


def ids(folder: Path) -> dict[str, str]:
    with Store.existing(folder) as store:
        return {file: identity for identity, file in store.files()}


@pytest.fixture
def pages(folder: Path) -> list[str]:
    documents = ids(folder).values()
    return ["/", "/dashboard", "/name", "/nothing", "/bulk", *(f"/documents/{one}" for one in documents)]


def attacks_in(text: str) -> list[str]:
    """What a browser would run, or load from elsewhere, of a page or a fragment."""
    tree = html.fromstring(text)
    found = [f"<{one.tag}>" for one in tree.xpath("//x-evil | //style | //iframe | //object | //img")]
    found += ["script" for one in tree.iter("script") if not one.get("src", "").startswith("/static/")]
    found += ["script text" for one in tree.iter("script") if one.text]
    for element in tree.iter(html.etree.Element):
        for name, value in element.attrib.items():
            runs = name.startswith("on") or name == "style" or "javascript:" in value.lower()
            leaves = name in {"src", "href", "action"} and re.match(r"(?!data:,$)(//|[a-z]+:)", value)
            if runs or leaves:
                found.append(f"{name}={value}")
    return found


# Texts


def test_no_page_runs_what_stands_in_a_text(client: TestClient, pages: list[str]) -> None:
    client.post("/api/name", json={"name": ATTACK})
    for path in [*pages, "/?q=" + ATTACK, "/?rule=" + ATTACK, f"/bulk?stage={ATTACK}&before={ATTACK}"]:
        page = client.get(path)
        assert page.status_code in {200, 404}, path
        assert "x-evil" in page.text  # It is there, as text.
        assert attacks_in(page.text) == [], path


def test_no_fragment_runs_what_stands_in_a_comment_or_a_decision(client: TestClient, folder: Path) -> None:
    client.post("/api/name", json={"name": ATTACK})
    for file, document in ids(folder).items():
        with Store.existing(folder) as store:
            entry = store.entry(document)
        for edit in entry.document.edits[-1:]:
            path = f"/api/documents/{document}/edits/{edit.id}"
            answer = client.post(path, json={"verdict": "edited", "after": ATTACK, "comment": ATTACK})
            assert answer.status_code == 200, answer.text
            assert_harmless(answer.json())
        with Store.existing(folder) as store:
            entry = store.entry(document)
        for segment in entry.segments:
            remark = {"subject": segment.id, "kind": "segment", "text": ATTACK}
            assert_harmless(client.post(f"/api/documents/{document}/comments", json=remark).json())
            written = {"verdict": "edited", "text": ATTACK}
            answer = client.post(f"/api/documents/{document}/segments/{segment.id}", json=written)
            assert_harmless(answer.json())
            aside = client.get(f"/documents/{document}/aside/{segment.id}")
            assert aside.status_code == 200
            assert "x-evil" in aside.text
            assert attacks_in(aside.text) == []
        assert attacks_in(client.get(f"/documents/{document}").text) == [], file
        assert_harmless(client.get(f"/api/documents/{document}/since/0").json())
    for path in ("/", "/dashboard", "/bulk?stage=spelling"):
        assert attacks_in(client.get(path).text) == [], path


def assert_harmless(answer: dict[str, Any]) -> None:
    assert answer["paragraphs"] or answer["reload"] or not answer.get("decisions", [1])
    for fragment in answer["paragraphs"].values():
        assert attacks_in(fragment) == []


def test_every_answer_says_what_it_may_do(client: TestClient, pages: list[str]) -> None:
    for path in [*pages, "/static/base.js", "/api/documents/none/since/0", "/static/nothing"]:
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["cache-control"] == ("no-cache" if path.startswith("/static/") else "no-store")


# Other sites


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "renskrift.example"}, 421),
        ({"Host": "renskrift.example:8765"}, 421),
        ({"Host": "127.0.0.1.example"}, 421),
        ({"Host": "localhost@renskrift.example"}, 421),
        ({"Host": ""}, 421),
        ({"Origin": "http://renskrift.example"}, 403),
        ({"Origin": "http://127.0.0.1:9999"}, 403),
        ({"Origin": "http://localhost:8765"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"X-Renskrift": "0"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
        ({"Content-Type": "text/plain; application/json"}, 415),
    ],
)
def test_no_other_site_decides(
    client: TestClient, folder: Path, headers: dict[str, str], status: int
) -> None:
    document = ids(folder)["news/kazakhstan.txt"]
    with Store.existing(folder) as store:
        edit = store.entry(document).document.edits[-1]
    path, body = f"/api/documents/{document}/edits/{edit.id}", b'{"verdict": "accepted"}'
    answer = client.post(path, content=body, headers={"Content-Type": "application/json"} | headers)
    assert answer.status_code == status
    assert set(answer.json()) == {"error"}
    with Store.existing(folder) as store:
        assert list(store.decisions(document)) == []


def test_a_form_of_another_site_decides_nothing(client: TestClient) -> None:
    del client.headers["X-Renskrift"]
    assert client.post("/api/undo", json={"number": 1}).status_code == 403
    assert client.post("/name", data={"name": "Eve"}).status_code == 403


@pytest.mark.parametrize(
    ("mode", "destination", "status"),
    [("navigate", "document", 200), ("navigate", "iframe", 403), ("no-cors", "script", 403)],
)
def test_another_site_may_link_here_and_no_more(
    client: TestClient, mode: str, destination: str, status: int
) -> None:
    del client.headers["Origin"]
    fetched = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": destination}
    assert client.get("/name", headers=fetched).status_code == status


def test_what_comes_from_no_page_at_all_needs_only_the_header(client: TestClient) -> None:
    del client.headers["Origin"], client.headers["Sec-Fetch-Site"]
    assert client.post("/api/name", json={"name": "Bo"}).status_code == 200


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost", "LOCALHOST:1", "[::1]:8765", "localhost."])
def test_names_of_this_machine(host: str) -> None:
    assert host in Hosts()


@pytest.mark.parametrize("host", ["10.0.0.7", "[fe80::1]", "", "a b", "localhost:", "[::1", "localhost/x"])
def test_other_names_are_none_of_this_machine(host: str) -> None:
    assert host not in Hosts()


def test_a_server_that_listens_everywhere_answers_to_addresses_and_not_to_names() -> None:
    hosts = Hosts.of("0.0.0.0")
    assert "10.0.0.7:8765" in hosts
    assert "[2001:db8::7]:8765" in hosts
    assert "renskrift.example:8765" not in hosts
    assert "10.0.0.7" not in Hosts.of("10.0.0.8")
    assert "archive.example:80" in Hosts.of("archive.example")


# Methods, paths, bodies


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "FOO"])
def test_other_methods_are_refused(client: TestClient, method: str) -> None:
    answer = client.request(method, "/")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, POST"
    assert "access-control-allow-origin" not in answer.headers


def test_head_is_answered_like_get(client: TestClient) -> None:
    head, got = client.head("/name"), client.get("/name")
    assert (head.status_code, head.headers["content-type"]) == (200, got.headers["content-type"])


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/%2e%2e%2fapp.py",
        "/static/..%5capp.py",
        "/static//etc/passwd",
        "/static/%00",
        "/static/",
        "/static/base.css%00.js",
        "/documents/..%2f..%2fetc%2fpasswd",
        "/documents/%00",
        "/documents/" + "a" * 65,
        "/templates/base.html",
        "/docs",
        "/redoc",
        "/openapi.json",
        "//renskrift.example/",
    ],
)
def test_there_is_nothing_behind_tricky_paths(server: HTTPConnection, path: str) -> None:
    server.request("GET", path)
    answer = server.getresponse()
    text = answer.read().decode()
    assert answer.status == 404
    assert "root:" not in text
    assert "import" not in text
    assert attacks_in(text) == []


@pytest.mark.parametrize("number", ["-1", "1.5", "x", "9" * 30])
def test_a_number_is_a_number(client: TestClient, number: str) -> None:
    assert client.get(f"/api/documents/none/since/{number}").status_code == 404


def test_large_bodies_are_refused_whether_they_say_so_or_not(client: TestClient) -> None:
    kind = {"Content-Type": "application/json"}
    declared = client.post("/api/undo", content=b" " * (BODY_BYTES + 1), headers=kind)
    streamed = client.post("/api/undo", content=(b" " * 65_536 for _ in range(20)), headers=kind)
    lying = client.post("/api/undo", content=b"{}", headers=kind | {"Content-Length": "-1"})
    assert [declared.status_code, streamed.status_code, lying.status_code] == [413, 413, 413]


def test_a_body_of_the_largest_size_is_read(client: TestClient) -> None:
    body = b'{"number": "' + b" " * (BODY_BYTES - 14) + b'"}'
    answer = client.post("/api/undo", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422


# The token


@pytest.fixture
def stranger(folder: Path) -> Iterator[TestClient]:
    app = create_app(folder, reviewer="Åsa", token=TOKEN)
    with TestClient(app, ADDRESS, headers={"X-Renskrift": "1"}) as client:
        yield client


def test_nobody_comes_in_without_the_token(stranger: TestClient, pages: list[str]) -> None:
    for path in [*pages, "/?token=wrong", "/?token=", f"/name?token={TOKEN}", "/?token=%ff%00å"]:
        answer = stranger.get(path)
        assert answer.status_code == 401, path
        assert "Åsa" not in answer.text
        assert "set-cookie" not in answer.headers
    assert stranger.post("/api/name", json={"name": "Eve"}).status_code == 401
    assert stranger.get("/static/base.css").status_code == 200  # The page that says so needs it.


def test_a_wrong_cookie_is_no_token(stranger: TestClient) -> None:
    name = Access("Åsa", TOKEN).cookie
    for value in ("", "wrong", TOKEN[:-1], TOKEN + "x"):
        assert stranger.get("/name", headers={"Cookie": f"{name}={value}"}).status_code == 401
    assert stranger.get("/name", headers={"Cookie": f"{name}={TOKEN}"}).status_code == 200


def test_the_token_becomes_a_cookie_and_leaves_the_address(stranger: TestClient) -> None:
    welcome = stranger.get(f"/?token={TOKEN}")
    cookie = welcome.headers["set-cookie"].lower()
    assert welcome.headers["refresh"] == "0; url=/"
    assert TOKEN not in welcome.text
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert stranger.get("/name").status_code == 200


def test_who_comes_in_by_the_token_gives_a_name_first(stranger: TestClient) -> None:
    stranger.get(f"/?token={TOKEN}")
    assert "<h1>Your name</h1>" in stranger.get("/").text
    assert stranger.post("/api/name", json={"name": "Bo"}).status_code == 200
    assert "<h1>Queue</h1>" in stranger.get("/").text


# A real server


@pytest.fixture
def server(folder: Path) -> Iterator[HTTPConnection]:
    with listen("127.0.0.1", 0) as listener:
        app = create_app(folder, reviewer="Åsa")
        serving = uvicorn.Server(uvicorn.Config(app, http="h11", ws="none", log_level="critical"))
        thread = threading.Thread(target=serving.run, kwargs={"sockets": [listener]})
        thread.start()
        connection = HTTPConnection(*listener.getsockname(), timeout=30)
        try:
            yield connection
        finally:
            connection.close()
            serving.should_exit = True
            thread.join(timeout=30)


def test_over_the_network(server: HTTPConnection) -> None:
    server.request("GET", "/name")
    page = server.getresponse()
    assert (page.status, page.getheader("X-Frame-Options")) == (200, "DENY")
    assert "Åsa" in page.read().decode()
    server.request("HEAD", "/name")
    head = server.getresponse()
    assert (head.status, head.read()) == (200, b"")
    server.request("GET", "/", headers={"Host": "renskrift.example"})
    refused = server.getresponse()
    assert (refused.status, refused.getheader("Content-Security-Policy") is None) == (421, False)
    refused.read()
    guards = {"X-Renskrift": "1", "Content-Type": "application/json"}
    server.request("POST", "/api/name", b'{"name": "Bo"}', guards)
    named = server.getresponse()
    assert (named.status, named.read()) == (200, b'{"name":"Bo"}')
    server.request("POST", "/api/name", iter([b" " * 500_000] * 3), guards, encode_chunked=True)
    assert server.getresponse().status == 413


def test_a_name_stands_beside_decisions_as_it_can_be_read(client: TestClient) -> None:
    answer = client.post("/api/name", json={"name": " Åsa\u202e\0\n " + "Ö" * 100})
    assert answer.json() == {"name": "Åsa " + "Ö" * 76}
    assert "Åsa ÖÖÖ" in client.get("/name").text
    assert client.post("/api/name", json={"name": "\u200b \n"}).status_code == 422
    assert client.post("/api/name", json={"name": "x" * 201}).status_code == 422


# Colours


def test_colours_can_be_told_from_their_ground() -> None:
    style = (Path(create_app.__code__.co_filename).parent / "static" / "base.css").read_text("utf-8")
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", part)) for part in style.split("@media", 2)[:2]
    )
    assert light.keys() == dark.keys()
    for colours in (light, dark):
        for name in ("ink", "quiet", "accent", "delete", "insert", "suggest", "warn"):
            grounds = ["paper", "raised", *([f"{name}-wash"] if f"{name}-wash" in colours else [])]
            for ground in grounds:
                assert contrast(colours[name], colours[ground]) >= 4.5, (name, ground)
        for wash in ("accent-wash", "delete-wash", "insert-wash", "suggest-wash", "warn-wash"):
            assert contrast(colours["ink"], colours[wash]) >= 4.5, wash
        assert contrast(colours["on-accent"], colours["accent"]) >= 4.5
        assert contrast(colours["edge"], colours["paper"]) >= 3
        assert contrast(colours["edge"], colours["raised"]) >= 3


def contrast(one: str, other: str) -> float:
    """As WCAG counts it."""
    darker, lighter = sorted(map(luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
