"""UTF-8 that was read in a charset of one byte a character: ``Ã¥`` for ``å``.

The library ftfy finds and repairs it. Here is what it leaves: code page 850, and single words of a text
that is otherwise sound. Every repair is cut down to the characters that changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from ftfy import TextFixerConfig, fix_encoding_and_explain
from rapidfuzz.distance import Levenshtein

from pipeline.cleaning.characters import visible
from pipeline.cleaning.lexicon import is_word
from pipeline.document import LANGUAGES, Edit
from pipeline.plausibility import character_plausibility, plausibility

CHARSETS = {
    "sloppy-windows-1252": "Windows-1252",
    "latin-1": "ISO 8859-1",
    "mac_roman": "MacRoman",
    "cp850": "code page 850",
    "cp437": "code page 437",
    "iso8859-15": "ISO 8859-15",
    "sloppy-windows-1250": "Windows-1250",
    "sloppy-windows-1251": "Windows-1251",
}
"""Charsets in which UTF-8 is read by mistake, and their names for a reader."""

DOS_CHARSETS = ("cp850", "cp865")

EXPECTED = "åäöÅÄÖéÉèÈüÜáàâíóôúñçëêïîøØæÆß’‘“”„–—…•»«£€§°½´·"
"""What Swedish and English news is written with beyond ASCII; for words of a text that is sound else."""

SURE = 0.98

LONGEST_SEGMENT = 2000
"""A longer line is repaired in pieces, since the time for comparing grows with the square."""

_SETTINGS = TextFixerConfig(fix_c1_controls=False)
_SEGMENT = re.compile(rf"[^\n]{{1,{LONGEST_SEGMENT}}}(?=\s|$)|[^\n]{{1,{LONGEST_SEGMENT}}}")
# Without it, each character beyond ASCII is a usual one and stands alone: nothing that was UTF-8 does.
_TELLTALE = re.compile("[^\x00-\x7f]{2}|[^\x00-\x7fåäöÅÄÖéÉüÜ’‘“”–—…»«]")
_UNEXPECTED = re.compile(rf"[^\x00-\x7f\xa0-\u017e{EXPECTED}]")
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_TOKEN = re.compile(r"\S+")


def mojibake(text: str) -> Iterator[Edit]:
    """UTF-8 read as another charset, once or several times, in the whole text or a part of it.

    >>> [(edit.before, edit.after) for edit in mojibake("RÃ¤ksmÃ¶rgÃ¥s")]
    [('Ã¤', 'ä'), ('Ã¶', 'ö'), ('Ã¥', 'å')]
    """
    if text.isascii():
        return
    for segment in _SEGMENT.finditer(text):
        line = segment[0]
        if line.isascii() or not _TELLTALE.search(line):
            continue
        repaired = _repair(line)
        words = list(_words(repaired))
        for edit in reversed(words):
            if edit.confidence >= SURE:
                repaired = repaired[: edit.start] + edit.after + repaired[edit.end :]
        if repaired != line:
            yield from _differences(line, repaired, segment.start())
        else:
            yield from (_moved(edit, segment.start()) for edit in words)


def _moved(edit: Edit, distance: int) -> Edit:
    return replace(edit, start=edit.start + distance, end=edit.end + distance)


def _repair(line: str) -> str:
    repaired, steps = fix_encoding_and_explain(line, _SETTINGS)
    if steps and all(step.parameter in ("latin-1", "windows-1252") for step in steps):
        repaired = line  # Only control characters read as Windows-1252: the work of other rules.
    for charset in DOS_CHARSETS:
        candidate = _decoded(_decoded(line, charset), charset)
        if candidate == line or _UNEXPECTED.search(candidate):
            continue
        if plausibility(candidate) > plausibility(repaired):
            repaired = candidate
    return repaired


def _decoded(line: str, charset: str) -> str:
    try:
        return line.encode(charset).decode("utf-8")
    except UnicodeError:
        return line


def _differences(line: str, repaired: str, offset: int) -> Iterator[Edit]:
    """Edits that make `line` into `repaired`, each as short as it reads well."""
    changes = [
        (start, line[start:end], repaired[new_start:new_end])
        for start, end, new_start, new_end in _changed_spans(line, repaired)
    ]
    alone = all(_is_weak(before, after) for _, before, after in changes)
    for start, before, after in changes:
        # A lone "Ã" may be what the text is about.
        lone = alone and before.strip() == "Ã" and line[:start][-1:] in ("", " ")
        confidence = 0.5 if lone else 0.9 if _is_weak(before, after) else SURE
        yield _edit(offset + start, before, after, confidence)


def _is_weak(before: str, after: str) -> bool:
    """Whether one character and a space make the sequence: "Ã la" for "à la", but also MacRoman's "pÂ "."""
    changed = [character for character in before if not character.isascii() and character not in after]
    return "\ufffd" in after or (len(changed) == 1 and (" " in before or len(before) == 1))


def _changed_spans(line: str, repaired: str) -> Iterator[tuple[int, int, int, int]]:
    spans: list[list[int]] = []
    for operation in Levenshtein.opcodes(line, repaired):
        if operation.tag == "equal":
            continue
        start, end = operation.src_start, operation.src_end
        new_start, new_end = operation.dest_start, operation.dest_end
        # A character that the repair leaves may be part of the sequence all the same, as in "Â£".
        while start > 0 and new_start > 0 and _is_same_sign(line, start - 1, repaired, new_start - 1):
            start, new_start = start - 1, new_start - 1
        while end < len(line) and new_end < len(repaired) and _is_same_sign(line, end, repaired, new_end):
            end, new_end = end + 1, new_end + 1
        if spans and start <= spans[-1][1]:
            spans[-1][1], spans[-1][3] = max(end, spans[-1][1]), max(new_end, spans[-1][3])
        else:
            spans.append([start, end, new_start, new_end])
    for span in spans:
        yield (span[0], span[1], span[2], span[3])


def _is_same_sign(line: str, place: int, repaired: str, new_place: int) -> bool:
    return line[place] == repaired[new_place] and not line[place].isascii()


def _words(line: str) -> Iterator[Edit]:
    """Single damaged words of a line that is sound else, where the repair gives a word.

    ftfy leaves them; so does this where the repair gives no word: "DrÃ¥ber" may be meant so.
    """
    pattern, originals = _damaged()
    if not pattern.search(line):
        return
    for token in _TOKEN.finditer(line):
        matches = list(pattern.finditer(token[0]))
        if not matches:
            continue
        repaired = pattern.sub(lambda match: originals[match[0]], token[0])
        if plausibility(repaired) <= plausibility(token[0]):
            continue
        sound = _is_sound(repaired)
        for match in matches:
            after = originals[match[0]]
            confidence = SURE if sound or _is_unmistakable(match, after) else 0.5
            yield _edit(token.start() + match.start(), match[0], after, confidence)


def _is_unmistakable(match: re.Match[str], after: str) -> bool:
    """Whether nobody writes so: a long sequence, or a root sign or a box inside a word."""
    left = match.string[: match.start()][-1:]
    if len(match[0]) > 2:
        return character_plausibility(left + after + match.string[match.end() :][:2], len(left)) >= 0
    return after.isalpha() and left.isalpha() and not match[0][0].isalpha()


def _is_sound(token: str) -> bool:
    """Whether all characters beyond ASCII stand in words, or where such signs stand."""
    words = [match for match in _WORD.finditer(token) if not match[0].isascii()]
    inside = {place for match in words for place in range(*match.span())}
    return all(any(is_word(match[0], language) for language in LANGUAGES) for match in words) and all(
        character_plausibility(token, place) >= 2
        for place, character in enumerate(token)
        if not character.isascii() and place not in inside
    )


@cache
def _damaged() -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern for damaged forms of `EXPECTED`, once or twice, and what each was."""
    originals: dict[str, str] = {}
    for charset in ("sloppy-windows-1252", "latin-1", "mac_roman", "cp850", "cp437"):
        for character in EXPECTED:
            once = character.encode().decode(charset)
            originals.setdefault(once, character)
            originals.setdefault(once.encode().decode(charset), character)
    longest_first = sorted(originals, key=lambda form: (-len(form), form))
    return re.compile("|".join(map(re.escape, longest_first))), originals


def _edit(start: int, before: str, after: str, confidence: float) -> Edit:
    return Edit(
        "encoding", "mojibake", start, start + len(before), before, after, confidence, _reason(before, after)
    )


def _reason(before: str, after: str) -> str:
    for charset, name in CHARSETS.items():
        once = _decoded(before, charset)
        if once == after:
            return f"“{visible(before)}” is “{visible(after)}” in UTF-8 that was read as {name}."
        if once != before and _decoded(once, charset) == after:
            return f"“{visible(before)}” is “{visible(after)}” in UTF-8 that was read as {name}, twice."
    return f"“{visible(before)}” is what “{visible(after)}” becomes when UTF-8 is read in a wrong charset."
