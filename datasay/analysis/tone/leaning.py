"""Which way a sentence leans, by what the language model makes of it and by the signs of the rules: a small network.

Its weights are made by compile_leaning.py from sentences that were written and labelled for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast

import numpy as np

from datasay.analysis.opinions import Read
from datasay.analysis.shapes import Label, SentenceSentiment
from datasay.analysis.tone.parts import in_two
from datasay.analysis.tone.reader import Floats, Reader, reader
from datasay.analysis.tone.signs import signs_of

LABELS = (Label.POSITIVE, Label.NEGATIVE, Label.NEUTRAL, Label.MIXED)
WEIGHTS = "leaning.npz"


@dataclass(frozen=True, slots=True)
class Network:
    """Several networks of one hidden layer over the same numbers; their answers are averaged."""

    mean: Floats
    spread: Floats
    inner: Floats  # network, number, hidden
    inner_bias: Floats
    outer: Floats  # network, hidden, label
    outer_bias: Floats
    heat: float  # what the answers are divided by, so that they are as sure as they are right

    def chances(self, numbers: Floats) -> Floats:
        """For each row how likely each of LABELS is."""
        inputs = (numbers - self.mean) / self.spread
        total = np.zeros((len(numbers), len(LABELS)), dtype=np.float32)
        for inner, inner_bias, outer, outer_bias in zip(
            self.inner, self.inner_bias, self.outer, self.outer_bias, strict=True
        ):
            total += softmax(bent(inputs @ inner + inner_bias) @ outer + outer_bias)
        mean = total / len(self.inner)
        return softmax(np.asarray(np.log(mean + np.float32(1e-6)) / np.float32(self.heat), dtype=np.float32))


def softmax(values: Floats) -> Floats:
    """Each row as chances that sum to one."""
    grown = np.exp(values - values.max(axis=1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=1, keepdims=True), dtype=np.float32)


def bent(values: Floats) -> Floats:
    """The hidden layer's bend (GELU)."""
    inner = np.tanh(np.float32(0.7978845608) * (values + np.float32(0.044715) * values**3))
    return np.asarray(np.float32(0.5) * values * (1 + inner), dtype=np.float32)


@cache
def network() -> Network:
    """The one that is shipped."""
    with (files("datasay.analysis.tone") / WEIGHTS).open("rb") as file:
        held = np.load(file, allow_pickle=False)

        def full(name: str) -> Floats:
            return cast("Floats", held[name].astype(np.float32))

        return Network(
            mean=full("mean"),
            spread=full("spread"),
            inner=full("inner"),
            inner_bias=full("inner_bias"),
            outer=full("outer"),
            outer_bias=full("outer_bias"),
            heat=float(held["heat"]),
        )


def numbers_of(model: Reader, sentences: Sequence[tuple[SentenceSentiment, Read]]) -> Floats:
    """What is known of each sentence, as the network takes it."""
    views = model.read([in_two(judged.text) for judged, _ in sentences])
    signs = np.array([signs_of(judged, read) for judged, read in sentences], dtype=np.float32)
    return np.concatenate([views, signs], axis=1)


def leanings(sentences: Sequence[tuple[SentenceSentiment, Read]]) -> Floats | None:
    """How likely each of LABELS is for each sentence; None where the model is not installed."""
    model = reader()
    if model is None or not sentences:
        return None
    return network().chances(numbers_of(model, sentences))
