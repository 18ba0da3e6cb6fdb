"""Who may come in, and under which name: the token of a server that others can reach, and the reviewer."""

from __future__ import annotations

import getpass
import secrets
import subprocess
import unicodedata
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import Response

NAME_LENGTH = 80
NAME_COOKIE = "renskrift_name"
NAME_SECONDS = 365 * 24 * 3600

_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@dataclass(frozen=True, slots=True)
class Access:
    """How people come in.

    Attributes:
        reviewer: The name of whoever has not given another one.
        token: What has to be known to come in; None where only this machine can reach the server.
    """

    reviewer: str
    token: str | None = None

    @property
    def cookie(self) -> str:
        """What the browser keeps the token as; two servers on one machine do not disturb each other."""
        return f"renskrift_{sha256((self.token or '').encode()).hexdigest()[:12]}"

    def admits(self, request: Request) -> bool:
        """Whether the browser has shown the token before."""
        return self.token is None or self.is_right(request.cookies.get(self.cookie))

    def is_right(self, shown: str | None) -> bool:
        """Whether `shown` is the token; takes as long for a nearly right one as for a wrong one."""
        return secrets.compare_digest((shown or "").encode("utf-8", "replace"), (self.token or "").encode())

    def let_in(self, response: Response) -> Response:
        """Have the browser show the token from now on, to this server only and never to a script."""
        response.set_cookie(self.cookie, self.token or "", httponly=True, samesite="strict", path="/")
        return response

    def given_name(self, request: Request) -> str:
        """The name that was given in this browser, or ""."""
        return clean_name(unquote(request.cookies.get(NAME_COOKIE, "")))

    def who(self, request: Request) -> str:
        """The name of the person whose browser sends the request."""
        return self.given_name(request) or self.reviewer


def remember(response: Response, name: str) -> None:
    """Keep the reviewer's name in the browser."""
    response.set_cookie(
        NAME_COOKIE, quote(name, safe=""), NAME_SECONDS, httponly=True, samesite="strict", path="/"
    )


def clean_name(name: str) -> str:
    r"""`name` without characters that cannot be seen, one space between words, at most 80 code points.

    >>> clean_name(" Åsa\u202e \n  Öberg\0 ")
    'Åsa Öberg'
    """
    seen = (character for character in name if unicodedata.category(character) not in _UNSEEN - {"Cc"})
    spaced = "".join(" " if unicodedata.category(character) == "Cc" else character for character in seen)
    return " ".join(unicodedata.normalize("NFC", spaced).split())[:NAME_LENGTH].rstrip()


def default_name() -> str:
    """The name that Git knows of whoever starts the server, else that of the account."""
    try:
        git = ["git", "config", "--get", "user.name"]
        found = subprocess.run(git, capture_output=True, text=True, timeout=5, check=False).stdout
    except (OSError, subprocess.SubprocessError):
        found = ""
    try:
        return clean_name(found) or clean_name(getpass.getuser()) or "reviewer"
    except (OSError, KeyError):  # A container may run an account that has no name.
        return "reviewer"
