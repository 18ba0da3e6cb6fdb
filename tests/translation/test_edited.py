from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pipeline.changelog import apply
from pipeline.document import Decoding, Document, Edit, Segment, Status, Translation
from pipeline.sentences import split
from pipeline.translation.edited import FLAG, changed_spans, flag_edited

WORD = st.sampled_from(["alfa", "beta", "gamma", " ", "  ", "é", ""])


def edit(stage, start, before, after, number=1, status=Status.APPLIED):
    return Edit(stage, "rule", start, start + len(before), before, after, 1.0, "", status, round=number)


def document(original, edits):
    normalised = apply(original, edits)
    return Document("d", "d.txt", "", Decoding("utf-8"), "sv", "", original, normalised, tuple(edits))


def segments(text):
    machine = Translation("x", "starter", "m", flags=("low_score",))
    return [
        Segment(f"s{number}", "d", one.paragraph, one.sentence, "sv", one.text, machine)
        for number, one in enumerate(split(text, "sv"))
    ]


def test_only_the_sentence_with_many_edits_is_flagged():
    text = "Hon bor i Astana. Detta ärr ett exmpel på felstvning. Han sovr."
    edits = [
        edit("spelling", text.index("ärr"), "ärr", "är"),
        edit("spelling", text.index("exmpel"), "exmpel", "exempel"),
        edit("spelling", text.index("felstvning"), "felstvning", "felstavning"),
        edit("spelling", text.index("sovr"), "sovr", "sover"),
    ]
    found = flag_edited(document(text, edits), segments(apply(text, edits)))
    assert [FLAG in one.translation.flags for one in found] == [False, True, False]
    assert found[1].translation.flags == ("low_score", FLAG)


def test_edits_that_wait_or_repair_signs_do_not_count():
    text = "Detta ärr ett exmpel."
    waiting = [
        edit("spelling", 6, "ärr", "är", status=Status.SUGGESTED),
        edit("spelling", 14, "exmpel", "exempel", status=Status.REJECTED),
    ]
    assert flag_edited(document(text, waiting), segments(text)) == segments(text)
    signs = [edit("encoding", 6, "ärr", "är"), edit("encoding", 14, "exmpel", "exempel")]
    assert changed_spans(signs) == []


def test_another_language_is_left_alone():
    other = replace(document("Detta.", []), language="fi")
    assert flag_edited(other, []) == []


@given(st.lists(WORD, min_size=4, max_size=12), st.data())
def test_spans_hold_what_the_last_pass_wrote(pieces, data):
    text = "".join(pieces)
    spans = []
    for number in (1, 2):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, len(text)))
        change = edit("spelling", start, text[start:end], data.draw(WORD), number)
        spans.append(change)
        text = apply(text, [change])
    last = spans[-1]
    assert (last.start, last.start + len(last.after)) in changed_spans(spans)
    assert all(0 <= start <= end <= len(text) for start, end in changed_spans(spans))
