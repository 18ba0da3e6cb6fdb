"""Abbreviations without their full stops ("mm." for "m.m."), and words shortened to a letter or two."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from pipeline.cleaning.words import Word
from pipeline.document import Edit, Language

_NUMBER = re.compile(r"[\d½¼¾]\s?[×x–-]?\s?$")
_WORD_BEFORE = re.compile(r"[^\W\d_][,)]?\s$")
_SMALL_BEFORE = re.compile(r"(?<![^\W\d_.])[A-ZÅÄÖ]?[a-zåäöé]+ $")
_LETTER = re.compile(r"(?<!\S)[a-hj-zA-Z](?!\S)")
_SMALL_AFTER = re.compile(r" [a-zåäöé]{2,}")
_ENDS_HERE = re.compile(r"[.,;)]|$")


def abbreviation(found: Sequence[Word], language: Language) -> Iterator[Edit]:
    """An abbreviation that is written without its full stops, or as another word is ("tex", "mm.").

    Not behind a number, where mm is a millimetre.
    """
    dotted = _lists(language)["dotted"]
    for word in found:
        right = dotted.get(word.text)
        if right is None or not _WORD_BEFORE.search(word.before):
            continue
        if right.endswith("m.") and not _ENDS_HERE.match(word.after):
            continue
        # The last full stop is there already.
        after = right[:-1] if word.after.startswith(".") else right
        yield Edit(
            "spelling",
            "abbreviation",
            word.start,
            word.end,
            word.text,
            after,
            0.85,
            f"“{right}” is an abbreviation of several words and has a full stop for each; “{word.text}” is "
            "written without.",
        )


def shortened_word(found: Sequence[Word], language: Language) -> Iterator[Edit]:
    """A word that is cut to a letter or two, as in notes ("mamma o pappa", "till ex").

    Only between words in small letters: O. Henry and vitamin B are written so, and o.s.v. has full stops.
    """
    for word in found:
        for before, short, right in _shortened(language):
            if word.text != short or not _SMALL_BEFORE.search(word.before):
                continue
            # Where letters name things (a, b, c), this one may do so too.
            if not before and len(_LETTER.findall(word.sentence)) > (short == "o"):
                continue
            if before and not word.before.endswith(f" {before} "):
                continue
            if word.after[:1] == "-" or not (before or _SMALL_AFTER.match(word.after)):
                continue
            reason = f"“{short}” stands for “{right}”, which is written out in running text."
            yield Edit("spelling", "shortened_word", word.start, word.end, short, right, 0.8, reason)


@cache
def _lists(language: Language) -> Mapping[str, Mapping[str, str]]:
    path = Path(__file__).parents[1] / "data" / "abbreviations.json"
    lists: Mapping[str, Mapping[str, str]] = json.loads(path.read_text("utf-8"))[language]
    return lists


@cache
def _shortened(language: Language) -> tuple[tuple[str, str, str], ...]:
    """The word that has to stand before, the shortened one, and what it is short for."""
    pairs = _lists(language)["shortened"].items()
    return tuple((*short.rpartition(" ")[::2], right) for short, right in pairs)
