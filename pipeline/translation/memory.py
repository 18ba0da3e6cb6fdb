"""The translation memory: what people have translated before, to be used again.

A unit holds a segment in both languages and serves both directions. It is reused for every segment whose
*folded* source is the same, see `fold`, and proposed for those that are alike, see `translation.alike`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Literal, Protocol

from pipeline.document import Language, Translation
from pipeline.translation.checks import Pair
from pipeline.translation.quality import assess

NAME = "memory"
"""What stands as engine on a segment from the memory."""

Origin = Literal["reviewed", "imported"]

_FOLDED = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‘’‚‛‹›′", "'"),
        **dict.fromkeys("\xad\u200b\u200c\u200d\u2060\ufeff", ""),
    }
)
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Unit:
    """A segment and its translation by a person.

    Attributes:
        source: The segment that was translated.
        target: Its translation.
        language: The language of `source`; the other one is that of `target`.
        origin: ``reviewed`` in a corpus of Renskrift, or ``imported`` from a translator's file.
        who: The name of the person, or "".
        when: ISO 8601, UTC, to the second; or "".
        note: What the person wrote beside it.
        document: The id of the document that the segment is from, where it is known.
        segment: The segment's id.
    """

    source: str
    target: str
    language: Language
    origin: Origin = "imported"
    who: str = ""
    when: str = ""
    note: str = ""
    document: str = ""
    segment: str = ""

    @property
    def id(self) -> str:
        """16 hexadecimal digits from languages and texts; the same pair is one unit, whoever made it."""
        return _hash("unit", self.language, self.source, self.target)[:16]


@dataclass(frozen=True, slots=True)
class Match:
    """A unit that fits a segment.

    Attributes:
        unit: The unit.
        source: Its text in the language of the segment.
        target: Its text in the other language, on one line.
        score: How alike the two sources are, 0 to 100; 100 where their folded forms are equal.
    """

    unit: Unit
    source: str
    target: str
    score: float = 100.0

    @classmethod
    def of(cls, unit: Unit, language: Language, score: float = 100.0) -> Match:
        """The unit, read from `language`."""
        source, target = unit.source, unit.target
        if unit.language != language:
            source, target = target, source
        return cls(unit, source, " ".join(target.split()), score)


class Memory(Protocol):
    """Where units are looked up, such as `pipeline.corpus.memory.StoreMemory`."""

    def exact(self, sources: Collection[str], language: Language) -> Mapping[str, Match]:
        """For each of the sentences in `language` the unit with the same folded source, if there is one."""
        ...


class NoMemory:
    """Knows nothing."""

    def exact(self, sources: Collection[str], language: Language) -> Mapping[str, Match]:  # noqa: ARG002
        """Nothing."""
        return {}


def fold(text: str) -> str:
    r"""What two sources have to share to count as the same.

    Every run of white space, non-breaking and other kinds of spaces and line breaks included, is one space,
    and there is none at the ends. All double quotation marks are one (``“ ” „ « »`` and ``"``), all single
    ones and apostrophes another (``‘ ’ ‚ ‹ ›`` and ``'``). Soft hyphens and spaces without width are left
    out, and letters are composed (NFC). Capitals, dashes, digits and all other marks count.

    >>> fold(" ”Ja”,\xa0sade\n han: »3\u202f000« ")
    '"Ja", sade han: "3 000"'
    """
    plain = unicodedata.normalize("NFC", text.translate(_FOLDED))
    return _SPACE.sub(" ", plain).strip()


def key(text: str, language: Language) -> str:
    """What the memory finds `text` by: the same for all texts with the same folded form."""
    return _hash("key", language, fold(text))[:32]


def utc(time: str) -> str:
    """A time in the form of `Unit.when`, or "" where it is none.

    >>> utc("20020125T210600Z"), utc("2026-11-22T04:00:00.5+01:00"), utc("yesterday")
    ('2002-01-25T21:06:00Z', '2026-11-22T03:00:00Z', '')
    """
    try:
        found = datetime.fromisoformat(time)
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        return f"{found.astimezone(UTC).replace(tzinfo=None):%Y-%m-%dT%H:%M:%SZ}"
    except (ValueError, OverflowError):
        return ""


def worth(unit: Unit, sentence: str, language: Language) -> tuple[object, ...]:
    """Sorts units with the same folded source, the one to use last.

    A translation in this direction is better than one turned round, a reviewed one than an imported one, one
    with the very same characters than one that had to be folded, a newer one than an older one.
    """
    source = unit.source if unit.language == language else unit.target
    return (unit.language == language, unit.origin == "reviewed", source == sentence, unit.when, unit.id)


def from_memory(sentence: str, match: Match, language: Language) -> Translation:
    """The match as the translation of `sentence`.

    It is checked like any other. Its model is the unit's origin and id, so that it can be traced.
    """
    found, estimate = assess(Pair(sentence, match.target, language))
    return Translation(
        text=match.target,
        engine=NAME,
        model=f"{match.unit.origin}@{match.unit.id}",
        status="memory",
        quality=estimate,
        flags=found,
    )


def _hash(*parts: str) -> str:
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
