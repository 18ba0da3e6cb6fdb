"""``report/``: the corpus as pages for a person to read, without a server, a script or a network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.corpus import pages
from pipeline.corpus.entry import Entry, Refusal, Source
from pipeline.corpus.export import atomic
from pipeline.corpus.export.counts import Counts
from pipeline.corpus.export.naming import names
from pipeline.document import Document
from pipeline.signature import Signature

FOLDER = "report"
DOCUMENTS = "report/documents"
OVERVIEW = "report/index.html"

_TEMPLATES = "templates"
_STYLE = "report.css"
_ROWS = Markup("\0")
"""Where they stand; HTML cannot hold it."""

_LANGUAGE_NAMES = {"sv": "Swedish", "en": "English"}


Neighbours = tuple[str | None, str | None]


class Report:
    """Makes the pages."""

    def __init__(self) -> None:
        environment = _environment()
        self._page, self._row, self._overview = map(
            environment.get_template, ("document.html", "row.html", "index.html")
        )

    def page(self, entry: Entry, counts: Counts, neighbours: Neighbours) -> bytes:
        """The page of a document, with links to those before and behind it.

        Args:
            entry: The document.
            counts: Its numbers.
            neighbours: The names of those pages, where there are any.
        """
        return _encoded(self._page.render(_page(entry, counts), neighbours=neighbours))

    def row(self, document: Document, name: str, counts: Counts, stages: Sequence[str]) -> bytes:
        """The row of a document in the overview.

        Args:
            document: The document.
            name: Of its page.
            counts: Its numbers.
            stages: Those that have yielded edits anywhere in the corpus, each with a column.
        """
        text = self._row.render(document=document, name=name, counts=counts, stages=stages)
        return _encoded(f"{text}\n")

    def overview(self, counts: Counts, refusals: Iterable[Refusal]) -> tuple[bytes, bytes]:
        """What stands before the rows of the overview, and behind them.

        Args:
            counts: Of the corpus.
            refusals: What was not taken in.
        """
        text = self._overview.render(
            counts=counts, refusals=list(refusals), signatures=_signatures(counts), rows=_ROWS
        )
        before, _, behind = text.partition(f"{_ROWS}\n")
        return _encoded(before), _encoded(behind)


def write(source: Source, folder: Path) -> list[Path]:
    """Write the overview, a page for each document, and their style sheet."""
    made, counts = Report(), Counts()
    name = names(source.files())
    beside = dict(zip(name, neighbours(list(name.values())), strict=True))
    paths = [folder / OVERVIEW, write_style(folder)]
    for entry in source.entries():
        own = Counts.of([entry])
        counts.merge(own)
        paths.append(folder / page_of(name[entry.document.id]))
        atomic.write(paths[-1], made.page(entry, own, beside[entry.document.id]))
    before, behind = made.overview(counts, source.refusals())
    stages = counts.stages
    with atomic.replacing(paths[0]) as file:
        file.write(before)
        for entry in source.entries():
            document = entry.document
            file.write(made.row(document, name[document.id], Counts.of([entry]), stages))
        file.write(behind)
    return paths


def write_style(folder: Path) -> Path:
    """Write the style sheet of all pages; gives its path."""
    path = folder / FOLDER / _STYLE
    atomic.write(path, (Path(__file__).parent / _TEMPLATES / _STYLE).read_bytes())
    return path


def page_of(name: str) -> str:
    """The file of the page with that name."""
    return f"{DOCUMENTS}/{name}.html"


def neighbours(order: Sequence[str]) -> Iterator[Neighbours]:
    """The names of the documents before and behind each one."""
    padded = (None, *order, None)
    return zip(padded[:-2], padded[2:], strict=True)


def _page(entry: Entry, counts: Counts) -> dict[str, Any]:
    models = {
        f"{segment.translation.engine} ({segment.translation.model})": None for segment in entry.segments
    }
    return {
        "document": entry.document,
        "segments": len(entry.segments),
        "counts": counts,
        "models": list(models),
        "rows": pages.rows(entry),
        "edits": pages.queue(entry.document),
        "signature": entry.signature,
    }


def _signatures(counts: Counts) -> list[tuple[Signature, int]]:
    return [(Signature.parse(text), number) for text, number in sorted(counts.signatures.items())]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("pipeline.corpus.export", _TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters |= {
        "visible": pages.visible,
        "sign": pages.sign,
        "words": lambda name: name.replace("_", " "),
        "language": lambda code: _LANGUAGE_NAMES.get(code, code or "unknown"),
        "number": lambda number: f"{number:,}",
    }
    return environment


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "xmlcharrefreplace")
