"""A template to the answer that shows it."""

from __future__ import annotations

from typing import Any

from starlette.responses import HTMLResponse

from pipeline.review.fragments import environment


def page(
    template: str, status: int = 200, /, *, here: str = "", reviewer: str, **context: Any
) -> HTMLResponse:
    """The answer that shows `template`.

    Args:
        template: Name of its file.
        status: HTTP status.
        here: Which entry of the head stands for this page.
        reviewer: The name that the head shows.
        context: What the template needs besides.
    """
    text = environment().get_template(template).render(here=here, reviewer=reviewer, **context)
    return HTMLResponse(text.encode("utf-8", "replace"), status)
