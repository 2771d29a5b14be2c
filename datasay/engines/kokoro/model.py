"""The model: put together from its packages, told to give its durations as well, and run.

Kokoro-82M v1.0 in 8 bit, exported to ONNX. The packages carry it in four parts; joined they are, by their hash, the
file `kokoro-v1.0.int8.onnx` of the public release of kokoro-onnx. Frames are 600 samples at 24 kHz: 25 ms.
"""

import ctypes
import hashlib
import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from datasay.engines.errors import EngineRejected
from datasay.engines.kokoro.packages import PARTS
from datasay.engines.kokoro.symbols import numbers
from datasay.engines.kokoro.vectors import vector
from datasay.wording.told import Told

if TYPE_CHECKING:
    from onnxruntime import InferenceSession, RunOptions

SAMPLE_RATE = 24_000
FRAME = 600  # samples
MOST_TOKENS = 500  # the model takes 510, the silences at both ends included
_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
_DURATIONS = b"/encoder/Round_output_0"  # frames of each token, before they are laid out
_LIMITED = b"/encoder/Limit_output_0"  # the same with a limit to each; both names are equally long
_NO_LIMIT = 1e6  # frames
_IDLE_SECONDS = 90.0  # the session is given back after this long: it holds about 400 MB
_SYMBOLS_AT_ONCE = 200  # in all calls under way: each takes more than a megabyte while it is said
_THREADS = (
    2  # of a call: for a tenth more work than two calls on one each, half the memory, and the first is soon heard
)
_CALLS_AT_ONCE = max(1, len(os.sched_getaffinity(0)) // _THREADS)
_LARGE = 256 * 1024  # bytes: what is larger has pages of its own, see _give_pages_back
_M_MMAP_THRESHOLD = -3  # of mallopt, in glibc's malloc.h
_lock = threading.Lock()
_under_way = threading.Condition()
_symbols: list[int] = []  # of each call under way
_kept: "list[tuple[InferenceSession, float]]" = []


@dataclass(frozen=True, slots=True)
class Sounding:
    """What the model said: samples at SAMPLE_RATE, and where each token begins in them, with the end as the last."""

    samples: NDArray[np.float32]
    places: NDArray[np.int64]


def sound(symbols: str, voice: str, *, pace: float, limits: Mapping[int, int] | None = None) -> Sounding:
    """Say symbols with a voice. Blocks. `limits`: the most frames of a token, by its place; the silence is before 0."""
    tokens = np.array([[0, *numbers(symbols), 0]], np.int64)
    most = np.full(tokens.shape, _NO_LIMIT, np.float32)
    for place, limit in (limits or {}).items():
        most[0, place + 1] = limit
    style = vector(voice, len(symbols))
    given = {"tokens": tokens, "style": style, "speed": np.array([pace], np.float32), "most": most}
    with _room_for(len(symbols)):
        audio, frames = _session().run(["audio", _LIMITED.decode()], given, _giving_back())
    places = np.concatenate([[0], np.cumsum(np.maximum(frames[0], 1))]).astype(np.int64) * FRAME  # at least one each
    return Sounding(np.asarray(audio, np.float32).reshape(-1), places[1:-1])


@contextmanager
def _room_for(count: int) -> Iterator[None]:
    """Waits until what is under way leaves room for a call of so many symbols; a call alone always has it."""
    with _under_way:
        _under_way.wait_for(
            lambda: not _symbols or (len(_symbols) < _CALLS_AT_ONCE and sum(_symbols) + count <= _SYMBOLS_AT_ONCE)
        )
        _symbols.append(count)
    try:
        yield
    finally:
        with _under_way:
            _symbols.remove(count)
            _under_way.notify_all()
        with _lock:
            if _kept:
                _kept[0] = (_kept[0][0], time.monotonic())


def _giving_back() -> "RunOptions":
    """A run gives the memory it took back: without, a process keeps that of its longest sentences."""
    import onnxruntime  # noqa: PLC0415  see _load

    options = onnxruntime.RunOptions()
    options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    return options


def _session() -> "InferenceSession":
    """The one session of this process; a thread gives it back when it has not been used for a while."""
    with _lock:
        if not _kept:
            _kept.append((_load(), time.monotonic()))
            threading.Thread(target=_let_go, name="kokoro-idle", daemon=True).start()
        session = _kept[0][0]
        _kept[0] = (session, time.monotonic())
        return session


def _let_go() -> None:
    while True:
        time.sleep(_IDLE_SECONDS / 3)
        with _lock:
            if not _kept:
                return
            # A call may take longer than that on a busy machine, and would keep its session beside the next one.
            if not _symbols and time.monotonic() - _kept[0][1] > _IDLE_SECONDS:
                _kept.clear()
                return


def _load() -> "InferenceSession":
    import onnxruntime  # noqa: PLC0415  0.2 s and 30 MB that only those pay who speak

    _give_pages_back()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = _THREADS
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # who waits for the other works not
    options.enable_mem_pattern = False  # 190 MB less
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(_patched(_joined()), options, providers=["CPUExecutionProvider"])


def _give_pages_back() -> None:
    """Memory that was freed is the system's again, at once.

    By itself glibc takes what it was once asked for as small, up to 32 MB, and keeps it in heaps, one for each thread
    or so, that a single small block holds open: 200 MB after half a minute of speech, and growing.
    """
    with suppress(AttributeError, OSError):  # another C library has no such habit
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE)


def _joined() -> bytes:
    """The model as published. Raises EngineRejected for any other."""
    joined = b"".join(files(part).joinpath("part.bin").read_bytes() for part in PARTS)
    if hashlib.sha256(joined).hexdigest() != _SHA256:
        raise EngineRejected(
            Told(
                "The packages of the voice model do not hold the model that is known; install them again.",
                "语音模型的安装包里不是已知的模型，请重新安装。",
            )
        )
    return joined


def _patched(model: bytes) -> bytes:
    """The model with a limit to the frames of each token as a further input, and the frames as a second output.

    Messages of Protocol Buffers that are joined are merged (onnx.proto: field 7 of a model is its graph; of that, field
    1 a node, 11 an input and 12 an output), so what is added needs no library that can edit graphs. The frames are read
    in one place, the second that names them (the first writes them); it is given the other name.
    """
    read = model.index(_DURATIONS, model.index(_DURATIONS) + len(_DURATIONS))
    renamed = model[:read] + _LIMITED + model[read + len(_LIMITED) :]
    dimensions = b"".join(_field(1, _field(2, name)) for name in (b"one_", b"tokens_"))
    tensor = _field(2, _field(1, b"\x08\x01" + _field(2, dimensions)))  # of 32-bit floats
    node = _field(1, _DURATIONS) + _field(1, b"most") + _field(2, _LIMITED) + _field(3, b"limit") + _field(4, b"Min")
    added = _field(1, node) + _field(11, _field(1, b"most") + tensor) + _field(12, _field(1, _LIMITED) + tensor)
    return renamed + _field(7, added)


def _varint(number: int) -> bytes:
    low, rest = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + _varint(rest) if rest else bytes([low])


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content
