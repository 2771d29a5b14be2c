"""Makes one of what several runs of tune_leaning learned from the same beginning: the mean of their weights.

    python -m benchmarks.text.join_leanings [--target FILE] [--rank N] FILE FILE …

The runs have the same seed, and see the sentences in another order or learn faster. The mean of their weights makes
fewer errors than either (Wortsman and others, Model soups, 2022) and costs no more to run. The changes of a matrix are
brought back to the rank that is asked for. It prints how right the mean is, as numpy reads it.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.text.tune_leaning import MADE, heat_of, left_out, lessons, tell
from datasay.analysis.sentiment import judge_by_rules
from datasay.analysis.tone.leaning import network_of, numbers_of
from datasay.analysis.tone.reader import opened
from datasay.analysis.tone.updates import Floats, Numbers
from datasay.language.sentences import Sentence

LEFT_OUT = "left out"


def joined(every: Sequence[Numbers], rank: int) -> dict[str, Floats]:
    """The mean of the weights; a change of a matrix has at most `rank`."""
    made: dict[str, Floats] = {}
    for name in every[0]:
        if name.endswith(".up"):
            continue
        if not name.endswith(".down"):
            made[name] = np.mean([one[name] for one in every], axis=0, dtype=np.float32)
            continue
        upper = name.removesuffix(".down") + ".up"
        whole = np.mean([one[name] @ one[upper] for one in every], axis=0, dtype=np.float32)
        left, strength, right = np.linalg.svd(whole, full_matrices=False)
        shared = np.sqrt(strength[:rank])
        made[name], made[upper] = left[:, :rank] * shared, shared[:, None] * right[:rank]
    return made


def shipped(numbers: Numbers) -> dict[str, NDArray[np.float16] | Floats]:
    """As it is written: what is large in two bytes."""
    made: dict[str, NDArray[np.float16] | Floats] = {}
    for name, value in numbers.items():
        large = name.endswith((".down", ".up")) or name == "inner"
        made[name] = value.astype(np.float16) if large else value
    return made


def main() -> int:
    """Join, tell and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--target", type=Path, default=MADE)
    parser.add_argument("--rank", type=int, default=32)
    parser.add_argument("--watched", nargs="*", default=["kinds_second"], help="sets that are only told of")
    parser.add_argument("runs", nargs="+", type=Path)
    wanted = parser.parse_args()
    found = []
    for path in wanted.runs:
        with np.load(path, allow_pickle=False) as held:
            found.append({name: held[name].astype(np.float32) for name in held.files})
    numbers = {
        name: value.astype(np.float32)
        for name, value in shipped(joined(found, wanted.rank) if len(found) > 1 else found[0]).items()
    }
    model = opened(numbers)
    if model is None:
        print("the model's package is not installed")
        return 1
    trained = [one for language in ("zh", "en") for one in lessons("training", language)]
    sets = {LEFT_OUT: [one for one, out in zip(trained, left_out(trained), strict=True) if out]}
    sets |= {name: [one for language in ("zh", "en") for one in lessons(name, language)] for name in wanted.watched}
    for name, every in sets.items():
        judged = [judge_by_rules(Sentence(one.text, 0, len(one.text))) for one in every]
        said = network_of(numbers).said(numbers_of(model, judged))
        tell(name, every, range(len(every)), said)
        if name == LEFT_OUT:
            heat = heat_of(said, np.array([one.label for one in every], dtype=np.int64))
            numbers["heat"] = np.asarray(heat, dtype=np.float32)
    np.savez_compressed(wanted.target, allow_pickle=False, **shipped(numbers))
    print(f"heat {float(numbers['heat']):.2f}, {wanted.target.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
