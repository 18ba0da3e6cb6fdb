from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.corpus.escaping import NOT_IN_DATABASE, NOT_IN_XML, escape, unescape

ANY_TEXT = st.text(
    st.one_of(
        st.characters(),
        st.characters(categories=["Cs", "Cc"]),
        st.sampled_from("\\u0dDfF\0"),
    )
)


@pytest.mark.parametrize("characters", [NOT_IN_XML, NOT_IN_DATABASE])
@given(text=ANY_TEXT)
def test_every_text_comes_back(characters: str, text: str) -> None:
    escaped = escape(text, characters)
    assert unescape(escaped) == text
    escaped.encode()
    assert "\0" not in escaped


@pytest.mark.parametrize("text", ["Räksmörgås", "C:\\users", "\\unknown", "tab\tand\nline", "😀", "]]>"])
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert escape(text, NOT_IN_XML) == escape(text, NOT_IN_DATABASE) == text
