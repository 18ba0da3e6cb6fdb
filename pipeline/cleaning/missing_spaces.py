"""Spaces that are missing: behind punctuation, around quotation marks and brackets.

A full stop between letters ends a sentence only where the next word has a capital; without a space it
stands in abbreviations, names of hosts and files, and code as well. Whether the words on both sides are
words, and whether the text as a whole leaves these spaces out, decides how sure an edit is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from pipeline.cleaning.lexicon import is_word
from pipeline.cleaning.protected import is_protected, protected
from pipeline.document import Edit, Language

WORDS = Path(__file__).parents[1] / "data" / "spacing.json"

DOMAINS = frozenset(["com", "net", "org", "edu", "gov", "info", "biz"])
"""``Amazon.Com`` is no end of a sentence; ``Putin.No`` may be, and is followed by a sentence."""

SINGLE_LETTER_WORDS = frozenset("IAÅÖ")

SHORT = 4
"""The length of abbreviations; longer words are seldom cut."""

REACH = 2000
"""How far to look around a place, so that the time for a long line stays linear."""

DENSE_SHARE, DENSE_COUNT = 0.3, 4
"""A text leaves spaces out as a habit from this share, and this number, of its punctuation marks on."""

_MARK = re.compile(r"(?<=[^\W\d_]{2})([.,;!?…])[”’\"»)]?(\s?)[“‘(«]?([^\W\d_])")
_STOP = re.compile(r"(?<=[^\s.!?…])([.!?…][”’\"»)]?)(?=[“‘(«]?[^\W\d_])")
_COMMA = re.compile(r"(?<=[\w)”’\"»%])[,;](?=[“‘(«]?[^\W\d_])")
_CLOSING = re.compile(r"(?<=[^\s“(\[])([”\"])(?=[^\W\d_]{2})")
_OPENING = re.compile(r"(?<=[^\W\d_]{2})(?=[“”\"][^\W\d_])")
_BRACKET = re.compile(r"(?<=[^\W\d_]{3})(?=\(([^()\n]{2,80})\))")
_BEHIND_BRACKET = re.compile(r"\(([^()\n]{2,80})\)(?=[^\W\d_]{2})")
_BEFORE = re.compile(r"[^\W_]+(?:[-’'.][^\W_]+)*[’']?\Z")
_BEHIND = re.compile(r"[“‘(«]?([^\W\d_]+(?:[-’'][^\W\d_]+)*)")
_NEXT_IS_TIGHT = re.compile(r"\.[^\W\d_]")
_SENTENCE_END = re.compile(r"[.!?…](?<=[^\W\d_]{2}.)(?=[\s”\"’»)]|\Z|[A-ZÅÄÖ])")
_ENTITY = re.compile(r"&#?\w{1,24}\Z")


@dataclass(frozen=True)
class Spaced:
    """A text, with what the rules here need to know of it.

    Attributes:
        text: What the stage received.
        language: Its language; decides which dictionary knows its words.
        taboo: The protected spans.
        dense: Whether the text leaves out spaces behind punctuation as a habit.
    """

    text: str
    language: Language
    taboo: tuple[tuple[int, int], ...] = field(repr=False)
    dense: bool

    @classmethod
    def of(cls, text: str, language: Language) -> Spaced:
        """Look at `text` once for all rules."""
        taboo = protected(text)
        marks = [match for match in _MARK.finditer(text) if not is_protected(*match.span(), taboo)]
        # A small letter behind a full stop is that of an abbreviation or a name: "fil.dr".
        tight = sum(not match[2] and (match[1] != "." or match[3].isupper()) for match in marks)
        return cls(text, language, taboo, tight >= max(DENSE_COUNT, DENSE_SHARE * len(marks)))

    def before(self, offset: int) -> str:
        """The word that ends at `offset`, with the full stops and hyphens inside it."""
        match = _BEFORE.search(self.text, max(0, offset - 60), offset)
        return match[0] if match else ""

    def behind(self, offset: int) -> str:
        """The word that begins at `offset`, behind an opening quotation mark or bracket."""
        match = _BEHIND.match(self.text, offset)
        return match[1] if match else ""

    def knows(self, word: str) -> bool:
        """Whether `word` is one in the language of the text."""
        return is_word(word, self.language)

    def line(self, offset: int) -> tuple[str, str]:
        """The line that `offset` stands in, before and behind it, at most `REACH` characters each."""
        before, behind = self.text[max(0, offset - REACH) : offset], self.text[offset : offset + REACH]
        return before.rpartition("\n")[2], behind.partition("\n")[0]


@cache
def words() -> dict[str, frozenset[str]]:
    """The word lists of ``spacing.json``, by name; function words by language."""
    lists = json.loads(WORDS.read_text(encoding="utf-8"))
    found = {name: frozenset(lists[name]) for name in ("second_elements", "dash_words")}
    return found | {language: frozenset(listed) for language, listed in lists["function_words"].items()}


def missing_space_after_punctuation(spaced: Spaced) -> Iterator[Edit]:
    """``control.First``, ``all,all``, ``said.”He``.

    >>> spaced = Spaced.of("Out of control.First of all,all", "en")
    >>> [edit.start for edit in missing_space_after_punctuation(spaced)]
    [15, 28]
    """
    rule = "missing_space_after_punctuation"
    for match in _STOP.finditer(spaced.text):
        confidence = _stop_confidence(spaced, match)
        if confidence and not is_protected(match.start(), match.end() + 1, spaced.taboo):
            opens = match[0][-1] in '”"' and not _closes(spaced, match.end() - 1)
            reason = f"A sentence ends with “{match[0][0]}”, and no space follows."
            yield _insertion(rule, match.end() - opens, confidence, reason)
    for match in _COMMA.finditer(spaced.text):
        confidence = _comma_confidence(spaced, match)
        if confidence and not is_protected(match.start(), match.end() + 1, spaced.taboo):
            yield _insertion(rule, match.end(), confidence, f"No space follows “{match[0]}”.")


def _stop_confidence(spaced: Spaced, match: re.Match[str]) -> float:
    before, behind = spaced.before(match.start()), spaced.behind(match.end())
    following = spaced.text[match.end() + len(behind) : match.end() + len(behind) + 2]
    closed = len(match[0]) > 1 or spaced.text[match.start() - 1] in ')”"»'
    if not behind[:1].isupper():
        # "example.com", "t.ex", and words that have lost a letter: "f?r".
        return 0.0
    if behind.lower() in DOMAINS or (_NEXT_IS_TIGHT.match(following) and not spaced.dense):
        return 0.0
    if following.startswith(".") and max(len(before), len(behind)) <= SHORT:
        return 0.0  # Two abbreviations: "Fil.Mag."
    if closed:
        return 0.95 if len(behind) > 1 or spaced.dense else 0.7
    if len(before) < 2 or "." in before[-2:]:
        return 0.0  # Initials, and abbreviations such as "U.S.Army".
    if len(behind) == 1 and not (behind in SINGLE_LETTER_WORDS and following.startswith(" ")):
        return 0.0  # "Ph.D", "vitamin.D"
    if before.isdigit():
        return 0.92 if spaced.dense or len(before) == 4 else 0.55
    known = (spaced.knows(before), spaced.knows(behind.lower()))
    if before.islower() or match[0][0] in "!?":
        return 0.97 if all(known) or spaced.dense else 0.93 if known[0] else 0.55
    return 0.95 if spaced.dense or known[1] else 0.55


def _comma_confidence(spaced: Spaced, match: re.Match[str]) -> float:
    before, behind = spaced.before(match.start()), spaced.behind(match.end())
    if match[0] == ";" and _ENTITY.search(spaced.text, max(0, match.start() - 26), match.start()):
        return 0.0
    if len(behind) < 2 and not (
        behind in "IaiåöÅÖ" and spaced.text[match.end() + 1 : match.end() + 2] == " "
    ):
        return 0.0  # Lists of letters, as in mathematics.
    if _is_row("".join(spaced.line(match.start())), match[0]):
        return 0.5
    if spaced.text[match.start() - 1] in ')”’"»%':
        return 0.95
    if len(before) < 2:
        return 0.5 if spaced.dense else 0.0
    if before.isdigit():
        return 0.92 if spaced.dense else 0.7
    known = spaced.knows(before) + spaced.knows(behind)
    return 0.97 if spaced.dense or known == 2 else 0.93 if known else 0.55


def _is_row(line: str, mark: str) -> bool:
    """Whether `line` is a row of a table, whose cells `mark` divides, rather than a sentence."""
    marks, spaces = line.count(mark), line.count(" ")
    return marks > spaces / 2 and (marks > 1 or not spaces) and not _SENTENCE_END.search(line)


def missing_space_after_quotation(spaced: Spaced) -> Iterator[Edit]:
    """``“peacekeepers”in``; ``”DN”s`` and ``”fake news”kampanj`` are left, or only suggested.

    >>> [edit.start for edit in missing_space_after_quotation(Spaced.of("The “peacekeepers”in town", "en"))]
    [18]
    """
    if "”" not in spaced.text and '"' not in spaced.text:
        return
    for match in _CLOSING.finditer(spaced.text):
        if not _closes(spaced, match.start()) or is_protected(*match.span(), spaced.taboo):
            continue
        if spaced.text[match.start() - 1] in ".!?…,;":
            continue  # The work of `missing_space_after_punctuation`, where the next word has a capital.
        behind = spaced.behind(match.end())
        confidence = 0.95 if behind in words()[spaced.language] else 0.9 if spaced.dense else 0.55
        reason = f"No space follows the closing quotation mark before “{behind}”."
        yield _insertion("missing_space_after_quotation", match.end(), confidence, reason)


def missing_space_before_quotation(spaced: Spaced) -> Iterator[Edit]:
    """``called“peacekeepers”``.

    >>> spaced = Spaced.of("so called“peacekeepers” in town", "en")
    >>> [edit.start for edit in missing_space_before_quotation(spaced)]
    [9]
    """
    if "„" in spaced.text or not any(mark in spaced.text for mark in '“”"'):
        return  # Beside „, the mark “ closes.
    for match in _OPENING.finditer(spaced.text):
        if _closes(spaced, match.start()) or is_protected(match.start(), match.start() + 1, spaced.taboo):
            continue
        before = spaced.before(match.start())
        confidence = 0.93 if spaced.knows(before) else 0.55
        reason = f"No space stands between “{before}” and the opening quotation mark."
        yield _insertion("missing_space_before_quotation", match.start(), confidence, reason)


def _closes(spaced: Spaced, offset: int) -> bool:
    """Whether the quotation mark at `offset` closes, by those before it in its paragraph."""
    mark = spaced.text[offset]
    if mark == "“":
        return False
    before, _ = spaced.line(offset)
    if mark == "”" and "“" in before:
        return before.count("“") > before.count("”")
    return before.count(mark) % 2 == 1


def missing_space_before_bracket(spaced: Spaced) -> Iterator[Edit]:
    """``Organisation(CSTO)``; ``person(er)`` and ``f(x)`` are left.

    >>> spaced = Spaced.of("the Organisation(CSTO) and item(s)", "en")
    >>> [edit.start for edit in missing_space_before_bracket(spaced)]
    [16]
    """
    if "(" not in spaced.text:
        return
    for match in _BRACKET.finditer(spaced.text):
        inside, before = match[1], spaced.before(match.start())
        if not _is_remark(inside) or is_protected(match.start() - 1, match.start() + 1, spaced.taboo):
            continue
        confidence = 0.95 if spaced.dense or spaced.knows(before) else 0.55
        reason = f"No space stands between “{before}” and the bracket."
        yield _insertion("missing_space_before_bracket", match.start(), confidence, reason)


def missing_space_after_bracket(spaced: Spaced) -> Iterator[Edit]:
    """``(CSTO)was``; ``(s)he`` and ``(åter)uppbygga`` are left.

    >>> spaced = Spaced.of("The pact (CSTO)was and (un)happy", "en")
    >>> [edit.start for edit in missing_space_after_bracket(spaced)]
    [15]
    """
    for match in _BEHIND_BRACKET.finditer(spaced.text):
        behind = spaced.behind(match.end())
        if not _is_remark(match[1]) or is_protected(match.start(), match.end(), spaced.taboo):
            continue
        confidence = 0.95 if spaced.dense or behind in words()[spaced.language] else 0.55
        reason = f"No space stands between the bracket and “{behind}”."
        yield _insertion("missing_space_after_bracket", match.end(), confidence, reason)


def _is_remark(inside: str) -> bool:
    """Whether what is in brackets is a remark or an acronym, and not an ending or an argument."""
    return inside.isupper() or " " in inside.strip() or (inside.isdigit() and len(inside) == 4)


def _insertion(rule: str, offset: int, confidence: float, reason: str) -> Edit:
    return Edit("spacing", rule, offset, offset, "", " ", confidence, reason)
