"""A ZIP archive from a stranger: counted and weighed before anything is unpacked, and nothing is written to disk."""

import stat
import zipfile
import zlib
from io import BytesIO
from pathlib import PurePosixPath

from datasay.text_exchange.problems import Unreadable

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
            raise Unreadable("The file is a damaged archive: save it again, or send another copy.") from error
        _check(entries)
        self._read = 0
        self.names = frozenset(entry.filename for entry in entries)

    def read(self, name: str) -> bytes:
        """One part, unpacked. Raises Unreadable when it is missing, damaged or too large."""
        try:
            entry = self._zip.getinfo(name)
        except KeyError as error:
            raise Unreadable(f"The file is damaged: its part {name[:80]!r} is missing.") from error
        self._read += entry.file_size
        if entry.file_size > _PART_BYTES or self._read > _TOTAL_BYTES:
            raise Unreadable(
                f"The file unpacks to more than {_TOTAL_BYTES // 1024**2} MB of text; split it into smaller ones."
            )
        try:
            # zipfile never gives more than the declared size, and checks the sum.
            return self._zip.read(entry)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
            raise Unreadable(f"The file is damaged: its part {name[:80]!r} cannot be unpacked.") from error


def _check(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > _ENTRIES:
        raise Unreadable(f"The file holds {len(entries):,} parts; a document may have {_ENTRIES:,}.")
    declared = 0
    for entry in entries:
        name = entry.filename
        path = PurePosixPath(name.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or (len(name) > 1 and name[1] == ":"):
            raise Unreadable(f"The file holds a part whose name leads out of it ({name[:80]!r}); it is not a document.")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise Unreadable(f"The file holds a link ({name[:80]!r}) in place of a part; it is not a document.")
        if entry.flag_bits & _ENCRYPTED:
            raise Unreadable("The file is protected by a password; save it without one.")
        if entry.file_size > _SMALL and entry.file_size > _RATIO * max(entry.compress_size, 1):
            raise Unreadable(
                f"The part {name[:80]!r} would unpack to {entry.file_size:,} bytes, more than {_RATIO} times its size; "
                "no document does that."
            )
        declared += entry.file_size
    if declared > _DECLARED_BYTES:
        raise Unreadable(f"The file would unpack to {declared:,} bytes; a document may have {_DECLARED_BYTES:,}.")
