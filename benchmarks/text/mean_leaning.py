"""Makes leaning.npz the mean of several of its kind that went on from the same weights.

    python -m benchmarks.text.mean_leaning [--target FILE] [--rank 32] FILE FILE …

What each adds to a matrix of the model is a product of two narrow ones; the mean of these products is brought back to
a product of that rank, as near as can be (singular values). One that adds nothing to a matrix counts there as nothing.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import datasay.analysis.tone
from datasay.analysis.tone.updates import WEIGHTS, Floats, Numbers, numbers_in

MADE = Path(datasay.analysis.tone.__file__).with_name(WEIGHTS)


def mean_of(parts: Sequence[Numbers], rank: int) -> dict[str, NDArray[np.float16] | Floats]:
    """The mean, as it is shipped."""
    made: dict[str, NDArray[np.float16] | Floats] = {}
    for name in sorted({name for part in parts for name in part}):
        if name.endswith(".down"):
            up = name.removesuffix("down") + "up"
            pairs = [(part[name], part[up] / np.float32(len(parts))) for part in parts if name in part]
            made[name], made[up] = narrowed(pairs, rank)
        elif not name.endswith(".up"):
            mean = np.stack([part[name] for part in parts]).mean(axis=0, keepdims=True)[0]
            made[name] = mean.astype(np.float16) if name == "inner" else np.asarray(mean, dtype=np.float32)
    return made


def narrowed(pairs: Sequence[tuple[Floats, Floats]], rank: int) -> tuple[NDArray[np.float16], NDArray[np.float16]]:
    """Two matrices of a rank whose product is nearest to the sum of the pairs' products."""
    down, down_rest = np.linalg.qr(np.concatenate([one for one, _ in pairs], axis=1))
    up, up_rest = np.linalg.qr(np.concatenate([one for _, one in pairs], axis=0).T)
    left, values, right = np.linalg.svd(down_rest @ up_rest.T)
    root = np.sqrt(values[:rank])
    first = (down @ left)[:, :rank] * root
    last = root[:, None] * (right @ up.T)[:rank]
    return first.astype(np.float16), last.astype(np.float16)


def main() -> int:
    """Read, bring together, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--target", type=Path, default=MADE)
    parser.add_argument("--rank", type=int, default=32)
    parser.add_argument("files", type=Path, nargs="+")
    wanted = parser.parse_args()
    made = mean_of([numbers_in(file.read_bytes()) for file in wanted.files], wanted.rank)
    np.savez_compressed(wanted.target, allow_pickle=False, **made)
    print(f"{wanted.target}: {wanted.target.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
