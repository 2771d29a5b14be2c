"""What kind of document some bytes are, told from the bytes; the name decides only between kinds that look alike."""

import codecs
import re
from enum import StrEnum

from datasay.text_exchange.archive import Archive
from datasay.text_exchange.problems import Unreadable, WrongKind
from datasay.text_exchange.read_subtitles import DIALOGUE, LYRIC, TIMES
from datasay.wording.told import Told

READ = Told(
    "Send a .txt, .md, .docx, .html, .epub, .srt, .vtt, .lrc or .ass file.",
    "可以导入 .txt、.md、.docx、.html、.epub、.srt、.vtt、.lrc 或 .ass 文件。",
)


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


_BINARY: tuple[tuple[bytes, Told], ...] = (
    (b"\x89PNG", Told("a PNG picture", " PNG 图片")),
    (b"\xff\xd8\xff", Told("a JPEG picture", " JPEG 图片")),
    (b"GIF8", Told("a GIF picture", " GIF 图片")),
    (b"RIFF", Told("a WebP picture, or WAV sound", " WebP 图片或 WAV 声音")),
    (b"%PDF-", Told("a PDF: copy its text, or save it as .docx", " PDF 文件，请复制其中的文字，或另存为 .docx")),
    (b"%!PS", Told("a PostScript file", " PostScript 文件")),
    (b"{\\rtf", Told("a rich text file (RTF): save it as .docx", " RTF 文件，请另存为 .docx")),
    (b"ID3", Told("an MP3 sound", " MP3 声音")),
    (b"OggS", Told("an Ogg sound", " Ogg 声音")),
    (b"fLaC", Told("a FLAC sound", " FLAC 声音")),
    (b"\x1aE\xdf\xa3", Told("a Matroska video", " Matroska 视频")),
    (b"7z\xbc\xaf'\x1c", Told("a 7z archive: unpack it", " 7z 压缩包，请先解压")),
    (b"Rar!", Told("a RAR archive: unpack it", " RAR 压缩包，请先解压")),
    (b"\x1f\x8b", Told("a gzip archive: unpack it", " gzip 压缩包，请先解压")),
    (b"BZh", Told("a bzip2 archive: unpack it", " bzip2 压缩包，请先解压")),
    (b"\xfd7zXZ", Told("an xz archive: unpack it", " xz 压缩包，请先解压")),
    (b"\x7fELF", Told("a program", "程序")),
    (b"MZ\x90\x00", Told("a program", "程序")),
    (b"SQLite format 3\x00", Told("a database", "数据库")),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED_OFFICE = "EncryptedPackage".encode("utf-16-le")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OFFICE = (
    ("xl/", Told("a spreadsheet", "电子表格")),
    ("ppt/", Told("a presentation", "演示文稿")),
    ("visio/", Told("a drawing", "绘图文件")),
)
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>", re.IGNORECASE)
_WEB_ARCHIVE = re.compile(
    r"(?:[A-Za-z-]{1,40}:[^\n]*\n(?:[ \t][^\n]*\n)*){0,40}?(?:MIME-Version:|Content-Type:\s*multipart/)", re.IGNORECASE
)
_MAIL_NAMES = (".mht", ".mhtml", ".eml")
_MULTIPART = re.compile(
    r"^Content-Type:\s*(?:multipart/related|multipart/alternative|multipart/mixed|text/html)",
    re.IGNORECASE | re.MULTILINE,
)
_WEB_SUBTITLES = re.compile(r"\s*WEBVTT(?:\s|$)")
_SUBTITLE_NAMES = (".srt", ".vtt", ".sbv")
_NUMBER_LINE = re.compile(r"\s*(?:\d{1,6}[ \t]*\n\s*)?")
_LYRIC_NAMES = (".lrc",)
_EXACT_LYRIC = re.compile(r"^\[\d{1,3}:\d{2}\.\d{2,3}\]", re.MULTILINE)
_PAGE_NAMES = (".html", ".htm", ".xhtml", ".xht")
_MARKDOWN_NAMES = (".md", ".markdown", ".mdown", ".mkd")
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(?:[A-Za-z_][\w-]*[ \t]*:|#)")


def sniff(data: bytes, name: str) -> ImportFormat:
    """The kind of document. Raises WrongKind, and Unreadable for an empty, damaged or locked one."""
    if not data.strip(b"\x00\t\n\x0b\f\r "):
        raise Unreadable(Told("The file is empty; choose another.", "文件是空的，请换一个。"))
    for start, what in _BINARY:
        if data.startswith(start):
            raise WrongKind(Told("The file is {what}. {read}", "这是{what}。{read}", what=what, read=READ))
    if data[4:8] == b"ftyp":
        raise WrongKind(Told("The file is a video or a sound. {read}", "这是视频或声音文件。{read}", read=READ))
    if data.startswith(_OLE):
        if _LOCKED_OFFICE in data:
            raise Unreadable(
                Told(
                    "The file is protected by a password; save it without one.",
                    "文件有密码保护，请另存一份不带密码的。",
                )
            )
        raise WrongKind(
            Told(
                "The file is an old Office document (.doc, .xls, .ppt): save it as .docx. {read}",
                "这是旧版 Office 文档（.doc、.xls、.ppt），请存为 .docx。{read}",
                read=READ,
            )
        )
    head = _head(data)
    if _is_web_archive(head, name.lower()):
        raise WrongKind(
            Told(
                "The file is a page or letter saved with its parts (.mht, .eml): save it as .html. {read}",
                "这是连同附件保存的网页或邮件（.mht、.eml），请另存为 .html。{read}",
                read=READ,
            )
        )
    if data.startswith(_ZIP):
        return _in_archive(Archive(data))
    return _of_text(head, name.lower())


def _is_web_archive(head: str, name: str) -> bool:
    """Letters and saved pages begin with fields, a MIME version among them, and say what they are made of."""
    text = head.replace("\r\n", "\n").lstrip()
    fields = text.partition("\n\n")[0]
    made = bool(_WEB_ARCHIVE.match(text)) and bool(_MULTIPART.search(fields))
    return made and (name.endswith(_MAIL_NAMES) or "mime-version" in fields.lower())


def _in_archive(archive: Archive) -> ImportFormat:
    names = archive.names
    kind = archive.read("mimetype")[:100].strip() if "mimetype" in names else b""
    if kind == b"application/epub+zip" or (not kind and "META-INF/container.xml" in names):
        return ImportFormat.BOOK
    if kind.startswith(b"application/vnd.oasis"):
        raise WrongKind(
            Told(
                "The file is an OpenDocument file: save it as .docx. {read}",
                "这是 OpenDocument 文件，请存为 .docx。{read}",
                read=READ,
            )
        )
    for folder, what in _OFFICE:
        if any(name.startswith(folder) for name in names):
            raise WrongKind(Told("The file is {what}. {read}", "这是{what}。{read}", what=what, read=READ))
    if "[Content_Types].xml" in names and any(name.startswith("word/") for name in names):
        return ImportFormat.WORD
    raise WrongKind(
        Told(
            "The file is a ZIP archive, not a document: unpack it. {read}",
            "这是 ZIP 压缩包，不是文档，请先解压。{read}",
            read=READ,
        )
    )


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
