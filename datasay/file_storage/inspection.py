"""What a file is, how large and how long, found without decoding it."""

import asyncio
import mmap
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import ExifTags, Image

from datasay.file_storage.errors import FileBroken, FileTypeRefused
from datasay.file_storage.models import FileType
from datasay.file_storage.sniffing import sniff
from datasay.media.errors import MediaRejected
from datasay.media.probe import MediaFacts, probe
from datasay.wording.told import Told, said_by

MAX_PIXELS = 50_000_000
_MAX_SIDE = 30_000
_PILLOW_NAMES = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP", "image/gif": "GIF"}
_SOUND_ONLY = {"video/mp4": "audio/mp4", "video/quicktime": "audio/mp4", "video/webm": "audio/webm"}
_SIDEWAYS = (5, 6, 7, 8)  # EXIF orientations that turn a picture by a quarter


@dataclass(frozen=True, slots=True)
class Inspected:
    """What the content says. Pixels as the picture is looked at (turned upright), seconds."""

    file_type: FileType
    mime_type: str
    width: int | None = None
    height: int | None = None
    duration: float | None = None


async def inspect(path: Path) -> Inspected:
    """Look at a file. Raises FileTypeRefused, FileBroken, FileTooLarge, and MediaToolFailed when the probe dies."""
    found = await asyncio.to_thread(sniff, path)
    plain = Inspected(found.file_type, found.mime_type)
    if found.file_type == FileType.TEXT:
        return plain
    if found.file_type == FileType.IMAGE:
        width, height = await asyncio.to_thread(_picture_size, path, found.mime_type)
        return replace(plain, width=width, height=height)
    try:
        facts = await probe(path, mime_type=found.mime_type)
    except MediaRejected as error:
        raise FileBroken(said_by(error)) from error
    return _of_media(plain, facts)


def _of_media(plain: Inspected, facts: MediaFacts) -> Inspected:
    duration = round(facts.duration, 2)
    if plain.file_type == FileType.VIDEO and facts.has_video:
        return replace(plain, width=facts.width, height=facts.height, duration=duration)
    if not facts.has_audio:
        raise FileBroken(Told("There is no sound in this file. Take another.", "这个文件里没有声音。请换一个文件。"))
    mime_type = _SOUND_ONLY.get(plain.mime_type, plain.mime_type)
    if mime_type.startswith("video/"):
        raise FileTypeRefused(
            Told(
                "This Matroska file holds sound only; convert it to MP3, WAV, FLAC or M4A.",
                "这个 Matroska 文件只有声音，请转成 MP3、WAV、FLAC 或 M4A。",
            )
        )
    return Inspected(FileType.AUDIO, mime_type, duration=duration)


def _picture_size(path: Path, mime_type: str) -> tuple[int, int]:
    """Width and height from the header; nothing is decoded, so a bomb costs nothing."""
    try:
        with Image.open(path, formats=[_PILLOW_NAMES[mime_type]]) as picture:
            width, height = picture.size
            too_large = width * height > MAX_PIXELS or max(width, height) > _MAX_SIDE
            turned = not too_large and picture.getexif().get(ExifTags.Base.Orientation) in _SIDEWAYS
        whole = too_large or _is_whole(path, mime_type)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    # Pillow's readers raise whatever a malformed header makes them trip over.
    except Exception as error:
        raise FileBroken(
            Told(
                "This {kind} picture is damaged; save it anew and try again.",
                "这张 {kind} 图片已损坏，请重新保存后再试。",
                kind=_PILLOW_NAMES[mime_type],
            )
        ) from error
    if too_large:
        raise _too_many_pixels()
    if not whole:
        raise FileBroken(
            Told(
                "This {kind} picture is cut off; save or send it anew and try again.",
                "这张 {kind} 图片不完整，请重新保存或发送后再试。",
                kind=_PILLOW_NAMES[mime_type],
            )
        )
    return (height, width) if turned else (width, height)


def _is_whole(path: Path, mime_type: str) -> bool:
    """Whether the file goes on to its own end, by its structure alone. A PNG's check raises what Pillow raises."""
    if mime_type == "image/png":
        with Image.open(path, formats=["PNG"]) as picture:
            picture.verify()
        return True
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if mime_type == "image/webp":
            return int.from_bytes(content[4:8], "little") + 8 <= len(content)
        return mime_type != "image/jpeg" or _jpeg_ends(content)


def _jpeg_ends(content: mmap.mmap) -> bool:
    """Whether the end marker follows the picture's data; the one of a thumbnail within the headers is passed over."""
    place = 2
    while content[place : place + 1] == b"\xff" and content[place + 1 : place + 2] != b"\xda":
        if content[place + 1 : place + 2] == b"\xff":  # fill bytes
            place += 1
            continue
        place += 2 + int.from_bytes(content[place + 2 : place + 4], "big")
    return content.find(b"\xff\xd9", place) >= 0


def _too_many_pixels() -> FileBroken:
    return FileBroken(
        Told(
            "A picture may have at most {millions} million pixels and {side} on a side; scale it down.",
            "图片最多 {millions} 百万像素，每边最多 {side} 像素，请缩小。",
            millions=MAX_PIXELS // 1000000,
            side=_MAX_SIDE,
        )
    )
