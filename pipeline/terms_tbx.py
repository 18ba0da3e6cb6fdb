"""Read the terms of a TBX file: TBX-Basic of version 2, and version 3 in both of its styles (DCA and DCT).

What is preferred, admitted or deprecated is as the file says; without a word on it the first term of a
language is preferred and the others are admitted. Deprecated and superseded terms are variants, which are
put right. External entities are never fetched, and a file with entities of its own is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree

from pipeline.document import Language, language_of
from pipeline.errors import SourceError
from pipeline.terms import Term

ROOTS = frozenset({"martif", "tbx"})
ENTRIES = frozenset({"termEntry", "conceptEntry"})
LANGUAGES = frozenset({"langSet", "langSec"})
TERMS = frozenset({"tig", "ntig", "termSec"})

FORBIDDEN = ("deprecated", "superseded", "obsolete")
"""How the status of a term begins that should not be used."""

_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


class Said(NamedTuple):
    """A term and what the file says of it."""

    form: str
    status: str
    kind: str


def read_tbx(data: bytes, path: Path) -> list[Term]:
    """The terms that have a form in both languages, in the order of the file.

    Args:
        data: The file's bytes; XML says itself in which encoding it is.
        path: What to call it in messages.

    Raises:
        SourceError: It is no TBX, not well-formed, uses entities, or has no term in both languages.
    """
    # Without `huge_tree` libxml2 gives up on absurd depth, length and growth.
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SourceError(f"the termbase {path} is no well-formed XML: {error}") from error
    if _name(root) not in ROOTS:
        raise SourceError(f"the termbase {path} is no TBX: its outermost element is <{_name(root)}>")
    if next(root.iter(etree.Entity), None) is not None:
        raise SourceError(f"the termbase {path} uses entities of its own, which are not expanded")
    terms = [term for entry in root.iter() if _name(entry) in ENTRIES for term in _terms(entry)]
    if not terms:
        raise SourceError(f"the termbase {path} has no entry with a term in Swedish and in English")
    return terms


def _terms(entry: Any) -> Iterator[Term]:
    said: dict[Language, list[Said]] = {"sv": [], "en": []}
    for section in entry.iter():
        language = language_of(section.get(_XML_LANGUAGE, "")) if _name(section) in LANGUAGES else None
        if language:
            said[language] += filter(None, map(_said, _inside(section, TERMS)))
    accepted = {language: tuple(_accepted(found)) for language, found in said.items()}
    variants = {
        language: tuple(one.form for one in found if one.status.startswith(FORBIDDEN))
        for language, found in said.items()
    }
    if accepted["sv"] and accepted["en"]:
        yield Term(
            sv=accepted["sv"],
            en=accepted["en"],
            variants_sv=variants["sv"],
            variants_en=variants["en"],
            kind=next((one.kind for one in [*said["sv"], *said["en"]] if one.kind), ""),
            note="\n".join(filter(None, map(_text, _inside(entry, {"note"})))),
        )


def _accepted(found: list[Said]) -> Iterator[str]:
    """The forms that may be used, the preferred ones first."""
    allowed = [one for one in found if not one.status.startswith(FORBIDDEN)]
    allowed.sort(key=lambda one: not one.status.startswith("preferred"))
    return iter(dict.fromkeys(one.form for one in allowed))


def _said(section: Any) -> Said | None:
    form = next(filter(None, map(_text, _inside(section, {"term"}))), "")
    return (
        Said(form, _property(section, "administrativeStatus"), _property(section, "partOfSpeech"))
        if form
        else None
    )


def _property(section: Any, name: str) -> str:
    """A property of a term: an attribute's value in DCA, an element's name in DCT."""
    found = (one for one in section.iter() if name in (one.get("type"), _name(one)))
    return next(map(_text, found), "")


def _inside(element: Any, wanted: frozenset[str] | set[str]) -> list[Any]:
    return [one for one in element.iter() if _name(one) in wanted]


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _name(element: Any) -> str:
    return str(etree.QName(element).localname)
