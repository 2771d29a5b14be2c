"""What training changed in the language model and put on top of it: the numbers of leaning.npz, as they are shipped."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Numbers = Mapping[str, Floats]

WEIGHTS = "leaning.npz"


@cache
def learned() -> Numbers:
    """By name: for a matrix of a layer two narrow ones, whose product is added to it; and those of the network."""
    return numbers_in((files("datasay.analysis.tone") / WEIGHTS).read_bytes())


def numbers_in(file: bytes) -> Numbers:
    """The numbers of such a file."""
    with np.load(BytesIO(file), allow_pickle=False) as held:
        return {name: held[name].astype(np.float32) for name in held.files}


def changed(matrix: Floats, name: str, numbers: Numbers) -> Floats:
    """A matrix with what was learned for it; as it is where nothing was."""
    down = numbers.get(f"{name}.down")
    return matrix if down is None else matrix + down @ numbers[f"{name}.up"]
