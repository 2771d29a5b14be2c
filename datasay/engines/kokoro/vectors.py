"""The voices' vectors, a row for each number of tokens that a text may have."""

from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

_LONGEST = 509  # the last row


@cache
def _vectors() -> dict[str, NDArray[np.float16]]:
    with files("datasay.engines.kokoro").joinpath("vectors.npz").open("rb") as file, np.load(file) as kept:
        return {name: kept[name] for name in kept.files}


def vector(voice: str, tokens: int) -> NDArray[np.float32]:
    """The voice's vector for a text of so many tokens, shape (1, 256)."""
    return np.asarray(_vectors()[voice][min(tokens, _LONGEST)][None], np.float32)
