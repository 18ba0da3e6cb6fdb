"""The dashboard and the page for many edits, over decisions whose numbers are known."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from articles import SIGNATURE, document, segments
from attacks import ATTACK
from lxml import html
from sqlalchemy import insert
from starlette.testclient import TestClient

from pipeline.corpus import tables, tallies
from pipeline.corpus.store import Store
from pipeline.document import Status
from pipeline.review import charts, figures
from pipeline.review.bulk import selection_of
from pipeline.review.charts import Point
from pipeline.review.choosing import Selection
from pipeline.review.dashboard import dashboard_page
from pipeline.review.figures import Bin, Held

TEXT = "Earlear this week.  Then they came to Niger."
CHANGES = (
    ("spacing", "  ", " ", "applied"),
    ("spelling", "Earlear", "Earlier", "applied"),
    ("spelling", "came", "come", "suggested"),
    ("slips", "Niger", "Nigeria", "suggested"),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.of(tmp_path) as store:
        article = document("a.txt", TEXT, CHANGES)
        made = [
            replace(one, translation=replace(one.translation, quality=0.4, flags=flags))
            for one, flags in zip(segments(article), (("number_missing",), ()), strict=True)
        ]
        store.save(article, made, SIGNATURE)
        store.save(document("suomi.txt", "Hyvää päivää.", (), language="fi"), [], SIGNATURE)
        tallies.complete(store.database)
        yield store


def made(
    store: Store,
    subject: str,
    verdict: str,
    when: str = "2026-11-22T23:59:59Z",
    *,
    before: str = "",
    after: str = "",
    who: str = "Åsa",
    undoes: int = 0,
    confidence: float | None = None,
) -> None:
    kind = "segment" if confidence is None else "edit"
    values = {"document": "d", "subject": subject, "kind": kind, "verdict": verdict, "who": who, "when": when}
    texts = {"before": before, "after": after, "context": "", "comment": "", "batch": ""}
    rest = {"undoes": undoes, "stage": "", "rule": "", "confidence": confidence}
    with store.database.writing() as connection:
        connection.execute(insert(tables.decisions).values({**values, **texts, **rest}))


def test_only_the_last_decision_that_was_not_undone_holds(store: Store) -> None:
    made(store, "1", "accepted", confidence=0.5)
    made(store, "1", "rejected", confidence=0.5, who="Bo")
    made(store, "2", "accepted", confidence=0.5)
    made(store, "2", "commented", confidence=0.5)
    made(store, "3", "edited", before="draft", after="first")
    made(store, "3", "edited", before="first", after="second", when="2026-11-23T00:00:00Z")
    made(store, "4", "accepted", confidence=0.5)
    made(store, "4", "undone", confidence=0.5, undoes=7)
    assert figures.held(store) == [
        Held("edit", "rejected", "Bo", "2026-11-22", "", "", 0.5),
        Held("edit", "accepted", "Åsa", "2026-11-22", "", "", 0.5),
        Held("segment", "edited", "Åsa", "2026-11-23", "draft", "second", None),
    ]


def test_undo_of_an_undo_leaves_the_first_decision_taken_back(store: Store) -> None:
    made(store, "1", "rejected", confidence=0.5)
    made(store, "1", "accepted", confidence=0.5)
    made(store, "1", "undone", confidence=0.5, undoes=2)
    assert [one.verdict for one in figures.held(store)] == ["rejected"]


def decided(verdict: str, confidence: float) -> Held:
    return Held("edit", verdict, "Åsa", "2026-11-22", "", "", confidence)


def test_bins_of_confidence() -> None:
    found = figures.bins(
        [
            *(decided("accepted", 0.95), decided("accepted", 1.0), decided("rejected", 0.9)),
            *(decided("edited", 0.6), decided("accepted", 0.6999)),
            *(decided("accepted", 0.7), Held("segment", "accepted", "Bo", "2026-11-22", "a", "a", None)),
        ]
    )
    assert [(one.tenth, one.number, one.accepted) for one in found] == [(0.6, 2, 1), (0.7, 1, 1), (0.9, 3, 2)]
    assert found[2].mean == pytest.approx(0.95)
    assert found[0].label == "0.6 to 0.7"


@pytest.mark.parametrize(("number", "accepted"), [(1, 0), (1, 1), (10, 5), (1000, 1000)])
def test_interval_holds_the_share(number: int, accepted: int) -> None:
    low, high = Bin(0.5, number, accepted).interval
    assert 0 <= low <= accepted / number <= high <= 1
    assert low < high


def test_days_and_reviewers() -> None:
    def translated(verdict: str, day: str, draft: str, after: str, who: str = "Bo") -> Held:
        return Held("segment", verdict, who, day, draft, after, None)

    found = [
        decided("accepted", 0.5),
        translated("accepted", "2026-11-22", "same", "same"),
        translated("edited", "2026-11-22", "abcd", "abXY"),
        translated("rejected", "2026-11-20", "abcd", "abcd"),
        translated("accepted", "", "same", "same"),
    ]
    days = figures.days(found)
    assert [(one.day, one.edits, one.segments, one.change) for one in days] == [
        ("2026-11-20", 0, 1, None),
        ("2026-11-22", 1, 2, 0.25),
    ]
    assert figures.reviewers(found) == [("Bo", 0, 4), ("Åsa", 1, 0)]


def test_numbers_of_the_page(store: Store) -> None:
    page = dashboard_page(store)
    assert {label: number for label, number, _ in page["totals"]} == {
        **{"documents": 2, "of them done": 1, "sentences": 2, "of them reviewed": 0, "doubtful": 2},
        **{"edits that wait": 2, "decisions that hold": 0},
    }
    lines = {
        line.label: [number for number, _ in line.numbers] for _, lines in page["stages"] for line in lines
    }
    assert [status.value for status in Status] == page["statuses"]
    assert page["statuses"] == ["applied", "suggested", "accepted", "rejected"]
    assert lines == {
        "rule of spacing": [1, 0, 0, 0],
        "rule of spelling": [1, 1, 0, 0],
        "rule of slips": [0, 1, 0, 0],
    }
    ((stage, (slips,)), *_) = page["stages"]
    assert stage == "slips"
    assert slips.address == "/?stage=slips&rule=rule_of_slips"
    assert slips.numbers[1] == (1, "/?stage=slips&rule=rule_of_slips&edit=suggested")
    assert slips.more == "/bulk?stage=slips&rule=rule_of_slips&statuses=suggested"
    assert [(part.name, part.x, part.width) for part in slips.parts] == [("suggested", 0, 50)]
    (english,) = page["languages"]
    assert (english.label, [number for number, _ in english.numbers]) == ("English", [0, 2, 2])
    assert [(line.label, line.numbers) for line in page["flags"]] == [
        ("number missing", [(1, "/?flag=number_missing")])
    ]
    assert page["calibration"] is page["pace"] is page["changed"] is None


def test_places_of_dots() -> None:
    plot = charts.calibration([Point(0.5, 1.0, "half", "/", 4, (0.5, 1.0)), Point(1.0, 0.0, "sure", "/", 1)])
    first, second = plot.dots
    assert (first.x, first.y, first.low, first.high) == (338, charts.TOP, 138, charts.TOP)
    assert (second.x, second.y, second.low) == (charts.RIGHT, charts.BOTTOM, None)
    assert (first.radius, second.radius) == (11.0, 5.5)
    assert plot.is_calibration


def test_places_of_days() -> None:
    plot = charts.over_time(
        [Point(739000 + day, value, "", "/") for day, value in ((0, 0), (1, 30), (4, 50))]
    )
    assert [(dot.x, dot.y) for dot in plot.dots] == [(52, 262), (195, 113.2), (624, 14)]
    assert plot.line == "52.0,262.0 195.0,113.2 624.0,14.0"
    assert [tick.label for tick in plot.y_ticks] == ["0", "25", "50"]
    assert [tick.label for tick in plot.x_ticks] == ["2024-04-24", "2024-04-28"]


def test_one_day_stands_in_the_middle_without_a_line() -> None:
    plot = charts.over_time([Point(739000, 0.0, "", "/")], percent=True)
    assert [(dot.x, dot.y) for dot in plot.dots] == [(338, charts.BOTTOM)]
    assert plot.line == ""
    assert [tick.label for tick in plot.y_ticks] == ["0.0%", "50.0%", "100.0%"]


def test_page_has_pictures_with_words(folder: Path, client: TestClient) -> None:
    with Store.of(folder) as store:
        made(store, "1", "accepted", confidence=0.95, who=ATTACK)
        made(store, "2", "edited", before="ett", after="två", when="2026-11-21T10:00:00Z")
        made(store, "3", "accepted", before="ett", after="ett", when="by hand")
    tree = html.fromstring(client.get("/dashboard").text)
    pictures = tree.xpath("//*[local-name()='svg'][@role='img']")
    assert len(pictures) == 3
    for picture in pictures:
        (title,), (words,) = (
            picture.xpath(f"./*[local-name()='{name}'][@id]/text()") for name in ("title", "desc")
        )
        assert title
        assert words
    assert tree.xpath("//th[@scope='row']//a[@href='/?day=2026-11-21']")
    assert tree.xpath("//th[@scope='row']//a[@href='/?confidence=0.9']")
    assert not tree.xpath("//x-evil | //main//script | //@style | //@onclick")


def test_empty_store_has_a_dashboard(tmp_path: Path) -> None:
    with Store.of(tmp_path) as store:
        page = dashboard_page(store)
    assert page["stages"] == page["languages"] == page["days"] == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, Selection()),
        ({"stage": "names", "rule": ""}, Selection(stage="names")),
        ({"before": "", "after": " "}, Selection(before="", after=" ")),
        ({"document": "d", "statuses": "suggested,nonsense"}, Selection("d", statuses=("suggested",))),
        ({"rule": "a", "statuses": "nonsense"}, Selection(rule="a")),
    ],
)
def test_selection_of_an_address(query: dict[str, str], expected: Selection) -> None:
    assert selection_of(query) == expected


def test_page_for_many_shows_what_would_change(client: TestClient) -> None:
    page = client.get("/bulk", params={"stage": "spelling", "after": ATTACK})
    tree = html.fromstring(page.text)
    (form,) = tree.xpath("//form[@id='bulk-form']")
    wanted = {"stage": "spelling", "after": ATTACK, "statuses": ["suggested", "applied"]}
    assert json.loads(form.get("data-selection")) == wanted
    assert tree.xpath("//ins/text()") == [ATTACK]
    assert form.xpath(".//button/@value") == ["accepted", "rejected", "edited"]
    assert not tree.xpath("//x-evil | //main//script | //@style")


@pytest.mark.parametrize("query", [{}, {"statuses": "rejected"}, {"stage": "nonsense"}])
def test_page_for_many_without_edits_offers_nothing(client: TestClient, query: dict[str, str]) -> None:
    tree = html.fromstring(client.get("/bulk", params=query).text)
    assert not tree.xpath("//form[@id='bulk-form']")


def test_decision_on_many_and_its_undo(folder: Path, client: TestClient) -> None:
    tree = html.fromstring(client.get("/bulk", params={"stage": "spelling", "after": ATTACK}).text)
    (form,) = tree.xpath("//form[@id='bulk-form']")
    body = {
        "selection": json.loads(form.get("data-selection")),
        "newest": int(form.get("data-newest")),
        "verdict": "rejected",
    }
    answer = client.post("/api/bulk", json=body).json()
    assert len(answer["documents"]) == 1
    query = {"stage": "spelling", "edit": "rejected"}
    assert html.fromstring(client.get("/", params=query).text).xpath("//tr[@class='passages']")
    client.post("/api/undo", json={"number": answer["number"]})
    assert not html.fromstring(client.get("/", params=query).text).xpath("//tr[@class='passages']")
