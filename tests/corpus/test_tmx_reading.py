"""TMX of translators: any tool's, hostile ones, broken ones, and there and back."""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from pipeline.corpus.export import tmx
from pipeline.corpus.store import Store
from pipeline.corpus.tmx_reading import EMPTY, MACHINE, OTHER_LANGUAGES, read_units
from pipeline.errors import SourceError
from pipeline.translation.memory import Unit

HEADER = '<header creationtool="x" segtype="sentence" adminlang="en" srclang="sv-SE" datatype="xml"/>'


def read(
    body: str, header: str = HEADER, *, before: str = "", encoding: str = "utf-8"
) -> tuple[list[Unit], Counter[str]]:
    skipped: Counter[str] = Counter()
    text = f'{before}<tmx version="1.4">{header}<body>{body}</body></tmx>'
    return list(read_units(BytesIO(text.encode(encoding)), "a.tmx", skipped)), skipped


def unit(sv: str, en: str, *, languages: tuple[str, str] = ("sv", "en"), attribute: str = "xml:lang") -> str:
    made = (
        f'<tuv {attribute}="{language}"><seg>{text}</seg></tuv>'
        for language, text in zip(languages, (sv, en), strict=True)
    )
    return f"<tu>{''.join(made)}</tu>"


@pytest.mark.parametrize("languages", [("sv", "en"), ("SV", "EN-GB"), ("sv-SE", "en_us"), ("swe", "eng")])
@pytest.mark.parametrize("attribute", ["xml:lang", "lang"])
def test_codes_of_languages(languages: tuple[str, str], attribute: str) -> None:
    found, skipped = read(unit("Hej", "Hello", languages=languages, attribute=attribute))
    assert found == [Unit("Hej", "Hello", "sv")]
    assert not skipped


def test_other_languages_are_skipped_and_counted() -> None:
    body = unit("Hej", "Hallo", languages=("sv", "de")) + unit("Hej", "Hello") + unit("a", "b", attribute="x")
    found, skipped = read(body + "<tu/>" + unit("Hej", " ") + unit("", "Hello"))
    assert found == [Unit("Hej", "Hello", "sv")]
    assert skipped == {OTHER_LANGUAGES: 3, EMPTY: 2}


def test_a_unit_of_many_languages_and_variants() -> None:
    texts = [("de", "Hallo"), ("en-GB", "Hello"), ("en-US", "Hi"), ("sv", "Hej")]
    variants = "".join(f'<tuv xml:lang="{code}"><seg>{text}</seg></tuv>' for code, text in texts)
    found, _ = read(f"<tu>{variants}</tu>")
    assert found == [Unit("Hej", "Hello", "sv"), Unit("Hej", "Hi", "sv")]


@pytest.mark.parametrize(
    ("of_unit", "of_header", "found"), [("EN", "sv", "en"), ("*all*", "en-US", "en"), ("", "*all*", "sv")]
)
def test_the_direction_is_that_of_the_unit_then_the_header_then_the_first_text(
    of_unit: str, of_header: str, found: str
) -> None:
    body = unit("Hej", "Hello").replace("<tu>", f'<tu srclang="{of_unit}">')
    ((one,), _) = read(body, HEADER.replace("sv-SE", of_header))
    assert one.language == found
    assert (one.source, one.target) == (("Hej", "Hello") if found == "sv" else ("Hello", "Hej"))


@pytest.mark.parametrize(
    ("segment", "text"),
    [
        ("Ett <bpt i='1'>&lt;b></bpt>hus<ept i='1'>&lt;/b></ept> till.", "Ett hus till."),
        ("re<bpt i='1'>{\\b </bpt>boot<ept i='1'>}</ept>", "reboot"),
        ("Rad ett<ph>&lt;br/></ph>rad två", "Rad ett rad två"),
        ("Rad ett<ph type='lb'/>rad två", "Rad ett rad två"),
        ("Ett<it pos='begin'>\\tab</it>hus", "Ett hus"),
        ("Se <hi type='x'>röda <hi>huset</hi></hi> där", "Se röda huset där"),
        ("Ett<ph x='1'>note <sub>a footnote</sub></ph> hus", "Ett hus"),
        ("Ett<ut>{\\f1}</ut> hus", "Ett hus"),
        ("Ett<!-- not said --> hus<?tool x?>.", "Ett hus."),
        ("R&amp;B &#x41; <![CDATA[<b>]]>", "R&B A <b>"),
        (r"C:\\u0041", r"C:\\u0041"),
    ],
)
def test_inline_codes_leave_the_text(segment: str, text: str) -> None:
    ((one,), _) = read(unit(segment, "Hello"))
    assert one.source == text


def test_who_when_and_notes() -> None:
    body = (
        '<tu creationid="Eva" creationdate="20200102T030405Z" changeid="Ann" changedate="20210102T030405Z">'
        '<note>For the web</note><prop type="document">foreign</prop>'
        '<tuv xml:lang="sv"><seg>Hej</seg></tuv>'
        '<tuv xml:lang="en"><note>or Hi</note><seg>Hello</seg></tuv></tu>'
    )
    ((one,), _) = read(body)
    assert one == Unit(
        "Hej", "Hello", "sv", who="Ann", when="2021-01-02T03:04:05Z", note="For the web\nor Hi"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_encodings(encoding: str) -> None:
    name = encoding.removesuffix("-sig")
    found, _ = read(
        unit("Räksmörgås", "Sandwich"), before=f'<?xml version="1.0" encoding="{name}"?>', encoding=encoding
    )
    assert found == [Unit("Räksmörgås", "Sandwich", "sv")]


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    ("dtd", "reference"),
    [
        ('<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;"),
        ('<!ENTITY x SYSTEM "http://127.0.0.1:9/x">', "&x;"),
        ('<!ENTITY x "text">', "&x;"),
        (f'<!ENTITY l0 "ha">{LAUGHS}', "&l9;"),
        ("", "&nbsp;"),
    ],
    ids=["file", "network", "own", "billion laughs", "of HTML"],
)
def test_entities_are_refused(dtd: str, reference: str) -> None:
    with pytest.raises(SourceError, match=r"^a.tmx .*nothing of it was imported$"):
        read(unit(f"Hej {reference}", "Hello"), before=f"<!DOCTYPE tmx [{dtd}]>")


def test_laughs_in_an_attribute_are_refused() -> None:
    with pytest.raises(SourceError):
        read('<tu creationid="&l9;"/>', before=f'<!DOCTYPE tmx [<!ENTITY l0 "ha">{LAUGHS}]>')


def test_the_usual_doctype_is_fine() -> None:
    found, _ = read(unit("Hej", "Hello"), before='<!DOCTYPE tmx SYSTEM "http://127.0.0.1:9/tmx14.dtd">')
    assert len(found) == 1


def test_depth_is_refused() -> None:
    with pytest.raises(SourceError):
        read(unit("<hi>" * 5000 + "Hej" + "</hi>" * 5000, "Hello"))


def test_other_xml_is_no_tmx() -> None:
    for data in (b"<corpus><tu/></corpus>", b"<html/>"):
        with pytest.raises(SourceError, match="is no TMX"):
            list(read_units(BytesIO(data), "a.tmx", Counter()))


@pytest.mark.parametrize("cut", [0, 1, 60, 200, -3])
def test_nothing_of_a_broken_file_is_imported(store: Store, cut: int) -> None:
    whole = f'<tmx version="1.4">{HEADER}<body>{unit("Hej", "Hello") * 3000}</body></tmx>'.encode()
    with pytest.raises(SourceError, match=r"^[^\n]*nothing of it was imported$"):
        store.memory.add(read_units(BytesIO(whole[:cut]), "a.tmx", Counter()))
    assert len(store.memory) == 0


def test_what_a_machine_has_made_is_no_memory(folder: Path, store: Store) -> None:
    skipped: Counter[str] = Counter()
    with (folder / tmx.FILE).open("rb") as file:
        assert store.memory.add(read_units(file, "corpus.tmx", skipped)) == 0
    assert list(skipped) == [MACHINE]


# XML has no way to write the half of a surrogate pair or a control character; what is odd is escaped.
ODD = st.text(
    st.characters() | st.sampled_from("\r\n\t\0\x1b\x85\u2028\ud800\ufffe\\u0041<&\"'] "), min_size=1
)
UNITS = st.builds(
    Unit,
    source=ODD.filter(str.strip),
    target=ODD.filter(str.strip),
    language=st.sampled_from(["sv", "en"]),
    origin=st.sampled_from(["reviewed", "imported"]),
    who=st.text(),
    when=st.sampled_from(["", "2026-11-22T03:00:00Z"]),
    note=st.text(),
    document=st.text(max_size=5),
    segment=st.text(max_size=5),
)


@given(st.lists(UNITS, max_size=4, unique_by=lambda unit: unit.id))
def test_out_in_and_out_again(tmp_path_factory: pytest.TempPathFactory, units: list[Unit]) -> None:
    folder = tmp_path_factory.mktemp("memory")
    with Store.of(folder / "one") as one, Store.of(folder / "two") as two:
        assert one.memory.add(units) == len(units)
        assert list(one.memory.units()) == units
        tmx.write_memory(one.memory.units(), folder / "one.tmx")
        with (folder / "one.tmx").open("rb") as file:
            assert two.memory.add(read_units(file, "one.tmx", Counter())) == len(units)
        assert list(two.memory.units()) == units
        tmx.write_memory(two.memory.units(), folder / "two.tmx")
    assert (folder / "one.tmx").read_bytes() == (folder / "two.tmx").read_bytes()
    etree.parse(folder / "two.tmx")


def test_importing_twice_adds_nothing(store: Store) -> None:
    units = [Unit("Hej", "Hello", "sv"), Unit("Hej", "Hi", "sv"), Unit("Hej", "Hello", "sv", note="again")]
    assert store.memory.add(units) == 2
    assert store.memory.add(units) == 0
    assert list(store.memory.units()) == units[:2]
