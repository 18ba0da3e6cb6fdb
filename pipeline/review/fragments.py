"""The templates of the review, what they may call, and where the marks of the report come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined

from pipeline.corpus.pages import sign, visible
from pipeline.review import wording

FILTERS: Mapping[str, Callable[..., Any]] = {
    "visible": visible,
    "sign": sign,
    "words": wording.words,
    "sentence": wording.flag_sentence,
    "language": wording.language,
    "moment": wording.moment,
    "spoken": wording.spoken,
    "number": lambda number: f"{number:,}",
    "percent": lambda share: f"{100 * share:.0f} %",
}

GLOBALS: Mapping[str, Any] = {
    "edit_statuses": wording.EDIT_STATUSES,
    "segment_statuses": wording.SEGMENT_STATUSES,
    "verdicts": wording.VERDICTS,
    "pending_sentences": wording.PENDING,
}


def loader() -> BaseLoader:
    """The templates of the review; those of the report stand behind ``report/``."""
    report = PackageLoader("pipeline.corpus.export")
    return ChoiceLoader([PackageLoader("pipeline.review"), PrefixLoader({"report": report})])


@cache
def environment() -> Environment:
    """All templates; every text is escaped."""
    found = Environment(
        loader=loader(), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    found.filters |= FILTERS
    found.globals |= GLOBALS
    return found
