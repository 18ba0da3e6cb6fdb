"""Markdown: its text stays as it is, and no rule may touch what is markup or code in it."""

from __future__ import annotations

import re

from pipeline.cleaning.spans import Span, merged
from pipeline.inputs.about import Extracted, about, columns_of
from pipeline.inputs.rows import string

_INLINE = re.compile(
    r"(`+)(?!`).*?(?<!`)\1(?!`)"  # Code, between as many backticks as it begins with.
    r"|\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\]\[[^\]\n]*\]"  # Where a link or an image leads.
    r"|(?<!\w)!?\[|\\[!-/:-@\[-`{-~]|[*_~]{1,3}"
)
_LINE = re.compile(
    r"[ ]{0,3}(?:[-*_=][ \t]*){2,}$"  # A rule, or the line below a heading.
    r"|[ ]{0,3}\[[^\]\n]+\]:.*$"  # A definition of a link.
    r"|\s*(?:(?:>[ ]?|[-+*][ \t]+|\d{1,9}[.)][ \t]+|#{1,6}[ \t]+|:[ \t]+)[ \t]*)+(?:\[[ xX]\][ \t])?"
    r"|[ \t]+"
)
_HARD_BREAK = re.compile(r"[ \t]{2,}$|\\$")
_FENCE = re.compile(r"[ >]{0,12}(`{3,}|~{3,})")
_TABLE = re.compile(r"[ ]{0,3}\|.*\|[ \t]*|[^|]*[^|\\]\|[^|]*(?:\|[^|]*)*")
_CELL_BORDER = re.compile(r"[ \t]*\|[ \t]*")
_HEADING = re.compile(r"^[ ]{0,3}#{1,6}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
_SETTING = re.compile(r"^([\w-]+)[ \t]*[:=][ \t]*(.*?)[ \t]*$", re.MULTILINE)
_CODE_INDENT = re.compile(r" {4}|\t| {1,3}\t")
_LIST = re.compile(r"\s*(?:[-+*]|\d{1,9}[.)])[ \t]")


def extract(data: bytes) -> Extracted:
    r"""The bytes as they are; what is known of them stands in settings at the head, or in the first heading.

    >>> extract(b"---\ntitle: 'News'\nlang: en\n---\nText.").about.title
    'News'

    Raises:
        Refused: It is no text.
    """
    text = string(data).replace("\r\n", "\n")
    end = _front_matter(text)
    settings = {key: value.strip("\"'") for key, value in _SETTING.findall(text[:end])}
    values = list(settings.values())
    known = {role: values[number] for role, number in columns_of(settings).items() if role != "text"}
    heading = _HEADING.search(text, end)
    return Extracted(data, about({"title": heading[1] if heading else "", **known}), "")


def markup(text: str) -> list[Span]:
    r"""The spans of `text` that are markup or code, in order.

    >>> [("## Ett  [ord](b.md)  \n"[start:end]) for start, end in markup("## Ett  [ord](b.md)  \n")]
    ['## ', '[', '](b.md)  ']
    """
    spans: list[Span] = []
    fence = ""
    in_list = code = False
    blank = True
    matter = _front_matter(text)
    offset = 0
    for line in text.split("\n"):
        start, end = offset, offset + len(line)
        offset = end + 1
        if end <= matter:
            spans.append((start, end))
            continue
        found = _FENCE.match(line)
        if fence:
            spans.append((start, end))
            if found and found[1].startswith(fence) and not line[found.end() :].strip():
                fence = ""
            continue
        if found and not (found[1][0] == "`" and "`" in line[found.end() :]):
            fence = found[1]
            spans.append((start, end))
            continue
        if not line.strip():
            blank = True
            continue
        in_list = bool(_LIST.match(line)) or (in_list and (not blank or line[0] in " \t"))
        code = bool(_CODE_INDENT.match(line)) and not in_list and (blank or code)
        blank = False
        spans += [(start, end)] if code else _in_line(line, start)
    return merged(span for span in spans if span[0] < span[1])


def _front_matter(text: str) -> int:
    """Where the settings at the head of a text end; 0 where there are none."""
    found = re.match(r"(---|\+\+\+)[ \t]*\n(?:.*\n)*?\1[ \t]*(?:\n|\Z)", text)
    return found.end() - 1 if found else 0


def _in_line(line: str, offset: int) -> list[Span]:
    if not line.strip("|:- \t"):  # The line below the heading of a table.
        return [(offset, offset + len(line))]
    spans = [match.span() for match in _INLINE.finditer(line)]
    spans += [match.span() for match in (_LINE.match(line), _HARD_BREAK.search(line)) if match]
    if _TABLE.fullmatch(line):
        spans += [match.span() for match in _CELL_BORDER.finditer(line)]
    return [(offset + start, offset + end) for start, end in spans]
