"""Word's .docx: the text of its paragraphs, tables and text boxes, and the title that it says it has.

Headers, footers, notes and comments are left out, and so is what tracked changes have deleted. Nothing in the
file is run or followed: no macros, no entities, no links.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO

from lxml import etree

from pipeline.errors import Refused
from pipeline.inputs.about import About, Extracted, about
from pipeline.inputs.zipped import DAMAGED

EXTRACTOR = "docx 1"

MAX_XML = 100_000_000
"""The bytes of the text part, unpacked; a long novel has 10 million."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"

_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
_LEFT_OUT = frozenset({"del", "moveFrom", "pPr", "rPr", "instrText", "delText"})

_ABOUT = {
    "title": "{http://purl.org/dc/elements/1.1/}title",
    "date": "{http://purl.org/dc/terms/}created",
    "source": "{http://purl.org/dc/elements/1.1/}creator",
}


@lru_cache(maxsize=2)
def extract(data: bytes) -> Extracted:
    """The text of a document, its paragraphs with a blank line between them.

    Raises:
        Refused: It is damaged, protected by a password, or a trap.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            body = _part(archive, "word/document.xml")
            core = _part(archive, "docProps/core.xml") if "docProps/core.xml" in archive.namelist() else None
    except KeyError as error:
        raise Refused("it is no Word document: it has no text part; save it as .docx again") from error
    except (RuntimeError, *DAMAGED) as error:
        raise Refused(
            "it is damaged or protected by a password: save it again without one, or as text"
        ) from error
    except etree.XMLSyntaxError as error:
        raise Refused(f"its XML is damaged: {error.msg}") from error
    paragraphs = (paragraph for paragraph in _paragraphs(body) if paragraph.strip())
    return Extracted("\n\n".join(paragraphs).encode(), _about(core), EXTRACTOR)


def _part(archive: zipfile.ZipFile, name: str) -> etree._Element:
    info = archive.getinfo(name)
    if info.file_size > MAX_XML:
        raise Refused(f"its text unpacks to more than {MAX_XML:,} bytes: split it")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(archive.read(info), parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refused("it declares entities, which no Word document does: it may be a trap")
    return root


def _paragraphs(body: etree._Element) -> Iterator[str]:
    """The paragraphs in the order of the document; one in a text box comes behind the one that holds it."""
    for element in body.iter(f"{_W}p", f"{_STRICT}p"):
        if not any(_is_left_out(above) for above in element.iterancestors()):
            yield "".join(_pieces(element))


def _pieces(element: etree._Element) -> Iterator[str]:
    for child in element:
        if _is_left_out(child) or _name(child) == "p":
            continue
        if _name(child) == "t":
            yield child.text or ""
        elif _name(child) in _SIGNS:
            yield _SIGNS[_name(child)]
        else:
            yield from _pieces(child)


def _is_left_out(element: etree._Element) -> bool:
    return element.tag == _FALLBACK or _name(element) in _LEFT_OUT


def _name(element: etree._Element) -> str:
    """The name of an element of Word's own, else ""."""
    tag = element.tag
    if not isinstance(tag, str) or not tag.startswith((_W, _STRICT)):
        return ""
    return tag.rpartition("}")[2]


def _about(core: etree._Element | None) -> About:
    if core is None:
        return About()
    return about({key: core.findtext(tag) or "" for key, tag in _ABOUT.items()})
