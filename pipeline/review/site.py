"""What all routes share: the corpus, the desk at which it is decided, and who may come in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from pipeline.corpus.store import Store
from pipeline.review.access import Access
from pipeline.review.desk import Desk
from pipeline.review.rendering import page
from pipeline.terms import Termbase

_TITLES = {
    400: "This cannot be read",
    401: "A token is needed",
    403: "Refused",
    404: "Not found",
    405: "Refused",
    409: "Decided meanwhile",
    413: "Too large",
    421: "Another host",
    422: "This cannot be read",
    503: "The corpus is busy",
}


@dataclass(frozen=True, slots=True)
class Site:
    """One server over one corpus.

    Attributes:
        store: The corpus.
        desk: Takes the decisions.
        access: Who may come in.
        terms: The user's own terms, which are shown beside a translation.
    """

    store: Store
    desk: Desk
    access: Access
    terms: Termbase | None = None

    def show(self, request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
        """A page, as the person sees it whose browser asks."""
        return page(template, status, **{"here": ""} | context | {"reviewer": self.access.who(request)})

    def refuse(
        self, request: Request, status: int, sentence: str, more: Mapping[str, Any] | None = None
    ) -> Response:
        """An error: an object for a script, a page for a person."""
        error = sentence[:1].upper() + sentence[1:].rstrip(".") + "."
        answer: Response
        if request.url.path.startswith("/api/"):
            answer = Json({"error": error} | dict(more or {}), status)
        else:
            who = self.access.who(request) if status != 401 else ""  # To a stranger nobody is named.
            title = _TITLES.get(status, "Something went wrong")
            answer = page("error.html", status, reviewer=who, title=title, error=error, status=status)
        if status == 405:
            answer.headers["Allow"] = "GET, HEAD, POST"
        return answer

    def door(self, request: Request) -> Response | None:
        """None for who may come in; else a page that takes the token, or tells that it is needed.

        The page that takes it goes on by itself: after a link from another site, such as a chat, a browser
        would not send the new cookie where it is redirected to.
        """
        if self.access.token is None or request.url.path.startswith("/static/"):
            return None
        shown = request.query_params.get("token")
        if shown is not None and request.url.path == "/" and self.access.is_right(shown):
            welcome = self.show(request, "welcome.html")
            welcome.headers["Refresh"] = "0; url=/"
            return self.access.let_in(welcome)
        if self.access.admits(request):
            is_page = request.method != "POST" and not request.url.path.startswith("/api/")
            # Several people come here: nobody decides by another one's name for want of an own one.
            return (
                self.show(request, "name.html") if is_page and not self.access.given_name(request) else None
            )
        return self.refuse(request, 401, "This review is open to those who have its address with the token.")


class Json(JSONResponse):
    """JSON in ASCII, so that every string of a text can be sent."""

    def render(self, content: Any) -> bytes:
        """The body."""
        return json.dumps(content, separators=(",", ":")).encode("ascii")
