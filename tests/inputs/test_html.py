"""Pages as they come: old charsets, menus, odd markup."""

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.articles import find_articles
from pipeline.errors import Refused
from pipeline.inputs import html

MENU = "<nav><ul><li><a href='/'>Hem</a></li><li><a href='/sport'>Sport</a></li></ul></nav>"
FOOT = "<footer>© Nyhetsbladet. Ansvarig utgivare: N N. <a href='/om'>Om oss</a></footer>"
ASIDE = (
    "<aside><h3>Läs också</h3><ul><li><a href='/1'>En annan nyhet om någonting annat</a></li></ul></aside>"
)
PARAGRAPHS = (
    "Älgen sågs på onsdagen i centrala Umeå, där den gick över torget och vidare ner mot älven.",
    "”Vi har aldrig sett något liknande”, säger en boende som stod vid fönstret när älgen gick förbi.",
    "Polisen följde djuret till skogen, och trafiken stod stilla i en halvtimme. Ingen kom till skada.",
)


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html lang='en'><head>{head}</head><body>{MENU}{body}{ASIDE}{FOOT}</body></html>"


ARTICLE = f"<article><h1>Älg i Umeå</h1>{''.join(f'<p>{one}</p>' for one in PARAGRAPHS)}</article>"
TEXT = "\n\n".join(("Älg i Umeå", *PARAGRAPHS))


def text_of(data: bytes) -> str:
    return html.extract(data).data.decode()


def test_the_article_comes_without_what_stands_around_it() -> None:
    assert text_of(page(ARTICLE).encode()) == TEXT


@pytest.mark.parametrize("declared", ["windows-1252", "iso-8859-1", "ISO-8859-1", "us-ascii"])
def test_a_page_of_windows_is_read_as_it_declares(declared: str) -> None:
    head = f'<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset={declared}">'
    assert text_of(page(ARTICLE, head).encode("cp1252")) == TEXT


@pytest.mark.parametrize(
    ("charset", "declared"),
    [
        *(("cp1252", "utf-8"), ("cp1252", "utf-16"), ("cp1252", "nonsense"), ("cp1252", "rot13")),
        *(
            ("utf-8", "iso-8859-1"),
            ("utf-8-sig", "windows-1252"),
            ("utf-16", "utf-8"),
            ("mac_roman", "macintosh"),
        ),
    ],
)
def test_a_page_that_declares_another_charset_than_it_has_is_read_all_the_same(
    charset: str, declared: str
) -> None:
    assert text_of(page(ARTICLE, f"<meta charset={declared}>").encode(charset)) == TEXT


def test_xhtml_with_a_declaration_is_read() -> None:
    data = f"<?xml version='1.0' encoding='iso-8859-1'?>\n{page(ARTICLE)}".encode("cp1252")
    assert text_of(data) == TEXT


def test_white_space_is_as_a_browser_shows_it_and_inline_markup_joins() -> None:
    body = (
        f"<article><p>En  <em>lång</em>\n\thistoria med <b>fet</b>text.</p><p>{PARAGRAPHS[0]}</p></article>"
    )
    assert text_of(page(body + f"<p>{PARAGRAPHS[1]}<br>Ny rad.</p>").encode()).startswith(
        "En lång historia med fettext.\n\nÄlgen"
    )


def test_the_faults_of_the_text_are_left_for_the_cleaning() -> None:
    body = f"<article><p>RÃ¤ksmÃ¶rgÃ¥sar serveras,sade hon.</p><p>{PARAGRAPHS[0]}</p></article>"
    assert "RÃ¤ksmÃ¶rgÃ¥sar serveras,sade hon." in text_of(page(body).encode())


def test_a_page_of_the_nineties_keeps_its_paragraphs() -> None:
    lines = "<BR><BR>".join(PARAGRAPHS)
    title = "<FONT SIZE=5><B>Älg i Umeå</B></FONT>"
    data = f"<HTML><BODY BGCOLOR=white>{title}<P>{lines}</BODY></HTML>".encode("cp1252")
    assert [line for line in text_of(data).split("\n") if line][-3:] == list(PARAGRAPHS)


def test_what_the_page_says_of_itself_is_known_but_its_language_is_not_believed() -> None:
    head = (
        '<title>Älg i Umeå | Nyhetsbladet</title><meta property="og:title" content="Älg  i Umeå">'
        '<meta property="article:published_time" content="2022-01-06">'
        '<meta property="og:site_name" content="NB">'
    )
    about = html.extract(page(ARTICLE, head).encode()).about
    assert (about.title, about.date, about.source, about.language) == ("Älg i Umeå", "2022-01-06", "NB", None)


def test_a_date_that_only_the_text_mentions_is_not_taken() -> None:
    assert html.extract(page(ARTICLE.replace("onsdagen", "12 mars 2023")).encode()).about.date == ""


@pytest.mark.parametrize("data", [b"<html><body></body></html>", b"<p></p>", b"<nav></nav>"])
def test_a_page_without_an_article_is_refused(data: bytes) -> None:
    with pytest.raises(Refused, match=r"no article is found|no page in HTML"):
        html.extract(data)


def test_deep_nesting_does_no_harm() -> None:
    with pytest.raises(Refused):
        html.extract(b"<div>" * 50_000 + b"Text.")


OFFLINE = """
import socket, sys

def refuse(*_, **__):
    raise AssertionError("the network is forbidden")

socket.socket.connect = socket.socket.connect_ex = socket.socket.sendto = refuse
socket.create_connection = socket.getaddrinfo = socket.gethostbyname = refuse

from pipeline.inputs import html

print(html.extract(sys.stdin.buffer.read()).data.decode("utf-8").count("Umeå"))
"""


def test_no_socket_is_needed() -> None:
    call = [sys.executable, "-X", "utf8", "-c", OFFLINE]
    done = subprocess.run(call, input=page(ARTICLE).encode(), capture_output=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, b"2"), done.stderr.decode()


def test_an_unchanged_page_is_known_without_looking_for_its_article(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(page(ARTICLE), "utf-8")
    (article,) = find_articles(tmp_path)
    _, origin = article.described(article.read())
    assert origin
    html.extract.cache_clear()
    assert article.is_unchanged(origin.raw_sha256, origin.extractor)
    assert html.extract.cache_info().misses == 0
    assert not article.is_unchanged(origin.raw_sha256, "html, trafilatura 0")
    assert not article.is_unchanged("", "")
    (tmp_path / "page.html").write_text(page(ARTICLE, "<title>Ny</title>"), "utf-8")
    assert not article.is_unchanged(origin.raw_sha256, origin.extractor)


def test_a_row_of_a_table_is_read_again_since_its_heading_counts(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("text,body\nOne.,Two.\n")
    (article,) = find_articles(tmp_path)
    _, origin = article.described(article.read())
    assert origin
    assert not article.is_unchanged(origin.raw_sha256, origin.extractor)
