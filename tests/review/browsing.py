"""A real Chromium that looks at a real server, and watches what goes wrong in it."""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from pipeline.review.app import create_app
from pipeline.review.serving import listen

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
MISSING = "no chromium: apt-get install chromium"

_ALARM = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`refused by the policy: ${event.violatedDirective} ${event.blockedURI}`));
"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window, which finds no host but this one."""
    flags = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser
        browser.close()


@contextmanager
def serving(folder: Path, reviewer: str = "Åsa") -> Iterator[str]:
    """The review of a folder on a free port; gives its address."""
    with listen("127.0.0.1", 0) as listener:
        app = create_app(folder, reviewer=reviewer)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", http="h11", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


class Watch:
    """Opens pages, and remembers what none of them may do.

    Attributes:
        faults: What the browser has called an error.
        elsewhere: Addresses that are not the server's.

    Args:
        browser: Opens them.
        url: The server's address.
    """

    def __init__(self, browser: Browser, url: str) -> None:
        self.url = url
        self.faults: list[str] = []
        self.elsewhere: list[str] = []
        self._browser = browser

    def open(
        self,
        path: str = "/",
        *,
        name: str = "",
        size: tuple[int, int] = (1280, 900),
        dark: bool = False,
        phone: bool = False,
        intercept: bool = True,
    ) -> Page:
        """A page in a browser of its own.

        Args:
            path: What it shows.
            name: The reviewer's; that of the server if "".
            size: Of the window, in CSS pixels.
            dark: Whether the person likes it dark.
            phone: Whether it is a phone.
            intercept: Whether every request is stopped that goes elsewhere, which costs time.
        """
        width, height = size
        context = self._browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            has_touch=phone,
            is_mobile=phone,
            base_url=self.url,
        )
        context.set_default_timeout(60_000)
        context.add_init_script(_ALARM)
        context.on("request", lambda request: self._count(request.url))
        if intercept:
            context.route(re.compile(f"^(?!{re.escape(self.url)}/|data:)"), lambda route: route.abort())
        if name:
            context.request.post(
                "/api/name",
                data={"name": name},
                headers={"X-Renskrift": "1", "Content-Type": "application/json"},
            )
        page = context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.goto(path)
        return page

    def _count(self, address: str) -> None:
        if not address.startswith((f"{self.url}/", "data:")):
            self.elsewhere.append(address)

    def _hear(self, message: ConsoleMessage) -> None:
        # A decision that somebody has overtaken is answered with 409, and what stands beside a sentence that
        # has just changed with 404: the browser notes both as errors.
        gone = "404" in message.text and "/aside/" in str(message.location)
        if message.type == "error" and "409" not in message.text and not gone:
            self.faults.append(f"{message.text} {message.location}")
