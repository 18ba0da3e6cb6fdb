"""What stays outside of the model: dashes, bullets, unpaired quotation marks, capitals, the final mark.

A model trained on plain sentences drops these, or makes them up. They are taken off before and put back
after, so that a line keeps the form that it has in its article.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.document import Language
from pipeline.translation.shouting import in_small_letters, is_shouted

_LETTER = re.compile(r"[^\W\d_]")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]+")
_LEAD = re.compile(r"(?:[–—•·*▪●>#-]+\s+|\d{1,3}[.)]\s+|[A-Za-z]\)\s+)+")
_FINAL = re.compile(r"(?:\.\.\.|[.!?…:;,])$")
_QUOTES = "”“\"»«’‘'"


@dataclass(frozen=True, slots=True)
class Frame:
    """A sentence for the model, and what stood around it.

    Attributes:
        lead: Dash, bullet, number or opening quotation mark before it.
        core: What the model translates.
        tail: A closing quotation mark behind it.
        capitals: The sentence was in capitals altogether.
    """

    lead: str
    core: str
    tail: str = ""
    capitals: bool = False


def needs_translation(text: str) -> bool:
    """Whether there are words in it; numbers, signs, links and addresses are copied.

    >>> needs_translation("– Ja!"), needs_translation("0 0"), needs_translation("https://www.example.org/a")
    (True, False, False)
    """
    return bool(_LETTER.search(_ADDRESS.sub("", text)))


def take_off(sentence: str, language: Language) -> Frame:
    """The sentence, which is in `language`, without its frame.

    >>> take_off("– ”REGERINGEN FALLER", "sv")
    Frame(lead='– ”', core='Regeringen faller', tail='', capitals=True)
    """
    match = _LEAD.match(sentence)
    lead, core, tail = (match[0], sentence[match.end() :], "") if match else ("", sentence, "")
    # A quotation goes on over several sentences: its mark stands alone in the first and in the last.
    # One that begins and ends with this sentence is taken off as a pair.
    first, last = core[:1] in _QUOTES[:5], core[-1:] in _QUOTES[:5]
    marks = sum(core.count(mark) for mark in _QUOTES[:5])
    if first and (marks == 1 or (marks == 2 and last)):
        lead, core = lead + core[0], core[1:]
    if last and core and (marks == 1 or (marks == 2 and first)):
        core, tail = core[:-1], core[-1]
    capitals = is_shouted(core)
    return Frame(lead, in_small_letters(core, language) if capitals else core, tail, capitals)


def put_back(frame: Frame, translation: str, target: Language) -> str:
    """The translation of the frame's core, in its frame and with the quotation marks of `target`.

    >>> put_back(Frame("– ”", "Han gick hem."), "He went home", "en")
    '– “He went home.'
    """
    text = restore_final(frame.core, translation)
    if frame.capitals:
        text = text.upper()
    return quote(frame.lead + text + frame.tail, target)


def restore_final(source: str, translation: str) -> str:
    """The translation with the final mark of its source, where it has another kind of one or none.

    >>> restore_final("Gaspriser blev gnista", "Gas prices became a spark."), restore_final("Varför?", "Why")
    ('Gas prices became a spark', 'Why?')
    >>> restore_final("i U.S.A.", "in the U.S."), restore_final("Ja, sa han.", "“Yes.”")
    ('in the U.S.', '“Yes.”')
    >>> restore_final("Kaffe", "Coffee .")
    'Coffee'
    """
    wanted, found = _FINAL.search(source.rstrip()), _FINAL.search(translation)
    if wanted and found:
        return (
            translation
            if _kind(wanted[0]) == _kind(found[0])
            else translation[: found.start()].rstrip() + wanted[0]
        )
    if wanted and translation[-1:].isalnum():
        return translation + wanted[0]
    # A headline has no full stop; an abbreviation at its end keeps its own.
    if found and found[0] in ".,;:" and source.rstrip()[-1:].isalnum():
        last_word = translation.rpartition(" ")[2]
        return translation if "." in last_word[:-1] else translation[: found.start()].rstrip()
    return translation


def quote(text: str, language: Language) -> str:
    """`text` with its curly double quotation marks as `language` has them; straight ones stay.

    >>> quote("“Ja”, sade han.", "sv"), quote("”Yes,” he said (”no”).", "en")
    ('”Ja”, sade han.', '“Yes,” he said (“no”).')
    """
    if language == "sv":
        return text.replace("“", "”")
    return re.sub(r"(?:(?<=^)|(?<=[\s(\[–—-]))”(?=\S)", "“", text)


def _kind(mark: str) -> str:
    return "…" if mark == "..." else mark
