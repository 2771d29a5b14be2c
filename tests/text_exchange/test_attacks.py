"""Files that mean harm, or are merely broken: each is refused by name, in time, and leaves nothing behind."""

import asyncio
import io
import stat
import struct
import time
import zipfile
from collections.abc import Callable

import httpx
import pytest

from tests.text_exchange.building import W, archive, docx, epub, imported, page, paragraph, send

MIB = 1024 * 1024
LAUGHS = '<!DOCTYPE lolz [<!ENTITY a "lol">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
)


def _bomb(size: int = 60 * MIB) -> bytes:
    return docx("", **{"word/document.xml": b"<x>" + b"A" * size})


def _many() -> bytes:
    return archive({f"word/{n}.xml": "x" for n in range(6000)} | {"[Content_Types].xml": "x"}, packed=False)


def _climbing() -> bytes:
    return docx(paragraph("Words."), **{"../../evil.sh": "x"})


def _linked() -> bytes:
    out = io.BytesIO(docx(paragraph("Words.")))
    with zipfile.ZipFile(out, "a") as made:
        entry = zipfile.ZipInfo("word/link.xml")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(entry, "/etc/passwd")
    return out.getvalue()


def _locked() -> bytes:
    data = bytearray(docx(paragraph("Words.")))
    place = 0
    while (place := data.find(b"PK\x01\x02", place + 1)) > 0:
        struct.pack_into("<H", data, place + 8, 1)  # bit 0 of the flags: encrypted
    return bytes(data)


def _lying() -> bytes:
    """A part whose directory says it has ten bytes."""
    data = bytearray(docx("", **{"word/document.xml": b"<x/>" + b" " * 40 * MIB}))
    place = data.rfind(b"PK\x01\x02")
    struct.pack_into("<I", data, place + 24, 10)
    return bytes(data)


def _overlapping() -> bytes:
    """Many names for one and the same packed bytes."""
    data = docx("", **{"word/document.xml": b"A" * 900_000})
    place = data.rfind(b"PK\x01\x02")
    end = data.rfind(b"PK\x05\x06")
    entry = data[place:end]
    extra = b"".join(entry.replace(b"word/document.xml", b"word/docum%03d.xml" % n) for n in range(1000))
    start = struct.unpack_from("<I", data, end + 16)[0]
    count = struct.unpack_from("<H", data, end + 10)[0] + 1000
    size = end - start + len(extra)
    return data[:end] + extra + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, size, start, 0)


def _laughing() -> bytes:
    body = f'{LAUGHS}]><w:document xmlns:w="{W}"><w:body>{paragraph("&j;")}</w:body></w:document>'
    return docx("", **{"word/document.xml": '<?xml version="1.0"?>' + body})


def _external() -> bytes:
    body = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e OPERATOR "file:///etc/passwd">]><w:document xmlns:w="{W}">'
        f"<w:body>{paragraph('secret: &e;')}</w:body></w:document>"
    )
    return docx("", **{"word/document.xml": body})


def _external_utf16() -> bytes:
    body = (
        f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY e OPERATOR "file:///etc/passwd">]>'
        f'<w:document xmlns:w="{W}"><w:body>{paragraph("secret: &e;")}</w:body></w:document>'
    )
    return docx("", **{"word/document.xml": body.encode("utf-16")})


def _deep() -> bytes:
    return docx("<w:tbl><w:tr><w:tc>" * 3000 + paragraph("deep") + "</w:tc></w:tr></w:tbl>" * 3000)


def _nested() -> bytes:
    inner = archive({"a.docx": _bomb(2 * MIB)})
    return archive({"b.zip": inner})


def _laughing_book() -> bytes:
    chapter = page("<p>&j;</p>").replace("<!DOCTYPE html>", LAUGHS.replace("lolz", "html") + "]>")
    return epub({"a.xhtml": ""}, **{"OEBPS/a.xhtml": chapter})


def _drm() -> bytes:
    locked = (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><EncryptedData><EncryptionMethod '
        'Algorithm="http://www.w3.org/2001/04/xmlenc#aes256-cbc"/><CipherData><CipherReference URI="OEBPS/a.xhtml"/>'
        "</CipherData></EncryptedData></encryption>"
    )
    return epub({"a.xhtml": "<p>x</p>"}, **{"META-INF/encryption.xml": locked})


ATTACKS: list[tuple[str, str, Callable[[], bytes], int, str]] = [
    ("zip bomb", "a.docx", _bomb, 422, "times its size"),
    ("zip of too many parts", "a.docx", _many, 422, "6,001 parts"),
    ("zip slip", "a.docx", _climbing, 422, "leads out of it"),
    ("zip with a link", "a.docx", _linked, 422, "link"),
    ("zip with a password", "a.docx", _locked, 422, "password"),
    ("zip that lies about sizes", "a.docx", _lying, 422, "cannot be unpacked"),
    ("zip with overlapping parts", "a.docx", _overlapping, 422, "would unpack to"),
    ("zip in zip", "a.docx", _nested, 415, "ZIP archive"),
    ("half a zip", "a.docx", lambda: docx(paragraph("Words."))[:-30], 422, "damaged archive"),
    ("docx without a body", "a.docx", lambda: docx("", **{"word/document.xml": "<x/>"}), 422, "no body"),
    ("docx of broken XML", "a.docx", lambda: docx("<w:p>"), 422, "not well-formed XML"),
    ("docx without words", "a.docx", lambda: docx(paragraph("…")), 422, "no words"),
    ("entities in docx", "a.docx", _laughing, 422, "entities"),
    ("external entity in docx", "a.docx", _external, 422, "entities"),
    ("external entity in UTF-16", "a.docx", _external_utf16, 422, "entities"),
    ("deep docx", "a.docx", _deep, 422, ""),
    ("entities in a book", "a.epub", _laughing_book, 422, "entities"),
    ("book with DRM", "a.epub", _drm, 422, "DRM"),
    ("book without a package", "a.epub", lambda: archive({"mimetype": "application/epub+zip"}), 422, "what is in it"),
    ("book that leads out", "a.epub", lambda: epub({"../../x.xhtml": "<p>x</p>"}), 422, "leads out of it"),
    ("PNG called docx", "a.docx", lambda: b"\x89PNG\r\n\x1a\n" + bytes(200), 415, "PNG"),
    ("PDF", "a.txt", lambda: b"%PDF-1.7\n...", 415, "PDF"),
    ("old Word", "a.doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), 415, "save it as .docx"),
    (
        "locked Word",
        "a.docx",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        422,
        "password",
    ),
    ("RTF", "a.txt", lambda: b"{\\rtf1 x}", 415, "RTF"),
    ("program", "a.txt", lambda: b"\x7fELF" + bytes(range(256)), 415, "program"),
    ("random bytes", "a.txt", lambda: bytes(range(256)) * 8, 422, "no text"),
    ("NUL in UTF-8", "a.txt", "你好\x00世界".encode, 422, "NUL"),
    ("NUL in Markdown", "a.md", lambda: b"# A\n\nb\x00c", 422, "NUL"),
    ("NUL in a page", "a.html", lambda: b"<html><p>b\x00c</p></html>", 422, "NUL"),
    ("lone surrogate in UTF-16", "a.txt", lambda: b"\xff\xfe\x00\xd8a\x00", 422, "byte order mark"),
    (
        "damaged UTF-8",
        "a.txt",
        lambda: "我与父亲不相见已".encode() + b"\xe6\x88" + "二年余了".encode(),
        422,
        "UTF-8 but damaged",
    ),
    ("nothing", "a.txt", lambda: b"", 422, "empty"),
    ("white space", "a.txt", lambda: b" \n\t\r\n", 422, "empty"),
    ("only marks", "a.txt", "……！！".encode, 422, "no words"),
    ("page without words", "a.html", lambda: b"<html><script>x</script></html>", 422, "no words"),
    ("10 MB of text", "a.txt", lambda: "我与父亲不相见已二年余了。\n".encode() * 250_000, 422, "3,499,999 characters"),
    ("22 MB", "a.docx", lambda: b"x" * 22 * MIB, 413, "20,971,520 bytes"),
]


@pytest.mark.parametrize(
    ("name", "make", "status", "said"), [case[1:] for case in ATTACKS], ids=[case[0] for case in ATTACKS]
)
async def test_it_is_refused_and_nothing_is_kept(
    client: httpx.AsyncClient, name: str, make: Callable[[], bytes], status: int, said: str
) -> None:
    answer = await send(client, name, make())
    problem = answer.json()
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert [wrong["field"] for wrong in problem["errors"]] == ["file"]
    assert said in problem["detail"]
    assert (await client.get("/api/v1/texts")).json()["items"] == []


async def test_a_book_that_is_too_long_says_how_much_is_allowed(client: httpx.AsyncClient) -> None:
    chapter = "<p>" + "山里有座庙，庙里有个老和尚。" * 20_000 + "</p>"
    answer = await send(client, "a.epub", epub({f"c{n}.xhtml": chapter for n in range(9)}))
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/import-too-long")
    assert "1,000,000" in answer.json()["detail"]


async def test_deep_pages_are_read_or_refused(client: httpx.AsyncClient) -> None:
    answer = await send(client, "a.html", b"<html>" + b"<div>" * 50_000 + b"<p>Words.</p>")
    assert answer.status_code in {201, 422}
    assert answer.status_code == 201 or answer.json()["errors"][0]["field"] == "file"


async def test_no_entity_of_a_page_is_resolved(client: httpx.AsyncClient) -> None:
    chapter = '<!DOCTYPE html [<!ENTITY e OPERATOR "file:///etc/passwd">]><html><body><p>see &e; here</p></body></html>'
    answer = await send(client, "a.html", chapter.encode())
    assert "root:" not in answer.text


async def test_others_are_answered_while_a_large_document_is_read(client: httpx.AsyncClient) -> None:
    """The event loop goes on: no request waits for the reading of a document of a megabyte of words."""
    words = "我与父亲不相见已二年余了，我最不能忘记的是他的背影。" * 12
    document = docx("".join(paragraph(words) for _ in range(1100)))
    reading = asyncio.create_task(imported(client, "a.docx", document))
    gaps = []
    while not reading.done():
        before = time.perf_counter()
        assert (await client.get("/healthz")).status_code == 200
        gaps.append(time.perf_counter() - before)
        await asyncio.sleep(0.001)
    assert (await reading)["text"]["text_word_count"] > 250_000
    assert len(gaps) > 20  # answered again and again meanwhile; standing still would have allowed one or two


async def test_many_imports_at_once_all_come_through(client: httpx.AsyncClient) -> None:
    made = await asyncio.gather(*(imported(client, f"{n}.txt", f"Words of {n}.".encode()) for n in range(6)))
    assert sorted(each["text"]["text_content"] for each in made) == [f"Words of {n}." for n in range(6)]
