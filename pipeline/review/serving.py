"""``renskrift review``: finds a port, opens the browser, and serves until it is stopped."""

from __future__ import annotations

import errno
import os
import secrets
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import uvicorn

from pipeline.corpus.store import is_there
from pipeline.errors import CorpusError
from pipeline.review.security import Hosts, is_loopback
from pipeline.terms import Termbase

PORT = 8765
"""Where it listens unless another one is asked for."""

HEAD_BYTES = 32_768
"""What the head of a request may be long."""

GRACE_SECONDS = 5
"""How long a request that runs may go on when the server is stopped."""

_TRIES = 20


def serve(
    folder: Path,
    *,
    host: str,
    port: int | None,
    reviewer: str,
    browser: bool,
    terms: Termbase | None,
    tell: Callable[[str], None],
) -> None:
    """Serve the review of the corpus in `folder` until Ctrl-C.

    Args:
        folder: An output folder that has a store.
        host: Where to listen; another one than this machine's own needs a token, which is made and told.
        port: Where to listen; any free one if 0; `PORT`, or the next free one, if None.
        reviewer: The name of whoever gives no other one.
        browser: Whether to open it there.
        terms: The user's own terms, which are shown beside a translation.
        tell: Takes what the person at the terminal has to know.

    Raises:
        CorpusError: There is no store, or it cannot be opened, or the port is taken.
    """
    check(folder)
    from pipeline.review.app import create_app

    token = None if is_loopback(host) else secrets.token_urlsafe(32)
    app = create_app(folder, reviewer=reviewer, token=token, hosts=Hosts.of(host), terms=terms)
    with listen(host, port) as listener:
        taken = listener.getsockname()[1]
        if port is None and taken != PORT:
            tell(f"Port {PORT} is in use; {taken} was free.")
        address = url(host, taken, token)
        tell(f"The review of {folder} is at {address}")
        if token:
            tell("Whoever has this address can decide, and nothing is encrypted: use it in your own network.")
        tell("Stop it with Ctrl-C.")
        config = uvicorn.Config(
            app,
            log_level="warning",
            http="h11",
            ws="none",
            access_log=False,
            server_header=False,
            h11_max_incomplete_event_size=HEAD_BYTES,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        # With a token it is not opened: the address would stand in the list of this machine's processes.
        if browser and not token and _has_screen():
            threading.Thread(target=_open, args=[address], daemon=True).start()
        with suppress(KeyboardInterrupt):  # The server has ended in good order, and says so once more.
            uvicorn.Server(config).run(sockets=[listener])


def check(folder: Path) -> None:
    """Whether `folder` has a store that can be reviewed.

    Raises:
        CorpusError: There is none; tells what to do.
    """
    if is_there(folder):
        return
    if (folder / "documents.jsonl").is_file():
        raise CorpusError(
            f"{folder} holds an exported corpus, but not the store that decisions are kept in: make it with "
            f"renskrift run SOURCE --output {folder}, where SOURCE is the folder with the articles"
        )
    raise CorpusError(f"there is no corpus in {folder}: make one with renskrift run SOURCE --output {folder}")


def listen(host: str, port: int | None) -> socket.socket:
    """A socket that listens, so that nobody else can take the port before the server has it.

    Raises:
        CorpusError: The port is taken, or the host is not one of this machine.
    """
    wanted = range(PORT, PORT + _TRIES) if port is None else [port]
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for one in wanted:
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, one))
            listener.listen(128)
            return listener
        except OSError as error:
            listener.close()
            reason = error.strerror or str(error)
            if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
                raise CorpusError(
                    f"{host} cannot be listened on: {reason}; --host takes an address of this machine"
                ) from error
    if port is None:
        raise CorpusError(f"no port from {PORT} to {PORT + _TRIES - 1} of {host} can be used: {reason}")
    raise CorpusError(
        f"port {port} of {host} cannot be used: {reason}; "
        "choose another one with --port, or any free one with --port 0"
    )


def url(host: str, port: int, token: str | None) -> str:
    """The address to open.

    >>> url("::1", 8765, None), url("0.0.0.0", 80, "abc").startswith("http://0.0.0.0")
    ('http://[::1]:8765/', False)
    """
    if host in {"0.0.0.0", "::"}:
        host = socket.gethostname().lower()  # Nobody can open "all addresses".
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}/" + (f"?token={token}" if token else "")


def _has_screen() -> bool:
    """Whether a browser would be a window; one in the terminal would take it away from the server."""
    return sys.platform in {"darwin", "win32"} or any(
        name in os.environ for name in ("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME")
    )


def _open(address: str) -> None:
    with suppress(webbrowser.Error, OSError):  # The address was told already.
        webbrowser.open(address)
