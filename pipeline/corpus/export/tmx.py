r"""TMX 1.4 for the tools of translators: ``corpus.tmx``, a unit a segment, and the translation memory.

XML cannot hold most control characters: they are written as ``\u`` and four hexadecimal digits, see
`pipeline.corpus.escaping`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from pipeline import __version__
from pipeline.corpus.entry import Entry, Source
from pipeline.corpus.escaping import NOT_IN_XML, escape, unescape
from pipeline.corpus.export import atomic
from pipeline.corpus.schema import segment_record
from pipeline.document import other
from pipeline.errors import CorpusError
from pipeline.translation.memory import Unit as MemoryUnit

FILE = "corpus.tmx"

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_HEADER = {
    "creationtool": "Renskrift",
    "creationtoolversion": __version__,
    "segtype": "sentence",
    "o-tmf": "Renskrift",
    "adminlang": "en",
    "srclang": "*all*",
    "datatype": "plaintext",
}
HEAD = b"".join(
    (
        b"<?xml version='1.0' encoding='utf-8'?>\n",
        b'<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">\n',
        etree.tostring(etree.Element("header", _HEADER)),
        b"\n<body>\n",
    )
)
TAIL = b"</body></tmx>"
"""What stands before and behind the units."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A translation unit.

    Attributes:
        id: The segment's id.
        properties: ``document`` (id), ``file``, ``place`` (paragraph and sentence, from 0), ``engine``,
            ``model``, ``status`` and ``quality``.
        texts: Source and target as pairs of language and text.
    """

    id: str
    properties: tuple[tuple[str, str], ...]
    texts: tuple[tuple[str, str], ...]


def write(source: Source, folder: Path) -> list[Path]:
    """Write the memory, segments in the order of the documents' files."""
    path = folder / FILE
    _write(path, map(part, source.entries()))
    return [path]


def part(entry: Entry) -> bytes:
    """The units of one document."""
    return b"".join(_encoded(_element(unit)) for unit in units(entry))


def write_memory(units: Iterable[MemoryUnit], path: Path) -> None:
    """Write the units of a translation memory.

    Raises:
        OSError: The file cannot be written.
    """
    _write(path, (_encoded(_memory_element(unit)) for unit in units))


def _write(path: Path, parts: Iterable[bytes]) -> None:
    with atomic.replacing(path) as file:
        file.write(HEAD)
        file.writelines(parts)
        file.write(TAIL)


def units(entry: Entry) -> Iterator[Unit]:
    """The translation units of one document."""
    for segment in entry.segments:
        record = segment_record(segment)
        properties = {
            "document": entry.document.id,
            "file": entry.document.file,
            "place": f"{segment.paragraph}.{segment.sentence}",
            **{key: str(record[key]) for key in ("engine", "model", "status", "quality")},
        }
        texts = ((segment.language, segment.source), (segment.target_language, segment.translation.text))
        yield Unit(segment.id, tuple(properties.items()), texts)


def read(path: Path) -> Iterator[Unit]:
    """The translation units of a file that `write` has made.

    Raises:
        CorpusError: The file is missing or is no TMX of Renskrift.
    """
    try:
        parser = etree.iterparse(
            str(path), tag="tu", huge_tree=True, resolve_entities=False, load_dtd=False, no_network=True
        )
        for _, element in parser:
            yield Unit(
                element.attrib["tuid"],
                tuple((prop.attrib["type"], unescape(prop.text or "")) for prop in element.iter("prop")),
                tuple(
                    (variant.attrib[_LANGUAGE], unescape(variant.findtext("seg") or ""))
                    for variant in element.iter("tuv")
                ),
            )
            element.clear()
            while (before := element.getprevious()) is not None:
                element.getparent().remove(before)
    except (OSError, KeyError, etree.XMLSyntaxError) as error:
        raise CorpusError(f"{path.name} cannot be read: {error}") from error


def _memory_element(unit: MemoryUnit) -> Any:
    properties = {name: getattr(unit, name) for name in ("origin", "document", "segment")}
    texts = ((unit.language, unit.source), (other(unit.language), unit.target))
    said = tuple((name, value) for name, value in properties.items() if value)
    element = _element(Unit(unit.id, said, texts))
    if unit.when:
        element.set("changedate", unit.when.replace("-", "").replace(":", ""))
    if unit.who:
        element.set("changeid", escape(unit.who, NOT_IN_XML))
    if unit.note:
        note = etree.Element("note")
        note.text = escape(unit.note, NOT_IN_XML)
        element.insert(0, note)
    return element


def _element(unit: Unit) -> Any:
    element = etree.Element("tu", tuid=unit.id, srclang=unit.texts[0][0])
    for kind, value in unit.properties:
        etree.SubElement(element, "prop", type=kind).text = escape(value, NOT_IN_XML)
    for language, text in unit.texts:
        variant = etree.SubElement(element, "tuv", {_LANGUAGE: language})
        etree.SubElement(variant, "seg").text = escape(text, NOT_IN_XML)
    return element


def _encoded(element: Any) -> bytes:
    found: bytes = etree.tostring(element, encoding="utf-8", xml_declaration=False)
    return found + b"\n"
