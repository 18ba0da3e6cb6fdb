"""What a page may send: each request's body, with its limits."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from pipeline.review.desk import Selection

TEXT_LENGTH = 100_000
COMMENT_LENGTH = 10_000

Id = Annotated[str, Path(pattern=r"^[0-9A-Za-z_-]{1,64}$")]
Text = Annotated[str, Field(max_length=TEXT_LENGTH)]
Comment = Annotated[str, Field(max_length=COMMENT_LENGTH)]
Name = Annotated[str, Field(max_length=200)]
Number = Annotated[int, Field(ge=0, le=2**53)]
EditStatus = Literal["suggested", "applied", "accepted", "rejected"]
Verdict = Literal["accepted", "rejected", "edited"]


class Body(BaseModel):
    """Nothing that is not expected, and no guessing of types."""

    model_config = ConfigDict(extra="forbid", strict=True)


class EditVerdict(Body):
    """A decision on an edit."""

    verdict: Verdict
    after: Text | None = None
    comment: Comment = ""
    seen: Number | None = None


class SegmentVerdict(Body):
    """A decision on a segment's translation."""

    verdict: Verdict
    text: Text | None = None
    comment: Comment = ""
    seen: Number | None = None


class Remark(Body):
    """A comment on an edit or a segment."""

    subject: Name
    kind: Literal["edit", "segment"]
    text: Annotated[str, Field(min_length=1, max_length=COMMENT_LENGTH)]


class Undo(Body):
    """The decision that is taken back."""

    number: Number


class Chosen(Body):
    """Which edits; None is any."""

    document: Name | None = None
    stage: Name | None = None
    rule: Name | None = None
    before: Text | None = None
    after: Text | None = None
    statuses: Annotated[list[EditStatus], Field(max_length=4)] = ["suggested", "applied"]

    def selection(self) -> Selection:
        """The same for the desk."""
        return Selection(**self.model_dump(exclude={"statuses"}), statuses=tuple(self.statuses))


class BulkPreview(Body):
    """What a bulk action would change."""

    selection: Chosen


class Bulk(Body):
    """A bulk action; `newest` is what its preview has said."""

    selection: Chosen
    verdict: Verdict
    after: Text | None = None
    newest: Number


class ReviewerName(Body):
    """The name under which decisions are kept."""

    name: Name
