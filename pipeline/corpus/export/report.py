"""``report/``: the corpus as pages for a person to read, without a server, a script or a network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.corpus import pages
from pipeline.corpus.entry import Entry, Source
from pipeline.corpus.export import atomic
from pipeline.corpus.export.counts import Counts
from pipeline.corpus.export.naming import names
from pipeline.signature import Signature

FOLDER = "report"
DOCUMENTS = "report/documents"

_TEMPLATES = "templates"
_STYLE = "report.css"
_LANGUAGE_NAMES = {"sv": "Swedish", "en": "English"}


@dataclass(frozen=True, slots=True)
class Listing:
    """A document as the table of the overview shows it."""

    name: str
    entry: Entry
    counts: Counts


def write(source: Source, folder: Path) -> list[Path]:
    """Write the overview, a page for each document, and their style sheet."""
    environment = _environment()
    name = names(source.files())
    counts = Counts()
    paths = [folder / FOLDER / "index.html", folder / FOLDER / _STYLE]
    atomic.write(paths[1], (Path(__file__).parent / _TEMPLATES / _STYLE).read_bytes())
    neighbours = _neighbours(list(name.values()))
    page = environment.get_template("document.html")
    for entry in source.entries():
        counts.add(entry)
        own_name = name[entry.document.id]
        path = folder / DOCUMENTS / f"{own_name}.html"
        text = page.render(_page(entry), neighbours=neighbours[own_name])
        atomic.write(path, _encoded(text))
        paths.append(path)
    listings = (Listing(name[entry.document.id], entry, Counts.of([entry])) for entry in source.entries())
    overview = environment.get_template("index.html").generate(
        counts=counts, listings=listings, refusals=list(source.refusals()), signatures=_signatures(counts)
    )
    with atomic.replacing(paths[0]) as file:
        file.writelines(map(_encoded, overview))
    return paths


def _page(entry: Entry) -> dict[str, Any]:
    models = {
        f"{segment.translation.engine} ({segment.translation.model})": None for segment in entry.segments
    }
    return {
        "document": entry.document,
        "segments": len(entry.segments),
        "counts": Counts.of([entry]),
        "models": list(models),
        "rows": pages.rows(entry),
        "edits": pages.queue(entry.document),
        "signature": entry.signature,
    }


def _neighbours(order: list[str]) -> Mapping[str, tuple[str | None, str | None]]:
    """The names of the documents before and behind each one."""
    padded = [None, *order, None]
    triples = zip(pairwise(padded[:-1]), padded[2:], strict=True)
    return {str(own): (before, behind) for (before, own), behind in triples}


def _signatures(counts: Counts) -> list[tuple[Signature, int]]:
    return [(Signature.parse(text), number) for text, number in sorted(counts.signatures.items())]


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
