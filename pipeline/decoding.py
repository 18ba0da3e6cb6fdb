"""Bytes to text, remembering the byte order mark, the charset and the line breaks; and back, exactly."""

from __future__ import annotations

import re
from typing import Literal

from ftfy import bad_codecs

from pipeline.document import Decoding
from pipeline.errors import Refused
from pipeline.plausibility import plausibility, quotation_plausibility

bad_codecs.ok()  # Registers sloppy-windows-1252, in which each of the 256 bytes stands for a character.

MAX_BYTES = 10_000_000

BYTE_ORDER_MARKS = (  # Those of UTF-32 first: the one of UTF-16 LE is the beginning of one of them.
    ("utf-32-le", bytes.fromhex("fffe0000")),
    ("utf-32-be", bytes.fromhex("0000feff")),
    ("utf-8", bytes.fromhex("efbbbf")),
    ("utf-16-le", bytes.fromhex("fffe")),
    ("utf-16-be", bytes.fromhex("feff")),
)

WIDE_CHARSETS = (
    ("utf-32-le", 4, (1, 2, 3)),
    ("utf-32-be", 4, (0, 1, 2)),
    ("utf-16-le", 2, (1, 3)),
    ("utf-16-be", 2, (0, 2)),
)
"""Name, bytes a character, and which of four bytes are NUL in a text in Latin letters."""

HANDICAPS = {
    "sloppy-windows-1252": 0.0,
    "iso8859-15": 1.0,
    "mac_roman": 1.0,
    "cp850": 1.0,
    "cp865": 1.5,
    "cp437": 2.0,
}
"""The charsets of one byte a character that are tried, and what each has to read better by."""

MOST_CONTROLS = 0.01
"""A document with a larger share of control characters is no text."""

_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def decode(data: bytes, *, max_bytes: int = MAX_BYTES) -> tuple[str, Decoding]:
    r"""The text of `data`, and how to get back from it.

    Line breaks become ``\n`` where all of them are of one kind. Where UTF-8 holds a few broken bytes, the
    whole is read as Windows-1252, and the encoding stage repairs the UTF-8 in it with edits that are logged.

    Args:
        data: The bytes of one document.
        max_bytes: The most bytes that are taken in.

    >>> decode("Räksmörgås\r\n".encode("mac_roman"))
    ('Räksmörgås\n', Decoding(charset='mac_roman', bom='', newline='\r\n'))

    Raises:
        Refused: The data is empty, too large, or no text.
    """
    if len(data) > max_bytes:
        raise Refused(
            f"{len(data):,} bytes are more than the {max_bytes:,} allowed for one document: "
            "split it, or raise the limit"
        )
    if not data.strip():
        raise Refused("the document is empty: there is nothing to clean; remove it or fetch it again")
    charset, bom = _charset(data)
    try:
        text = data[len(bom) :].decode(charset)
    except UnicodeDecodeError as error:
        raise Refused(
            f"the document says that it is {charset.upper()}, but byte {error.start} is not: "
            "it is damaged; fetch it again"
        ) from error
    if "\0" in text or len(_CONTROL.findall(text)) > max(2, MOST_CONTROLS * len(text)):
        raise Refused("the document is binary data, not text: extract its text first")
    if not text.strip():
        raise Refused("the document holds only white space: remove it or fetch it again")
    newline = _newline(text)
    decoding = Decoding(charset, bom.hex(), newline)
    text = text.replace(newline, "\n")
    if encode(text, decoding) != data:
        raise Refused(f"the document cannot be read as {charset} without loss: convert it to UTF-8")
    return text, decoding


def encode(text: str, decoding: Decoding) -> bytes:
    r"""The bytes that `decode` read: its exact inverse.

    >>> encode("Räksmörgås\n", Decoding("mac_roman", "", "\r\n"))
    b'R\x8aksm\x9arg\x8cs\r\n'

    Raises:
        UnicodeEncodeError: The text holds a character that the charset has not.
    """
    return bytes.fromhex(decoding.bom) + text.replace("\n", decoding.newline).encode(decoding.charset)


def _charset(data: bytes) -> tuple[str, bytes]:
    """The charset of `data`, and its byte order mark or nothing."""
    for charset, bom in BYTE_ORDER_MARKS:
        if data.startswith(bom):
            if charset == "utf-8":
                return _utf8_or_single_byte(data[len(bom) :]), bom
            return charset, bom
    if b"\0" in data:
        return _wide_charset(data), b""
    return _utf8_or_single_byte(data), b""


def _wide_charset(data: bytes) -> str:
    """UTF-16 or UTF-32 without a byte order mark, told by where the NUL bytes stand.

    Raises:
        Refused: The NUL bytes stand in no such pattern.
    """
    shares = [data[place::4].count(0) / max(1, len(data[place::4])) for place in range(4)]
    empty = tuple(place for place in range(4) if shares[place] > 0.5)
    # A few characters end in a NUL byte of their own, such as 😀, whose second half is DE00.
    full = all(shares[place] < 0.25 for place in range(4) if place not in empty)
    for charset, width, pattern in WIDE_CHARSETS:
        if empty == pattern and full and len(data) % width == 0:
            return charset
    raise Refused("the document holds NUL bytes, so it is binary data, not text: extract its text first")


def _utf8_or_single_byte(data: bytes) -> str:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _single_byte_charset(data)
    return "utf-8"


def _single_byte_charset(data: bytes) -> str:
    """The charset whose reading of `data` looks most like Swedish or English."""
    rest, sequences = _UTF8_SEQUENCE.subn(b"", data)
    if sequences > len(_BEYOND_ASCII.findall(rest)):
        return "sloppy-windows-1252"
    return max(HANDICAPS, key=lambda charset: _score(data.decode(charset)) - HANDICAPS[charset])


def _score(text: str) -> float:
    return plausibility(text) + quotation_plausibility(text)


def _newline(text: str) -> Literal["\n", "\r\n", "\r"]:
    r"""The line break of the whole text; ``\n`` also where there are several kinds."""
    pairs, returns, feeds = text.count("\r\n"), text.count("\r"), text.count("\n")
    if pairs and pairs == returns == feeds:
        return "\r\n"
    return "\r" if returns and not feeds else "\n"
