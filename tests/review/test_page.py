from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from articles import SIGNATURE, document, segments
from lxml import html
from sqlalchemy import insert

from pipeline.corpus import tables
from pipeline.corpus.entry import Decision, Entry
from pipeline.corpus.store import Store
from pipeline.document import Document, Edit, Segment
from pipeline.review import wording
from pipeline.review.aside import compared, render_aside, term_views
from pipeline.review.desk import Desk, Unknown
from pipeline.review.fragments import environment
from pipeline.review.opinions import Opinions
from pipeline.review.page import ParagraphView, document_page, entry_of, paragraphs
from pipeline.terms import Term, Termbase
from pipeline.translation.checks import CHECKS
from pipeline.translation.memory import Unit

MIXED = (
    ("encoding", "fÃ¶r", "för", "applied"),
    ("spacing", "  ", " ", "accepted"),
    ("spelling", "för", "fort", "suggested"),
    ("spelling", "lang", "long", "rejected"),
)


def mixed() -> Entry:
    found = document("mixed.txt", "Not fÃ¶r  you. Not lang.\n\nThe end.\n", MIXED)
    return Entry(found, tuple(segments(found)), SIGNATURE)


def said(*decisions: Decision) -> Opinions:
    return Opinions.of(replace(one, number=number) for number, one in enumerate(decisions, start=1))


def verdict(found: Document, subject: str, verdict: Any, who: str = "Åsa", **more: Any) -> Decision:
    kind = "edit" if subject in {edit.id for edit in found.edits} else "segment"
    return Decision(found.id, subject, kind, verdict, "", "", who, "2026-11-22T09:00:00Z", **more)  # type: ignore[arg-type]


def keep(store: Store, *decisions: Decision) -> None:
    """Put decisions into the store as they are, with no effect on what they are about."""
    with store.database.writing() as connection:
        for one in decisions:
            values = asdict(one)
            del values["number"]
            connection.execute(insert(tables.decisions).values(values))


def shown(entry: Entry, views: list[ParagraphView]) -> Any:
    template = environment().get_template("paragraph.html")
    return html.fromstring("<main>" + "".join(template.render(paragraph=view) for view in views) + "</main>")


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    with Store.existing(folder) as store:
        yield store


def test_each_paragraph_holds_its_sentences_and_each_sentence_its_edits() -> None:
    views = paragraphs(mixed(), said())
    assert [(view.number, [row.number for row in view.rows]) for view in views] == [(0, [1, 2]), (2, [3])]
    first, second = views[0].rows
    assert [(piece.kind, piece.original, piece.normalised) for piece in first.pieces] == [
        ("plain", "Not ", "Not "),
        ("changed", "fÃ¶r", "för"),
        ("changed", "  ", " "),
        ("plain", "you.", "you."),
    ]
    assert [(piece.kind, piece.original) for piece in second.pieces] == [
        ("plain", "Not "),
        ("rejected", "lang"),
        ("plain", "."),
    ]
    # Both passes that have looked at one word can be reached, the one that is in effect first.
    assert [one.edit.stage for one in first.pieces[1].edits] == ["encoding", "spelling"]


def test_every_edit_is_a_button_with_its_reason() -> None:
    entry = mixed()
    page = shown(entry, paragraphs(entry, said()))
    buttons = page.xpath("//*[@role='button'][@tabindex='0'][@data-edit]")
    assert {button.get("data-edit") for button in buttons} == {edit.id for edit in entry.document.edits}
    for button in buttons:
        edit = next(edit for edit in entry.document.edits if edit.id == button.get("data-edit"))
        why = page.get_element_by_id(button.get("aria-describedby"))
        assert button.get("data-status") == edit.status.value
        assert edit.reason in why.text_content()
        assert wording.words(edit.rule) in why.text_content()
        assert "95 % sure" in why.text_content()
        assert json.loads(why.get("data-selection")) == {
            key: getattr(edit, key) for key in ("stage", "rule", "before", "after")
        }
    names = [button.get("aria-label") for button in buttons]
    assert names == [
        "Changed: fÃ¶r → för",
        "Suggested: för → fort",
        "Accepted: space, space → space",
        "Rejected: lang → long",
    ]


@pytest.mark.parametrize(("hidden", "revision"), [("ins", "original"), ("del", "normalised")])
def test_the_source_reads_as_it_came_and_as_it_is(hidden: str, revision: str) -> None:
    entry = mixed()
    page = shown(entry, paragraphs(entry, said()))
    sources = page.xpath("//p[contains(@class, 'source')]")
    for gone in page.xpath(
        f"//p//{hidden} | //*[contains(@class, 'more')] | //*[contains(@class, 'proposed')]"
    ):
        gone.drop_tree()
    text = "".join(source.text_content() for source in sources)
    assert (
        text.split() == getattr(entry.document, revision).replace(". Not", ".Not").replace("\n\n", "").split()
    )


def test_edits_in_white_space_between_sentences_can_be_reached() -> None:
    changes = [("spacing", "  ", " ", "applied"), ("spacing", "\n\n\n", "\n\n", "suggested")]
    found = document("gaps.txt", "One here.  Two here.\n\n\nThree here.\n", changes)
    entry = Entry(found, tuple(segments(found)), SIGNATURE)
    page = shown(entry, paragraphs(entry, said()))
    assert {button.get("data-edit") for button in page.xpath("//*[@data-edit]")} == {
        edit.id for edit in found.edits
    }


def test_a_text_without_translation_is_shown_line_by_line_with_its_edits() -> None:
    found = document(
        "suomi.txt", "Hyvää  päivää.\n\nHei.", [("spacing", "  ", " ", "suggested")], language="fi"
    )
    views = paragraphs(Entry(found, (), SIGNATURE), said())
    assert [(view.number, view.rows[0].id, view.rows[0].segment) for view in views] == [
        (0, "l-0", None),
        (2, "l-2", None),
    ]
    assert [one.edit.before for one in views[0].rows[0].edits] == ["  "]


def test_it_says_who_has_decided_and_what_was_seen() -> None:
    entry = mixed()
    edit, segment = entry.document.edits[1], entry.segments[0]
    decisions = said(
        verdict(entry.document, edit.id, "rejected", "Bo"),
        verdict(entry.document, edit.id, "accepted"),
        verdict(entry.document, segment.id, "accepted", "Bo"),
        verdict(entry.document, segment.id, "undone", undoes=3),
        verdict(entry.document, edit.id, "commented", comment="Why?"),
    )
    row = paragraphs(entry, decisions)[0].rows[0]
    (one,) = (one for one in row.edits if one.edit.id == edit.id)
    assert (one.seen, one.decision and one.decision.who, one.comments) == (5, "Åsa", 1)
    assert (row.seen, row.decision) == (4, None)
    page = shown(entry, paragraphs(entry, decisions))
    assert page.get_element_by_id(f"e-{edit.id}").get("data-seen") == "5"
    why = page.get_element_by_id(f"w-{edit.id}").text_content()
    assert "accepted by Åsa, 2026-11-22 09:00 UTC" in why
    assert "1 comment" in why


def test_a_reviewed_segment_says_by_whom_and_asks_for_nothing() -> None:
    entry = mixed()
    first = entry.segments[0]
    reviewed = replace(first.translation, status="reviewed", flags=())
    changed = replace(entry, segments=(replace(first, translation=reviewed), *entry.segments[1:]))
    page = shown(changed, paragraphs(changed, said(verdict(entry.document, first.id, "accepted", "Bo"))))
    row = page.get_element_by_id(f"s-{first.id}")
    assert row.get("data-open") is None
    assert row.get("data-state") == "reviewed"
    assert "reviewed by Bo" in row.text_content()
    other = page.get_element_by_id(f"s-{entry.segments[1].id}")
    assert other.get("data-open") is not None
    assert "88 % likely usable" in other.text_content()


@pytest.mark.parametrize(
    ("status", "flags", "is_open"),
    [
        ("machine", (), False),
        ("machine", ("name_missing",), True),
        ("machine", ("source_changed",), False),
        ("machine", ("source_changed", "name_missing"), True),
        ("reviewed", ("source_changed",), True),
        ("memory", ("number_changed",), True),
    ],
)
def test_what_a_run_does_again_waits_for_nobody(status: Any, flags: tuple[str, ...], is_open: bool) -> None:
    entry = mixed()
    first = entry.segments[0]
    changed = replace(first, translation=replace(first.translation, status=status, flags=flags))
    views = paragraphs(replace(entry, segments=(changed, *entry.segments[1:])), said())
    assert views[0].rows[0].is_open is is_open


def test_corrections_of_names_in_a_translation_are_shown() -> None:
    entry = mixed()
    edit = Edit("terms", "name_form", 0, 4, "Kiev", "Kyiv", 0.97, "English writes Kyiv.")
    first = entry.segments[0]
    corrected = replace(first, translation=replace(first.translation, edits=(edit,)))
    page = shown(entry, paragraphs(replace(entry, segments=(corrected, *entry.segments[1:])), said()))
    text = page.get_element_by_id(f"s-{first.id}").text_content()
    assert "Kiev" in text
    assert "English writes Kyiv." in text


def test_every_check_has_a_sentence() -> None:
    assert set(CHECKS) <= set(wording.FLAGS)
    assert all(sentence.endswith(".") for sentence in wording.FLAGS.values())


def test_the_page_knows_its_neighbours_and_what_is_no_longer_there(store: Store) -> None:
    wanted = document()
    gone = Decision(wanted.id, "00ff", "edit", "rejected", "old", "new", "Bo", "2026-11-22T09:00:00Z")
    keep(store, gone)
    page = document_page(store, wanted.id)
    ids = [identity for identity, _ in store.files()]
    place = ids.index(wanted.id)
    padded = [None, *ids, None]
    assert (page["previous"], page["next"]) == (padded[place], padded[place + 2])
    assert [decision.subject for decision in page["lost"]] == ["00ff"]
    assert page["newest"] == 1
    assert page["rows"] == len(segments(wanted))


def rendered(store: Store, document: str) -> dict[int, str]:
    """The paragraphs as HTML, by their numbers."""
    found = paragraphs(entry_of(store, document), Opinions.of(store.decisions(document)))
    template = environment().get_template("paragraph.html")
    return {one.number: template.render(paragraph=one) for one in found}


def test_paragraphs_are_the_same_alone_and_on_the_page(store: Store) -> None:
    wanted = document()
    every = rendered(store, wanted.id)
    whole = (
        environment()
        .get_template("document.html")
        .render(**document_page(store, wanted.id), reviewer="Åsa", here="")
    )
    assert all(fragment.strip() in whole for fragment in every.values())
    assert sorted(every) == [0, 2]


def test_a_decision_shows_in_its_paragraph_and_can_be_undone_there(store: Store) -> None:
    wanted, desk = document(), Desk(store)
    (edit,) = (edit for edit in wanted.edits if edit.before == "week")
    made = desk.decide_edit(wanted.id, edit.id, "accepted", "Bo", seen=0)
    fragment: Any = html.fromstring(rendered(store, wanted.id)[0])
    button = fragment.get_element_by_id(f"e-{edit.id}")
    assert (button.get("data-status"), button.get("data-seen")) == ("accepted", str(made.number))
    assert [gone.text for gone in button.xpath("del")] == ["week"]
    assert [come.text for come in button.xpath("ins")] == ["month"]
    assert "accepted by Bo" in fragment.get_element_by_id(f"w-{edit.id}").text_content()
    row = button.xpath("ancestor::div[@data-segment]")[0]
    aside: Any = html.fromstring(render_aside(store, wanted.id, row.get("data-segment")))
    assert aside.xpath("//button/@data-undo") == [str(made.number)]
    assert "The source has changed" in aside.text_content()
    desk.undo(made.number, "Bo")
    fragment = html.fromstring(rendered(store, wanted.id)[0])
    assert fragment.get_element_by_id(f"e-{edit.id}").get("data-status") == "suggested"
    assert "accepted by" not in fragment.text_content()


def test_what_is_not_there_is_said(store: Store) -> None:
    for unknown in ("0123456789abcdef", "kazakhstan", "news/kazakhstan.txt", ""):
        with pytest.raises(Unknown):
            document_page(store, unknown)
    with pytest.raises(Unknown, match="no segment"):
        render_aside(store, document().id, "0123456789abcdef")


def hostile(store: Store) -> Document:
    return next(found for found in store.documents() if "<script>" in found.title)


def assert_harmless(text: str) -> None:
    page: Any = html.document_fromstring(text)
    assert not page.xpath("//x-evil | //script[not(@src)] | //img | //style | //*[@style]")
    assert not page.xpath("//@*[starts-with(name(), 'on')]")
    identities = page.xpath("//@id")
    assert len(identities) == len(set(identities))
    for reference in page.xpath("//@aria-labelledby | //@aria-describedby"):
        assert reference in identities


def test_no_text_is_run(store: Store) -> None:
    wanted = hostile(store)
    attack = wanted.title
    edit, segment = wanted.edits[1].id, store.segments(wanted.id)[0]
    keep(
        store,
        Decision(wanted.id, edit, "edit", "commented", "", "", attack, attack, comment=attack),
        Decision(wanted.id, segment.id, "segment", "edited", attack, attack, attack, attack),
        Decision(wanted.id, "00ff", "edit", "rejected", attack, attack, attack, attack),
    )
    store.memory.add([Unit(f"{segment.source}!", attack, "en", who=attack, note=attack)])
    context = document_page(store, wanted.id)
    assert_harmless(environment().get_template("document.html").render(**context, reviewer=attack, here=""))
    assert_harmless(render_aside(store, wanted.id, segment.id, Termbase((Term((attack,), ("Hello",)),))))


def sentence(source: str, target: str) -> Segment:
    found = document("one.txt", source, ())
    (only,) = segments(found)
    return replace(only, translation=replace(only.translation, text=target))


def test_terms_and_names_of_a_sentence_and_whether_they_stand_in_its_translation() -> None:
    terms = Termbase((Term(("fullmäktige",), ("council",)),))
    found = term_views(sentence("The council met in Vienna.", "De träffades i Wien."), terms)
    assert [(one.form, one.right[0], one.stands, one.is_term) for one in found] == [
        ("council", "fullmäktige", False, True),
        ("Vienna", "Wien", True, False),
    ]


def test_the_memory_proposes_what_is_alike_but_not_the_segment_itself(store: Store) -> None:
    wanted = document()
    first, second, *_ = store.segments(wanted.id)
    own = Unit(first.source, "Eget.", "en", "reviewed", document=wanted.id, segment=first.id)
    near = Unit(first.source.replace("week", "day"), "Nästan.", "en", "imported", "Bo")
    store.memory.add([own, near])
    found: Any = html.fromstring(render_aside(store, wanted.id, first.id))
    assert [match.text_content() for match in found.xpath("//*[@data-match]")] == ["Nästan."]
    assert found.xpath("//ol//del/text()") == ["day"]
    assert "by Bo" in found.text_content()
    assert "The model holds the translation for unlikely" in found.text_content()
    assert not html.fromstring(render_aside(store, wanted.id, second.id)).xpath("//*[@data-match]")


def test_the_history_can_be_undone_once(store: Store) -> None:
    wanted = document()
    first = store.segments(wanted.id)[0]
    keep(store, verdict(wanted, first.id, "accepted", "Bo"))
    found: Any = html.fromstring(render_aside(store, wanted.id, first.id))
    assert found.xpath("//button/@data-undo") == ["1"]
    taken_back = verdict(wanted, first.id, "undone", "Bo", undoes=1)
    keep(store, taken_back, verdict(wanted, first.id, "commented", "Bo", comment="Hm."))
    found = html.fromstring(render_aside(store, wanted.id, first.id))
    assert not found.xpath("//button/@data-undo")
    assert "taken back" in found.text_content()
    assert "Hm." in found.text_content()


def test_two_texts_are_compared_word_by_word() -> None:
    assert "".join(part.text for part in compared("a b c", "a c d") if part.kind != "there") == "a c d"
    assert "".join(part.text for part in compared("a b c", "a c d") if part.kind != "here") == "a b c"
