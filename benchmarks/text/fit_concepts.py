"""How much of what people keep each word of an article is: the weights in `datasay/digest/concepts.json`, fitted anew.

    python -m benchmarks.text.fit_concepts [--folds N] [--write]

A Poisson regression, ridged, over the words and pairs of words of the `seen` articles on what `script_references`
gives for saying them. Printed is how well the weights foretell that of articles that were left out (`--folds`).
"""

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import datasay.digest
from benchmarks.text.script_references import WEIGHTS, Wanted, articles, in_pairs, squeezed
from datasay.digest.concepts import FEATURES, GROUPS, Sighting, describe, group_of, is_figure, sightings, weigh
from datasay.digest.ranking import Floats
from datasay.digest.script import judge, read_source
from datasay.language.words import read_words

KEPT_IN = Path(datasay.digest.__file__).parent / "concepts.json"
RIDGE = 30.0
STEPS = 60


@dataclass(frozen=True, slots=True)
class Described:
    """An article's units: their features, their groups and what saying them gives, in thousandths of the score."""

    name: str
    rows: Floats
    groups: Sequence[str]
    given: Floats


def described(wanted: Wanted) -> Described:
    """The units of one article."""
    reading = read_source(wanted.source)
    units = sightings(reading.passages)
    titled = {word.key for word in read_words(reading.article.title) if word.weight}
    rows = describe(units, reading.passages, judge(reading), reading.salience, titled)
    groups = [group_of(unit, chinese=wanted.chinese) for unit in units]
    return Described(wanted.name, rows, groups, np.array([_given(one, wanted) for one in units.values()]))


def _given(one: Sighting, wanted: Wanted) -> float:
    pairs = in_pairs(wanted.summary)
    counts, every = Counter(pairs), len(pairs)
    words = [word.text for word in one.words]
    said = squeezed("".join(words))
    given = 0.0
    if len(words) == 1:
        word = one.words[0]
        if word.weight > 0:
            for keyword in map(squeezed, wanted.keywords):
                if said == keyword or (len(said) > 1 and said in keyword) or keyword in said:
                    given += WEIGHTS["keywords"] / len(wanted.keywords) * min(1.0, len(said) / len(keyword))
        if wanted.chinese:
            given += sum(WEIGHTS["overlap"] * counts[pair] / every for pair in in_pairs(word.text))
    else:
        crossing = in_pairs(" ".join(words))[len(in_pairs(words[0])) :][:1]
        given += sum(WEIGHTS["overlap"] * counts[pair] / every for pair in crossing)
    if any(map(is_figure, one.words)):
        for fact in map(squeezed, wanted.facts):
            if said == fact or (said in fact and (len(words) > 1 or 2 * len(said) >= len(fact))):
                given += WEIGHTS["facts"] / len(wanted.facts) * len(said) / len(fact)
    return 1000 * given


def fit(known: Sequence[Described]) -> dict[str, Floats]:
    """The weights of FEATURES in each group."""
    fitted = {}
    for name in GROUPS:
        places = [np.array([group == name for group in one.groups]) for one in known]
        rows = np.concatenate([one.rows[at] for one, at in zip(known, places, strict=True)])
        given = np.concatenate([one.given[at] for one, at in zip(known, places, strict=True)])
        fitted[name] = _poisson(rows, given)
    return fitted


def _poisson(rows: Floats, given: Floats) -> Floats:
    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    mean[0], spread[spread == 0] = 0.0, 1.0
    normal = (rows - mean) / spread
    weights = np.zeros(rows.shape[1])
    weights[0] = np.log(given.mean())
    for _ in range(STEPS):
        expected = weigh(normal, weights)
        slope = normal.T @ (given - expected) - RIDGE * np.concatenate([[0.0], weights[1:]])
        bend = (normal * expected[:, None]).T @ normal + RIDGE * np.eye(len(weights))
        step = np.linalg.solve(bend, slope)
        weights += step * min(1.0, 1.0 / max(float(np.abs(step).max()), 1e-9))
        if float(np.abs(step).max()) < 1e-6:
            break
    plain: Floats = weights / spread
    plain[0] = weights[0] - float((weights * mean / spread)[1:].sum())
    return plain


def foretold(known: Sequence[Described], weights: dict[str, Floats]) -> float:
    """The mean correlation of what is foretold with what is given."""
    found = []
    for one in known:
        expected = [weigh(row, weights[group]) for row, group in zip(one.rows, one.groups, strict=True)]
        found.append(float(np.corrcoef(np.array(expected), one.given)[0, 1]))
    return sum(found) / len(found)


def main() -> int:
    """Fit, print, and write with --write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, default=0, help="also fit without each of so many parts and foretell it")
    parser.add_argument("--write", action="store_true", help="keep the weights")
    asked = parser.parse_args()
    known = [described(wanted) for wanted in articles("seen")]
    weights = fit(known)
    print(f"correlation with what is kept, of {len(known)} articles: {foretold(known, weights):.3f}")
    if asked.folds:
        order = random.Random(1).sample(known, len(known))
        parts = [order[at :: asked.folds] for at in range(asked.folds)]
        left_out = []
        for part in parts:
            names = {one.name for one in part}
            left_out.append(foretold(part, fit([one for one in known if one.name not in names])))
        print(f"… of articles that were left out: {sum(left_out) / len(left_out):.3f}")
    if asked.write:
        kept = {
            name: {feature: round(float(weight), 4) for feature, weight in zip(FEATURES, row, strict=True) if weight}
            for name, row in weights.items()
        }
        KEPT_IN.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
