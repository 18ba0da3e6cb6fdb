"""The queue over a small corpus made by hand, whose numbers are known; and over a big one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import bigstore
import pytest
from articles import SIGNATURE, Change, document, segments
from attacks import ATTACK
from lxml import html
from sqlalchemy import delete, insert, update
from starlette.testclient import TestClient

from pipeline import sentences
from pipeline.corpus import tables, tallies, verify
from pipeline.corpus.entry import Entry
from pipeline.corpus.store import FILE_NAME, Store
from pipeline.review import listing
from pipeline.review.queue import PAGE, queue_page
from pipeline.review.search import MOST, PASSAGES

Made = Mapping[str, tuple[str, list[Change], str, list[tuple[float, tuple[str, ...], str]]]]
"""By file: text, edits, language, and of each segment quality, flags and status."""

CORPUS: Made = {
    "a/slip.txt": (
        "They met in Niger. All was well.",
        [("slips", "Niger", "Nigeria", "suggested")],
        "en",
        [(0.8, (), "machine"), (0.7, (), "machine")],
    ),
    "b/doubt.txt": (
        "One came. Two left. Three stayed. Fuor ran 100 % off_road.",
        [
            ("spelling", "Fuor", "Four", "applied"),
            ("spelling", "stayed", "strayed", "suggested"),
            ("names", "Two", "Tvo", "suggested"),
        ],
        "en",
        [
            (0.9, ("number_missing",), "machine"),
            (0.2, (), "machine"),
            (0.5, (), "memory"),
            (0.6, (), "machine"),
        ],
    ),
    "c/done.txt": ("Allt är klart.", [], "sv", [(1.0, (), "reviewed")]),
    "d/suomi.txt": ("Hyvää päivää.", [], "fi", []),
    "e/begun.txt": (
        "Ärendet gäller Åre.  Nej.",
        [("spacing", "  ", " ", "accepted")],
        "sv",
        [(1.0, (), "reviewed"), (0.6, (), "machine")],
    ),
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    with Store.of(folder) as store:
        for file, (text, changes, language, made) in CORPUS.items():
            flags = ("other_language",) if language == "fi" else ()
            article = document(file, text, changes, language=language, flags=flags)
            found = [
                replace(segment, translation=replace(segment.translation, quality=quality, flags=flags))
                for segment, (quality, flags, _) in zip(segments(article), made, strict=False)
            ]
            store.save(article, found if article.target_language else [], SIGNATURE)
            set_statuses(store, article.id, [status for _, _, status in made])
    return folder / FILE_NAME


@pytest.fixture
def store(corpus: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copy(corpus, tmp_path)
    with Store.of(tmp_path) as store:
        yield store


def set_statuses(store: Store, identity: str, statuses: list[str]) -> None:
    with store.database.writing() as connection:
        columns = tables.segments.c
        for position, status in enumerate(statuses):
            here = (columns.document == identity) & (columns.position == position)
            connection.execute(update(tables.segments).where(here).values(status=status))
        tallies.tally(connection, [identity])


def ids(store: Store) -> dict[str, str]:
    return {file: identity for identity, file in store.files()}


def files(store: Store, **query: str) -> list[str]:
    return [item.file[0] for item in queue_page(store, query)["items"]]


def item(store: Store, file: str) -> listing.Item:
    return next(one for one in listing.items(store) if one.file == file)


def test_tally_counts_what_a_document_holds(store: Store) -> None:
    held = item(store, "b/doubt.txt").tally
    assert held.edits == {
        ("spelling", "rule_of_spelling", "applied"): 1,
        ("spelling", "rule_of_spelling", "suggested"): 1,
        ("names", "rule_of_names", "suggested"): 1,
    }
    assert (held.suggested, held.slips, held.count("spelling")) == (2, 0, 2)
    assert (held.segments, held.reviewed, held.flagged, held.doubtful) == (4, 0, 1, 2)
    assert held.flags == {"number_missing": 1}
    assert (held.words, held.quality_lowest, held.quality_mean) == (11, 0.2, 0.55)


def test_reviewed_segment_with_a_flag_is_doubtful_again(store: Store) -> None:
    identity = ids(store)["c/done.txt"]
    with store.database.writing() as connection:
        here = tables.segments.c.document == identity
        connection.execute(update(tables.segments).where(here).values(flags=["source_changed"]))
        tallies.tally(connection, [identity])
    found = item(store, "c/done.txt")
    assert (found.tally.reviewed, found.tally.flagged, found.tally.doubtful) == (1, 1, 1)
    assert found.state == "progress"


def test_tallies_of_an_older_store_are_made(store: Store) -> None:
    before = sorted(map(repr, listing.items(store)))
    with store.database.writing() as connection:
        connection.execute(delete(tables.tallies))
    assert sorted(map(repr, listing.items(store))) == before


def test_tally_of_no_document_is_passed_over(store: Store) -> None:
    with store.database.writing() as connection:
        tallies.tally(connection, ["0" * 16])
    assert len(listing.items(store)) == 5


def test_documents_come_by_need_and_done_ones_last(store: Store) -> None:
    found = queue_page(store, {})["items"]
    assert [(one.file[0], one.need, one.state) for one in found] == [
        ("a", 100, "todo"),
        ("b", 54, "todo"),
        ("e", 0, "progress"),
        ("c", 0, "done"),
        ("d", 0, "done"),
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"stage": "slips"}, "a"),
        ({"stage": "spelling"}, "b"),
        ({"rule": "rule_of_names"}, "b"),
        ({"stage": "slips", "rule": "rule_of_names"}, ""),
        ({"edit": "applied"}, "b"),
        ({"stage": "names", "edit": "applied"}, ""),
        ({"edit": "accepted"}, "e"),
        ({"language": "sv"}, "ec"),
        ({"flag": "number_missing"}, "b"),
        ({"flag": "other_language"}, "d"),
        ({"status": "todo"}, "ab"),
        ({"status": "progress"}, "e"),
        ({"status": "done"}, "cd"),
        ({"status": "pending"}, ""),
        ({"status": "nonsense"}, ""),
        ({"sort": "title"}, "cdbae"),
        ({"sort": "-title"}, "eabdc"),
        ({"sort": "need"}, "abecd"),
        ({"sort": "suggested"}, "baecd"),
        ({"sort": "doubtful"}, "baecd"),
        ({"sort": "quality"}, "beacd"),
        ({"sort": "reviewed"}, "abecd"),
        ({"sort": "language"}, "abecd"),  # English, Swedish, and a language without a name.
        ({"sort": "status"}, "abecd"),
        ({"sort": "nonsense"}, "abecd"),
        ({"from": "5"}, "abecd"),
        ({"from": "²"}, "abecd"),
        ({"nonsense": "1"}, "abecd"),
    ],
)
def test_filters_and_order(store: Store, query: dict[str, str], expected: str) -> None:
    assert "".join(files(store, **query)) == expected


def test_pending_documents_are_in_two_states(store: Store) -> None:
    with store.database.writing() as connection:
        here = tables.documents.c.file == "e/begun.txt"
        connection.execute(update(tables.documents).where(here).values(pending="translate"))
    assert files(store, status="pending") == files(store, status="progress") == ["e"]


def test_edits_for_which_documents_are_shown(store: Store) -> None:
    identity = ids(store)["b/doubt.txt"]
    found = queue_page(store, {"stage": "spelling", "edit": "suggested"})["found"]
    (passage,) = found.passages[identity]
    assert passage.pieces == ("stayed → strayed",)
    assert (passage.status, found.numbers) == ("suggested", {identity: 1})


def test_sentences_that_have_a_flag(store: Store) -> None:
    identity = ids(store)["b/doubt.txt"]
    (passage,) = queue_page(store, {"flag": "number_missing"})["found"].passages[identity]
    assert (passage.kind, passage.subject) == ("source", store.segments(identity)[0].id)
    assert passage.pieces == ("One came.",)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("ÅRE", {("title", "Ärendet gäller |Åre|. Nej."), ("source", "Ärendet gäller |Åre|.")}),
        ("äRENDET", {("title", "|Ärendet| gäller Åre. Nej."), ("source", "|Ärendet| gäller Åre.")}),
        (
            "100 %",
            {("title", "One came. Two left. Three stayed. Four ran |100 %| off_road.")}
            | {("source", "Four ran |100 %| off_road.")},
        ),
        (
            "off_R",
            {
                ("title", "One came. Two left. Three stayed. Four ran 100 % |off_r|oad."),
                ("source", "Four ran 100 % |off_r|oad."),
            },
        ),
        ("nigeria", {("edit", "Niger → |Nigeria|")}),
        ("stra", {("edit", "stayed → |stra|yed")}),
        ("suomi", {("title", "d/|suomi|.txt")}),
        ("f%r", set()),
        ("n.ger", set()),
        ("!", set()),
        ("(", set()),
    ],
)
def test_search(store: Store, wanted: str, expected: set[tuple[str, str]]) -> None:
    found = queue_page(store, {"q": wanted})["found"]
    passages = {(one.kind, "|".join(one.pieces)) for shown in found.passages.values() for one in shown}
    assert passages == expected
    assert found.complete
    assert found.total == len(expected)


def test_search_finds_translations(store: Store) -> None:
    found = queue_page(store, {"q": ".LLEW"})
    assert [one.file for one in found["items"]] == ["a/slip.txt"]
    (passage,) = found["found"].passages[ids(store)["a/slip.txt"]]
    assert passage.kind == "target"
    assert passage.pieces[1] == ".llew"
    assert passage.subject == store.segments(ids(store)["a/slip.txt"])[1].id


def test_search_looks_only_where_filters_allow(store: Store) -> None:
    assert files(store, q="e") == ["a", "b", "e", "c"]
    assert files(store, q="e", language="sv") == ["e", "c"]


def test_decisions_lead_to_their_documents(store: Store) -> None:
    known = {"kind": "edit", "verdict": "accepted", "before": "", "after": "", "comment": "", "batch": ""}
    shared = {**known, "context": "", "undoes": 0, "stage": "spelling", "rule": "rule_of_spelling"}
    identity = ids(store)["b/doubt.txt"]
    spelling, names, slip = (
        next(edit.id for edit in store.entry(document).document.edits if edit.before == before)
        for document, before in ((identity, "stayed"), (identity, "Two"), (ids(store)["a/slip.txt"], "Niger"))
    )
    when = "2026-11-22T10:00:00Z"
    made = [
        {"document": identity, "subject": spelling, "who": "Åsa_", "when": when, "confidence": 0.6}
        | {"before": "stayed", "after": "strayed"},
        {
            "document": identity,
            "subject": names,
            "who": "Bo",
            "when": "2026-11-23T10:00:00Z",
            "confidence": 0.7,
        },
        {
            "document": ids(store)["a/slip.txt"],
            "subject": slip,
            "who": "Bo",
            "when": when,
            "confidence": 0.65,
        },
        {"document": ids(store)["a/slip.txt"], "subject": slip, "who": "Bo", "when": when, "confidence": None}
        | {"verdict": "undone", "undoes": 3},
    ]
    with store.database.writing() as connection:
        for one in made:
            connection.execute(insert(tables.decisions).values({**shared, **one}))
    assert files(store, who="Åsa_") == ["b"]
    passage = queue_page(store, {"who": "Åsa_"})["found"].passages[identity][0]
    assert (passage.kind, passage.subject) == ("edit", spelling)
    assert passage.pieces == ("Åsa_ accepted: stayed → strayed",)
    assert files(store, who="Åsa%") == []
    assert files(store, who="Bo") == ["a", "b"]
    assert files(store, day="2026-11-22") == ["a", "b"]
    assert files(store, day="2026-11-23", who="Bo") == ["b"]
    assert files(store, day="2026-11-2_") == []
    found = queue_page(store, {"confidence": "0.6"})
    assert [one.file for one in found["items"]] == ["b/doubt.txt"]  # The other one was undone.
    assert [one.subject for one in found["found"].passages[identity]] == [spelling]


def test_page_is_one_table_with_nothing_run(client: TestClient) -> None:
    page = client.get("/", params={"q": ATTACK, "who": "", "sort": "-file"})
    tree = html.fromstring(page.text)
    assert page.status_code == 200
    assert tree.xpath("//input[@name='q']/@value") == [ATTACK]
    assert not tree.xpath("//x-evil | //main//script | //@style | //img")
    assert tree.xpath("//table[@id='queue']//mark")


def test_headings_say_how_the_queue_is_sorted(client: TestClient) -> None:
    for sort, heading, order in (
        ("", "Need", "descending"),
        ("-need", "Need", "ascending"),
        ("title", "Document", "ascending"),
        ("-slips", "Slips", "ascending"),
    ):
        tree = html.fromstring(client.get("/", params={"sort": sort}).text)
        (found,) = tree.xpath("//th[@aria-sort]")
        assert found.get("aria-sort") == order
        assert found.text_content().startswith(heading)


def test_pages_of_a_long_queue(tmp_path: Path) -> None:
    with bigstore.build(tmp_path, PAGE + 3, 1) as store:
        first, second = queue_page(store, {}), queue_page(store, {"from": str(PAGE)})
        assert (len(first["items"]), len(second["items"]), first["number"]) == (PAGE, 3, PAGE + 3)
        assert not {one.id for one in first["items"]} & {one.id for one in second["items"]}
        assert (first["before"], first["behind"]) == ("", f"/?from={PAGE}")
        assert (second["before"], second["behind"]) == ("/", "")


def test_search_for_what_is_everywhere_ends(tmp_path: Path) -> None:
    with bigstore.build(tmp_path, 60, 40) as store:
        found = queue_page(store, {"q": "e"})["found"]
        assert not found.complete
        assert MOST <= found.total <= MOST + 62
        assert max(map(len, found.passages.values())) == PASSAGES


@pytest.mark.parametrize("number", range(6))
def test_made_up_articles_are_sound(number: int) -> None:
    article, made = bigstore.article(number, 40)
    assert not list(verify.faults(Entry(article, tuple(made), bigstore.SIGNATURE)))
    found = sentences.split(article.normalised, "sv" if article.language == "sv" else "en")
    assert [one.text for one in found] == [one.source for one in made]
