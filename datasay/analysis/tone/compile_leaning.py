"""Makes leaning.npz from labelled sentences: `python -m datasay.analysis.tone.compile_leaning FOLDER`.

The folder has sentiment_training.zh.tsv and sentiment_training.en.tsv: kind, label and sentence, a tab between; and
sentiment_kinds_dev, sentiment_test and sentiment_dev, on which the rules are right, so that the networks learn when to
follow them. How right and how sure the networks are is told by five that each left out a fifth of the sentences, twenty
neighbours at a time, for neighbours are alike. Takes about two minutes of one core.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from datasay.analysis.sentiment import judge_by_rules
from datasay.analysis.tone.leaning import LABELS, WEIGHTS, Network, bent, numbers_of, softmax
from datasay.analysis.tone.reader import Floats, reader
from datasay.language.sentences import Sentence

_FOLLOWED = ("kinds_dev", "test", "dev")
_MADE = Path(__file__).with_name(WEIGHTS)
_NETWORKS = 3
_HIDDEN = 96
_EPOCHS = 12
_BATCH = 64
_RATE, _DECAY, _DROPPED, _SMOOTHED = 1e-3, 1e-2, 0.4, 0.1
_WARM = 30  # steps until the full rate
_FOLDS, _NEIGHBOURS = 5, 20
_PART = 200  # sentences read at once


@dataclass(frozen=True, slots=True)
class Lesson:
    """One labelled sentence."""

    kind: str
    label: int
    text: str


def lessons(path: Path) -> list[Lesson]:
    """The sentences of a file."""
    labels = {label.value: place for place, label in enumerate(LABELS)}
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line[:1] not in {"", "#"}]
    return [Lesson(*((two, labels[one]) if one in labels else (one, labels[two])), text) for one, two, text in rows]


def read_all(texts: Sequence[str]) -> Floats:
    """The numbers of each sentence. Raises RuntimeError where the model is not installed."""
    model = reader()
    if model is None:
        raise RuntimeError("the model's package is not installed")
    parts = []
    for start in range(0, len(texts), _PART):
        judged = [judge_by_rules(Sentence(text, 0, len(text))) for text in texts[start : start + _PART]]
        parts.append(numbers_of(model, judged))
    return np.concatenate(parts)


def trained(numbers: Floats, labels: NDArray[np.int64], *, networks: int = _NETWORKS, epochs: int = _EPOCHS) -> Network:
    """Networks that differ in where they began."""
    mean, spread = numbers.mean(axis=0), numbers.std(axis=0) + np.float32(1e-3)
    made = [_network((numbers - mean) / spread, labels, epochs, seed) for seed in range(networks)]
    inner, inner_bias, outer, outer_bias = (np.stack(same) for same in zip(*made, strict=True))
    return Network(mean, spread, inner, inner_bias, outer, outer_bias, 1.0)


def _network(numbers: Floats, labels: NDArray[np.int64], epochs: int, seed: int) -> list[Floats]:
    """Adam with decay, numbers dropped at random, labels smoothed."""
    chance = np.random.default_rng(seed)
    width = numbers.shape[1]
    weights: list[Floats] = [
        chance.normal(0, width**-0.5, (width, _HIDDEN)).astype(np.float32),
        np.zeros(_HIDDEN, np.float32),
        chance.normal(0, 0.5 * _HIDDEN**-0.5, (_HIDDEN, len(LABELS))).astype(np.float32),
        np.zeros(len(LABELS), np.float32),
    ]
    first = [np.zeros_like(one) for one in weights]
    second = [np.zeros_like(one) for one in weights]
    wanted = np.eye(len(LABELS), dtype=np.float32)[labels] * (1 - _SMOOTHED) + _SMOOTHED / len(LABELS)
    starts = range(0, len(numbers), _BATCH)
    steps = epochs * len(starts)
    step = 0
    for _ in range(epochs):
        order = chance.permutation(len(numbers))
        for start in starts:
            batch = order[start : start + _BATCH]
            slopes = _slopes(weights, numbers[batch], wanted[batch], chance)
            step += 1
            rate = _RATE * min(1.0, step / _WARM) * 0.5 * (1 + np.cos(np.pi * step / steps))
            for place, slope in enumerate(slopes):
                first[place] += np.float32(0.1) * (slope - first[place])
                second[place] += np.float32(0.001) * (slope * slope - second[place])
                by = first[place] / (1 - 0.9**step) / (np.sqrt(second[place] / (1 - 0.999**step)) + 1e-8)
                by += _DECAY * weights[place] if weights[place].ndim > 1 else 0
                weights[place] -= (rate * by).astype(np.float32)
    return weights


def _slopes(weights: Sequence[Floats], numbers: Floats, wanted: Floats, chance: np.random.Generator) -> list[Floats]:
    """How much each weight is at fault for what the network says wrongly."""
    inputs = numbers * _kept(numbers, chance)
    sums = np.asarray(inputs @ weights[0] + weights[1], dtype=np.float32)
    mask = _kept(sums, chance)
    hidden = np.asarray(bent(sums) * mask, dtype=np.float32)
    fault = (softmax(np.asarray(hidden @ weights[2] + weights[3], dtype=np.float32)) - wanted) / np.float32(
        len(numbers)
    )
    bow = np.tanh(np.float32(0.7978845608) * (sums + np.float32(0.044715) * sums**3))
    slope = 0.5 * (1 + bow) + 0.5 * sums * (1 - bow * bow) * 0.7978845608 * (1 + 3 * 0.044715 * sums * sums)
    back = np.asarray((fault @ weights[2].T) * mask * slope, dtype=np.float32)
    return [inputs.T @ back, back.sum(axis=0), hidden.T @ fault, fault.sum(axis=0)]


def _kept(numbers: Floats, chance: np.random.Generator) -> Floats:
    return np.asarray(chance.random(numbers.shape, dtype=np.float32) > _DROPPED, np.float32) / np.float32(1 - _DROPPED)


def left_out(numbers: Floats, labels: NDArray[np.int64], groups: NDArray[np.int64]) -> Floats:
    """What networks say of sentences they have not seen: the logarithm of each chance. Group −1 is never left out."""
    said = np.zeros((len(numbers), len(LABELS)), dtype=np.float32)
    for fold in range(_FOLDS):
        unseen = (groups >= 0) & (groups % _FOLDS == fold)
        said[unseen] = trained(numbers[~unseen], labels[~unseen]).chances(numbers[unseen])
    return np.asarray(np.log(said[groups >= 0] + np.float32(1e-6)), dtype=np.float32)


def heat(said: Floats, labels: NDArray[np.int64]) -> float:
    """What to divide by, so that the networks are as sure as they are right."""

    def surprise(by: float) -> float:
        chances = softmax(said / np.float32(by))
        return -float(np.log(chances[np.arange(len(labels)), labels] + 1e-9).mean())

    return min((float(by) for by in np.arange(0.5, 2.5, 0.05)), key=surprise)


def main(folder: str, target: Path = _MADE) -> None:
    """Write the weights, and say how right they are on sentences they have not seen."""
    known = {language: lessons(Path(folder, f"sentiment_training.{language}.tsv")) for language in ("zh", "en")}
    every = [lesson for of_one in known.values() for lesson in of_one]
    measured = len(every)
    every += [
        lesson
        for name in _FOLLOWED
        for language in known
        for lesson in lessons(Path(folder, f"sentiment_{name}.{language}.tsv"))
    ]
    numbers = read_all([lesson.text for lesson in every])
    labels = np.array([lesson.label for lesson in every], dtype=np.int64)
    chance = np.random.default_rng(0)
    blocks = [np.arange(len(of_one)) // _NEIGHBOURS for of_one in known.values()]
    groups = np.full(len(every), -1)
    groups[:measured] = np.concatenate([chance.permutation(one.max() + 1)[one] for one in blocks])
    said = left_out(numbers, labels, groups)
    hot = heat(said, labels[:measured])
    _tell(known, softmax(said / np.float32(hot)), labels[:measured])
    made = trained(numbers, labels)
    np.savez_compressed(
        target,
        mean=made.mean,
        spread=made.spread,
        inner=made.inner.astype(np.float16),
        inner_bias=made.inner_bias,
        outer=made.outer,
        outer_bias=made.outer_bias,
        heat=np.float32(hot),
    )


def _tell(known: dict[str, list[Lesson]], chances: Floats, labels: NDArray[np.int64]) -> None:
    right = chances.argmax(axis=1) == labels
    start = 0
    for language, of_one in known.items():
        here = right[start : start + len(of_one)]
        start += len(of_one)
        kinds = np.array([lesson.kind for lesson in of_one])
        by_kind = "  ".join(f"{kind} {here[kinds == kind].mean():.3f}" for kind in sorted(set(kinds.tolist())))
        sys.stdout.write(f"{language}: {len(of_one)} left out in turn, right {here.mean():.3f}  {by_kind}\n")
    sure = chances.max(axis=1)
    for least in (0.3, 0.35, 0.4, 0.45, 0.5, 0.6):
        kept = sure >= least
        sys.stdout.write(f"chance of {least}: {kept.mean():.3f} answered, {right[kept].mean():.3f} of them right\n")


if __name__ == "__main__":
    main(sys.argv[1])
