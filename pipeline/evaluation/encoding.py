"""How well damaged characters are restored, and how often sound ones are left alone.

Renskrift is measured beside ftfy, with ftfy's defaults and with the settings that leave Swedish typography
alone, on the same texts in one run.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import ftfy

from pipeline import __version__, changelog
from pipeline.cleaning.chain import MAX_ROUNDS, settle
from pipeline.cleaning.encoding import VERSION, encoding
from pipeline.cleaning.stage import Context, Level
from pipeline.decoding import decode
from pipeline.document import LANGUAGES
from pipeline.errors import Refused

ISO_646_SE = str.maketrans("äöåÄÖÅ", "{|}[\\]")

FEWEST_WORDS = 20
"""A charset is to be found in texts from this length on."""

UTF8_READ_AS = ("sloppy-windows-1252", "latin-1", "mac_roman", "cp850", "cp437")

CHARSETS = (
    *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "iso8859-1", "iso8859-15"),
    *("mac_roman", "cp850", "cp437", "cp865", "iso646-se"),
)

MISREAD = (("mac_roman", "sloppy-windows-1252"), ("cp850", "sloppy-windows-1252"), ("cp1252", "mac_roman"))
"""Charsets of one byte a character: what a text was in, and what it was read as."""

SETTINGS = ftfy.TextFixerConfig(uncurl_quotes=False, fix_latin_ligatures=False, fix_character_width=False)

Repair = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table.

    Attributes:
        task: What was done to the texts.
        language: ``sv``, ``en``, or the empty string for a set in many languages.
        texts: How many there were.
        shares: For each tool, the share of texts that came out exactly right, 0 to 1.
    """

    task: str
    language: str
    texts: int
    shares: dict[str, float]


def restored(text: str, level: Level = "balanced") -> str:
    """`text` after the encoding stage alone, run until it changes nothing more.

    >>> restored("RÃ¤ksmÃ¶rgÃ¥s")
    'Räksmörgås'
    """
    for _ in range(MAX_ROUNDS):
        cleaned = changelog.apply(text, settle(encoding(text, Context()), level, {}))
        if cleaned == text:
            break
        text = cleaned
    return text


def evaluate(folder: Path) -> list[Result]:
    """Every figure, from the data in `folder`, which is laid out as ``docs/evaluation.md`` describes.

    Raises:
        FileNotFoundError: A file of the data is missing.
    """
    return [*_clean(folder), *_mojibake(folder), *_misread(folder), *_decoded(folder), *_cases(folder)]


def signature() -> str:
    """The versions that made the figures."""
    return f"renskrift:{__version__}|encoding:{VERSION}|ftfy:{ftfy.__version__}|level:balanced"


def report(folder: Path) -> str:
    """The figures as a table in Markdown, with their signature."""
    rows = [
        "| task | language | texts | Renskrift | ftfy, our settings | ftfy |",
        "|---|---|---:|---:|---:|---:|",
    ]
    for result in evaluate(folder):
        shares = (f"{result.shares[name]:.2%}" if name in result.shares else "–" for name in TOOLS)
        rows.append(f"| {result.task} | {result.language} | {result.texts} | {' | '.join(shares)} |")
    return "\n".join([*rows, "", signature()])


def _with_our_settings(text: str) -> str:
    return ftfy.fix_text(text, SETTINGS)


TOOLS: dict[str, Repair] = {
    "renskrift": restored,
    "ftfy, our settings": _with_our_settings,
    "ftfy": ftfy.fix_text,
}


def _measured(task: str, language: str, pairs: Iterable[tuple[str, str]]) -> Result:
    """The shares of `pairs`, damaged and right, that each tool brings to the right form."""
    texts = list(pairs)
    shares = {
        name: sum(repair(damaged) == right for damaged, right in texts) / max(1, len(texts))
        for name, repair in TOOLS.items()
    }
    return Result(task, language, len(texts), shares)


def _clean(folder: Path) -> Iterator[Result]:
    for language in LANGUAGES:
        yield _measured("clean, left alone", language, ((line, line) for line in _lines(folder, language)))


def _mojibake(folder: Path) -> Iterator[Result]:
    for charset in UTF8_READ_AS:
        for times in (1, 2):
            for language in LANGUAGES:
                lines = [line for line in _lines(folder, language) if not line.isascii()]
                pairs = [(_misread_utf8(line, charset, times), line) for line in lines]
                name = f"UTF-8 read as {charset}{', twice' if times == 2 else ''}"
                yield _measured(name, language, pairs)


def _misread_utf8(line: str, charset: str, times: int) -> str:
    for _ in range(times):
        line = line.encode().decode(charset)
    return line


def _misread(folder: Path) -> Iterator[Result]:
    for was, read_as in MISREAD:
        for language in LANGUAGES:
            lines = [line for line in _long_lines(folder, language, was) if not line.isascii()]
            pairs = [(line.encode(was).decode(read_as), line) for line in lines]
            yield _measured(f"{was} read as {read_as}, {FEWEST_WORDS} words and more", language, pairs)


def _decoded(folder: Path) -> Iterator[Result]:
    """Raw bytes through decoding and the encoding stage; ftfy takes no bytes of unknown charset."""
    for charset in CHARSETS:
        for language in LANGUAGES:
            lines = list(_long_lines(folder, language, charset))
            right = sum(_reads(_encoded(line, charset), line) for line in lines)
            shares = {"renskrift": right / max(1, len(lines))}
            yield Result(f"bytes in {charset}, {FEWEST_WORDS} words and more", language, len(lines), shares)


def _reads(data: bytes, right: str) -> bool:
    try:
        return restored(decode(data)[0]) == right
    except Refused:
        return False


def _encoded(line: str, charset: str) -> bytes:
    if charset == "iso646-se":
        return line.translate(ISO_646_SE).encode("ascii")
    return line.encode(charset)


def _cases(folder: Path) -> Iterator[Result]:
    """The cases of ftfy's own tests, judged as ftfy judges them but for the straightening of quotes."""
    for path in sorted((folder / "encoding-ftfy").glob("*.json")):
        cases = json.loads(path.read_text(encoding="utf-8"))
        shares = {
            name: sum(_passes(repair(case["original"]), case) for case in cases) / len(cases)
            for name, repair in TOOLS.items()
        }
        yield Result(f"ftfy's {path.stem}", "", len(cases), shares)


def _passes(repaired: str, case: dict[str, str]) -> bool:
    wanted = {case["fixed"], case.get("fixed-encoding", case["fixed"])}
    straightened = ftfy.fix_text(repaired, fix_encoding=False, fix_c1_controls=False, unescape_html=False)
    return not wanted.isdisjoint({repaired, straightened})


def _lines(folder: Path, language: str) -> Iterator[str]:
    column = 0 if language == "sv" else 1
    for line in (folder / "pud.sv-en.tsv").read_text(encoding="utf-8").splitlines():
        yield line.split("\t")[column]


def _long_lines(folder: Path, language: str, charset: str) -> Iterator[str]:
    """The lines of enough words that the charset can hold."""
    for line in _lines(folder, language):
        if len(line.split()) < FEWEST_WORDS:
            continue
        if charset == "iso646-se" and any(sign in line for sign in "{|}[\\]"):
            continue
        try:
            _encoded(line, charset)
        except UnicodeEncodeError:
            continue
        yield line
