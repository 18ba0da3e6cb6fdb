r"""``xliff/NAME.xlf``: documents as XLIFF 2.1 for translators' tools, a paragraph a group, a sentence a unit.

XLIFF names one pair of languages for a whole file, so there is one file a document. A character that XML
cannot hold is a ``<cp hex="0007"/>`` in the texts, as the standard has it; in names and notes it stands as
``\u`` and four hexadecimal digits, see `pipeline.corpus.escaping`.
"""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path
from typing import Any

from lxml import etree

from pipeline import changelog
from pipeline.corpus.entry import Entry, Source
from pipeline.corpus.escaping import NOT_IN_XML, escape
from pipeline.corpus.export import atomic
from pipeline.corpus.export.naming import names
from pipeline.corpus.schema import segment_record
from pipeline.document import Segment, Translation

FOLDER = "xliff"

CORE = "urn:oasis:names:tc:xliff:document:2.0"
MATCHES = "urn:oasis:names:tc:xliff:matches:2.0"
METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"
"""The namespaces of XLIFF 2.1, which are those of 2.0: the core, Translation Candidates, Metadata."""

STATES = {"machine": "translated", "memory": "translated", "reviewed": "reviewed"}
"""The state of a segment by the status of its translation; ``initial`` where there is none.

``final`` is not used: it is for whoever delivers the text.
"""

_NAMESPACES: Any = {None: CORE, "mtc": MATCHES, "mda": METADATA}
_KIND_OF_MATCH = {"machine": "mt", "memory": "tm"}
_SEGMENT = "s"
_NOT_IN_XML = re.compile(f"([{NOT_IN_XML}])")


def write(source: Source, folder: Path) -> list[Path]:
    """Write a file for every document that has segments."""
    name = names(source.files())
    paths = []
    for entry in source.entries():
        if entry.segments:
            path = folder / FOLDER / f"{name[entry.document.id]}.xlf"
            atomic.write(path, contents(entry))
            paths.append(path)
    return paths


def contents(entry: Entry) -> bytes:
    """The file of a document that has segments."""
    first, document = entry.segments[0], entry.document
    root = etree.Element(f"{{{CORE}}}xliff", version="2.1", nsmap=_NAMESPACES)
    root.set("srcLang", first.language)
    root.set("trgLang", first.target_language)
    file = _child(root, CORE, "file", id=document.id, original=document.file, canResegment="no")
    _metadata(file, {"title": document.title, "sha256": document.sha256, "signature": entry.signature})
    if document.flags:
        _notes(file, [("flag", "", _in_words(flag)) for flag in document.flags])
    for number, segments in groupby(entry.segments, key=lambda segment: segment.paragraph):
        group = _child(file, CORE, "group", id=f"p{number}")
        for segment in segments:
            _unit(group, segment)
    _break_lines(root)
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _unit(group: Any, segment: Segment) -> None:
    translation = segment.translation
    place = f"{segment.paragraph}.{segment.sentence}"
    unit = _child(group, CORE, "unit", id=segment.id, name=place)
    unit.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    if translation.text and translation.status in _KIND_OF_MATCH:
        _match(_child(unit, MATCHES, "matches"), segment)
    record = segment_record(segment)
    _metadata(unit, {key: record[key] for key in ("engine", "model", "status", "score", "quality")})
    notes = [("flag", "target", _in_words(flag)) for flag in translation.flags]
    notes += [("change", "target", edit.reason) for edit in translation.edits]
    if notes:
        _notes(unit, notes)
    made = _child(unit, CORE, "segment", id=_SEGMENT)
    if translation.text:
        made.set("state", STATES[translation.status])
        made.set("subState", f"renskrift:{translation.status}")
    _text(made, "source", segment.source)
    if translation.text:
        _text(made, "target", translation.text)


def _match(matches: Any, segment: Segment) -> None:
    """What the engine or the memory gave, before names and terms were put right in it."""
    translation: Translation = segment.translation
    match = _child(matches, MATCHES, "match", ref=f"#{_SEGMENT}", type=_KIND_OF_MATCH[translation.status])
    match.set("origin", escape(translation.model or translation.engine, NOT_IN_XML))
    match.set("matchQuality", f"{100 * translation.quality:.2f}")
    _text(match, "source", segment.source)
    _text(match, "target", changelog.undo(translation.text, translation.edits))


def _metadata(parent: Any, values: dict[str, Any]) -> None:
    group = _child(_child(parent, METADATA, "metadata"), METADATA, "metaGroup", category="renskrift")
    for name, value in values.items():
        if value is not None:
            _child(group, METADATA, "meta", type=name).text = escape(str(value), NOT_IN_XML)


def _notes(parent: Any, notes: list[tuple[str, str, str]]) -> None:
    """Notes by their category, what they apply to, and their text."""
    made = _child(parent, CORE, "notes")
    for category, subject, text in notes:
        note = _child(made, CORE, "note", category=category)
        if subject:
            note.set("appliesTo", subject)
        note.text = escape(text, NOT_IN_XML)


def _text(parent: Any, tag: str, text: str) -> None:
    element = _child(parent, CORE, tag)
    plain, *rest = _NOT_IN_XML.split(text)
    element.text = plain
    for character, after in zip(rest[::2], rest[1::2], strict=True):
        _child(element, CORE, "cp", hex=f"{ord(character):04X}").tail = after


def _child(parent: Any, namespace: str, tag: str, **attributes: str) -> Any:
    element = etree.SubElement(parent, f"{{{namespace}}}{tag}")
    for name, value in attributes.items():
        element.set(name, escape(value, NOT_IN_XML))
    return element


def _in_words(flag: str) -> str:
    return flag.replace("_", " ")


def _break_lines(root: Any) -> None:
    """A line for each unit, and for what stands beside it; white space in texts stays as it is."""
    for element in root.iter(*(f"{{{CORE}}}{tag}" for tag in ("file", "group", "unit"))):
        element.tail = "\n"
        if element.tag != f"{{{CORE}}}unit":
            element.text = "\n"
    root.text = "\n"
