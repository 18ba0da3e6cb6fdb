"""The review as a web application: the store of a folder, its routes, and what guards them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from pipeline.corpus.store import Store
from pipeline.errors import CorpusError, RenskriftError
from pipeline.review import routes, routes_api, routes_data
from pipeline.review.access import Access, clean_name
from pipeline.review.desk import Conflict, Desk, Unknown
from pipeline.review.security import Guard, Hosts
from pipeline.review.site import Site
from pipeline.terms import Termbase

_STATIC = Path(__file__).parent / "static"
_NO_PAGE = "There is no such page."


def create_app(
    folder: Path,
    *,
    reviewer: str,
    token: str | None = None,
    hosts: Hosts | None = None,
    terms: Termbase | None = None,
) -> FastAPI:
    """The application over the corpus in `folder`.

    Args:
        folder: An output folder that has a store.
        reviewer: The name of whoever gives no other one.
        token: What a browser has to show once; None where only this machine can reach the server.
        hosts: The names by which the server may be called; those of this machine for itself if None.
        terms: The user's own terms, which are shown beside a translation.

    Raises:
        CorpusError: There is no store, or it cannot be opened.
    """
    store = Store.existing(folder)
    site = Site(store, Desk(store), Access(clean_name(reviewer) or "reviewer", token), terms)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        store.close()

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.include_router(routes.router(site))
    app.include_router(routes_api.router(site), prefix="/api")
    app.include_router(routes_data.router(site), prefix=routes_data.PREFIX)
    app.mount("/static", StaticFiles(directory=_STATIC))
    _answer_errors(app, site)
    app.add_middleware(Guard, refuse=site.refuse, door=site.door, hosts=hosts or Hosts())
    return app


def _answer_errors(app: FastAPI, site: Site) -> None:
    """Every error is a sentence: in a page for a person, in an object for a script, never a traceback."""

    @app.exception_handler(RenskriftError)
    def refused(request: Request, error: RenskriftError) -> Response:
        if isinstance(error, Conflict):
            return site.refuse(request, 409, str(error), {"decision": asdict(error.decision)})
        if isinstance(error, Unknown):
            return site.refuse(request, 404, str(error))
        if isinstance(error, CorpusError):
            busy = f"The corpus did not answer: {error}. Nothing was changed; try again."
            return site.refuse(request, 503, busy)
        return site.refuse(request, 400, str(error))

    @app.exception_handler(RequestValidationError)
    def unreadable(request: Request, error: RequestValidationError) -> Response:
        faults = error.errors()
        if any(fault["loc"][0] == "path" for fault in faults):
            return site.refuse(request, 404, _NO_PAGE)
        return site.refuse(request, 422, "; ".join(map(_in_words, faults[:5])))

    @app.exception_handler(HTTPException)
    def missing(request: Request, error: HTTPException) -> Response:
        if error.status_code == 400:  # What FastAPI says where bytes are no JSON.
            return site.refuse(request, 422, "the body is not JSON")
        sentences = {404: _NO_PAGE, 405: "This address takes another method."}
        return site.refuse(request, error.status_code, sentences.get(error.status_code, str(error.detail)))


def _in_words(fault: dict[str, Any]) -> str:
    r"""One fault of a body, without what was sent.

    >>> _in_words({"loc": ("body", "seen"), "msg": "Input should be a valid integer"})
    'seen: Input should be a valid integer'
    """
    names = (part for part in fault["loc"] if isinstance(part, str))
    where = ".".join(name for name in names if name not in {"body", "query"})
    return f"{where or 'the body'}: {fault['msg']}"
