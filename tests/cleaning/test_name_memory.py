"""What the other documents of an archive know of names, and what a document makes of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cleaning.chain import clean
from pipeline.cleaning.name_memory import Archive, names_of
from pipeline.cleaning.stage import Seen
from pipeline.document import Language, Status
from pipeline.document_names import DocumentNames

FIRST = (
    "In Kazakhstan, the minister Karim Zhumagulov spoke. Zhumagulov praised the harvest of Kazakhstan. "
    "Afterwards Zhumagulov left."
)
SECOND = "The harvest of Kazakhstan was good, Karim Zhumagukov said on Monday."


def suggested(text: str, others: list[str], language: Language = "en") -> list[tuple[str, str, str, str]]:
    own = names_of(text, language)
    archive = Archive([own, *(names_of(other, language) for other in others)])
    edits = clean(text, language=language, archive=archive.without(own)).edits
    return [(edit.before, edit.after, edit.status, edit.reason) for edit in edits if edit.stage == "names"]


def test_the_second_document_profits_from_the_first() -> None:
    assert suggested(SECOND, []) == []
    ((before, after, status, reason),) = suggested(SECOND, [FIRST])
    assert (before, after, status) == ("Zhumagukov", "Zhumagulov", Status.SUGGESTED)
    assert "stands in another document of the archive" in reason
    assert "follows the same given name (Karim)" in reason


def test_several_documents_are_enough_to_apply_it() -> None:
    ((_, after, status, reason),) = suggested(SECOND, [FIRST, FIRST, FIRST])
    assert (after, status) == ("Zhumagulov", Status.APPLIED)
    assert "stands in 3 other documents of the archive" in reason


def test_a_form_that_other_documents_write_too_is_left_to_a_person() -> None:
    for _, _, status, _ in suggested(SECOND, [FIRST, FIRST, FIRST, SECOND]):
        assert status == Status.SUGGESTED


def test_another_given_name_is_another_person() -> None:
    assert suggested(SECOND.replace("Karim", "Aigul"), [FIRST, FIRST, FIRST]) == []


def test_a_name_of_the_other_language_is_not_taken_over() -> None:
    own = names_of(SECOND, "en")
    archive = Archive([own, *[names_of("Ministern Karim Zhumagulov talade. Zhumagulov log.", "sv")] * 4])
    assert clean(SECOND, language="en", archive=archive.without(own)).edits == ()


def test_the_archive_decides_between_two_romanisations() -> None:
    text = "On Friday Abdyldajev came to Bishkek."
    document = "Here Abdyldayev spoke. Then Abdyldayev left Bishkek."
    ((before, after, status, reason),) = suggested(text, [document])
    assert (before, after, status) == ("Abdyldajev", "Abdyldayev", Status.SUGGESTED)
    assert "which stands in another document of the archive" in reason
    assert suggested(text, [document] * 3)[0][2] == Status.APPLIED


def test_a_document_is_no_evidence_for_itself() -> None:
    own = names_of(FIRST, "en")
    archive = Archive([own])
    assert archive.seen("Zhumagulov", "en") == Seen(1, 3, frozenset({"Karim"}), frozenset({"Kazakhstan"}))
    assert archive.without(own).seen("Zhumagulov", "en") == Seen()
    assert archive.without(own).similar("Zhumagukov", "en", 1) == []
    assert archive.without(None).similar("Zhumagukov", "en", 1) == ["Zhumagulov"]


def test_names_are_collected_from_the_repaired_text() -> None:
    assert "Åslundström" in names_of("I dag kom Ã…slundstrÃ¶m till byn.", "sv").names


@pytest.mark.parametrize("text", ["Hallitus esittelee tänään uuden ehdotuksen Tampereella.", ""])
def test_other_texts_have_no_names(text: str) -> None:
    assert dict(names_of(text).names) == {}


documents = st.builds(
    names_of,
    st.lists(
        st.sampled_from(
            ["Karim Zhumagulov", "Zhumagukov", "Kazakhstan", "Pasjinjan", "Massimov", "Anna Zhumagulov"]
        ),
        max_size=5,
    ).map(lambda names: " ".join(f"Then we saw {name} again." for name in names)),
    st.sampled_from(["en", "sv"]),
)


@given(st.lists(documents, max_size=6), st.randoms(use_true_random=False))
@settings(max_examples=settings().max_examples // 2)
def test_the_order_of_documents_does_not_matter(found: list[DocumentNames], chance: object) -> None:
    shuffled = sorted(found, key=lambda _: chance.random())  # type: ignore[attr-defined]
    one, two = Archive(found), Archive(shuffled)
    for own in [None, *found]:
        for form in ("Zhumagulov", "Zhumagukov", "Massimov", "Pasjinjan"):
            for language in ("en", "sv"):
                assert one.without(own).seen(form, language) == two.without(own).seen(form, language)
                assert one.without(own).similar(form, language, 2) == two.without(own).similar(
                    form, language, 2
                )


@given(st.lists(documents, min_size=1, max_size=6))
@settings(max_examples=settings().max_examples // 2)
def test_a_document_taken_out_is_as_one_that_never_was(found: list[DocumentNames]) -> None:
    own, *others = found
    for form in own.names:
        for language in ("en", "sv"):
            assert Archive(found).without(own).seen(form, language) == Archive(others).seen(form, language)
