"""The pages, for a person to read."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse

from pipeline.review.aside import render_aside
from pipeline.review.bodies import Id
from pipeline.review.bulk import bulk_page
from pipeline.review.dashboard import dashboard_page
from pipeline.review.page import document_page
from pipeline.review.queue import queue_page
from pipeline.review.site import Site


def router(site: Site) -> APIRouter:
    """The routes that show pages."""
    pages = APIRouter(default_response_class=HTMLResponse)

    @pages.get("/")
    def queue(request: Request) -> HTMLResponse:
        context = queue_page(site.store, dict(request.query_params))
        return site.show(request, "queue.html", here="queue", **context)

    @pages.get("/dashboard")
    def dashboard(request: Request) -> HTMLResponse:
        return site.show(request, "dashboard.html", here="dashboard", **dashboard_page(site.store))

    @pages.get("/bulk")
    def bulk(request: Request) -> HTMLResponse:
        return site.show(request, "bulk.html", **bulk_page(site.desk, dict(request.query_params)))

    @pages.get("/documents/{document}")
    def document(request: Request, document: Id) -> HTMLResponse:
        return site.show(request, "document.html", **document_page(site.store, document))

    @pages.get("/documents/{document}/aside/{segment}")
    def aside(document: Id, segment: Id) -> HTMLResponse:
        found = render_aside(site.store, document, segment, site.terms)
        return HTMLResponse(found.encode("utf-8", "replace"))

    @pages.get("/name")
    def name(request: Request) -> HTMLResponse:
        return site.show(request, "name.html")

    return pages
