"""What kind of document some bytes are, told from the bytes; the name decides only between kinds that look alike."""

import codecs
import re
from enum import StrEnum

from datasay.text_exchange.archive import Archive
from datasay.text_exchange.problems import Unreadable, WrongKind
from datasay.text_exchange.read_subtitles import DIALOGUE, LYRIC, TIMES

READ = "Send a .txt, .md, .docx, .html, .epub, .srt, .vtt, .lrc or .ass file."


class ImportFormat(StrEnum):
    """What is read."""

    TEXT = "txt"
    MARKDOWN = "md"
    WORD = "docx"
    PAGE = "html"
    BOOK = "epub"
    SUBTITLES = "srt"
    LYRICS = "lrc"
    STYLED_SUBTITLES = "ass"


_BINARY: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a WebP picture, or WAV sound"),
    (b"%PDF-", "a PDF: copy its text, or save it as .docx"),
    (b"%!PS", "a PostScript file"),
    (b"{\\rtf", "a rich text file (RTF): save it as .docx"),
    (b"ID3", "an MP3 sound"),
    (b"OggS", "an Ogg sound"),
    (b"fLaC", "a FLAC sound"),
    (b"\x1aE\xdf\xa3", "a Matroska video"),
    (b"7z\xbc\xaf'\x1c", "a 7z archive: unpack it"),
    (b"Rar!", "a RAR archive: unpack it"),
    (b"\x1f\x8b", "a gzip archive: unpack it"),
    (b"BZh", "a bzip2 archive: unpack it"),
    (b"\xfd7zXZ", "an xz archive: unpack it"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"SQLite format 3\x00", "a database"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED_OFFICE = "EncryptedPackage".encode("utf-16-le")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OFFICE = (("xl/", "a spreadsheet"), ("ppt/", "a presentation"), ("visio/", "a drawing"))
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"<(?:p|div|h[1-6]|br|span|article|body|table|ul|ol|title|meta)\b[^>]*>", re.IGNORECASE)
_WEB_SUBTITLES = re.compile(r"\s*WEBVTT(?:\s|$)")
_SUBTITLE_NAMES = (".srt", ".vtt")
_NUMBER_LINE = re.compile(r"\s*(?:\d{1,6}[ \t]*\n\s*)?")
_LYRIC_NAMES = (".lrc",)
_EXACT_LYRIC = re.compile(r"^\[\d{1,3}:\d{2}\.\d{2,3}\]", re.MULTILINE)
_PAGE_NAMES = (".html", ".htm", ".xhtml", ".xht")
_MARKDOWN_NAMES = (".md", ".markdown", ".mdown", ".mkd")
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(?:[A-Za-z_][\w-]*[ \t]*:|#)")


def sniff(data: bytes, name: str) -> ImportFormat:
    """The kind of document. Raises WrongKind, and Unreadable for an empty, damaged or locked one."""
    if not data.strip(b"\x00\t\n\x0b\f\r "):
        raise Unreadable("The file is empty.")
    for start, what in _BINARY:
        if data.startswith(start):
            raise WrongKind(f"The file is {what}. {READ}")
    if data[4:8] == b"ftyp":
        raise WrongKind(f"The file is a video or a sound. {READ}")
    if data.startswith(_OLE):
        if _LOCKED_OFFICE in data:
            raise Unreadable("The file is protected by a password; save it without one.")
        raise WrongKind(f"The file is an old Office document (.doc, .xls, .ppt): save it as .docx. {READ}")
    if data.startswith(_ZIP):
        return _in_archive(Archive(data))
    return _of_text(_head(data), name.lower())


def _in_archive(archive: Archive) -> ImportFormat:
    names = archive.names
    kind = archive.read("mimetype")[:100].strip() if "mimetype" in names else b""
    if kind == b"application/epub+zip" or (not kind and "META-INF/container.xml" in names):
        return ImportFormat.BOOK
    if kind.startswith(b"application/vnd.oasis"):
        raise WrongKind(f"The file is an OpenDocument file: save it as .docx. {READ}")
    for folder, what in _OFFICE:
        if any(name.startswith(folder) for name in names):
            raise WrongKind(f"The file is {what}. {READ}")
    if "[Content_Types].xml" in names and any(name.startswith("word/") for name in names):
        return ImportFormat.WORD
    raise WrongKind(f"The file is a ZIP archive, not a document: unpack it. {READ}")


def _head(data: bytes) -> str:
    """The beginning as characters, as far as marks and tags go."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data[:8192].decode("utf-16", "ignore")
    if data[:200].count(0) * 4 > len(data[:200]):  # UTF-16 without a mark
        codec = "utf-16-be" if data[:200:2].count(0) > data[1:200:2].count(0) else "utf-16-le"
        return data[:8192].decode(codec, "ignore")
    return data[:8192].decode("utf-8-sig", "replace")


def _timed(head: str, name: str) -> ImportFormat | None:
    """Subtitles and lyrics: begun as their programs begin them, or called so and holding such times anywhere."""
    if _WEB_SUBTITLES.match(head) or (name.endswith(_SUBTITLE_NAMES) and TIMES.search(head)):
        return ImportFormat.SUBTITLES
    begins = _NUMBER_LINE.match(head)
    if begins and TIMES.match(head, begins.end()):
        return ImportFormat.SUBTITLES
    if DIALOGUE.search(head) or head.lstrip().lower().startswith("[script info]"):
        return ImportFormat.STYLED_SUBTITLES
    lines = [line for line in head.split("\n")[:-1] or [head] if line.strip()]
    exact = len(_EXACT_LYRIC.findall(head)) > 1 and all(line.lstrip().startswith("[") for line in lines)
    if exact or (name.endswith(_LYRIC_NAMES) and LYRIC.search(head)):
        return ImportFormat.LYRICS
    return None


def _of_text(head: str, name: str) -> ImportFormat:
    if _PAGE.match(head) or (name.endswith(_PAGE_NAMES) and _TAG.search(head)):
        return ImportFormat.PAGE
    timed = _timed(head.replace("\r\n", "\n").replace("\r", "\n"), name)
    if timed is not None:
        return timed
    if name.endswith(_MARKDOWN_NAMES) or (_FRONT_MATTER.match(head) and not name.endswith(".txt")):
        return ImportFormat.MARKDOWN
    return ImportFormat.TEXT
