"""What scripts of the pages ask for and send: decisions, and what others have decided meanwhile."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi import Path as InPath
from starlette.requests import Request
from starlette.responses import Response

from pipeline.review import answers, bodies
from pipeline.review.access import clean_name, remember
from pipeline.review.bodies import Id
from pipeline.review.site import Json, Site

Page = Annotated[str | None, Query(pattern=r"^[0-9A-Za-z_-]{1,64}$")]
"""The document that the page shows which asks."""


def router(site: Site) -> APIRouter:
    """The routes under ``/api``."""
    api, desk, who = APIRouter(), site.desk, site.access.who

    @api.post("/documents/{document}/edits/{edit}")
    def decide_edit(
        request: Request, document: Id, edit: Id, body: bodies.EditVerdict, page: Page = None
    ) -> Response:
        made = desk.decide_edit(
            document, edit, body.verdict, who(request), after=body.after, comment=body.comment, seen=body.seen
        )
        return Json(answers.of_outcome(site.store, made, page or document))

    @api.post("/documents/{document}/segments/{segment}")
    def decide_segment(
        request: Request, document: Id, segment: Id, body: bodies.SegmentVerdict, page: Page = None
    ) -> Response:
        made = desk.decide_segment(
            document,
            segment,
            body.verdict,
            who(request),
            text=body.text,
            comment=body.comment,
            seen=body.seen,
        )
        return Json(answers.of_outcome(site.store, made, page or document))

    @api.post("/documents/{document}/comments")
    def comment(request: Request, document: Id, body: bodies.Remark, page: Page = None) -> Response:
        made = desk.comment(document, body.subject, body.kind, body.text, who(request))
        return Json(answers.of_outcome(site.store, made, page or document))

    @api.post("/undo")
    def undo(request: Request, body: bodies.Undo, page: Page = None) -> Response:
        return Json(answers.of_outcome(site.store, desk.undo(body.number, who(request)), page))

    @api.post("/bulk/preview")
    def preview(body: bodies.BulkPreview) -> Response:
        found = desk.preview(body.selection.selection())
        return Json(asdict(found))

    @api.post("/bulk")
    def bulk(request: Request, body: bodies.Bulk, page: Page = None) -> Response:
        made = desk.decide_all(
            body.selection.selection(), body.verdict, who(request), after=body.after, newest=body.newest
        )
        return Json(answers.of_outcome(site.store, made, page))

    @api.get("/documents/{document}/since/{number}")
    def since(document: Id, number: Annotated[int, InPath(ge=0, le=2**53)]) -> Response:
        return Json(answers.since(site.store, desk, document, number))

    @api.post("/name")
    def name(body: bodies.ReviewerName) -> Response:
        given = clean_name(body.name)
        if not given:
            return Json({"error": "A name needs a letter that can be seen."}, 422)
        answer = Json({"name": given})
        remember(answer, given)
        return answer

    return api
