"""The words of the project as plain, frozen records.

Offsets are counted in code points and are half-open: ``text[start:end]`` is the span.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Any, Literal, TypeGuard, get_args

Language = Literal["sv", "en"]
"""The two languages that are cleaned and translated (ISO 639-1)."""

LANGUAGES: tuple[Language, ...] = get_args(Language)


class Status(StrEnum):
    """What became of an edit.

    ``applied`` and ``accepted`` edits are in the normalised text, the others are not.
    """

    APPLIED = "applied"
    SUGGESTED = "suggested"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


IN_EFFECT = frozenset({Status.APPLIED, Status.ACCEPTED})


@dataclass(frozen=True, slots=True)
class Edit:
    """One change to one span of the text that its stage received.

    Attributes:
        id: Stable for the same change at the same place of the same original, see `edit_id`.
        stage: The stage that proposed it; `pipeline.cleaning.STAGES` has them in order.
        rule: The name of the rule, which is the name of its function.
        start: Offset of the first code point, in the text that the stage received.
        end: Offset behind the last code point; equal to `start` for an insertion.
        before: What stood there: ``text[start:end]``.
        after: What stands there instead, where the edit is in effect.
        confidence: Probability, 0 to 1, that a careful copy editor would make this change.
        status: Whether it is in the normalised text, and who decided.
        reason: One sentence for a translator: what was wrong, and what spoke for the change.
        round: 1, or more where an edit made another one possible and the stages ran again.
    """

    stage: str
    rule: str
    start: int
    end: int
    before: str
    after: str
    confidence: float
    reason: str
    status: Status = Status.SUGGESTED
    id: str = ""
    round: int = 1

    @property
    def in_effect(self) -> bool:
        """Whether the change is in the normalised text."""
        return self.status in IN_EFFECT

    def record(self) -> dict[str, Any]:
        """The edit as a JSON object, keys in the order of the contract.

        >>> edit = Edit("spacing", "doubled_space", 3, 5, "  ", " ", 1.0, "Two spaces.", id="ab")
        >>> list(edit.record())
        ['id', 'stage', 'rule', 'start', 'end', 'before', 'after', 'confidence', 'status', 'reason', 'round']
        """
        return {key: getattr(self, key) for key in EDIT_KEYS}

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Edit:
        """The edit that `record` describes; keys that are not an edit's are ignored.

        Raises:
            KeyError: A key is missing.
            ValueError: The status is not one of `Status`.
        """
        return cls(**{key: record[key] for key in EDIT_KEYS} | {"status": Status(record["status"])})


EDIT_KEYS = (
    *("id", "stage", "rule", "start", "end", "before", "after"),
    *("confidence", "status", "reason", "round"),
)


@dataclass(frozen=True, slots=True)
class Decoding:
    r"""How bytes became text, so that the way back is exact.

    Attributes:
        charset: The name of a Python codec.
        bom: The byte order mark that was cut off, in hexadecimal, or the empty string.
        newline: What every line break was before it became ``\n``; ``\n`` also where they differ.
    """

    charset: str
    bom: str = ""
    newline: Literal["\n", "\r\n", "\r"] = "\n"


@dataclass(frozen=True, slots=True)
class Translation:
    """A segment in the other language, and how it came about.

    Attributes:
        text: The translation; never empty where the source has letters.
        engine: ``argos``, ``starter``, ``memory``, or ``copy`` where there was nothing to translate.
        model: Name and version of the model, or origin and id of the unit from the memory.
        status: ``machine``, ``memory`` or ``reviewed``.
        score: The engine's log-probability per token (0 is best), or None where it has none.
        quality: 0 to 1, for sorting the reviewer's queue; an estimate, not a verdict.
        flags: Names of the checks that failed, see `pipeline.translation.checks`.
        edits: How names and terms were corrected in it, one pass; offsets are those of the engine's text.
    """

    text: str
    engine: str
    model: str
    status: Literal["machine", "memory", "reviewed"] = "machine"
    score: float | None = None
    quality: float = 0.0
    flags: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """One sentence of a document's normalised text, with its place and its translation.

    Attributes:
        id: See `segment_id`.
        document: The document's id.
        paragraph: Number of the line in the normalised text, from 0; blank lines count.
        sentence: Number of the sentence in its paragraph, from 0.
        language: The language of `source`.
        source: The sentence without white space around it.
        translation: The sentence in the other language.
    """

    id: str
    document: str
    paragraph: int
    sentence: int
    language: Language
    source: str
    translation: Translation

    @property
    def target_language(self) -> Language:
        """The language of the translation."""
        return other(self.language)


@dataclass(frozen=True, slots=True)
class Origin:
    """What a text was taken out of, where it was no plain file by itself, and what was said of it there.

    Attributes:
        file_sha256: Of the file on the disk as it was then, in hexadecimal.
        place: Where in that file: ``member news/a.txt`` of an archive, ``row 17`` of a table, or both.
        raw_sha256: Of the bytes at that place, markup included, in hexadecimal.
        extractor: What took the text out of them, with its version; "" where they are the text.
        identity: What the file calls the article.
        date: When it was published, as it stands there.
        source: Who published it, as it stands there.
    """

    file_sha256: str = ""
    place: str = ""
    raw_sha256: str = ""
    extractor: str = ""
    identity: str = ""
    date: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One article: where it came from, its text before and after, and every edit between.

    Attributes:
        id: See `document_id`.
        file: Path of the file, relative to the folder that was read, with forward slashes.
        sha256: Of the bytes of its text, in hexadecimal: those of the file where that is plain text.
        decoding: How the bytes became `original`.
        language: The language that was found, an ISO 639-1 code; only those of `LANGUAGES`
            are cleaned beyond encoding, and translated.
        title: From the catalogue, else the first line of the text.
        original: The decoded text, before any edit.
        normalised: The text with all edits that are in effect.
        edits: The change log, in order: by round, stage and offset.
        flags: What a reader should know of the document as a whole, such as ``other_language``.
        origin: What the text was taken out of; None where its file is plain text and nothing was said of it.
    """

    id: str
    file: str
    sha256: str
    decoding: Decoding
    language: str
    title: str
    original: str
    normalised: str
    edits: tuple[Edit, ...] = field(default=(), repr=False)
    flags: tuple[str, ...] = ()
    origin: Origin | None = None

    @property
    def target_language(self) -> Language | None:
        """The language to translate to, or None where the document is in neither language."""
        return other(self.language) if is_language(self.language) else None


def stem_of(file: str) -> str:
    """The name of a file without folder and ending.

    >>> stem_of("news/2022.01.txt"), stem_of("news/.txt")
    ('2022.01', '.txt')
    """
    name = file.rpartition("/")[2]
    return name.rpartition(".")[0] or name


def is_language(code: str | None) -> TypeGuard[Language]:
    """Whether `code` is one of the two languages.

    >>> is_language("sv"), is_language("fi")
    (True, False)
    """
    return code in LANGUAGES


def language_of(code: str) -> Language | None:
    """The language of a code as other tools write it, or None where it is neither.

    >>> language_of("sv-SE"), language_of("EN_gb"), language_of("swe"), language_of("de")
    ('sv', 'en', 'sv', None)
    """
    return _CODES.get(code.strip().lower().replace("_", "-").partition("-")[0])


_CODES: Mapping[str, Language] = {"sv": "sv", "swe": "sv", "en": "en", "eng": "en"}


def other(language: str) -> Language:
    """The other one of the two languages.

    >>> other("sv")
    'en'
    """
    return "en" if language == "sv" else "sv"


def _hash(parts: Iterable[object]) -> str:
    joined = "\0".join(str(part) for part in parts)
    return sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def document_id(file: str, content_sha256: str) -> str:
    """The id of a document that is new: 16 hexadecimal digits from its path and its content."""
    return _hash(["document", file, content_sha256])


def edit_id(document: str, start: int, end: int, before: str, after: str, occurrence: int = 0) -> str:
    """The id of an edit: 16 hexadecimal digits.

    It depends on the place in the decoded original (`start`, `end`) and on the change itself, not on
    rule or stage, so that a reviewer's decision holds when rules improve. `occurrence` tells equal changes at
    one place of the original apart, in the order of the text.
    """
    return _hash(["edit", document, start, end, before, after, *([occurrence] if occurrence else [])])


def segment_id(document: str, source: str, occurrence: int) -> str:
    """The id of a segment: 16 hexadecimal digits.

    It does not depend on the place in the document, so that it survives when other segments change;
    `occurrence` numbers the segments of the document with the same source, from 0.
    """
    return _hash(["segment", document, source, occurrence])
