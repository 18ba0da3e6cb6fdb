"""What stands between the network and the review: every request passes here, every answer gets its headers.

The server holds an archive and takes decisions without a password, so a page of another site that is open in
the same browser must not be able to use it. That is refused by several signs at once: the host that the
browser thinks it talks to, the origin of the page that asks, and a header that no form can send.
"""

from __future__ import annotations

import ipaddress
import logging
import re
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_BYTES = 1_000_000
"""A body that is larger is refused, whether it says so or not."""

GUARD = "X-Renskrift"
"""The header that a page of another site cannot send without being asked first, which it never is."""

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""Names of this machine that no other machine can have."""

_log = logging.getLogger(__name__)
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?", re.IGNORECASE)
_METHODS = frozenset({"GET", "HEAD", "POST"})

Refuse = Callable[[Request, int, str], Response]
"""Makes the page or the object that tells why a request was refused."""

Door = Callable[[Request], Response | None]
"""Gives what a visitor is shown instead of the page, or None for one who may come in."""


@dataclass(frozen=True, slots=True)
class Hosts:
    """The names by which this server may be called.

    A site that is not ours can point a name of its own at this machine, and then the browser takes it for
    ours; so a name counts only when it is known. An address is no name, and cannot be pointed elsewhere.

    Args:
        names: In small letters, IPv6 addresses without brackets.
        addresses: Whether any IP address counts too, as for a server that listens on all of them.
    """

    names: frozenset[str] = frozenset(LOOPBACK)
    addresses: bool = False

    @classmethod
    def of(cls, host: str) -> Hosts:
        """Those of a server that listens on `host`.

        >>> "archive.example" in Hosts.of("127.0.0.1"), "localhost:8765" in Hosts.of("127.0.0.1")
        (False, True)
        """
        if is_loopback(host):
            return cls()
        own = socket.gethostname().lower()
        names = {host.lower(), own, f"{own}.local", socket.getfqdn().lower(), *LOOPBACK}
        return cls(frozenset(names), addresses=host in {"0.0.0.0", "::"})

    def __contains__(self, header: str) -> bool:
        found = _HOST.fullmatch(header)
        if not found:
            return False
        name = found[1].strip("[]").lower().rstrip(".")
        return name in self.names or (self.addresses and _is_address(name))


@dataclass(frozen=True, slots=True)
class Guard:
    """ASGI middleware that refuses what no page of the review would send.

    Args:
        app: The application behind it.
        refuse: Makes the answer to what is refused.
        door: Who may come in.
        hosts: The names by which this server may be called.
    """

    app: ASGIApp
    refuse: Refuse
    door: Door
    hosts: Hosts = field(default_factory=Hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        if scope["type"] != "http":
            return
        request = Request(scope)
        send = _with_headers(send, request.url.path)
        fault = self._fault(request)
        answer = self.refuse(request, *fault) if fault else self.door(request)
        if answer is None and request.method == "POST":
            body = await _body(request.headers, receive)
            if body is None:
                answer = self.refuse(request, 413, f"The request is larger than {BODY_BYTES:,} bytes.")
            else:
                receive = _replay(body, receive)
        if request.method == "HEAD":  # Answered like GET; the server itself leaves the body out.
            scope = {**scope, "method": "GET"}
        try:
            await (answer or self.app)(scope, receive, send)
        except Exception:
            _log.exception("%s %s", request.method, request.url.path)
            answer = self.refuse(request, 500, "An error of Renskrift itself; its window tells more.")
            await answer(scope, receive, send)

    def _fault(self, request: Request) -> tuple[int, str] | None:
        """Status and sentence for a request that is refused by its head."""
        headers = request.headers
        if len(headers.getlist("host")) != 1 or headers["host"] not in self.hosts:
            return 421, "This server does not answer to that host name."
        if request.method not in _METHODS:
            return 405, "This server knows GET, HEAD and POST only."
        if not _is_from_here(headers, is_read=request.method != "POST"):
            return 403, "The request comes from a page of another site."
        if request.method == "POST":
            if headers.get(GUARD) != "1":
                return 403, f"The header {GUARD} is missing."
            if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
                return 415, "The content type of a decision is application/json."
        return None


def is_loopback(host: str) -> bool:
    """Whether only this machine itself can reach `host`.

    >>> is_loopback("localhost"), is_loopback("127.0.0.2"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    return host.lower() == "localhost" or (_is_address(host) and ipaddress.ip_address(host).is_loopback)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_from_here(headers: Headers, *, is_read: bool) -> bool:
    """Whether a page of this server, or no page at all, has sent the request."""
    origin = headers.get("origin")
    if origin is not None and origin.lower() not in _origins(headers["host"]):
        return False
    site = headers.get("sec-fetch-site", "none")
    if site in {"none", "same-origin"}:
        return True
    # A link of another site may lead here, but nothing of ours stands inside another site's page.
    is_link = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return is_read and is_link


def _origins(host: str) -> Iterable[str]:
    return {f"http://{host.lower()}", f"https://{host.lower()}"}


async def _body(headers: Headers, receive: Receive) -> bytes | None:
    """The whole body, or None where it is too large; no more of it than that is ever in memory."""
    declared = headers.get("content-length", "0")
    if not declared.isdecimal() or int(declared[:20]) > BODY_BYTES:
        return None
    parts, size = list[bytes](), 0
    while True:
        message = await receive()
        part = message.get("body", b"")
        size += len(part)
        if size > BODY_BYTES:
            return None
        parts.append(part)
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again


def _with_headers(send: Send, path: str) -> Send:
    keep = "no-cache" if path.startswith("/static/") else "no-store"

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update(HEADERS)
            headers.setdefault("Cache-Control", keep)
        await send(message)

    return sent
