"""Small files of every kind, and wicked ones, made here from nothing."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from PIL import Image, PngImagePlugin

from datasay.media.ffmpeg import run_ffmpeg

HTML = b"<html><script>alert(document.domain)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PHP = b"<?php system($_GET['c']); ?>"


def picture(kind: str = "PNG", size: tuple[int, int] = (8, 6), colour: str = "#3366aa", **options: object) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **options)
    return out.getvalue()


def _photo(kind: str, **options: object) -> bytes:
    """A picture of some detail, so that it has data to lose."""
    out = io.BytesIO()
    Image.effect_noise((64, 64), 60).convert("RGB").save(out, kind, **options)
    return out.getvalue()


def sideways_jpeg() -> bytes:
    """A JPEG of 40 × 20 stored pixels that is looked at as 20 × 40."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return picture("JPEG", (40, 20), exif=exif)


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds one short row of it, well formed otherwise."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\x00" * 100_000, 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_text_bomb() -> bytes:
    """A PNG whose compressed comment unpacks to 200 MB."""
    packed = zlib.compressobj(9)
    data = b"Comment\x00\x00" + b"".join(packed.compress(b"\x00" * 1_000_000) for _ in range(200)) + packed.flush()
    plain = picture()
    return plain[:33] + _chunk(b"zTXt", data) + plain[33:]


def png_with_text(text: str) -> bytes:
    """A valid PNG with a comment."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", text)
    return picture(pnginfo=info)


def gif_script() -> bytes:
    """Valid JavaScript that begins like a GIF."""
    return b"GIF89a/*" + b"\x00" * 40 + b"*/=1;alert(1)//"


def archive(name: str = "index.html", content: bytes = HTML) -> bytes:
    """A ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(name, content)
    return out.getvalue()


def appended_archive(carrier: bytes) -> bytes:
    """The carrier with an archive behind it, its offsets right, as a reader wants them."""
    out = io.BytesIO()
    out.write(carrier)
    with zipfile.ZipFile(out, "a") as packed:
        packed.writestr("evil.html", HTML)
    return out.getvalue()


_PICTURE: list[str | Path] = ["-f", "lavfi", "-i", "testsrc2=size=64x48:rate=10:duration=1"]
_TONE: list[str | Path] = ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=44100:duration=1"]
_MEDIA: dict[str, list[str | Path]] = {
    "clip.mp4": [*_PICTURE, *_TONE, "-pix_fmt", "yuv420p"],
    "silent.mp4": [*_PICTURE, "-pix_fmt", "yuv420p"],
    "clip.mov": [*_PICTURE, "-pix_fmt", "yuv420p"],
    "clip.webm": [*_PICTURE, "-c:v", "libvpx", "-deadline", "realtime"],
    "clip.mkv": [*_PICTURE, *_TONE, "-pix_fmt", "yuv420p"],
    "clip.avi": [*_PICTURE],
    "ten_hours.mp4": ["-f", "lavfi", "-i", "testsrc2=size=64x48:rate=1/3600:duration=36000", "-pix_fmt", "yuv420p"],
    "voice.mp3": [*_TONE],
    "bare.mp3": [*_TONE, "-id3v2_version", "0", "-write_xing", "0"],
    "voice.wav": [*_TONE],
    "voice.flac": [*_TONE],
    "voice.ogg": [*_TONE, "-c:a", "libvorbis"],
    "voice.opus": [*_TONE, "-c:a", "libopus", "-ar", "48000"],
    "voice.m4a": [*_TONE],
    "sound.mp4": [*_TONE],
    "voice.aac": [*_TONE],
    "voice.weba": [*_TONE, "-c:a", "libopus", "-ar", "48000", "-f", "webm"],
}


async def make_media(folder: Path) -> dict[str, bytes]:
    """One second of picture and sound in every container, by the real ffmpeg."""
    made = {}
    for name, arguments in _MEDIA.items():
        await run_ffmpeg([*arguments, folder / name])
        made[name] = (folder / name).read_bytes()
    return made


Make = Callable[[dict[str, bytes]], bytes]
# What a browser or a player could be tricked into running, under an innocent name. Value: the statuses allowed.
REFUSED: dict[str, bytes] = {
    "html.jpg": HTML,
    "html_after_blanks.png": b"  \n\t" + HTML,
    "html_after_bom.png": b"\xef\xbb\xbf" + HTML,
    "html_utf16.jpg": HTML.decode().encode("utf-16"),
    "html_upper.jpg": b"<!DOCTYPE HTML><BODY ONLOAD=alert(1)>",
    "html_comment.jpg": b"<!-- GIF89a --><script>alert(1)</script>",
    "html_iframe.txt": b"<iframe src=javascript:alert(1)>",
    "html_link.txt": b'<a href="javascript:alert(1)">x</a>',
    "html_in_gb18030.txt": "<html>你好<script>alert(1)</script>".encode("gb18030"),
    "svg.png": SVG,
    "svg_after_declaration.jpg": b'<?xml version="1.0"?>' + SVG,
    "svg_after_doctype.svg": b"<!DOCTYPE svg>" + SVG,
    "stylesheet.xml": b'<?xml-stylesheet href="javascript:alert(1)"?><a/>',
    "php.jpg": PHP,
    "php_short.txt": b"<?= `id` ?>",
    "asp.txt": b"<% eval request('x') %>",
    "shell.txt": b"#!/bin/sh\nrm -rf /\n",
    "batch.txt": b"@echo off\r\ndel *.*\r\n",
    "mhtml.txt": b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n" + HTML,
    "rtf.txt": b"{\\rtf1 {\\object x}}",
    "postscript.txt": b"%!PS-Adobe-3.0\n(x) run\n",
    "document.pdf": b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n",
    "program.jpg": b"MZ\x90\x00" + b"\x00" * 60 + b"PE\x00\x00",
    "program.png": b"\x7fELF\x02\x01\x01" + b"\x00" * 57,
    "java.gif": b"\xca\xfe\xba\xbe\x00\x00\x004",
    "archive.jpg": archive(),
    "slip.mp4": archive("../../etc/cron.d/x", b"* * * * * root id"),
    "jpeg_and_zip.jpg": appended_archive(picture("JPEG")),
    "png_and_zip.png": appended_archive(picture()),
    "gif_and_zip.gif": appended_archive(picture("GIF")),
    "gzip.mp3": b"\x1f\x8b\x08\x00" + zlib.compress(b"x" * 1000),
    "office.mp3": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100,
    "riff_other.webp": b"RIFF\x24\x00\x00\x00ACON" + b"\x00" * 40,
    "heic.jpg": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic",
    "avif.png": b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf",
    "noise.bin": bytes(range(256)) * 4,
    "playlist.mp4": b"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n../b/victim.ts\n#EXT-X-ENDLIST\n",
    "playlist_http.mp3": b"#EXTM3U\r\nhttp://127.0.0.1:1/x.ts\r\n",
    "concat.mp4": b"ffconcat version 1.0\nfile 'victim.mp4'\n",
    "concat_after_bom.mp4": b"\xef\xbb\xbfffconcat version 1.0\nfile '/etc/passwd'\n",
    "winamp.mp3": b"[playlist]\nFile1=http://127.0.0.1:1/\n",
    "dash.mp4": b'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"/>',
    "dash_bare.mp4": b'<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>http://127.0.0.1:1/</BaseURL></MPD>',
    "smil.mp4": b'<smil><body><video src="http://127.0.0.1:1/"/></body></smil>',
    "sdp.mp4": b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nm=video 1234 RTP/AVP 96\r\n",
}
BROKEN: dict[str, bytes] = {
    "empty.txt": b"",
    "blank.txt": b" \n\t \n",
    "cut.png": picture()[:20],
    "cut_late.png": picture(size=(400, 300))[:-6],
    "cut.jpg": _photo("JPEG")[:-400],
    "cut_behind_thumbnail.jpg": _photo("JPEG", exif=b"Exif\x00\x00" + picture("JPEG"))[:-400],
    "cut_progressive.jpg": _photo("JPEG", progressive=True)[:-400],
    "cut.webp": _photo("WEBP")[:-40],
    "html_behind_jpeg_magic.jpg": b"\xff\xd8\xff" + HTML,
    "html_behind_png_magic.png": b"\x89PNG\r\n\x1a\n" + HTML,
    "html_behind_id3.mp3": b"ID3\x03\x00\x00\x00\x7f\x7f\x7f" + HTML * 400,
    "html_behind_ftyp.mp4": b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isommp42" + HTML,
    "html_behind_flac.flac": b"fLaC" + HTML,
    "html_behind_wave.wav": b"RIFF\x40\x00\x00\x00WAVE" + HTML,
    "html_behind_webp.webp": b"RIFF\x40\x00\x00\x00WEBP" + HTML,
    "playlist_behind_mp3_frame.mp3": b"\xff\xfb\x90\x00#EXTM3U\nhttp://127.0.0.1:1/\n",
    "bomb.png": png_header(30_000, 30_000),
    "long_side.png": png_header(60_000, 10),
    "text_bomb.png": png_text_bomb(),
}
