from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import odd
from articles import SIGNATURE, document, segments
from lxml import etree
from standards import xliff_schema

from pipeline.corpus.entry import Decision, Entry
from pipeline.corpus.export import xliff
from pipeline.corpus.store import Store
from pipeline.document import Segment

SPACES = {"x": xliff.CORE, "mtc": xliff.MATCHES, "mda": xliff.METADATA}


def parsed(*made: Segment, **changes: Any) -> etree._Element:
    entry = Entry(replace(document(), **changes), made or tuple(segments(document())), SIGNATURE)
    return etree.fromstring(xliff.contents(entry))


def find(tree: etree._Element, path: str) -> list[Any]:
    found = tree.xpath(path, namespaces=SPACES)
    assert isinstance(found, list)
    return found


def translated(**changes: Any) -> Segment:
    first = segments(document())[0]
    return replace(first, translation=replace(first.translation, **changes))


def test_a_file_a_document_that_is_translated(folder: Path, store: Store) -> None:
    assert sorted(path.relative_to(folder).as_posix() for path in xliff.write(store, folder)) == [
        *("xliff/clean.xlf", "xliff/kazakhstan.xlf", "xliff/svenska.xlf")
    ]


def test_a_paragraph_is_a_group_and_a_sentence_a_unit() -> None:
    tree = parsed()
    assert dict(tree.attrib) == {"version": "2.1", "srcLang": "en", "trgLang": "sv"}
    found = segments(document())
    assert find(tree, "//x:file/@original") == ["news/kazakhstan.txt"]
    assert find(tree, "//x:group/@id") == ["p0", "p2"]
    assert find(tree, "//x:unit/@id") == [segment.id for segment in found]
    assert find(tree, "//x:unit/@name") == ["0.0", "0.1", "2.0"]
    assert find(tree, "//x:segment/x:source/text()") == [segment.source for segment in found]
    assert find(tree, "//x:segment/x:target/text()") == [segment.translation.text for segment in found]
    spaces = find(tree, "//x:unit/@xml:space")
    assert spaces == ["preserve"] * len(found)


def test_states_tell_who_has_translated() -> None:
    for status, state in (("machine", "translated"), ("memory", "translated"), ("reviewed", "reviewed")):
        segment = find(parsed(translated(status=status)), "//x:segment")[0]
        assert (segment.get("state"), segment.get("subState")) == (state, f"renskrift:{status}")
    (empty,) = find(parsed(translated(text="")), "//x:segment")
    assert (empty.get("state"), empty.find("{*}target")) == (
        None,
        None,
    )  # ``initial``, as the standard has it.


def test_what_a_person_has_written_is_reviewed(folder: Path, store: Store) -> None:
    found = store.segments(document().id)[0]
    values = (found.translation.text, "Tidigare.", "Åsa", "2022-01-06T12:00:00Z")
    store.decide([Decision(document().id, found.id, "segment", "edited", *values)])
    xliff.write(store, folder)
    tree = etree.parse(folder / "xliff" / "kazakhstan.xlf").getroot()
    assert find(tree, f"//x:unit[@id='{found.id}']/x:segment/@state") == ["reviewed"]
    assert find(tree, f"//x:unit[@id='{found.id}']/x:segment/x:target/text()") == ["Tidigare."]
    assert find(tree, f"//x:unit[@id='{found.id}']/mtc:matches") == []


def test_a_match_holds_what_the_engine_gave() -> None:
    edit = replace(
        document().edits[0], start=0, end=5, before="Kiev", after="Kyjiv", reason="So it is written."
    )
    tree = parsed(translated(text="Kyjiv nu.", edits=(replace(edit, end=4),), quality=0.5))
    (match,) = find(tree, "//mtc:match")
    assert dict(match.attrib) == {"ref": "#s", "type": "mt", "origin": "tiny@1", "matchQuality": "50.00"}
    assert find(tree, "//x:segment/@id") == ["s"]
    assert find(tree, "//mtc:match/x:target/text()") == ["Kiev nu."]
    assert find(tree, "//x:segment/x:target/text()") == ["Kyjiv nu."]
    assert find(tree, "//x:note[@category='change']/text()") == ["So it is written."]
    assert find(parsed(translated(status="memory")), "//mtc:match/@type") == ["tm"]


def test_flags_are_notes_and_figures_metadata() -> None:
    tree = parsed(translated(flags=("name_missing",), score=None), flags=("other_language_in_part",))
    assert find(tree, "//x:unit/x:notes/x:note/text()") == ["name missing"]
    assert find(tree, "//x:file/x:notes/x:note/text()") == ["other language in part"]
    assert find(tree, "//x:unit/mda:metadata//mda:meta/@type") == ["engine", "model", "status", "quality"]
    assert find(tree, "//x:file/mda:metadata//mda:meta[@type='signature']/text()") == [SIGNATURE]


def test_characters_that_xml_cannot_hold_are_code_points() -> None:
    tree = parsed(translated(text="a\x07b\ud800\uffffc\r\n\td"), file="a\x07.txt", title="\x07")
    (target,) = find(tree, "//x:segment/x:target")
    assert [point.get("hex") for point in target] == ["0007", "D800", "FFFF"]
    assert "".join(target.itertext()) == "abc\r\n\td"
    assert find(tree, "//x:file/@original") == ["a\\u0007.txt"]


def test_elements_stand_in_the_order_of_the_standard() -> None:
    tree = parsed(translated(flags=("low_score",)), flags=("x",))
    order = {"matches": 0, "metadata": 0, "notes": 1, "group": 2, "unit": 2, "segment": 2}
    for parent in find(tree, "//x:file | //x:group | //x:unit"):
        places = [order[etree.QName(child).localname] for child in parent]
        assert places == sorted(places)


def test_the_schema_of_the_standard_takes_the_files(tmp_path: Path, store: Store) -> None:
    schema = xliff_schema()
    odd.fill(store)
    edit = replace(document().edits[0], start=0, end=1, before="x", after="[")
    for number, status in enumerate(("machine", "memory", "reviewed")):
        found = document(f"{number}.txt", flags=("other_language_in_part",))
        first, *rest = segments(found)
        changed = replace(first.translation, status=status, edits=(edit,), score=None)
        store.save(found, [replace(first, translation=changed), *rest], SIGNATURE)
    for path in xliff.write(store, tmp_path):
        tree = etree.parse(path, etree.XMLParser(huge_tree=True))
        assert schema.validate(tree), f"{path.name}: {schema.error_log.last_error}"


def test_the_schema_finds_what_does_not_belong() -> None:
    schema, tree = xliff_schema(), parsed()
    find(tree, "//x:unit")[0].set("state", "translated")
    assert not schema.validate(tree)
