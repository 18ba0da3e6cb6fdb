"""Letters of one 8-bit or 7-bit charset that were read in another one: ``r‰ksmˆrgÂs``, ``r{ksm|rg}s``.

Such a reading leaves no trace as UTF-8 does. It shows only in that another reading gives Swedish or
English words where the present one gives none, and does so throughout the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from string import punctuation

from pipeline.cleaning.characters import visible
from pipeline.cleaning.lexicon import is_word
from pipeline.cleaning.protected import is_protected, protected
from pipeline.document import LANGUAGES, Edit
from pipeline.language import identify
from pipeline.plausibility import character_plausibility, plausibility

NAMES = {
    "sloppy-windows-1252": "Windows-1252",
    "latin-1": "ISO 8859-1",
    "mac_roman": "MacRoman",
    "cp850": "code page 850",
    "cp437": "code page 437",
}

READ_AS = ("sloppy-windows-1252", "latin-1", "mac_roman", "cp850", "cp437")
WAS = ("mac_roman", "cp850", "cp437", "sloppy-windows-1252")

ISO_646_SE = str.maketrans("{|}[\\]", "äöåÄÖÅ")
"""SEN 850200 annex B: the Swedish letters in the places of six signs of ASCII."""

ISO_646_SE_ANNEX_C = str.maketrans("{|}[\\]`@~^", "äöåÄÖÅéÉüÜ")
"""SEN 850200 annex C has four letters more; they are taken for such only inside words."""

MOST_TOKENS = 400
"""So many words beyond ASCII are enough to decide on."""

STANDING_ALONE = frozenset(punctuation + "–—…•·“”‘’«»")
"""Signs that stand alone in any text; ™, π and † do so in some, and are no misread letters or fractions."""

SURE_GAIN = 5.0
"""A sign at a number, such as £, is right from this gain on."""

_TOKEN = re.compile(r"[^ \t\n\r]{1,200}")
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_646_TOKEN = re.compile(r"(?<![^\s(\"'/-])[A-Za-z{|}\[\]\\`@~^]*[{|}\[\]\\][A-Za-z{|}\[\]\\`@~^:-]*")
_646_SIGN = re.compile(r"[{|}\[\]\\]")
_ACCENTS = re.compile(r"(?<=[A-Za-z{|}\[\]\\])[`~](?=[A-Za-z{|}]|\b|$)")
_SWEDISH_VOWEL = re.compile("[åäöÅÄÖ]")


@dataclass(frozen=True, slots=True)
class _Reading:
    """Another reading of the tokens of a text.

    Attributes:
        name: What it is, in words.
        table: What each character was meant to be.
        gain: By how much the tokens that it improves read better, added up.
        words: How many distinct tokens it makes into known words.
        known: Their share in the tokens that it changes, 0 to 1.
        consistent: Whether it makes no token worse.
        impossible: Whether a token that it improves has a character that can stand in no word or name.
    """

    name: str
    table: dict[int, str]
    gain: float
    words: int
    known: float
    consistent: bool
    impossible: bool

    @property
    def confidence(self) -> float:
        """How sure the reading is; 0 where it is not worth a suggestion."""
        if self.known < 0.5 or self.gain < 3.5:
            return 0.0
        if self.known < 0.6 or (self.words == 1 and not self.impossible):
            return 0.5
        return 0.98 if self.words >= 3 and self.gain >= 12 else 0.95 if self.words >= 2 else 0.92


def single_byte(text: str) -> Iterator[Edit]:
    """A charset of one byte a character that was read as another one.

    >>> [edit.after for edit in single_byte("R‰ksmˆrgÂs och grˆdde")]
    ['Räksmörgås', 'grödde']
    """
    if text.isascii() or not _is_suspicious(text):
        return
    tokens = _tokens(text)
    before = {token: plausibility(token) for token in tokens}
    best = max(
        (_reading(tokens, before, name, table) for name, table in _translations()),
        key=lambda reading: (reading.gain * reading.known, reading.gain),
    )
    if not best.confidence or identify(text.translate(best.table)) not in LANGUAGES:
        return
    for match in _TOKEN.finditer(text):
        after = match[0] if match[0].isascii() else match[0].translate(best.table)
        if after == match[0] or not (best.consistent or plausibility(after) > plausibility(match[0])):
            continue
        yield Edit(
            "encoding",
            "single_byte",
            match.start(),
            match.end(),
            match[0],
            after,
            best.confidence,
            f"“{visible(match[0])}” is “{after}” in {best.name}, as in the rest of the text.",
        )


def _is_suspicious(text: str) -> bool:
    """Whether any character stands where neither Swedish nor English has one of its kind."""
    return any(character_plausibility(text, match.start()) < 2 for match in _BEYOND_ASCII.finditer(text))


def _tokens(text: str) -> Counter[str]:
    """The tokens beyond ASCII, and how often each stands in the text."""
    found = (match[0] for match in _TOKEN.finditer(text) if not match[0].isascii())
    return Counter(islice(found, MOST_TOKENS))


@cache
def _translations() -> tuple[tuple[str, dict[int, str]], ...]:
    """For each pair of charsets, its name in words and what each character was meant to be."""
    found = []
    for read_as in READ_AS:
        for was in WAS:
            if {read_as, was} == {"cp850", "cp437"} or read_as == was:
                continue
            table = {
                ord(read): meant
                for byte in range(0x80, 0x100)
                if (read := bytes([byte]).decode(read_as)) != (meant := bytes([byte]).decode(was))
            }
            found.append((f"{NAMES[was]} that was read as {NAMES[read_as]}", table))
    return tuple(found)


def _reading(tokens: Counter[str], before: Mapping[str, float], name: str, table: dict[int, str]) -> _Reading:
    """How the tokens, of which we know how well they read `before`, read by another table."""
    gain, words, unknown, neutral, consistent, impossible = 0.0, 0, 0, 0, True, False
    for token, count in tokens.items():
        after = token.translate(table)
        if after == token:
            continue
        difference = plausibility(after) - before[token]
        consistent = consistent and difference >= -1.5
        if difference <= 0:
            continue
        gain += difference * count
        impossible = impossible or _worst(token) < 0
        verdict = _is_made_known(token, after, difference)
        words += verdict is True
        unknown += verdict is False
        neutral += verdict is None
    if not words and not unknown:
        words = neutral // 2  # Two that say little by themselves are as good as one word.
    return _Reading(name, table, gain, words, words / (words + unknown or 1), consistent, impossible)


def _worst(token: str) -> float:
    """The plausibility of the character that fits least."""
    return min(
        (character_plausibility(token, match.start()) for match in _BEYOND_ASCII.finditer(token)), default=9.0
    )


def _is_made_known(token: str, after: str, gain: float) -> bool | None:
    """Whether the words of the token are none before, and known ones after.

    None where that says nothing: for a name without a letter beyond ASCII, or a dash without a word.
    """
    if _worst(after) < 1:
        return False
    stood = set(_WORD.findall(token))
    words = [word for word in _WORD.findall(after) if len(word) > 1 and word not in stood]
    if not words:
        changed = [place for place, read in enumerate(token) if read != after[place]]
        beside = "".join(after[max(0, place - 1) : place + 2] for place in changed)
        if any(map(str.isdecimal, beside)):
            return True if gain >= SURE_GAIN else None
        if any(token[place].isnumeric() or after[place] not in STANDING_ALONE for place in changed):
            return False
        return None
    core = token.strip(punctuation)
    if _WORD.fullmatch(core) and _is_known(core):
        return False
    if all(map(_is_known, words)):
        return True
    return None if all(word.isascii() and word[0].isupper() for word in words) else False


def _is_known(word: str) -> bool:
    return any(is_word(word, language) for language in LANGUAGES)


def iso_646(text: str) -> Iterator[Edit]:
    r"""Swedish in ISO 646-SE, whose ä ö å stand where ASCII has ``{ | }``.

    >>> [edit.after for edit in iso_646("R{ksm|rg}sen st}r p} bordet f|r dig")]
    ['Räksmörgåsen', 'står', 'på', 'för']
    >>> list(iso_646('{"name": "value", "list": [1, 2]}'))
    []
    """
    if not _646_SIGN.search(text) or _SWEDISH_VOWEL.search(text):
        return
    taboo = protected(text)
    tokens = [
        match for match in _646_TOKEN.finditer(text) if not is_protected(match.start(), match.end(), taboo)
    ]
    if not _is_iso_646(text, tokens):
        return
    confidence = 0.98 if len({match[0] for match in tokens}) >= 3 else 0.92
    for match in tokens:
        after = _swedish(match[0])
        if after != match[0]:
            yield Edit(
                "encoding",
                "iso_646",
                match.start(),
                match.end(),
                match[0],
                after,
                confidence,
                f"“{match[0]}” is “{after}” in the old Swedish 7-bit charset ISO 646-SE.",
            )


def _is_iso_646(text: str, tokens: list[re.Match[str]]) -> bool:
    """Whether the signs stand for letters throughout: nearly all in words, and the words Swedish."""
    signs = len(_646_SIGN.findall(text))
    inside = sum(len(_646_SIGN.findall(match[0])) for match in tokens)
    if not tokens or inside < 0.95 * signs:
        return False
    found = [word for match in tokens for word in _WORD.findall(_swedish(match[0])) if not word.isascii()]
    words = {word for word in found if len(word) > 1}
    known = sum(is_word(word, "sv") for word in words)
    alone = sum(len(word) == 1 for word in found)
    if not known or known < 0.5 * len(words) or alone > 0.3 * len(found):
        return False
    return identify(text.translate(ISO_646_SE)) == "sv"


def _swedish(token: str) -> str:
    return token.translate(ISO_646_SE_ANNEX_C if _ACCENTS.search(token) else ISO_646_SE)
