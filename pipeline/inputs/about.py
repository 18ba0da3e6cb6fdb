"""What is known of an article beside its text, and the names that columns and keys have for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.document import language_of

NAMES: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "article", "brödtext"),
    "title": ("title", "headline", "rubrik", "titel"),
    "language": ("language", "lang", "språk"),
    "date": ("date", "published", "datum"),
    "source": ("source", "källa", "url"),
    "identity": ("id", "identifier"),
}
"""What a column may be called, in small letters; of several that are there the first counts."""

LONGEST = 1_000
"""Code points of a title, a date or a source; what is longer is cut."""

_CODE = re.compile(r"([a-z]{2,3})(?:[-_].*)?", re.IGNORECASE)
_NOT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f-\x9f/\\#\ud800-\udfff\u2028\u2029]")
_LONGEST_IDENTITY = 200


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of an article.

    Attributes:
        title: Its headline, or "".
        language: An ISO 639-1 code, or None where nothing is said and the language has to be found.
        date: As it stands there.
        source: Who published it, as it stands there.
        identity: What the file calls the article, or "".
    """

    title: str = ""
    language: str | None = None
    date: str = ""
    source: str = ""
    identity: str = ""


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of an article, taken out of a file of its format.

    Attributes:
        data: The text, in bytes as `pipeline.decoding.decode` reads them.
        about: What the file says of it.
        extractor: What took it out, with its version.
    """

    data: bytes
    about: About
    extractor: str


def columns_of(names: Iterable[str]) -> dict[str, int]:
    """Which of some columns holds what: its number, by the keys of `NAMES`.

    >>> columns_of(["ID", "Rubrik", "Text", "body"])
    {'text': 2, 'title': 1, 'identity': 0}
    """
    known = [name.strip().lower() for name in names]
    return {
        role: known.index(found)
        for role, wanted in NAMES.items()
        if (found := next((name for name in wanted if name in known), None))
    }


def listed(names: Iterable[str]) -> str:
    """Some names of columns for a message, not too many of them.

    >>> listed(["id", "ingress"]), listed([])
    ('id, ingress', 'none')
    """
    known = [name.strip()[:40] for name in names]
    return ", ".join(known[:20]) + (" and more" if len(known) > 20 else "") or "none"


def about(values: Mapping[str, str]) -> About:
    """What the values say, by the keys of `NAMES`.

    >>> about({"title": " Nyheter ", "language": "sv-SE", "identity": "17"})
    About(title='Nyheter', language='sv', date='', source='', identity='17')
    """
    plain = {key: _on_one_line(values.get(key, "")) for key in ("title", "date", "source")}
    identity = values.get("identity", "").strip()
    return About(
        **plain,
        language=language(values.get("language", "")),
        identity=identity if is_name(identity) else "",
    )


def _on_one_line(value: str) -> str:
    plain = value.encode("utf-8", "replace").decode().replace("\0", "")
    return " ".join(plain.split())[:LONGEST]


def language(value: str) -> str | None:
    """The language that a value names by its code; None where it is none.

    >>> language("en_GB"), language("fi"), language("Svenska"), language("")
    ('en', 'fi', None, None)
    """
    code = _CODE.fullmatch(value.strip())
    return language_of(value) or (code[1].lower() if code else None)


def is_name(identity: str) -> bool:
    """Whether an identity can stand in the name of a document.

    >>> is_name("2022-17"), is_name("news/17"), is_name("")
    (True, False, False)
    """
    return 0 < len(identity) <= _LONGEST_IDENTITY and not _NOT_IN_NAMES.search(identity)
