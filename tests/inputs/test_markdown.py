"""Cleaning Markdown changes words, and leaves markup, links and code as they are."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from pipeline.cleaning.chain import clean
from pipeline.inputs import markdown

CASES = json.loads((Path(__file__).parents[1] / "cases" / "markdown.json").read_text("utf-8"))
PARSER = MarkdownIt().enable("table")


def outline(text: str) -> list[object]:
    """The structure of a text: every token but words, with where links lead and what is code."""

    def told(token: Token) -> object:
        code = token.content if "code" in token.type or token.type in ("fence", "html_block") else ""
        within = [told(one) for one in token.children or () if one.type not in ("text", "softbreak")]
        return (token.type, token.level, sorted(token.attrs.items(), key=str), code, within)

    return [told(token) for token in PARSER.parse(text)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_cleaning_keeps_the_markup(case: dict[str, str]) -> None:
    for level in ("balanced", "bold"):
        cleaned = clean(case["text"], language="sv", level=level, markup=markdown.markup)
        assert outline(cleaned.text) == outline(case["text"])
        again = clean(cleaned.text, language="sv", level=level, markup=markdown.markup)
        assert again.text == cleaned.text
        if level == "balanced":
            assert cleaned.text == case.get("cleaned", case["text"])


def test_what_is_known_of_it_stands_at_its_head() -> None:
    data = '---\r\ntitle: "Ett: två"\r\nlang: sv\r\ndate: 2022-01-06\r\n---\r\n# Rubrik\r\n'.encode()
    found = markdown.extract(data)
    assert found.data == data
    about = found.about
    assert (about.title, about.language, about.date) == ("Ett: två", "sv", "2022-01-06")
    assert markdown.extract(b"Text.\n\n## Rubrik ##\n").about.title == "Rubrik"
    assert markdown.extract(b"---\nText.\n").about.title == ""


@pytest.mark.parametrize(
    "part", ["`", "*", "[", "](", "- ", "> ", "|", " \\", "---\n", "(x", "a|", "    a\n\n"]
)
def test_long_lines_of_markup_take_little_time(part: str) -> None:
    spans = markdown.markup(part * 20_000)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
