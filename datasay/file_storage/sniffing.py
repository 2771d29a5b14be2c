"""What bytes are, told from the bytes alone: an allow-list of pictures, sound, video and plain text.

Neither the name nor the Content-Type a client sends is asked. Everything else is refused by name where it can be
named: pages and drawings that a browser would run, programs, archives, and playlists that make a player open more
files.
"""

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import orjson

from datasay.file_storage.errors import FileBroken, FileTooLarge, FileTypeRefused
from datasay.file_storage.models import FileType
from datasay.wording.told import Told

TEXT_LIMIT_BYTES = 16 * 1024 * 1024
_HEAD = 64 * 1024
_TAIL = 66 * 1024  # an archive's directory ends with 22 bytes and a comment of at most 65,535

ACCEPTED = Told(
    "Send a picture (PNG, JPEG, WebP, GIF), sound (MP3, WAV, FLAC, Ogg, M4A, AAC), video (MP4, MOV, WebM, MKV)"
    " or plain text (TXT, MD, CSV, SRT, VTT, JSON).",
    "可以上传图片（PNG、JPEG、WebP、GIF）、声音（MP3、WAV、FLAC、Ogg、M4A、AAC）、视频（MP4、MOV、WebM、MKV）"
    "或纯文本（TXT、MD、CSV、SRT、VTT、JSON）。",
)


@dataclass(frozen=True, slots=True)
class Sniffed:
    """A type on the allow-list."""

    file_type: FileType
    mime_type: str


_PNG = Sniffed(FileType.IMAGE, "image/png")
_JPEG = Sniffed(FileType.IMAGE, "image/jpeg")
_GIF = Sniffed(FileType.IMAGE, "image/gif")
_WEBP = Sniffed(FileType.IMAGE, "image/webp")
_WAV = Sniffed(FileType.AUDIO, "audio/wav")
_FLAC = Sniffed(FileType.AUDIO, "audio/flac")
_OGG = Sniffed(FileType.AUDIO, "audio/ogg")
_MP3 = Sniffed(FileType.AUDIO, "audio/mpeg")
_AAC = Sniffed(FileType.AUDIO, "audio/aac")
_M4A = Sniffed(FileType.AUDIO, "audio/mp4")
_MP4 = Sniffed(FileType.VIDEO, "video/mp4")
_MOV = Sniffed(FileType.VIDEO, "video/quicktime")
_WEBM = Sniffed(FileType.VIDEO, "video/webm")
_MKV = Sniffed(FileType.VIDEO, "video/x-matroska")

_STILL_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis", b"crx ", b"jxl ")
_OGG_CODECS = (b"\x01vorbis", b"OpusHead", b"\x7fFLAC", b"Speex   ")
# The beginnings a browser takes for a page, and others that a program reading text would act upon.
_MARKUP = re.compile(
    r"<(!doctype|html|head|body|script|iframe|frame|svg|math|style|title|link|meta|base|object|embed|form|img|video"
    r"|audio|table|div|h1|font|center|br|b|p|a|rss|feed|mpd|smil|asx)\b|<\?|<%|<!--|<!\[CDATA\[",
    re.IGNORECASE,
)
_PLAYLIST = re.compile(r"#EXTM3U|#EXT-X-|ffconcat\s|\[playlist\]|\[reference\]|v=0\r?\no=", re.IGNORECASE)
_PROGRAM = re.compile(r"#!\s*/|%!PS|%PDF-|\{\\rtf|@echo |MIME-Version:|From: <Saved by", re.IGNORECASE)
_SUBRIP = re.compile(r"\d+\r?\n\d\d:\d\d:\d\d,\d{3} --> \d\d:\d\d:\d\d,\d{3}")
_WEBVTT = re.compile(r"WEBVTT([ \t\r\n]|$)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")


def sniff(path: Path) -> Sniffed:
    """The type of a file's content; blocks while it reads. Raises FileTypeRefused, FileBroken, FileTooLarge."""
    size = path.stat().st_size
    if size == 0:
        raise FileBroken(Told("The file is empty; choose another.", "文件是空的，请换一个。"))
    with path.open("rb") as file:
        head = file.read(_HEAD)
        file.seek(max(0, size - _TAIL))
        tail = file.read(_TAIL)
    found = _binary(head)
    if found is None:
        return _text(path, head, size)
    if _ends_as_archive(tail, size):
        raise FileTypeRefused(
            Told(
                "This file hides a ZIP archive behind its content. {accepted}",
                "这个文件的内容后面藏着一个 ZIP 压缩包。{accepted}",
                accepted=ACCEPTED,
            )
        )
    return found


def _binary(head: bytes) -> Sniffed | None:
    """Pictures, sound and video by their first bytes; None when it may be text."""
    for magic, found in _SIGNATURES:
        if head.startswith(magic):
            return found
    for magic, look_closer in _FAMILIES:
        if head.startswith(magic):
            return look_closer(head)
    if head.startswith(b"\x00") and head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide"):
        return _ftyp(head)
    return _mpeg_sound(head)


def _riff(head: bytes) -> Sniffed:
    form = head[8:12]
    known = {b"WAVE": _WAV, b"WEBP": _WEBP}.get(form)
    if known is None:
        raise FileTypeRefused(
            Told(
                "RIFF files of form {form} are not accepted. {accepted}",
                "不支持 {form} 格式的 RIFF 文件。{accepted}",
                form=form.decode("ascii", "replace"),
                accepted=ACCEPTED,
            )
        )
    return known


def _ogg(head: bytes) -> Sniffed:
    first = head[28:36]  # the first page has one segment: a header of 28 bytes, then the codec's name
    if any(first.startswith(codec) for codec in _OGG_CODECS):
        return _OGG
    raise FileTypeRefused(
        Told(
            "This Ogg file holds neither Vorbis, Opus, FLAC nor Speex sound. {accepted}",
            "这个 Ogg 文件里没有 Vorbis、Opus、FLAC 或 Speex 声音。{accepted}",
            accepted=ACCEPTED,
        )
    )


def _ebml(head: bytes) -> Sniffed:
    beginning = head[:256]
    if b"\x42\x82" in beginning and b"webm" in beginning:
        return _WEBM
    if b"matroska" in beginning:
        return _MKV
    raise FileTypeRefused(
        Told(
            "This file is neither WebM nor Matroska. {accepted}",
            "这个文件既不是 WebM 也不是 Matroska。{accepted}",
            accepted=ACCEPTED,
        )
    )


def _ftyp(head: bytes) -> Sniffed:
    if head[4:8] != b"ftyp":
        return _MOV  # QuickTime before it had brands
    brand = head[8:12].lower()
    if brand in _STILL_BRANDS:
        raise FileTypeRefused(
            Told(
                "HEIC, AVIF and camera raw pictures are not accepted; save the picture as JPEG or PNG.",
                "不支持 HEIC、AVIF 和相机原始图片，请存为 JPEG 或 PNG。",
            )
        )
    if brand in (b"m4a ", b"m4b ", b"m4p "):
        return _M4A
    return _MOV if brand == b"qt  " else _MP4


_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", _PNG),
    (b"\xff\xd8\xff", _JPEG),
    (b"GIF87a", _GIF),
    (b"GIF89a", _GIF),
    (b"fLaC", _FLAC),
)
_FAMILIES: tuple[tuple[bytes, Callable[[bytes], Sniffed]], ...] = (
    (b"RIFF", _riff),
    (b"OggS", _ogg),
    (b"\x1aE\xdf\xa3", _ebml),
)


def _mpeg_sound(head: bytes) -> Sniffed | None:
    start = 0
    if head.startswith(b"ID3") and len(head) > 10:
        if any(byte & 0x80 for byte in head[6:10]):
            return None
        start = 10 + sum(byte << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
        if start >= len(head):  # a large cover picture; the demuxer decides whether sound follows
            return _MP3
        start += len(head[start:]) - len(head[start:].lstrip(b"\x00"))
    frame = head[start : start + 4]
    if len(frame) < 4 or frame[0] != 0xFF or frame[1] & 0xE0 != 0xE0:
        return None
    layer = (frame[1] >> 1) & 3
    if layer == 0:
        return _AAC if frame[1] & 0xF6 == 0xF0 else None
    plausible = (frame[1] >> 3) & 3 != 1 and frame[2] >> 4 not in (0, 15) and (frame[2] >> 2) & 3 != 3
    return _MP3 if layer == 1 and plausible else None


def _ends_as_archive(tail: bytes, size: int) -> bool:
    """Whether a ZIP reader, which begins at the end, would find its directory."""
    at = tail.rfind(b"PK\x05\x06")
    while at >= 0:
        record = tail[at : at + 22]
        if len(record) == 22:
            comment = int.from_bytes(record[20:22], "little")
            directory = int.from_bytes(record[12:16], "little")
            if at + 22 + comment <= len(tail) and directory < size:
                return True
        at = tail.rfind(b"PK\x05\x06", 0, at)
    return False


def _text(path: Path, head: bytes, size: int) -> Sniffed:
    encoding = _encoding(head)
    if encoding is None or _CONTROL.search(head.decode(encoding, "ignore")):
        raise FileTypeRefused(_named(head))
    if size > TEXT_LIMIT_BYTES:
        raise FileTooLarge(
            Told(
                "A text may have at most {most:,} bytes; split it.",
                "文本文件最多 {most:,} 字节，请分成几份。",
                most=TEXT_LIMIT_BYTES,
            )
        )
    raw = path.read_bytes()
    for candidate in (encoding,) if encoding != "utf-8-sig" else ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(candidate)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text) is None:
            return _kind_of_text(text, candidate)
    raise FileTypeRefused(_named(head))


def _encoding(head: bytes) -> str | None:
    """The encoding to try first; None for what cannot be text."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return None if b"\x00" in head else "utf-8-sig"


def _kind_of_text(text: str, encoding: str) -> Sniffed:
    start = text[:4096].lstrip("\ufeff\u200b \t\r\n\f\v")
    if not start:
        raise FileBroken(Told("The text is blank; choose another file.", "文本里没有内容，请换一个文件。"))
    if _MARKUP.match(start):
        raise FileTypeRefused(
            Told(
                "HTML, SVG and XML are not accepted, since a browser would run them. {accepted}",
                "不支持 HTML、SVG 和 XML，因为浏览器会运行它们。{accepted}",
                accepted=ACCEPTED,
            )
        )
    if _PLAYLIST.match(start):
        raise FileTypeRefused(
            Told(
                "Playlists are not accepted: they name other files. {accepted}",
                "不支持播放列表：它指向别的文件。{accepted}",
                accepted=ACCEPTED,
            )
        )
    if _PROGRAM.match(start):
        raise FileTypeRefused(
            Told(
                "Programs and documents with a layout are not accepted. {accepted}",
                "不支持程序和排版文档。{accepted}",
                accepted=ACCEPTED,
            )
        )
    if encoding == "utf-8-sig":
        if _SUBRIP.match(start):
            return Sniffed(FileType.TEXT, "application/x-subrip")
        if _WEBVTT.match(start):
            return Sniffed(FileType.TEXT, "text/vtt")
        if _is_json(text, start):
            return Sniffed(FileType.TEXT, "application/json")
        return Sniffed(FileType.TEXT, "text/plain")
    return Sniffed(FileType.TEXT, f"text/plain; charset={encoding}")


def _is_json(text: str, start: str) -> bool:
    if start[0] not in "{[":
        return False
    try:
        orjson.loads(text.lstrip("\ufeff"))
    except orjson.JSONDecodeError:
        return False
    return True


_NAMED = (
    (b"MZ", Told("a Windows program", " Windows 程序")),
    (b"\x7fELF", Told("a Linux program", " Linux 程序")),
    (b"\xca\xfe\xba\xbe", Told("a program", "程序")),
    (b"\xcf\xfa\xed\xfe", Told("a program", "程序")),
    (b"PK\x03\x04", Told("a ZIP archive or an office document", " ZIP 压缩包或办公文档")),
    (b"\xd0\xcf\x11\xe0", Told("an old office document", "旧版办公文档")),
    (b"\x1f\x8b", Told("a gzip archive", " gzip 压缩包")),
    (b"7z\xbc\xaf", Told("a 7-Zip archive", " 7-Zip 压缩包")),
    (b"Rar!", Told("a RAR archive", " RAR 压缩包")),
    (b"BZh", Told("a bzip2 archive", " bzip2 压缩包")),
    (b"\xfd7zXZ", Told("an xz archive", " xz 压缩包")),
    (b"%PDF-", Told("a PDF", " PDF 文件")),
    (b"BM", Told("a BMP picture", " BMP 图片")),
    (b"II*\x00", Told("a TIFF picture", " TIFF 图片")),
    (b"MM\x00*", Told("a TIFF picture", " TIFF 图片")),
    (b"FLV", Told("Flash video", " Flash 视频")),
    (b"\x00\x00\x01\xba", Told("an MPEG program stream", " MPEG 节目流")),
    (b"0&\xb2u", Told("Windows media", " Windows 媒体文件")),
)


def _named(head: bytes) -> Told:
    what = next((name for magic, name in _NAMED if head.startswith(magic)), None)
    if what is None:
        return Told(
            "This is neither media nor text that can be read (save texts as UTF-8). {accepted}",
            "这不是能读的媒体或文本（文本请存为 UTF-8）。{accepted}",
            accepted=ACCEPTED,
        )
    return Told("This is {what}. {accepted}", "这是{what}。{accepted}", what=what, accepted=ACCEPTED)
