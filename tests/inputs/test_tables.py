"""JSONL and CSV with many articles: the sound rows are read, the broken ones say why not."""

import json
from pathlib import Path

import pytest

from pipeline.articles import Article, find_articles
from pipeline.errors import Refused
from pipeline.inputs import jsonl, rows, tabular


def found(path: Path, data: bytes) -> list[Article]:
    path.write_bytes(data)
    return find_articles(path.parent)


def told(articles: list[Article]) -> dict[str, str]:
    """What each article reads as, or why it is refused."""
    return {one.file: reason(one) or one.read().decode() for one in articles}


def reason(article: Article) -> str:
    try:
        article.read()
    except Refused as refused:
        return f"refused: {refused}"
    return ""


def test_jsonl_has_an_article_a_line_and_a_broken_line_stops_nothing(tmp_path: Path) -> None:
    lines = (
        b'\xef\xbb\xbf{"id": 7, "title": "Ett", "text": "F\\u00f6rsta.", "lang": "sv-SE", "date": "2022"}',
        b'{"text": "Andra',
        b"",
        '{"body": "Tredje åäö.", "Headline": "Tre"}'.encode(),
        b"[1]",
        b'{"id": "x", "ingress": "?"}',
        b'{"text": ["no", "string"]}',
        b'{"text": "half \\ud83d"}',
        '{"text": "Gammal räksmörgås på ön."}'.encode("cp1252"),
    )
    articles = found(tmp_path / "rows.jsonl", b"\r\n".join(lines))
    said = told(articles)
    assert said["rows.jsonl#id=7"] == "Första."
    assert said["rows.jsonl#4"] == "Tredje åäö."
    assert said["rows.jsonl#9"] == "Gammal räksmörgås på ön."
    assert said["rows.jsonl#2"].startswith("refused: it is no JSON")
    assert said["rows.jsonl#5"].startswith("refused: it is no JSON object")
    assert said["rows.jsonl#6"].endswith("the keys that are there are id, ingress")
    assert said["rows.jsonl#7"].startswith("refused: its text is no string")
    assert "one half of a character" in said["rows.jsonl#8"]
    assert len(said) == 8
    first = articles[0]
    assert (first.title, first.language, first.date, first.identity) == ("Ett", "sv", "2022", "7")


def test_csv_of_windows_with_a_mark_and_semicolons(tmp_path: Path) -> None:
    data = (
        "\ufeffid;rubrik;text;språk;datum;källa\r\n"
        '1;"Ett; två";"Första raden.\r\n\r\nAndra ""raden""; slut.";sv;2022-01-06;TT\r\n'
        "2;Två;Det är bra.;;;\r\n"
    ).encode()
    one, two = found(tmp_path / "export.csv", data)
    assert (one.file, one.title, one.language) == ("export.csv#id=1", "Ett; två", "sv")
    assert (one.date, one.source) == ("2022-01-06", "TT")
    assert one.read() == 'Första raden.\r\n\r\nAndra "raden"; slut.'.encode()
    assert (two.language, two.read()) == (None, "Det är bra.".encode())


def test_csv_in_windows_1252_keeps_the_bytes_of_its_texts(tmp_path: Path) -> None:
    data = "titel\tbrödtext\nÖar\tRäksmörgås på ön – ”ja”\x85\n".encode("cp1252", "replace")
    (one,) = found(tmp_path / "a.csv", data)
    assert one.title == "Öar"
    assert one.read() == data.split(b"\t")[2].rstrip(b"\n")


@pytest.mark.parametrize("heading", ["sep=;\r\nid;text", "id;text", "id,text", "id\ttext", '"id","text"'])
def test_the_separator_is_found(tmp_path: Path, heading: str) -> None:
    separator = next(sign for sign in ";,\t" if sign in heading)
    (one,) = found(tmp_path / "a.csv", f'{heading}\r\n1{separator}"Hej, du; där."\r\n'.encode())
    assert (one.file, one.read()) == ("a.csv#id=1", b"Hej, du; d\xc3\xa4r.")


def test_a_broken_row_of_csv_is_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    data = (
        "id,text\n"
        "1,Bra.\n"
        "2,Utan citat, med komma.\n"
        '3,"Aldrig stängt.\n'
        '4,"Sund."\n'
        '5,"Citat" mitt i\n'
        "6\n"
        "7,Slut.\n"
        '8,"Öppet till slutet\n'
    )
    said = told(found(tmp_path / "a.csv", data.encode()))
    assert {file: text for file, text in said.items() if not text.startswith("refused")} == {
        "a.csv#id=1": "Bra.",
        "a.csv#id=4": "Sund.",
        "a.csv#id=7": "Slut.",
    }
    assert sorted(file for file, text in said.items() if text.startswith("refused")) == (
        ["a.csv#3", "a.csv#4", "a.csv#6", "a.csv#7", "a.csv#9"]
    )
    assert "3 fields where the first line names 2 columns" in said["a.csv#3"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"id;ingress;foto\n1;a;b\n", "the columns that are there are id, ingress, foto"),
        (b"", "the columns that are there are none"),
        ("id,text\n1,a\n".encode("utf-16"), "UTF-16"),
    ],
)
def test_csv_without_a_column_of_texts_says_what_is_there(tmp_path: Path, data: bytes, message: str) -> None:
    (one,) = found(tmp_path / "a.csv", data)
    assert one.file == "a.csv"
    with pytest.raises(Refused, match=message):
        one.read()


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
def test_a_row_that_is_too_long_is_refused_and_the_next_one_read(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (jsonl, tabular, rows):
        monkeypatch.setattr(module, "MAX_BYTES", 100)
    long = "a" * 500
    lines = (
        [json.dumps({"text": text}) for text in (long, "Kort.")]
        if name.endswith("jsonl")
        else ["text", long, "Kort."]
    )
    first, second = found(tmp_path / name, "\n".join(lines).encode())
    with pytest.raises(Refused, match="longer than"):
        first.read()
    assert second.read() == b"Kort."


def test_two_rows_with_one_id_are_not_one_document(tmp_path: Path) -> None:
    said = told(found(tmp_path / "a.csv", b"id,text\n1,Ett.\n1,Annat.\n"))
    assert said["a.csv#id=1"] == "Ett."
    assert "is that of an earlier row" in said["a.csv#3"]


def test_an_id_that_is_no_name_gives_way_to_the_number_of_the_row(tmp_path: Path) -> None:
    said = told(found(tmp_path / "a.csv", "id,text\nhttps://dn.se/1,Ett.\n,Två.\n".encode()))
    assert said == {"a.csv#2": "Ett.", "a.csv#3": "Två."}


def test_a_row_that_changes_between_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    (one,) = found(path, b'{"text": "Ett."}\n')
    data = one.read()
    path.write_bytes(b'{"text": "Tva."}\n')
    with pytest.raises(Refused, match="has changed while it was read"):
        one.described(data)


def test_the_rows_of_a_large_file_take_little_memory(tmp_path: Path) -> None:
    import tracemalloc

    from pipeline.articles import iter_articles

    path = tmp_path / "a.jsonl"
    with path.open("w") as file:
        for number in range(20_000):
            file.write(json.dumps({"id": number, "text": "Text. " * 50}) + "\n")
    tracemalloc.start()
    count = sum(1 for _ in iter_articles(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 20_000
    assert peak < 4_000_000 < path.stat().st_size
