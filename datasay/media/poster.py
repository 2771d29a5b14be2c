"""A picture as the poster of an MP4, where players, file managers and phones look for it: moov/udta/meta/ilst/covr.

ffmpeg writes a poster only without metadata keys of one's own, which carry the hidden label; so it is added to the
finished file. The keys move up to moov/meta, where QuickTime's specification has them, since a level holds one `meta`.

Sources: ISO/IEC 14496-12 (boxes, chunk offsets); QuickTime File Format, "Metadata"; the iTunes list as ffmpeg reads it.
"""

import shutil
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_JPEG = 13  # the type of a value that is a JPEG
_HOLDS_OFFSETS = (b"trak", b"mdia", b"minf", b"stbl")


def add_poster(path: Path, jpeg: bytes) -> None:
    """Give the MP4 a poster, in place. Raises ValueError for a file that is not built as ffmpeg builds one."""
    with path.open("rb") as file:
        found = list(_top_boxes(file.seek(0, 2), file))
        places = {kind: (start, size) for kind, start, size in found}
        if b"moov" not in places or b"mdat" not in places:
            raise ValueError(f"{path.name} is no whole MP4.")
        start, size = places[b"moov"]
        file.seek(start + 8)
        body = file.read(size - 8)
        before_data = start < places[b"mdat"][0]
        grown = len(_with_poster(body, jpeg, 0)) - len(body)
        moov = _box(b"moov", _with_poster(body, jpeg, grown if before_data else 0))
        temporary = path.with_name(f"{path.name}.poster")
        file.seek(0)
        with temporary.open("wb") as out:
            shutil.copyfileobj(_Limited(file, start), out)
            out.write(moov)
            file.seek(start + size)
            shutil.copyfileobj(file, out, 1 << 20)
    temporary.replace(path)


class _Limited:
    """The next so many bytes of a file."""

    def __init__(self, file: BinaryIO, left: int) -> None:
        self._file, self._left = file, left

    def read(self, size: int = -1) -> bytes:
        """At most `size` of them."""
        wanted = self._left if size < 0 else min(size, self._left)
        self._left -= wanted
        return self._file.read(wanted)


def _top_boxes(end: int, file: BinaryIO) -> Iterator[tuple[bytes, int, int]]:
    at = 0
    while at + 8 <= end:
        file.seek(at)
        head = file.read(16)
        size, kind = struct.unpack(">I4s", head[:8])
        if size == 1:
            [size] = struct.unpack(">Q", head[8:16])
        elif size == 0:
            size = end - at
        if size < 8:
            return
        yield kind, at, size
        at += size


def _with_poster(moov: bytes, jpeg: bytes, shift: int) -> bytes:
    """The content of a moov with the poster, its chunk offsets moved on by `shift`."""
    out = b""
    for kind, content in _boxes(moov):
        if kind == b"udta":
            kept = [(name, inside) for name, inside in _boxes(content) if name != b"meta"]
            out += b"".join(_box(b"meta", inside) for name, inside in _boxes(content) if name == b"meta")
            out += _box(b"udta", b"".join(_box(*each) for each in kept) + _poster(jpeg))
        elif kind == b"trak":
            out += _box(kind, _shifted(content, shift))
        else:
            out += _box(kind, content)
    return out


def _poster(jpeg: bytes) -> bytes:
    handler = _box(b"hdlr", bytes(8) + b"mdirappl" + bytes(9))
    value = _box(b"data", struct.pack(">II", _JPEG, 0) + jpeg)
    return _box(b"meta", bytes(4) + handler + _box(b"ilst", _box(b"covr", value)))


def _shifted(content: bytes, shift: int) -> bytes:
    out = b""
    for kind, inside in _boxes(content):
        if kind in _HOLDS_OFFSETS:
            out += _box(kind, _shifted(inside, shift))
        elif kind in {b"stco", b"co64"}:
            form = "I" if kind == b"stco" else "Q"
            [count] = struct.unpack(">I", inside[4:8])
            offsets = struct.unpack(f">{count}{form}", inside[8:])
            out += _box(kind, inside[:8] + struct.pack(f">{count}{form}", *(each + shift for each in offsets)))
        else:
            out += _box(kind, inside)
    return out


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(content):
        size, kind = struct.unpack(">I4s", content[at : at + 8])
        if size < 8:
            raise ValueError("A box of the MP4 has no length.")
        yield kind, content[at + 8 : at + size]
        at += size


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", len(content) + 8, kind) + content
