"""Whatever happens to a file, its articles are read or refused, and nothing else comes of it."""

import zipfile
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st
from wordfile import paragraph, word_file

from pipeline.articles import find_articles
from pipeline.errors import Refused


def _archive() -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("ö.txt", "Det är bra.")
        file.writestr("rows.csv", "id,text\n1,Bra.\n")
        file.writestr("b.docx", word_file(paragraph("Bra.")))
    return made.getvalue()


SOUND = {
    "a.zip": _archive(),
    "a.docx": word_file(paragraph("Det är bra.") * 3),
    "a.csv": 'id;text;titel\r\n1;"Det ""är""\r\nbra.";Ett\r\n2;Nej;Två\r\n'.encode(),
    "a.jsonl": b'{"id": 1, "text": "Bra."}\n{"text": "Nej."}\n',
    "a.html": b"<html><head><meta charset=utf-8><title>T</title></head><body><p>Bra.<p>Nej.</body></html>",
    "a.md": b"---\ntitle: T\n---\n# Rubrik\n\n| a | b |\n",
}

damage = st.lists(st.tuples(st.integers(0, 2_000), st.binary(max_size=4)), max_size=6)


@given(name=st.sampled_from(sorted(SOUND)), changes=damage, cut=st.integers(0, 2_000))
def test_damaged_files_are_read_or_refused(name: str, changes: list[tuple[int, bytes]], cut: int) -> None:
    data = bytearray(SOUND[name])
    for place, put in changes:
        place %= len(data)
        data[place : place + len(put)] = put
    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(data[: len(data) - cut % len(data)] if cut % 3 == 0 else data)
        for article in find_articles(path):
            with suppress(Refused):
                article.described(article.read())
