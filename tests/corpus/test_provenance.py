"""How each segment came about, in every line of ``segments.jsonl``."""

from __future__ import annotations

from pathlib import Path

from articles import SIGNATURE, document, segments

from pipeline.corpus.entry import Decision, Entry
from pipeline.corpus.export import export
from pipeline.corpus.provenance import segment_records, source_edits
from pipeline.corpus.reading import open_corpus, records
from pipeline.corpus.store import Store
from pipeline.corpus.verify import verify


def by_source(entry: Entry) -> dict[str, list[str]]:
    """The words before the edits in each source."""
    before = {edit.id: edit.before for edit in entry.document.edits}
    return {
        segment.source: [before[identity] for identity in edits]
        for segment, edits in zip(entry.segments, source_edits(entry), strict=True)
    }


def entry(text: str, *changes: tuple[str, str, str, str]) -> Entry:
    found = document("a.txt", text, changes)
    return Entry(found, tuple(segments(found)), SIGNATURE)


def test_edits_stand_with_the_sentence_that_they_are_in() -> None:
    found = entry(
        "Earlear this week. Teh end.\nHe has  gone.",
        ("spacing", "  ", " ", "applied"),
        ("spelling", "Earlear", "Earlier", "applied"),
        ("spelling", "Teh", "The", "accepted"),
    )
    assert by_source(found) == {
        "Earlier this week.": ["Earlear"],
        "The end.": ["Teh"],
        "He has gone.": ["  "],
    }


def test_suggestions_and_rejected_edits_are_in_no_source() -> None:
    found = entry(
        "One week. Two weks.",
        ("spelling", "week", "month", "suggested"),
        ("spelling", "weks", "weeks", "rejected"),
    )
    assert by_source(found) == {"One week.": [], "Two weks.": []}


def test_an_edit_between_two_sentences_is_in_none() -> None:
    found = entry("One week.  Two weeks.", ("spacing", "  ", " ", "applied"))
    assert by_source(found) == {"One week.": [], "Two weeks.": []}


def test_what_was_deleted_stands_where_it_was() -> None:
    found = entry("One week\u00ad.\nTwo.", ("encoding", "\u00ad", "", "applied"))
    assert by_source(found) == {"One week.": ["\u00ad"], "Two.": []}


def test_the_reviewer_is_named_until_the_decision_is_taken_back(store: Store, tmp_path: Path) -> None:
    found = document()
    store.save(found, segments(found), SIGNATURE)
    one, two, *_ = store.segments(found.id)

    def names() -> list[str]:
        export(store, tmp_path, ["jsonl"])
        assert verify(tmp_path).problems == []
        read = [record.values["reviewed_by"] for record in records(tmp_path / "segments.jsonl")]
        again = [line for entry in open_corpus(tmp_path).entries() for line in segment_records(entry)]
        assert [line["reviewed_by"] for line in again] == read
        return read

    assert not any(names())
    store.decide(
        [
            Decision(found.id, one.id, "segment", "accepted", "", one.translation.text, "Åsa", "2026-11-22"),
            Decision(found.id, two.id, "segment", "rejected", two.translation.text, "", "Bo", "2026-11-22"),
        ]
    )
    assert names()[:2] == ["Åsa", ""]
    store.decide([Decision(found.id, one.id, "segment", "undone", "", "", "Bo", "2026-11-22", undoes=1)])
    assert not any(names())
