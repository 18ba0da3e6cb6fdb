import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.decoding import decode, encode
from pipeline.document import Decoding
from pipeline.errors import Refused

SWEDISH = "Ändå är ön stängd: ”Vi vågar inte öppna”, säger chefen – och går på lunch.\n"
ENGLISH = "“It’s over,” the owner said — and left the café at 5.\n"
DOS = 'Ändå är ön stängd: "Vi vågar inte öppna", säger chefen - och går på lunch.\n'

BYTES = st.binary(min_size=1, max_size=80) | st.text(max_size=60).map(
    lambda text: text.encode("utf-8", "surrogatepass")
)


@pytest.mark.parametrize("charset", ["utf-8", "cp1252", "mac_roman", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [SWEDISH, ENGLISH])
def test_charset_of_a_short_text(text, charset):
    assert decode(text.encode(charset))[0] == text


@pytest.mark.parametrize("charset", ["cp850", "cp437", "cp865", "iso8859-1", "iso8859-15"])
def test_charset_without_typographic_quotes(charset):
    assert decode(DOS.encode(charset))[0] == DOS


def test_euro_sign_of_iso_8859_15():
    text = "Priset på ön är 5 € för små och 10 € för större båtar."
    assert decode(text.encode("iso8859-15"))[0] == text


@pytest.mark.parametrize(
    ("codec", "charset", "bom"),
    [("utf-8-sig", "utf-8", "efbbbf"), ("utf-16", "utf-16-le", "fffe"), ("utf-32", "utf-32-le", "fffe0000")],
)
def test_byte_order_mark_is_remembered(codec, charset, bom):
    data = SWEDISH.encode(codec)
    text, decoding = decode(data)
    assert (text, decoding) == (SWEDISH, Decoding(charset, bom))
    assert encode(text, decoding) == data


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_breaks_of_one_kind(newline):
    text, decoding = decode(f"ett{newline}två{newline}".encode())
    assert (text, decoding.newline) == ("ett\ntvå\n", newline)


def test_mixed_line_breaks_stay():
    text, decoding = decode(b"one\r\ntwo\nthree\r")
    assert (text, decoding.newline) == ("one\r\ntwo\nthree\r", "\n")


def test_utf8_with_a_broken_byte_is_read_as_windows_1252():
    data = "Ändå är ön stängd".encode() + b" p\xe5 ons"
    text, decoding = decode(data)
    assert decoding.charset == "sloppy-windows-1252"
    assert text.endswith("på ons")
    assert encode(text, decoding) == data


@pytest.mark.parametrize("data", [b"", b" \n\t ", "\ufeff".encode(), b"\xff\xfe \x00"])
def test_nothing_to_read_is_refused(data):
    with pytest.raises(Refused, match=r"empty|white space"):
        decode(data)


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)),
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"PK\x03\x04\x14\x00\x06\x00",
        b"\x7fELF\x02\x01\x01",
        b"\x01\x02\x03\x04\x05 text",
        b"\xef\xbb\xbf\x00\x01",
    ],
)
def test_binary_data_is_refused(data):
    with pytest.raises(Refused, match="binary"):
        decode(data)


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
def test_characters_with_a_nul_byte_of_their_own_are_read_without_a_mark(charset):
    text = "Hamnen är stängd 😀, säger hon. Ā"
    assert decode(text.encode(charset))[0] == text


def test_damaged_utf16_is_refused():
    with pytest.raises(Refused, match="damaged"):
        decode(b"\xff\xfea\x00b")


def test_more_than_the_limit_is_refused():
    with pytest.raises(Refused, match="more than the 5 "):
        decode(b"abcdef", max_bytes=5)
    assert decode(b"abcde", max_bytes=5)[0] == "abcde"


def test_a_long_line_is_taken():
    assert len(decode("räksmörgås ".encode("cp1252") * 50_000)[0]) == 550_000


@given(BYTES)
@example(b"\xef\xbb\xbf\xff")
@example(b"a\r\r\n")
@example(b"\xff\xfe\x00\xd8")
@example(b"\xed\xa0\x80")
def test_encoding_undoes_decoding(data):
    try:
        text, decoding = decode(data)
    except Refused:
        return
    assert encode(text, decoding) == data
