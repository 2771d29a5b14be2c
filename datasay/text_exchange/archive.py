"""A ZIP archive from a stranger: counted and weighed before anything is unpacked, and nothing is written to disk."""

import stat
import zipfile
import zlib
from io import BytesIO
from pathlib import PurePosixPath

from datasay.text_exchange.problems import Unreadable
from datasay.wording.told import Told

_ENTRIES = 5_000
_PART_BYTES = 32 * 1024 * 1024  # of one part of text, unpacked
_TOTAL_BYTES = 64 * 1024 * 1024  # of all parts that are read
_DECLARED_BYTES = 512 * 1024 * 1024  # of everything, pictures included
_RATIO = 200  # unpacked to packed; text packs about 1:5, repeated text 1:100
_SMALL = 1024 * 1024  # below this size any ratio is harmless
_ENCRYPTED = 0x1


class Archive:
    """The parts by name. Raises Unreadable for what is broken, locked, or larger than a document is."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeError, MemoryError) as error:
            raise Unreadable(
                Told(
                    "The file is a damaged archive: save it again, or send another copy.",
                    "文件是损坏的压缩包，请重新保存，或换一份。",
                )
            ) from error
        _check(entries)
        self._read = 0
        self.names = frozenset(entry.filename for entry in entries)

    def read(self, name: str) -> bytes:
        """One part, unpacked. Raises Unreadable when it is missing, damaged or too large."""
        try:
            entry = self._zip.getinfo(name)
        except KeyError as error:
            raise Unreadable(
                Told(
                    "The file is damaged: its part {part} is missing. Save it again.",
                    "文件已损坏：缺少其中的 {part}。请重新保存。",
                    part=name[:80],
                )
            ) from error
        self._read += entry.file_size
        if entry.file_size > _PART_BYTES or self._read > _TOTAL_BYTES:
            raise Unreadable(
                Told(
                    "The file unpacks to more than {most} MB of text; split it into smaller ones.",
                    "文件解开后的文字超过 {most} MB，请分成几份。",
                    most=_TOTAL_BYTES // 1024**2,
                )
            )
        try:
            # zipfile never gives more than the declared size, and checks the sum.
            return self._zip.read(entry)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
            raise Unreadable(
                Told(
                    "The file is damaged: its part {part} cannot be unpacked. Save it again.",
                    "文件已损坏：其中的 {part} 解不开。请重新保存。",
                    part=name[:80],
                )
            ) from error


def _check(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > _ENTRIES:
        raise Unreadable(
            Told(
                "The file holds {count:,} parts; a document may have {most:,}.",
                "文件里有 {count:,} 个部分，文档最多 {most:,} 个。",
                count=len(entries),
                most=_ENTRIES,
            )
        )
    declared = 0
    for entry in entries:
        name = entry.filename
        path = PurePosixPath(name.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or (len(name) > 1 and name[1] == ":"):
            raise Unreadable(
                Told(
                    "The file holds a part whose name leads out of it ({part}); it is not a document.",
                    "文件里有一个部分的名字指到文件之外（{part}），这不是文档。",
                    part=name[:80],
                )
            )
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise Unreadable(
                Told(
                    "The file holds a link ({part}) in place of a part; it is not a document.",
                    "文件里有一个链接（{part}），本该是内容，这不是文档。",
                    part=name[:80],
                )
            )
        if entry.flag_bits & _ENCRYPTED:
            raise Unreadable(
                Told(
                    "The file is protected by a password; save it without one.",
                    "文件有密码保护，请另存一份不带密码的。",
                )
            )
        if entry.file_size > _SMALL and entry.file_size > _RATIO * max(entry.compress_size, 1):
            raise Unreadable(
                Told(
                    "The part {part} would unpack to {size:,} bytes, more than {ratio} times its size; "
                    "no document does that.",
                    "其中的 {part} 解开会有 {size:,} 字节，超过压缩大小的 {ratio} 倍，正常文档不会这样。",
                    part=name[:80],
                    size=entry.file_size,
                    ratio=_RATIO,
                )
            )
        declared += entry.file_size
    if declared > _DECLARED_BYTES:
        raise Unreadable(
            Told(
                "The file would unpack to {size:,} bytes; a document may have {most:,}.",
                "文件解开会有 {size:,} 字节，文档最多 {most:,} 字节。",
                size=declared,
                most=_DECLARED_BYTES,
            )
        )
