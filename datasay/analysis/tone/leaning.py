"""Which way a sentence leans, by what the language model makes of it and by the signs of the rules: a small network.

What it says is weighed with what the rules say, by how often those are right. Its weights, and what was changed in the
model for it, are made by `benchmarks.text.tune_leaning` from sentences that were written and labelled for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from datasay.analysis.opinions import Read
from datasay.analysis.shapes import Label, SentenceSentiment
from datasay.analysis.tone.parts import in_two
from datasay.analysis.tone.reader import Reader, reader
from datasay.analysis.tone.signs import signs_of
from datasay.analysis.tone.updates import Floats, Numbers, learned

LABELS = (Label.POSITIVE, Label.NEGATIVE, Label.NEUTRAL, Label.MIXED)
# How often each of LABELS is right where the rules say so: on `kinds_blind`, `kinds_second` and `kinds_aside`, from
# which neither learned. The network sees what the rules say and still believes them too little, plain ones most of all.
_RULES_SAY = {
    Label.POSITIVE: (0.64, 0.20, 0.06, 0.10),
    Label.NEGATIVE: (0.08, 0.66, 0.04, 0.22),
    Label.NEUTRAL: (0.13, 0.16, 0.68, 0.03),
    Label.MIXED: (0.13, 0.15, 0.04, 0.68),
    Label.UNSURE: (0.51, 0.31, 0.12, 0.06),
}
# The same where two words or more weigh a whole point each, all of them one way ("好吃 … 热情").
_RULES_SAY_FIRMLY = {
    Label.POSITIVE: (0.815, 0.101, 0.018, 0.065),
    Label.NEGATIVE: (0.057, 0.845, 0.021, 0.078),
}
_WEIGHT_OF_RULES = 0.75  # chosen on each of the sets by the table of the other two


@dataclass(frozen=True, slots=True)
class Network:
    """One hidden layer over what is known of a sentence."""

    mean: Floats
    spread: Floats
    inner: Floats  # number, hidden
    inner_bias: Floats
    outer: Floats  # hidden, label
    outer_bias: Floats
    heat: float  # what the answers are divided by, so that they are as sure as they are right

    def said(self, numbers: Floats) -> Floats:
        """For each row how much speaks for each of LABELS."""
        inputs = (numbers - self.mean) / self.spread
        hidden = bent(np.asarray(inputs @ self.inner + self.inner_bias, dtype=np.float32))
        return np.asarray(hidden @ self.outer + self.outer_bias, dtype=np.float32)

    def chances(self, numbers: Floats) -> Floats:
        """For each row how likely each of LABELS is."""
        return softmax(np.asarray(self.said(numbers) / np.float32(self.heat), dtype=np.float32))


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
    return network_of(learned())


def network_of(held: Numbers) -> Network:
    """The one of some numbers."""
    return Network(
        mean=held["mean"],
        spread=held["spread"],
        inner=held["inner"],
        inner_bias=held["inner_bias"],
        outer=held["outer"],
        outer_bias=held["outer_bias"],
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
    chances = network().chances(numbers_of(model, sentences))
    rules = np.array([_said_by_rules(judged) for judged, _ in sentences], dtype=np.float32)
    both = np.asarray(chances * rules ** np.float32(_WEIGHT_OF_RULES), dtype=np.float32)
    return np.asarray(both / both.sum(axis=1, keepdims=True), dtype=np.float32)


def _said_by_rules(judged: SentenceSentiment) -> tuple[float, ...]:
    counted = [word.counted for word in judged.evidence]
    firm = len(counted) > 1 and (min(counted) >= 1 or max(counted) <= -1)
    said = _RULES_SAY[judged.label]
    return _RULES_SAY_FIRMLY.get(judged.label, said) if firm else said
