"""Zip archives as they come, and as nobody should send them."""

import os
import stat
import struct
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from wordfile import paragraph, word_file

from pipeline.articles import find_articles
from pipeline.errors import Refused
from pipeline.inputs import finding, zipped


def archive(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return path


def told(path: Path) -> dict[str, str]:
    said = {}
    for one in find_articles(path):
        try:
            said[one.file] = one.read().decode()
        except Refused as refused:
            said[one.file] = f"refused: {refused}"
    return said


def test_the_members_are_articles_of_their_kinds(tmp_path: Path) -> None:
    members = {
        "news/ö.txt": "Räksmörgås.".encode(),
        "b.docx": word_file(paragraph("Ur Word.")),
        "rows.jsonl": b'{"id": 1, "text": "Ur en rad."}\n',
        "rows.csv": b"id,text\n1,Ur en tabell.\n",
        "__MACOSX/news/._a.txt": b"?",
        ".DS_Store": b"?",
        "bild.jpg": b"?",
    }
    said = told(archive(tmp_path / "a.zip", members))
    assert said.pop("a.zip!/bild.jpg").startswith("refused: it is no file that is read")
    assert said == {
        "a.zip!/b.docx": "Ur Word.",
        "a.zip!/news/ö.txt": "Räksmörgås.",
        "a.zip!/rows.csv#id=1": "Ur en tabell.",
        "a.zip!/rows.jsonl#id=1": "Ur en rad.",
    }


def test_the_bytes_of_a_text_come_as_they_are_and_say_where_they_lay(tmp_path: Path) -> None:
    data = "Räksmörgås\r\n".encode("mac_roman")
    path = archive(tmp_path / "a.zip", {"news/a.txt": data})
    (one,) = find_articles(path)
    assert one.read() == one.raw() == data
    _, origin = one.described(data)
    assert origin is not None
    assert (origin.place, origin.extractor) == ("member news/a.txt", "")


@pytest.mark.parametrize("name", ["../a.txt", "/etc/a.txt", "x/../../a.txt", "..\\a.txt", "C:\\a.txt"])
def test_a_path_out_of_the_archive_is_refused(tmp_path: Path, name: str) -> None:
    said = told(archive(tmp_path / "a.zip", {name: b"Text.", "good.txt": b"Text."}))
    assert said.pop("a.zip!/good.txt") == "Text."
    assert [text for text in said.values() if "leads out of the archive" in text] == list(said.values()) != []


def test_a_link_is_not_taken_for_a_text(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("link.txt")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
        made.writestr(info, "/etc/passwd")
    assert "it is a link" in told(tmp_path / "a.zip")["a.zip!/link.txt"]


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    said = told(archive(tmp_path / "a.zip", {"bomb.txt": bytes(3_000_000), "good.txt": b"Text."}))
    assert "as a trap does" in said["a.zip!/bomb.txt"]
    assert said["a.zip!/good.txt"] == "Text."


def test_a_member_that_says_it_is_smaller_than_it_is_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"a.txt": b"Text. " * 10_000})
    data = path.read_bytes().replace(struct.pack("<L", 60_000), struct.pack("<L", 60))
    path.write_bytes(data)
    assert "it is damaged in a.zip" in told(path)["a.zip!/a.txt"]


def test_an_archive_with_too_much_in_it_is_refused_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zipped, "MAX_MEMBERS", 3)
    path = archive(tmp_path / "many.zip", {f"{number}.txt": b"Text." for number in range(4)})
    assert told(path) == {
        "many.zip": "refused: it holds more than 3 files or 10,000,000,000 bytes unpacked: split it"
    }
    long = archive(tmp_path / "more.zip", {f"{number}.txt": b"Text." for number in range(40)})
    assert told(long) == {"more.zip": "refused: it holds more than 3 files: split it"}
    monkeypatch.setattr(zipped, "MAX_BYTES_IN_ALL", 10)
    assert "10 bytes unpacked" in told(archive(tmp_path / "big.zip", {"a.txt": b"Text. " * 10}))["big.zip"]


def test_an_archive_in_an_archive_is_refused(tmp_path: Path) -> None:
    inner = archive(tmp_path / "inner.zip", {"a.txt": b"Text."}).read_bytes()
    said = told(archive(tmp_path / "outer.zip", {"inner.zip": inner}))
    assert said == {"outer.zip!/inner.zip": "refused: it is an archive in an archive: unpack the outer one"}


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"a.txt": b"Text."})
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert told(path) == {"a.zip!/a.txt": "refused: it is encrypted: pack it without a password"}


@pytest.mark.parametrize("cut", [0, 10, 60])
def test_a_damaged_archive_is_refused(tmp_path: Path, cut: int) -> None:
    path = archive(tmp_path / "a.zip", {"a.txt": b"Text."})
    path.write_bytes(path.read_bytes()[:cut])
    assert told(path)["a.zip"].startswith("refused: it is no sound zip archive")


def test_a_name_that_stands_twice_is_refused(tmp_path: Path) -> None:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("a.txt", "Ett.")
        with pytest.warns(UserWarning, match="Duplicate name"):
            file.writestr("a.txt", "Två.")
    (tmp_path / "a.zip").write_bytes(made.getvalue())
    assert "stands twice" in told(tmp_path / "a.zip")["a.zip!/a.txt"]


def test_names_in_utf8_that_do_not_say_so_are_read(tmp_path: Path) -> None:
    name = "räksmörgås.txt".encode()
    path = archive(tmp_path / "a.zip", {"x" * len(name): b"Text."})
    path.write_bytes(path.read_bytes().replace(b"x" * len(name), name))
    assert told(path) == {"a.zip!/räksmörgås.txt": "Text."}


def test_a_table_too_large_to_unpack_in_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MAX_TABLE_IN_ARCHIVE", 5)
    said = told(archive(tmp_path / "a.zip", {"a.jsonl": b'{"text": "Text."}'}))
    assert "too many to read in an archive" in said["a.zip!/a.jsonl"]


def test_an_archive_that_is_written_anew_is_read_anew(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"a.txt": b"Ett."})
    assert told(path) == {"a.zip!/a.txt": "Ett."}
    archive(path, {"a.txt": "Två längre.".encode()})
    os.utime(path, ns=(1, 1))
    assert told(path) == {"a.zip!/a.txt": "Två längre."}
