"""``/api/v1``: the corpus for other programs, read only; ``/api/v1/openapi.json`` describes it.

The records are those of the exported files; a document has its `split` besides.
A page of records says where the next one is; there is none behind the last.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, Field, create_model
from starlette.requests import Request
from starlette.responses import Response

from pipeline import __version__
from pipeline.corpus.export.contract import TABLES
from pipeline.corpus.splits import SHARES
from pipeline.review import records
from pipeline.review.bodies import EditStatus, Id
from pipeline.review.desk import Unknown
from pipeline.review.records import MOST, MOST_DOCUMENTS, Page
from pipeline.review.site import Json, Site

PREFIX = "/api/v1"

After = Annotated[
    str,
    Query(
        pattern=r"^[0-9A-Za-z:_-]{0,100}$",
        description="Where the page begins: from `next` of the one before.",
    ),
]
Limit = Annotated[int, Query(ge=1, le=MOST, description="Records of the page, at most.")]
FewLimit = Annotated[int, Query(ge=1, le=MOST_DOCUMENTS, description="Documents of the page, at most.")]
Name = Annotated[str | None, Query(max_length=200)]
One = Annotated[str | None, Query(pattern=r"^[0-9A-Za-z_-]{1,64}$", description="Id of a document.")]
Language = Annotated[str | None, Query(pattern="^[A-Za-z-]{0,20}$", description="ISO 639-1 code.")]
SplitName = Annotated[Literal["train", "dev", "test", "none"] | None, Query()]
Quality = Annotated[float | None, Query(ge=0, le=1, description="Only with this quality or more.")]

_OF_KINDS: dict[type, Any] = {
    float: float,
    int: int,
    str: str,
    list: list[Any],
    dict: dict[str, Any],
}


def router(site: Site) -> APIRouter:
    """The routes under ``/api/v1``."""
    api, store = APIRouter(tags=["corpus"], dependencies=[Depends(_refuse_unknown)]), site.store

    @api.get("/", response_model=dict[str, Any], summary="What there is")
    def about() -> Response:
        paths = {name: f"{PREFIX}/{name}" for name in records.TABLES}
        found = {"renskrift": __version__, "records": records.numbers(store), "paths": paths}
        return Json(found | {"openapi": f"{PREFIX}/openapi.json"})

    @api.get("/openapi.json", include_in_schema=False)
    def openapi() -> Response:
        title = "The corpus of Renskrift, read only"
        described = APIRouter()
        described.include_router(api, prefix=PREFIX)
        return Json(get_openapi(title=title, version="1", description=__doc__, routes=described.routes))

    @api.get("/documents", response_model=_page_of("documents"), summary="Articles with their texts")
    def documents(
        request: Request,
        language: Language = None,
        flag: Name = None,
        split: SplitName = None,
        after: After = "",
        limit: FewLimit = 20,
    ) -> Response:
        filters = {"language": language, "flag": flag, "split": split}
        return _answer(request, records.documents(store, filters, after, limit))

    @api.get("/documents/{document}", response_model=_record("documents"), summary="One article")
    def document(document: Id) -> Response:
        found = records.document(store, document)
        if found is None:
            raise Unknown("There is no such document.")
        return Json(found)

    @api.get("/segments", response_model=_page_of("segments"), summary="Sentences with their translation")
    def segments(
        request: Request,
        document: One = None,
        language: Language = None,
        status: Annotated[Literal["machine", "memory", "reviewed"] | None, Query()] = None,
        engine: Name = None,
        flag: Name = None,
        split: SplitName = None,
        min_quality: Quality = None,
        after: After = "",
        limit: Limit = 100,
    ) -> Response:
        filters = {
            **{"document": document, "language": language, "status": status, "engine": engine},
            **{"flag": flag, "split": split, "min_quality": min_quality},
        }
        return _answer(request, records.segments(store, filters, after, limit))

    @api.get("/changes", response_model=_page_of("changes"), summary="Edits of the articles, with reasons")
    def changes(
        request: Request,
        document: One = None,
        stage: Name = None,
        rule: Name = None,
        status: Annotated[EditStatus | None, Query()] = None,
        split: SplitName = None,
        after: After = "",
        limit: Limit = 100,
    ) -> Response:
        filters = {"document": document, "stage": stage, "rule": rule, "status": status, "split": split}
        return _answer(request, records.changes(store, filters, after, limit))

    @api.get("/decisions", response_model=_page_of("decisions"), summary="What people have decided")
    def decisions(
        request: Request,
        document: One = None,
        kind: Annotated[Literal["edit", "segment"] | None, Query()] = None,
        verdict: Name = None,
        who: Name = None,
        after: After = "",
        limit: Limit = 100,
    ) -> Response:
        filters = {"document": document, "kind": kind, "verdict": verdict, "who": who}
        return _answer(request, records.decisions(store, filters, after, limit))

    @api.get("/tombstones", response_model=_page_of("tombstones"), summary="What the corpus had")
    def tombstones(
        request: Request,
        document: One = None,
        kind: Annotated[Literal["document", "segment"] | None, Query()] = None,
        after: After = "",
        limit: Limit = 100,
    ) -> Response:
        return _answer(request, records.gone(store, {"document": document, "kind": kind}, after, limit))

    return api


def _refuse_unknown(request: Request) -> None:
    """No filter is passed over: a program with a slip in one would take the whole corpus for its answer."""
    asked = [key for key, _ in request.query_params.multi_items()]
    known = [found.alias for found in request.scope["route"].dependant.query_params]
    there = ", ".join(known) or "none"
    faults = [(key, f"is no filter here; there are {there}") for key in asked if key not in known]
    faults += [(key, "can be given once only") for key in known if asked.count(key) > 1]
    if faults:
        raise RequestValidationError([{"loc": ("query", key), "msg": what} for key, what in faults])


def _answer(request: Request, page: Page) -> Response:
    """A page of records with the address of the next one."""
    again = None
    if page.after is not None:
        query = {key: value for key, value in request.query_params.items() if key != "after"}
        again = f"{request.url.path}?{urlencode(query | {'after': page.after})}"
    return Json({"items": page.items, "next": again})


def _record(name: str) -> type[BaseModel]:
    """What the description says of a record."""
    table = TABLES[name]
    fields: dict[str, Any] = {}
    for key, kinds in table.kinds.items():
        kind = next(_OF_KINDS[one] for one in _OF_KINDS if one in kinds)
        is_optional = type(None) in kinds
        default = None if key in table.optional else ...
        fields[key] = (kind | None if is_optional else kind, Field(default, description=table.meaning(key)))
    if name == "documents":
        meaning = "train, dev, test or none; null where it has not been drawn yet"
        fields["split"] = (Literal[(*SHARES, "none")] | None, Field(description=meaning))
    return create_model(name.removesuffix("s").capitalize(), **fields)


def _page_of(name: str) -> type[BaseModel]:
    record = _record(name)
    return create_model(
        f"{record.__name__}s",
        items=(list[record], Field(description=TABLES[name].what)),  # type: ignore[valid-type]
        next=(str | None, Field(description="Address of the next page; null where this is the last one")),
    )
