"""Clean text in odd but legitimate dress: nothing is applied but what takes the dress off."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Callable, Sequence

from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.changelog import rewind
from pipeline.cleaning.chain import clean
from pipeline.decoding import decode, encode
from pipeline.document import LANGUAGES, Language

SENTENCES: dict[Language, list[str]] = {
    "sv": [
        "Regeringen lägger i dag fram ett nytt förslag om stöd till skolorna på öarna.",
        "Bron över sundet är stängd till klockan 14.30 på grund av hård vind.",
        "Priset steg med 3,5 procent till 1 250 kronor, den högsta nivån sedan 1990-talet.",
        "– Det är inte första gången, säger Karin Lindström, som bor i Göteborg.",
        "EU:s utrikesministrar möts i Bryssel den 4 mars, bl.a. för att tala om fisket.",
        "Varför har ingen gjort något åt saken?",
        "Hon arbetade som sjuksköterska i tjugo år och flyttade sedan till Norge.",
        "Under hösten ska kommunen bygga 40 lägenheter vid hamnen.",
    ],
    "en": [
        "The government presents a new proposal today to support the smallest schools.",
        "The bridge over the sound is closed until 2:30 p.m. because of strong wind.",
        "Prices rose by 3.5% to $1,250.50, the highest level since the 1990s.",
        "It is not the first time, says Mary O’Brien, who lives in Edinburgh.",
        "The foreign ministers met in Brussels on 4 March, e.g. to talk about fishing.",
        "Why has nobody done anything about it?",
        "She worked as a nurse for twenty years and then moved to the U.S.",
        "In the autumn the council will build 40 flats by the harbour.",
    ],
}
EXTRAS = [
    *("https://www.svt.se/a,b?c=d;e", "www.tt.se", "anna.berg@example.com", "#svpol", "@tt_nyheter"),
    *(
        "™",
        "†",
        "…",
        "…",
        "•",
        "π",
        "Ω",
        "α",
        "µ",
        "½",
        "©",
        "☃",
        "😀",
        "👩\u200d👧",
        "🇸🇪",
        ";)",
        ":-)",
        "->",
    ),
    *("Москва", "Αθήνα", "北京", "f(x)", "a_b", "C:\\temp", "/etc/hosts", "`x,y`", "{{cite}}", "<b>x</b>"),
    *(
        "H2O",
        "CO2",
        "10:30",
        "2021-03-04",
        "5–3",
        "24/7",
        "25 °C",
        "1 234 567",
        "£3.5m",
        "§ 4",
        "[12]",
        "(1)",
    ),
]
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
        st.tuples(st.integers(0, 7), st.none() | st.tuples(st.sampled_from(EXTRAS), st.integers(0, 20)))
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
    some = [_with(SENTENCES[language][number], extra) for number, extra in parts]
    plain = joined(some or SENTENCES[language])
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
