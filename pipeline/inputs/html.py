"""HTML: the article of a page without menus, advertisements and what else stands around it.

Trafilatura finds the article. Its text is written here, from the tree that it gives: white space as a browser
shows it, a blank line between paragraphs, nothing added.
"""

from __future__ import annotations

import codecs
import logging
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import cache, lru_cache
from importlib.metadata import version

from lxml import etree

from pipeline.decoding import BYTE_ORDER_MARKS, decode
from pipeline.errors import Refused
from pipeline.inputs.about import About, Extracted, about

# Where it finds nothing, the article is refused, which is said once and in words for its user.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL + 1)

_CHARSET = re.compile(
    rb"<(?:meta|\?xml)\b[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.I
)
_PLAIN_CHARSET = re.compile(r"iso8859-\d{1,2}|cp\d{3,4}|mac-\w+|koi8-\w")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")
_WHERE_CHARSETS_STAND = 4096

_WHITE_SPACE = re.compile(r"[ \t\r\n\f]+")
_SPACES = re.compile(" {2,}")
_AROUND_BREAKS = re.compile(r" *\n *")
_BREAKS = re.compile(r"\n{2,}")
_BLOCKS = frozenset({"body", "div", "head", "p", "list", "item", "quote", "code", "table", "row", "cell"})

_META = {
    "title": ("og:title", "title"),
    "date": ("article:published_time", "datepublished", "date", "dc.date", "dcterms.date", "pubdate"),
    "source": ("og:site_name", "dc.publisher", "author"),
}


@lru_cache(maxsize=2)
def extract(data: bytes) -> Extracted:
    """The article of a page.

    The language that a page says it has is not believed: many templates say another one than their texts.

    Raises:
        Refused: It is no text, or no article is found in it.
    """
    from trafilatura import bare_extraction, load_html

    page = load_html(_DECLARATION.sub("", _decoded(data)))
    if page is None:
        raise Refused("it is no page in HTML: save its text as .txt")
    known = _about(page)
    found = bare_extraction(page, include_comments=False, with_metadata=False)
    body = getattr(found, "body", None)
    text = _written(body) if body is not None else ""
    if not text:
        raise Refused("no article is found in the page: save its text as .txt")
    return Extracted(text.encode("utf-8", "replace"), known, extractor())


@cache
def extractor() -> str:
    """What takes the text out of a page, with its version."""
    return f"html, trafilatura {version('trafilatura')}"


def _decoded(data: bytes) -> str:
    """The page as text: UTF-8 where it is, else what it declares where that fits, else as any text."""
    if not data.startswith(tuple(mark for _, mark in BYTE_ORDER_MARKS)):
        for charset in ("utf-8", _declared(data)):
            with suppress(UnicodeDecodeError):
                return data.decode(charset)
    return decode(data)[0]


def _declared(data: bytes) -> str:
    found = _CHARSET.search(data[:_WHERE_CHARSETS_STAND])
    try:
        name = codecs.lookup(found[1].decode()).name if found else "utf-8"
    except (LookupError, UnicodeError):
        return "utf-8"
    if name in ("iso8859-1", "ascii"):  # As which browsers read them, and so did who wrote the pages.
        return "cp1252"
    return name if _PLAIN_CHARSET.fullmatch(name) else "utf-8"


def _written(body: etree._Element) -> str:
    text = _SPACES.sub(" ", "".join(_pieces(body)))
    return _BREAKS.sub("\n\n", _AROUND_BREAKS.sub("\n", text)).strip(" \n")


def _pieces(element: etree._Element) -> Iterator[str]:
    """The text of an element: one break where a line ends, two around a block."""
    if not isinstance(element.tag, str):  # A comment.
        return
    block = "\n\n" if element.tag in _BLOCKS else ""
    yield block
    if element.tag == "lb":
        yield "\n"
    yield _WHITE_SPACE.sub(" ", element.text or "")
    for child in element:
        yield from _pieces(child)
        yield _WHITE_SPACE.sub(" ", child.tail or "")
    yield block


def _about(page: etree._Element) -> About:
    said: dict[str, str] = {}
    for meta in page.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        said.setdefault(name, meta.get("content") or "")
    values = {key: next(filter(None, map(said.get, names)), "") or "" for key, names in _META.items()}
    title = page.find(".//title")
    values["title"] = values["title"] or (" ".join((title.text or "").split()) if title is not None else "")
    return about(values)
