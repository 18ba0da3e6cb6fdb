"""Read the TMX files of translators (1.1 to 1.4b, of any tool), a unit at a time and without trust.

External entities are never fetched, a file's own entities are refused, and a file that is not well-formed is
refused as a whole.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any, BinaryIO

from lxml import etree

from pipeline.corpus.escaping import unescape
from pipeline.document import Language, language_of, other
from pipeline.errors import SourceError
from pipeline.translation.memory import Origin, Unit, utc

OTHER_LANGUAGES = "without a Swedish and an English text"
EMPTY = "with an empty text"
MACHINE = "translated by a machine"

_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_CODES = frozenset({"bpt", "ept", "it", "ph", "ut"})
"""What these hold is the mark-up of another file, not text. ``<hi>`` and ``<sub>`` elsewhere hold text."""

_BREAK = re.compile(r"<\s*/?(?:br|p|tab|lb)\b|\\(?:line|par|tab|n)\b|^\s+$", re.IGNORECASE)


def read_units(file: BinaryIO, name: str, skipped: Counter[str]) -> Iterator[Unit]:
    """The units of a file that are in Swedish and English, in its order.

    Every Swedish text of a unit is paired with every English one. The unit's source language is what it
    says itself, else what the header says, else that of its first text. Inline codes (``<ph>``, ``<bpt>``,
    ``<ept>``, ``<it>``, ``<ut>``) are left out with all that they hold; a line break or tab among them
    becomes a space. The text in any other element stays.

    Args:
        file: The file, opened for its bytes; XML says itself in which encoding it is.
        name: What to call it in messages.
        skipped: Counts the units that are left out, by reason.

    Raises:
        SourceError: It is no TMX, not well-formed, or uses entities.
    """
    header: Mapping[str, str] = {}
    try:
        # Without `huge_tree` libxml2 gives up on absurd depth, length and growth.
        for event, element in etree.iterparse(
            file,
            events=("start", "end"),
            tag=("{*}tmx", "{*}header", "{*}tu"),
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
        ):
            kind = _name(element)
            if event == "start" and element.getparent() is None and kind != "tmx":
                break
            if event == "start" and kind == "header":
                header = dict(element.attrib)
            elif event == "end" and kind == "tu":
                yield from _units(element, header, skipped)
                element.clear()
                while (before := element.getprevious()) is not None:
                    element.getparent().remove(before)
            elif event == "end" and kind == "tmx":
                return
    except etree.XMLSyntaxError as error:
        raise SourceError(f"{name} is no well-formed XML: {error.msg}; nothing of it was imported") from error
    except (OSError, ValueError) as error:
        raise SourceError(f"{name} cannot be read: {error}; nothing of it was imported") from error
    raise SourceError(f"{name} is no TMX: its outermost element is not <tmx>")


def _units(element: Any, header: Mapping[str, str], skipped: Counter[str]) -> Iterator[Unit]:
    ours = header.get("creationtool") == "Renskrift"
    texts: dict[Language, list[str]] = {}
    for variant in _children(element, "tuv"):
        language = language_of(variant.get(_XML_LANGUAGE) or variant.get("lang") or "")
        segment = next(iter(_children(variant, "seg")), None)
        if language and segment is not None:
            text = _text(segment)
            texts.setdefault(language, []).append(unescape(text) if ours else text)
    if len(texts) < 2:
        skipped[OTHER_LANGUAGES] += 1
        return
    details = _details(element, ours)
    if details.pop("status", "") == "machine":
        skipped[MACHINE] += 1
        return
    said = language_of(element.get("srclang", "")) or language_of(header.get("srclang", ""))
    source = next(iter(texts)) if said is None else said
    for text, translation in product(texts[source], texts[other(source)]):
        if text.strip() and translation.strip():
            yield Unit(text, translation, source, **details)
        else:
            skipped[EMPTY] += 1


def _details(element: Any, ours: bool) -> dict[str, Any]:
    """Who, when and notes; of a file of ours also where the unit is from."""
    holders = [*_children(element, "tuv")[::-1], element]
    found: dict[str, Any] = {
        "who": _first(holders, "changeid", "creationid"),
        "when": utc(_first(holders, "changedate", "creationdate")),
        "note": "\n".join(_text(note) for holder in holders[::-1] for note in _children(holder, "note")),
    }
    if not ours:
        return found
    found = {name: unescape(value) for name, value in found.items()}
    properties = {prop.get("type", ""): unescape(prop.text or "") for prop in _children(element, "prop")}
    status = properties.get("status", "")
    origin: Origin = "reviewed" if "reviewed" in (status, properties.get("origin")) else "imported"
    segment = properties.get("segment") or (unescape(element.get("tuid", "")) if status else "")
    document = properties.get("document", "")
    return found | {"status": status, "origin": origin, "document": document, "segment": segment}


def _first(elements: Sequence[Any], *names: str) -> str:
    """The first of these attributes that one of the elements has."""
    return next((one.get(name) for name in names for one in elements if one.get(name)), "")


def _text(element: Any) -> str:
    parts = [element.text or ""]
    for child in element:
        if child.tag is etree.Entity:
            raise ValueError(f"it uses the entity {child.text}, which is not expanded")
        if isinstance(child.tag, str):
            parts.append(_gap(child) if _name(child) in _CODES else _text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _gap(code: Any) -> str:
    """What stands for an inline code: a space for a line break or tab, else nothing."""
    content = "".join(code.itertext())
    return " " if code.get("type", "").lower() in ("lb", "br", "tab") or _BREAK.search(content) else ""


def _children(element: Any, name: str) -> list[Any]:
    return [child for child in element if isinstance(child.tag, str) and _name(child) == name]


def _name(element: Any) -> str:
    return str(etree.QName(element).localname)
