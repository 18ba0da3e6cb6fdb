from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from articles import SIGNATURE, Change, document, segments
from hypothesis import given
from hypothesis import strategies as st

from pipeline import changelog
from pipeline.corpus.entry import Entry
from pipeline.corpus.export import conll, m2
from pipeline.corpus.export.annotation import Word, lines, words
from pipeline.corpus.store import Store
from pipeline.document import Document, Edit, Status

PIECES = st.sampled_from(["", " ", "  ", "\n", "a", "b.", "ab", "a b", " a", "b ", "\u2028", "."])


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A text of few letters and much white space, with up to three passes of any edits."""
    text = "".join(draw(st.lists(PIECES, max_size=8)))
    original, log = text, list[Edit]()
    for number in range(draw(st.integers(0, 3))):
        cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
        made = []
        for start, end in zip(cuts[::2], cuts[1::2], strict=False):
            after, status = draw(PIECES), draw(st.sampled_from(Status))
            change = (text[start:end], after)
            made.append(
                Edit(
                    f"stage{number}",
                    "rule",
                    start,
                    end,
                    *change,
                    0.9,
                    "",
                    status,
                    id=f"{len(log) + len(made)}",
                )
            )
        text = changelog.apply(text, made)
        log += made
    return replace(document(), original=original, normalised=text, edits=tuple(log))


def joined(found: list[Word]) -> tuple[str, str]:
    return (
        "".join(word.original + word.space for word in found),
        "".join(word.normalised + word.space for word in found),
    )


@given(found=documents())
def test_words_join_to_both_texts(found: Document) -> None:
    made = list(words(found))
    assert joined(made) == (found.original, found.normalised)
    assert [edit for edit in found.edits if edit.in_effect] == sorted(
        (edit for word in made for edit in word.edits), key=found.edits.index
    )
    for word in made:
        if not word.edits:
            assert word.original == word.normalised
            assert len(word.original.split()) <= 1
            assert word.original.strip() == word.original
        assert not word.space.strip()
        assert found.normalised.startswith(word.normalised, word.start)


@given(found=documents())
def test_no_word_is_lost_between_segments(found: Document) -> None:
    whole = list(lines(Entry(found, tuple(segments(found)), SIGNATURE)))
    assert joined([word for line in whole for word in line.words]) == (found.original, found.normalised)


@pytest.mark.parametrize(
    ("text", "changes", "expected"),
    [
        (
            "One,two three.",
            [("spacing", ",t", ", t", "applied")],
            [("One,two", "One, two", "spacing/rule_of_spacing")],
        ),
        (
            "The  end of it.",
            [("spacing", "  ", " ", "applied")],
            [("The  end", "The end", "spacing/rule_of_spacing")],
        ),
        (
            "Earlear this week.Then they came.",
            [("spacing", ".T", ". T", "applied"), ("spelling", "Earlear", "Earlier", "applied")],
            [
                ("Earlear", "Earlier", "spelling/rule_of_spelling"),
                ("week.Then", "week. Then", "spacing/rule_of_spacing"),
            ],
        ),
        (
            "It was the the end.",
            [("spelling", "the ", "", "accepted")],
            [("the the", "the", "spelling/rule_of_spelling")],
        ),
        ("It was teh end.", [("spelling", "teh", "the", "suggested")], []),
        ("It was teh end.", [("spelling", "teh", "the", "rejected")], []),
        ("All is well.", [], []),
    ],
)
def test_rows_name_the_rules_of_what_is_in_effect(
    tmp_path: Path, store: Store, text: str, changes: list[Change], expected: list[tuple[str, str, str]]
) -> None:
    found = document("a.txt", text, changes)
    store.save(found, segments(found), SIGNATURE)
    conll.write(store, tmp_path)
    rows = [
        line.split("\t") for line in (tmp_path / conll.FILE).read_text("utf-8").splitlines() if "\t" in line
    ]
    assert [(row[1], row[2], row[4]) for row in rows if row[4] != conll.EMPTY] == expected
    assert all((row[1] == row[2]) == (row[4] == conll.EMPTY) for row in rows)
    known = {edit.id for edit in found.edits}
    assert all(set(row[5].split("|")) <= known for row in rows if row[5] != conll.EMPTY)


def test_m2_says_what_changes_words(tmp_path: Path, store: Store) -> None:
    found = document()
    store.save(found, segments(found), SIGNATURE)
    m2.write(store, tmp_path)
    assert (tmp_path / m2.FILE).read_text("utf-8").split("\n\n") == [
        "S Earlear this week.Then\n"
        "A 0 1|||spelling/rule_of_spelling|||Earlier|||REQUIRED|||-NONE-|||0\n"
        "A 2 3|||spacing/rule_of_spacing|||week. Then|||REQUIRED|||-NONE-|||0",
        "S they came.",
        "S The end of teh story.\nA 3 4|||spelling/rule_of_spelling|||the|||REQUIRED|||-NONE-|||0",
        "",
    ]


def test_a_document_without_segments_is_one_block(folder: Path, store: Store) -> None:
    conll.write(store, folder)
    blocks = (folder / conll.FILE).read_text("utf-8").split("\n\n")
    finnish = next(block for block in blocks if "# file = suomi.txt" in block)
    assert "# sent_id" not in finnish
    assert "# language = fi" in finnish
    assert "1\tHyvää\tHyvää\t\\u0020\t_\t_" in finnish
