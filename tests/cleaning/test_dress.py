"""Clean text in odd but legitimate dress: nothing is applied but what takes the dress off."""

from __future__ import annotations

import json
import re
import textwrap
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.changelog import rewind
from pipeline.cleaning.chain import clean
from pipeline.decoding import decode, encode
from pipeline.document import LANGUAGES, Language

CASES: dict[str, Any] = json.loads((Path(__file__).parents[1] / "cases" / "dress.json").read_text("utf-8"))
EXTRAS = st.tuples(st.sampled_from(CASES["extras"]), st.integers(0, 20))
JOINED: list[Callable[[Sequence[str]], str]] = [
    " ".join,
    "\n".join,
    "\n\n".join,
    lambda some: "\n".join(f"– {one}" for one in some),
    lambda some: "\n".join(f"{number}. {one}" for number, one in enumerate(some, 1)),
    lambda some: "\n".join(textwrap.fill(one, 30, break_on_hyphens=False) for one in some),
    lambda some: textwrap.fill(" ".join(some), 24, break_on_hyphens=False),
    lambda some: "\n".join(f"        {one}" for one in some),
    lambda some: "  \n".join(some),
    lambda some: "\n\n".join([some[0].upper(), *some]),
    lambda some: "\n".join(" | ".join(one.split()) for one in some),
    lambda some: "\n".join("\t".join(one.split()) for one in some),
    lambda some: "\n".join(";".join(re.findall(r"[^\W\d_]{3,}", one)) for one in some),
    lambda some: "\n".join(",".join(re.findall(r"[^\W\d_]{3,}", one)) for one in some),
    lambda some: "\n".join(",".join(f'"{part}"' for part in one.split()) for one in some),
]
"""Ways of setting sentences: as prose, lists, dialogue, verse, narrow columns, headlines, and tables."""

DRESSES: dict[str, Callable[[str], str]] = {
    "": str,
    "combining_accents": lambda text: unicodedata.normalize("NFD", text),
    "soft_hyphen": lambda text: re.sub(r"\b([^\W\d_]{5})(?=[^\W\d_]{4})", "\\1\u00ad", text),
    "zero_width": lambda text: re.sub(r"\b([^\W\d_]{5})(?=[^\W\d_]{4})", "\\1\u200b", text),
}
"""What is done to the characters, by the rule that undoes it."""


@given(
    st.sampled_from(LANGUAGES),
    st.lists(
        st.tuples(
            st.integers(0, 7), st.none() | st.tuples(st.sampled_from(CASES["extras"]), st.integers(0, 20))
        )
    ),
    st.sampled_from(JOINED),
    st.sampled_from(sorted(DRESSES)),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
@example("en", [(0, ("™", 9)), (1, ("†", 9))], JOINED[0], "", "utf-8", "\n")
@example("sv", [(1, None)], JOINED[6], "", "utf-8", "\n")
def test_a_clean_text_stays_clean_in_any_dress(
    language: Language,
    parts: list[tuple[int, tuple[str, int] | None]],
    joined: Callable[[Sequence[str]], str],
    dress: str,
    charset: str,
    newline: str,
) -> None:
    some = [_with(CASES["sentences"][language][number], extra) for number, extra in parts]
    plain = joined(some or CASES["sentences"][language])
    data = DRESSES[dress](plain).replace("\n", newline).encode(charset)
    text, decoding = decode(data)
    cleaned = clean(text, language=language)
    applied = [edit for edit in cleaned.edits if edit.in_effect]
    assert {edit.rule for edit in applied} <= {dress}, applied
    assert unicodedata.normalize("NFC", cleaned.text) == plain
    assert encode(rewind(cleaned.text, cleaned.edits), decoding) == data


def _with(sentence: str, extra: tuple[str, int] | None) -> str:
    """`sentence` with something between two of its words, or behind it."""
    words = sentence.split(" ")
    return sentence if extra is None else " ".join([*words[: extra[1]], extra[0], *words[extra[1] :]])
