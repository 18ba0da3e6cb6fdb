"""Line breaks that are mixed, that divide words, or that wrap paragraphs."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from pipeline.cleaning.lexicon import is_word
from pipeline.document import Edit, is_language
from pipeline.language import identify

FEWEST_WRAPPED = 5
"""So many wrapped lines at least show that a text is hard-wrapped."""

NARROWEST, WIDEST = 40, 100
"""The widths, in characters, to which texts are wrapped."""

_RETURNS = re.compile(r"\r+\n?|[\u2028\u2029]")
_DIVIDED = re.compile(r"(?<![\w-])([^\W\d_]+)-\n[ \t]*([^\W\d_]+)(?![\w-])")
_WRITTEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SUSPENDED = frozenset(["och", "eller", "samt", "respektive", "till", "and", "or", "to", "nor"])
_LIST_ITEM = re.compile(r"\s*(?:[-–—•*·>#|+]|\d{1,3}[.):]|\(?[a-zA-Z][.)]\s)")
_SENTENCE_END = re.compile(r"[.!?][”\"]? +[^\W\d_a-zåäö]")
_FIRST_WORD = re.compile(r"\S*")


def newline(text: str) -> Iterator[Edit]:
    r"""Line breaks of another kind than the others: ``\r\n``, ``\r``, or Unicode's separators.

    >>> [edit.before for edit in newline("one\r\ntwo\n")]
    ['\r\n']
    """
    for match in _RETURNS.finditer(text):
        reason = "The line break here is of another kind than elsewhere in the text."
        yield Edit("encoding", "newline", match.start(), match.end(), match[0], "\n", 0.98, reason)


def line_end_hyphenation(text: str) -> Iterator[Edit]:
    r"""Words divided at the end of a line: ``Kazak-`` and ``stan``.

    The hyphen goes where the joined word is one or stands elsewhere in the text, and stays, without the
    line break, where the word with a hyphen does. ``barn- och`` is no divided word.

    >>> [edit.after for edit in line_end_hyphenation("The govern-\nment fell. It was no sur-\nprise.")]
    ['government', 'surprise']
    """
    if "-\n" not in text:
        return
    language = identify(text)
    written = set(_WRITTEN.findall(text))
    for match in _DIVIDED.finditer(text):
        head, tail = match[1], match[2]
        if tail in _SUSPENDED or not tail.islower():
            continue
        joined, hyphenated = head + tail, f"{head}-{tail}"
        if joined in written or (is_language(language) and is_word(joined, language)):
            after, confidence, spoke = joined, 0.95, "which is a word"
        elif hyphenated in written or head.isupper():
            after, confidence, spoke = hyphenated, 0.92, "which has a hyphen"
        else:
            after, confidence, spoke = joined, 0.5, "which is not known"
        reason = f"The end of a line divides “{after}”, {spoke}."
        yield Edit(
            "encoding",
            "line_end_hyphenation",
            match.start(),
            match.end(),
            match[0],
            after,
            confidence,
            reason,
        )


def hard_wrap(text: str) -> Iterator[Edit]:
    """Line breaks that only wrap a paragraph to a width, where the whole text is wrapped.

    A line is wrapped where the next word would not have fitted on it. Lists, verse, headlines and tables
    have shorter lines, or begin each with a capital.
    """
    if text.count("\n") < FEWEST_WRAPPED:
        return
    lines = text.split("\n")
    pairs = [
        index
        for index, (line, following) in enumerate(itertools.pairwise(lines))
        if line.strip() and following.strip()
    ]
    lengths = sorted(len(lines[index].rstrip()) for index in pairs)
    if len(lengths) < FEWEST_WRAPPED:
        return
    width = max(len(line.rstrip()) for line in lines)
    if not NARROWEST <= width <= WIDEST:
        return
    wrapped = [index for index in pairs if _is_wrapped(lines[index], lines[index + 1], width)]
    capitals = sum(lines[index + 1].lstrip()[:1].isupper() for index in wrapped)
    if len(wrapped) < max(FEWEST_WRAPPED, 0.8 * len(pairs)) or capitals > 0.5 * len(wrapped):
        return
    if not any(_SENTENCE_END.search(lines[index]) for index in wrapped):
        return  # Each line is an item of its own.
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    for index in wrapped:
        line, following = lines[index], lines[index + 1]
        start = starts[index] + len(line.rstrip())
        end = starts[index + 1] + len(following) - len(following.lstrip())
        reason = f"The text is wrapped to {width} characters, and the paragraph goes on here."
        yield Edit("encoding", "hard_wrap", start, end, text[start:end], " ", 0.95, reason)


def _is_wrapped(line: str, following: str, width: int) -> bool:
    """Whether `following` goes on with the paragraph of `line`."""
    if _LIST_ITEM.match(following) or " " not in line.strip() or len(following) - len(following.lstrip()) > 3:
        return False
    word = _FIRST_WORD.match(following.lstrip())
    return len(line.rstrip()) + 1 + len(word[0] if word else "") > width
