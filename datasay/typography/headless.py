"""Skia on machines without OpenGL.

The wheel of skia-python is linked against libEGL and libGL, which servers and containers seldom have, although drawing
into memory never calls them. Where they are missing, stand-ins are loaded under their names first: shared objects of a
few kilobytes, made here, that hold every name Skia may ask for and no code at all.

Sources: System V ABI, chapters "Object Files" and "Dynamic Linking"; ld.so takes a library that is already loaded when
its DT_SONAME is the name it looks for.
"""

import ctypes
import os
import platform
import re
import struct
from collections.abc import Sequence
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_LIBRARIES = ("libEGL.so.1", "libGL.so.1")
_MACHINES = {"x86_64": 62, "aarch64": 183}  # e_machine
_NAMES = re.compile(rb"(?<=\0)(?:egl|glX|gl)[A-Z]\w*(?=\0)")
_CURE = "Install libEGL and libGL (Debian: apt-get install libegl1 libgl1)."
_PAGE = 4096
_ABSOLUTE = 0xFFF1  # SHN_ABS: the value is final; 1, since 0 would mean "not defined"


def stand_in(soname: str, names: Sequence[bytes]) -> bytes:
    """A shared object called `soname` that defines `names`; none of them may ever be called."""
    strings = b"\0" + b"\0".join([soname.encode(), *names]) + b"\0"
    symbols, at = [bytes(24)], len(soname) + 2
    for name in names:
        symbols.append(struct.pack("<IBBHQQ", at, 0x12, 0, _ABSOLUTE, 1, 0))  # global function
        at += len(name) + 1
    # One bucket whose chain runs through all symbols: looked up once each, so the order costs nothing.
    count = len(symbols)
    table = struct.pack(f"<{count + 3}I", 1, count, 1 if names else 0, 0, *range(2, count), *([0] if names else []))
    table += bytes(-len(table) % 8)
    header = 64 + 3 * 56
    at_dynamic = header
    at_symbols = at_dynamic + 7 * 16
    at_table = at_symbols + 24 * count
    at_strings = at_table + len(table)
    size = at_strings + len(strings)
    dynamic = ((14, 1), (4, at_table), (5, at_strings), (6, at_symbols), (10, len(strings)), (11, 24), (0, 0))
    segments = (  # load all of it, writable because ld.so relocates the dynamic section; the stack is not executable
        struct.pack("<IIQQQQQQ", 1, 6, 0, 0, 0, size, size, _PAGE),
        struct.pack("<IIQQQQQQ", 2, 6, at_dynamic, at_dynamic, at_dynamic, 7 * 16, 7 * 16, 8),
        struct.pack("<IIQQQQQQ", 0x6474E551, 6, 0, 0, 0, 0, 0, 16),
    )
    ident = b"\x7fELF" + bytes((2, 1, 1)) + bytes(9)
    machine = _MACHINES[platform.machine()]
    elf = ident + struct.pack("<HHIQQQIHHHHHH", 3, machine, 1, 0, 64, 0, 0, 64, 56, len(segments), 0, 0, 0)
    body = b"".join(struct.pack("<qQ", *entry) for entry in dynamic) + b"".join(symbols)
    return elf + b"".join(segments) + body + table + strings


def _stand_in_for_missing(extension: Path) -> None:
    names = sorted(set(_NAMES.findall(extension.read_bytes())))
    with ExitStack() as files:  # open together: ld.so would take a second file under the same path for the first
        for soname in _LIBRARIES:
            try:
                ctypes.CDLL(soname, ctypes.RTLD_GLOBAL)
            except OSError:
                file = files.enter_context(os.fdopen(os.memfd_create(soname), "wb", buffering=0))
                file.write(stand_in(soname, names))
                ctypes.CDLL(f"/proc/self/fd/{file.fileno()}", ctypes.RTLD_GLOBAL)


def _load() -> Any:  # Any: skia-python has no types
    try:
        import skia  # noqa: PLC0415  loaded here, after its libraries are
    except ImportError as error:
        found = find_spec("skia")
        if found is None or found.origin is None or not any(name in str(error) for name in _LIBRARIES):
            raise
        if platform.machine() not in _MACHINES:
            raise ImportError(f"{error}. {_CURE}") from error
        _stand_in_for_missing(Path(found.origin))
        import skia  # noqa: PLC0415  loaded here, after its libraries are
    return skia


skia = _load()
