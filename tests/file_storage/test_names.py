"""Names of users become harmless and stay recognisable."""

import unicodedata
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasay.file_storage.names import EXTENSIONS, clean_name, content_disposition, download_name


@pytest.mark.parametrize(
    ("original", "clean"),
    [
        ("月台.jpg", "月台.jpg"),
        ("Ünïcode näme (1).jpg", "Ünïcode näme (1).jpg"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\win.ini", "win.ini"),
        ("C:\\fakepath\\photo.jpg", "photo.jpg"),
        ("/etc/shadow", "shadow"),
        ("a\x00b.jpg", "ab.jpg"),
        ("line\r\nSet-Cookie: x=1.jpg", "line Set-Cookie_ x=1.jpg"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("\u2066hidden\u2069.jpg", "hidden.jpg"),
        ("zero\u200bwidth\ufeff.jpg", "zerowidth.jpg"),
        ("family 👨‍👩‍👧.jpg", "family 👨‍👩‍👧.jpg"),
        ("lone\ud800surrogate.jpg", "lonesurrogate.jpg"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("console.txt", "console.txt"),
        ("  spaced   out  .jpg", "spaced out .jpg"),
        ("...hidden", "hidden"),
        ("trailing. . .", "trailing"),
        ('<img src="x">.jpg', "_img src=_x__.jpg"),
        ("", "file.jpg"),
        ("...", "file.jpg"),
        ("???", "file.jpg"),
        ("\u202e\u202e", "file.jpg"),
        ("e\u0301te\u0301.jpg", "été.jpg"),
    ],
)
def test_a_name_is_cleaned(original: str, clean: str) -> None:
    assert clean_name(original, "image/jpeg") == clean


def test_a_long_name_keeps_its_extension() -> None:
    name = clean_name("影" * 300 + ".jpeg", "image/jpeg")
    assert (len(name), name[-5:]) == (255, ".jpeg")
    assert len(clean_name("x" * 300, "image/jpeg")) == 255


@given(st.text(), st.sampled_from(sorted(EXTENSIONS)))
def test_no_name_can_steer_anything(original: str, mime_type: str) -> None:
    name = clean_name(original, mime_type)
    assert 1 <= len(name) <= 255
    assert name not in (".", "..")
    assert not set(name) & set('/\\<>:"|?*\r\n\x00')
    assert not any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in name)
    assert clean_name(name, mime_type) == name
    name.encode()


@given(st.text(), st.sampled_from(sorted(EXTENSIONS)))
def test_the_header_is_one_line_of_ascii_and_says_the_whole_name(original: str, mime_type: str) -> None:
    name = clean_name(original, mime_type)
    header = content_disposition(name, mime_type, inline=False)
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2
    wanted = download_name(name, mime_type)
    assert len(wanted) <= 255
    said = unquote(header.partition("filename*=UTF-8''")[2]) or header.split('"')[1]
    assert said == wanted


def test_a_saved_file_opens_as_what_it_is() -> None:
    assert download_name("page.html", "image/jpeg") == "page.html.jpg"
    assert download_name("photo.JPEG", "image/jpeg") == "photo.JPEG"
    assert download_name("noten.md", "text/plain; charset=gb18030") == "noten.md"
    assert download_name("run.exe", "text/plain") == "run.exe.txt"
