"""Tunes the upper layers of the language model to labelled sentences, and makes leaning.npz of what it learned.

    python -m benchmarks.text.tune_leaning [--target FILE] [CHOICE=VALUE …]

What is shipped is the mean (`mean_leaning`) of three that went on (`--begun`) from one that had not the later sentences
(later=0): every=3 epochs=2 rate=4e-4; frozen=0 every=4 epochs=2 rate=4e-4; every=3 epochs=3 rate=5e-4 order=1. The last
349 of the later sentences came only to the third.

It needs torch (2.13 or later; `pip install torch`, its build for the CPU is enough), which the product never loads:
what is shipped is added to the model's matrices and runs in numpy. An epoch takes three minutes of a core.

The lower layers stay as they are and are run once. To each matrix of the upper ones the product of two narrow ones is
added (Hu and others, LoRA, 2021), and a network of one hidden layer reads the means over a sentence and its two parts
beside the numbers of the rules. It learns the sentence's kind as well, which is thrown away. A tenth of the training
sentences, blocks of neighbours, is left out: on it, how sure the network is is brought to how right it is.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

import datasay.analysis.tone
from datasay.analysis.sentiment import judge_by_rules
from datasay.analysis.tone.leaning import LABELS
from datasay.analysis.tone.parts import in_two
from datasay.analysis.tone.reader import VIEW, Layer, Reader, opened
from datasay.analysis.tone.signs import signs_of
from datasay.analysis.tone.updates import WEIGHTS, Floats, Numbers, numbers_in
from datasay.language.sentences import Sentence

DATA = Path(__file__).parent / "data"
MADE = Path(datasay.analysis.tone.__file__).with_name(WEIGHTS)
LATER = "training_second"  # written against what the weights of the others were wrong in
TRAINED_ON = ("training", "kinds_dev", "test", "dev", LATER)
KINDS = ("plain", "negation", "mixed", "contrast", "sarcasm", "mention")
NEIGHBOURS, TENTH = 20, 10
MATRICES = ("asked", "out", "wide", "narrow")
READ_AT_ONCE = 64
BUCKETS = 24  # batches that are sorted by length together


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen; the defaults, without the later sentences, made what the shipped weights went on from."""

    frozen: int = 6  # layers that stay as they are
    rank: int = 32
    scale: float = 2.0
    hidden: int = 128
    epochs: int = 4
    batch: int = 32
    rate: float = 7e-4
    decay: float = 0.01
    dropped: float = 0.1  # in the layers
    dropped_last: float = 0.3  # before the network
    smoothed: float = 0.1
    kinds: float = 0.3  # what telling the kind weighs
    signs: int = 1  # whether the rules' numbers are told
    later: int = 1  # whether the later sentences are learned
    every: int = 1  # take only each so manieth sentence of all sets but the later one
    seed: int = 0  # of what it begins with
    order: int = 0  # seed of what it is shown, and of what is dropped


@dataclass(frozen=True, slots=True)
class Lesson:
    """One labelled sentence; −1 for a kind that is not known."""

    name: str  # of its set
    language: str
    kind: int
    label: int
    text: str


@dataclass(frozen=True, slots=True)
class Known:
    """Sentences as the tuned layers take them."""

    states: Sequence[Tensor]  # after the frozen layers: piece, number
    middles: Sequence[int]
    signs: Tensor
    labels: Tensor
    kinds: Tensor


def lessons(name: str, language: str) -> list[Lesson]:
    """The sentences of a set."""
    labels = {label.value: place for place, label in enumerate(LABELS)}
    lines = (DATA / f"sentiment_{name}.{language}.tsv").read_text(encoding="utf-8").splitlines()
    found = []
    for one, two, text in (line.split("\t") for line in lines if line[:1] not in {"", "#"}):
        kind, label = (two, one) if one in labels else (one, two)
        found.append(Lesson(name, language, KINDS.index(kind) if kind in KINDS else -1, labels[label], text))
    return found


def left_out(every: Sequence[Lesson]) -> NDArray[np.bool_]:
    """Of the training sentences every tenth block of neighbours, for neighbours are alike."""
    places: dict[tuple[str, str], int] = {}
    found = []
    for one in every:
        place = places[one.name, one.language] = places.get((one.name, one.language), -1) + 1
        found.append(one.name in {"training", LATER} and place // NEIGHBOURS % TENTH == TENTH - 1)
    return np.array(found, dtype=np.bool_)


class Tuned:
    """The upper layers with what is learned for them, and the network on top."""

    def __init__(self, model: Reader, choices: Choices, seen: int) -> None:
        self.choices, self._heads, self._small = choices, model.heads, model.small
        self._layers = [_held(layer) for layer in model.layers]
        chance = torch.Generator().manual_seed(choices.seed)

        def random(*shape: int, by: float) -> Tensor:
            return (torch.randn(*shape, generator=chance) * by).requires_grad_()

        self.narrow: dict[str, Tensor] = {}
        for number in range(choices.frozen, len(model.layers)):
            for name in MATRICES:
                rows, columns = getattr(model.layers[number], name).shape
                self.narrow[f"{number}.{name}.down"] = random(rows, choices.rank, by=rows**-0.5)
                self.narrow[f"{number}.{name}.up"] = torch.zeros(choices.rank, columns, requires_grad=True)
        width = VIEW + seen
        self.mean, self.spread = torch.zeros(width), torch.ones(width)
        self.inner, self.inner_bias = random(width, choices.hidden, by=width**-0.5), random(choices.hidden, by=0.0)
        outputs = len(LABELS) + len(KINDS)
        self.outer, self.outer_bias = random(choices.hidden, outputs, by=choices.hidden**-0.5), random(outputs, by=0.0)

    def begin_from(self, numbers: Numbers) -> None:
        """Go on from what was learned before: the layers' changes and the network, which tells no kind yet."""
        labels = len(LABELS)
        with torch.no_grad():
            for name, values in self.narrow.items():
                if name in numbers:
                    values.copy_(torch.tensor(numbers[name]) / (self.choices.scale if name.endswith(".up") else 1.0))
            self.mean, self.spread = torch.tensor(numbers["mean"]), torch.tensor(numbers["spread"])
            self.inner.copy_(torch.tensor(numbers["inner"]))
            self.inner_bias.copy_(torch.tensor(numbers["inner_bias"]))
            self.outer[:, :labels] = torch.tensor(numbers["outer"])
            self.outer_bias[:labels] = torch.tensor(numbers["outer_bias"])

    def parameters(self) -> list[Tensor]:
        """All that is learned."""
        return [*self.narrow.values(), self.inner, self.inner_bias, self.outer, self.outer_bias]

    def through(self, state: Tensor, there: Tensor, first: int, last: int, *, learning: bool) -> Tensor:
        """States after some layers, for sentences of which only a part of the pieces is `there`."""
        hidden = torch.where(there, 0.0, -1e4)[:, None, None, :].bfloat16()
        count, length, size = state.shape
        for number in range(first, last):
            held = self._layers[number]
            asked = self._times(state.bfloat16(), number, "asked").view(count, length, 3, self._heads, -1)
            query, key, value = asked.permute(2, 0, 3, 1, 4)
            weight = (query @ key.transpose(2, 3)) * (size // self._heads) ** -0.5 + hidden
            seen = (weight.float().softmax(dim=3).bfloat16() @ value).transpose(1, 2).reshape(count, length, size)
            state = self._normed(state + self._some(self._times(seen, number, "out"), learning), held["first_norm"])
            inner = functional.gelu(self._times(state.bfloat16(), number, "wide"), approximate="tanh")
            state = self._normed(state + self._some(self._times(inner, number, "narrow"), learning), held["last_norm"])
        return state

    def _times(self, values: Tensor, number: int, name: str) -> Tensor:
        held = self._layers[number]
        made = functional.linear(values, held[name][0], held[f"{name}_bias"][0])
        down = self.narrow.get(f"{number}.{name}.down")
        if down is None:
            return made
        up = self.narrow[f"{number}.{name}.up"]
        return made + (values @ down.bfloat16()) @ (up * self.choices.scale).bfloat16()

    def _normed(self, state: Tensor, norm: Sequence[Tensor]) -> Tensor:
        return functional.layer_norm(state, state.shape[-1:], norm[0], norm[1], self._small)

    def _some(self, values: Tensor, learning: bool) -> Tensor:
        """All, or while it learns a part, the same of each piece of a sentence."""
        if not learning or not self.choices.dropped:
            return values.float()
        kept = 1 - self.choices.dropped
        mask = (torch.rand(len(values), 1, values.shape[2]) < kept).float() / kept
        return values.float() * mask

    def views(self, known: Known, which: Sequence[int], *, learning: bool) -> Tensor:
        """What the network takes, for some of the sentences."""
        states = [known.states[one] for one in which]
        lengths = torch.tensor([len(one) for one in states])
        state = torch.nn.utils.rnn.pad_sequence([one.float() for one in states], batch_first=True)
        places = torch.arange(state.shape[1])[None, :]
        there = places < lengths[:, None]
        middles = torch.tensor([known.middles[one] for one in which])[:, None]
        single = (lengths[:, None] - middles) < 2
        state = self.through(state, there, self.choices.frozen, len(self._layers), learning=learning)
        masks = torch.stack([there, there & (single | (places < middles)), there & (single | (places >= middles))])
        means = masks.float() / masks.sum(dim=2, keepdim=True)
        seen = torch.einsum("vbl,bls->bvs", means, state).reshape(len(which), -1)
        return torch.cat([seen, known.signs[list(which)]], dim=1)

    def said(self, views: Tensor, *, learning: bool) -> Tensor:
        """For each sentence how much speaks for each label and each kind."""
        inputs = functional.dropout((views - self.mean) / self.spread, self.choices.dropped_last, training=learning)
        hidden = functional.gelu(inputs @ self.inner + self.inner_bias, approximate="tanh")
        hidden = functional.dropout(hidden, self.choices.dropped_last, training=learning)
        return hidden @ self.outer + self.outer_bias

    def learned(self, heat: float) -> dict[str, NDArray[np.float16] | Floats]:
        """As it is shipped."""
        made: dict[str, NDArray[np.float16] | Floats] = {}
        for name, values in self.narrow.items():
            scaled = values.detach() * (self.choices.scale if name.endswith(".up") else 1.0)
            made[name] = scaled.numpy().astype(np.float16)
        labels = len(LABELS)
        made["inner"] = self.inner.detach().numpy().astype(np.float16)
        for name, kept in (
            ("mean", self.mean),
            ("spread", self.spread),
            ("inner_bias", self.inner_bias),
            ("outer", self.outer[:, :labels]),
            ("outer_bias", self.outer_bias[:labels]),
        ):
            made[name] = kept.detach().numpy().astype(np.float32)
        made["heat"] = np.asarray(heat, dtype=np.float32)
        return made


def _held(layer: Layer) -> dict[str, tuple[Tensor, ...]]:
    held: dict[str, tuple[Tensor, ...]] = {}
    for one in fields(layer):
        value = getattr(layer, one.name)
        if one.name.endswith("norm"):
            held[one.name] = tuple(torch.tensor(part) for part in value)
        else:
            held[one.name] = (torch.tensor(value.T.copy()).bfloat16(),)
    return held


def prepared(tuned: Tuned, model: Reader, every: Sequence[Lesson]) -> Known:
    """Run the layers that stay as they are."""
    cut = [model.cut(*in_two(one.text)) for one in every]
    states: list[Tensor] = [torch.empty(0)] * len(every)
    order = sorted(range(len(every)), key=lambda one: len(cut[one][0]))
    with torch.no_grad():
        for start in range(0, len(order), READ_AT_ONCE):
            which = order[start : start + READ_AT_ONCE]
            begun = [torch.tensor(model.embedded(cut[one][0], range(len(cut[one][0])))) for one in which]
            state = torch.nn.utils.rnn.pad_sequence(begun, batch_first=True)
            there = torch.arange(state.shape[1])[None, :] < torch.tensor([len(one) for one in begun])[:, None]
            state = tuned.through(state, there, 0, tuned.choices.frozen, learning=False)
            for place, one in enumerate(which):
                states[one] = state[place, : len(begun[place])].half()
    signs = [signs_of(*judge_by_rules(Sentence(one.text, 0, len(one.text)))) for one in every]
    return Known(
        states=states,
        middles=[middle for _, middle in cut],
        signs=torch.tensor(signs, dtype=torch.float32) * tuned.choices.signs,
        labels=torch.tensor([one.label for one in every]),
        kinds=torch.tensor([one.kind for one in every]),
    )


def batches(known: Known, which: Sequence[int], size: int, chance: np.random.Generator) -> Iterator[list[int]]:
    """In another order each time, sentences of like lengths together."""
    order = [which[place] for place in chance.permutation(len(which))]
    made = []
    for start in range(0, len(order), size * BUCKETS):
        near = sorted(order[start : start + size * BUCKETS], key=lambda one: len(known.states[one]))
        made += [near[place : place + size] for place in range(0, len(near), size)]
    for place in chance.permutation(len(made)):
        yield made[place]


def spread_out(tuned: Tuned, known: Known, which: Sequence[int]) -> None:
    """Bring what the network takes to like sizes."""
    with torch.no_grad():
        some = sorted(which, key=lambda one: len(known.states[one]))[:: max(1, len(which) // 500)]
        first = torch.cat([tuned.views(known, [one], learning=False) for one in some])
        tuned.mean, tuned.spread = first.mean(dim=0), first.std(dim=0) + 1e-2


def tune(tuned: Tuned, known: Known, which: Sequence[int]) -> Iterator[float]:
    """Learn; after each epoch, what it was wrong by."""
    choices = tuned.choices
    chance = np.random.default_rng(choices.order)
    torch.manual_seed(choices.order)
    decayed = [one for one in tuned.parameters() if one.dim() > 1]
    plain = [one for one in tuned.parameters() if one.dim() == 1]
    groups = [{"params": decayed, "weight_decay": choices.decay}, {"params": plain, "weight_decay": 0.0}]
    steps = choices.epochs * -(-len(which) // choices.batch)
    optimiser = torch.optim.AdamW(groups, lr=choices.rate, betas=(0.9, 0.98))
    warm = max(1, steps // 16)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warm, max(0.0, (steps - step) / (steps - warm)))
    )
    for _ in range(choices.epochs):
        total, count = 0.0, 0
        for batch in batches(known, which, choices.batch, chance):
            said = tuned.said(tuned.views(known, batch, learning=True), learning=True)
            labels, kinds = said[:, : len(LABELS)], said[:, len(LABELS) :]
            wrong = functional.cross_entropy(labels, known.labels[batch], label_smoothing=choices.smoothed)
            told = known.kinds[batch]
            if choices.kinds and bool((told >= 0).any()):
                wrong = wrong + choices.kinds * functional.cross_entropy(kinds, told, ignore_index=-1)
            optimiser.zero_grad()
            torch.autograd.backward([wrong])  # typed, with torch installed or not
            torch.nn.utils.clip_grad_norm_(tuned.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total, count = total + float(wrong.detach()), count + 1
        yield total / count


def told(tuned: Tuned, known: Known, which: Sequence[int]) -> Floats:
    """How much speaks for each label, for some of the sentences."""
    made = np.zeros((len(which), len(LABELS)), dtype=np.float32)
    order = sorted(range(len(which)), key=lambda place: len(known.states[which[place]]))
    with torch.no_grad():
        for start in range(0, len(order), READ_AT_ONCE):
            places = order[start : start + READ_AT_ONCE]
            views = tuned.views(known, [which[place] for place in places], learning=False)
            made[places] = tuned.said(views, learning=False)[:, : len(LABELS)].numpy()
    return made


def heat_of(said: Floats, labels: NDArray[np.int64]) -> float:
    """What to divide by, so that the network is as sure as it is right."""
    values, wanted = torch.tensor(said), torch.tensor(labels)
    return min(
        (float(by) for by in np.arange(0.4, 3.0, 0.05)),
        key=lambda by: float(functional.cross_entropy(values / by, wanted)),
    )


def tell(name: str, every: Sequence[Lesson], which: Sequence[int], said: Floats) -> None:
    """Print how right it is, by language and kind."""
    right = said.argmax(axis=1) == np.array([every[one].label for one in which])
    for language in ("zh", "en"):
        here = np.array([every[one].language == language for one in which])
        if not here.any():
            continue
        kinds = np.array([every[one].kind for one in which])
        parts = [
            f"{kind} {right[here & (kinds == place)].mean():.3f}"
            for place, kind in enumerate(KINDS)
            if (here & (kinds == place)).any()
        ]
        print(f"  {name} {language}: {here.sum()} right {right[here].mean():.3f}  {'  '.join(parts)}", flush=True)


def main() -> int:
    """Tune, tell and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--target", type=Path, default=MADE)
    parser.add_argument("--begun", type=Path, help="go on from these weights, not from none")
    parser.add_argument("--watched", nargs="*", default=["kinds_second"], help="sets that are only told of")
    parser.add_argument("choices", nargs="*", help="as in rank=16")
    wanted = parser.parse_args()
    kinds = {name: type(value) for name, value in asdict(Choices()).items()}
    given = dict(one.split("=") for one in wanted.choices)
    choices = replace(Choices(), **{name: kinds[name](value) for name, value in given.items()})
    print(json.dumps(asdict(choices)))
    model = opened({})
    if model is None:
        print("the model's package is not installed")
        return 1
    names = (*TRAINED_ON, *wanted.watched)
    read = [one for name in names for language in ("zh", "en") for one in lessons(name, language)]
    held = left_out(read)
    older = [place for place, one in enumerate(read) if one.name in TRAINED_ON and one.name != LATER]
    older = [place for place in older if not held[place]]
    skipped = {place for number, place in enumerate(older) if number % choices.every}
    every = [one for place, one in enumerate(read) if place not in skipped]
    out = [bool(one) for place, one in enumerate(held) if place not in skipped]
    sets = {name: [place for place, one in enumerate(every) if one.name == name] for name in wanted.watched}
    aside = [place for place, one in enumerate(out) if one]
    taken = TRAINED_ON if choices.later else TRAINED_ON[:-1]
    which = [place for place, one in enumerate(every) if one.name in taken and not out[place]]
    begun = time.monotonic()
    tuned = Tuned(model, choices, len(signs_of(*judge_by_rules(Sentence("好", 0, 1)))))
    known = prepared(tuned, model, every)
    if wanted.begun is None:
        spread_out(tuned, known, which)
    else:
        tuned.begin_from(numbers_in(wanted.begun.read_bytes()))
    print(f"{len(which)} to learn, {len(aside)} left out; read in {time.monotonic() - begun:.0f} s", flush=True)
    for epoch, wrong in enumerate(tune(tuned, known, which), start=1):
        print(f"epoch {epoch}: {wrong:.4f}, {time.monotonic() - begun:.0f} s", flush=True)
    said = told(tuned, known, aside)
    tell("left out", every, aside, said)
    heat = heat_of(said, np.array([every[one].label for one in aside], dtype=np.int64))
    np.savez_compressed(wanted.target, allow_pickle=False, **tuned.learned(heat))
    for name, places in sets.items():
        tell(name, every, places, told(tuned, known, places))
    return 0


if __name__ == "__main__":
    sys.exit(main())
