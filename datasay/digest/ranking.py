"""Which sentences of a text matter most: lexical centrality with a prior, and what repeats what.

The method is LexRank (Erkan and Radev, 2004) with continuous cosine weights, personalised by a prior as in
biased PageRank. The sentence graph is never built: with X the matrix of unit TF-IDF rows, its weights are X·Xᵀ,
and a step of the walk is two sparse products. Memory grows with the words of the text, not with its sentences
squared, so 1 MB of text needs no cap.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DAMPING = 0.85
STEPS = 60  # a walk that has not settled by then keeps its order in practice
REDUNDANCY_CONSIDERED = 500  # best sentences compared pairwise; the dense part of the work
_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class TermMatrix:
    """Sentences × terms, unit rows, kept as coordinates."""

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    values: Floats
    sentences: int
    terms: int

    def times(self, vector: Floats) -> Floats:
        """X·vector, one number per sentence."""
        return _sums(self.rows, self.values * vector[self.columns], self.sentences)

    def transposed_times(self, vector: Floats) -> Floats:
        """Xᵀ·vector, one number per term."""
        return _sums(self.columns, self.values * vector[self.rows], self.terms)


def _sums(places: NDArray[np.intp], weights: Floats, length: int) -> Floats:
    return np.bincount(places, weights=weights, minlength=length).astype(np.float64, copy=False)


def term_matrix(sentences: Sequence[Sequence[tuple[str, float]]]) -> TermMatrix:
    """Build the matrix from each sentence's (term, news weight) pairs; a row without terms stays zero."""
    spread = Counter(term for sentence in sentences for term in {term for term, _ in sentence})
    numbers = {term: number for number, term in enumerate(sorted(spread))}
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for row, sentence in enumerate(sentences):
        weights: dict[int, float] = {}
        for term, weight in sentence:
            rarity = math.log((1 + len(sentences)) / spread[term]) + 0.3
            column = numbers[term]
            weights[column] = weights.get(column, 0.0) + weight * rarity
        norm = math.sqrt(math.fsum(value * value for value in weights.values()))
        if norm == 0:
            continue
        for column, value in weights.items():
            rows.append(row)
            columns.append(column)
            values.append(value / norm)
    return TermMatrix(
        np.array(rows, dtype=np.intp),
        np.array(columns, dtype=np.intp),
        np.array(values, dtype=np.float64),
        len(sentences),
        len(numbers),
    )


def centrality(matrix: TermMatrix, prior: Floats) -> Floats:
    """The stationary share of a random walk over similar sentences that restarts by `prior`; sums to 1."""
    restart: Floats = prior / prior.sum()
    own = _sums(matrix.rows, matrix.values**2, matrix.sentences)  # a sentence with itself
    degree = matrix.times(matrix.transposed_times(np.ones(matrix.sentences))) - own
    linked = degree > _TOLERANCE
    inverse = np.divide(1.0, degree, out=np.zeros_like(degree), where=linked)
    rank: Floats = restart.copy()
    for _ in range(STEPS):
        share = rank * inverse
        walked = matrix.times(matrix.transposed_times(share)) - own * share
        stranded = float(rank[~linked].sum())
        new: Floats = DAMPING * (np.maximum(walked, 0.0) + stranded * restart) + (1 - DAMPING) * restart
        new = new / new.sum()
        if float(np.abs(new - rank).sum()) < _TOLERANCE:
            return new
        rank = new
    return rank


def similarities(matrix: TermMatrix, chosen: Sequence[int]) -> Floats:
    """Cosine similarity of every pair among `chosen`, as a dense square in that order."""
    place = np.full(matrix.sentences, -1, dtype=np.intp)
    place[list(chosen)] = np.arange(len(chosen))
    inside = place[matrix.rows] >= 0
    columns, columns_used = np.unique(matrix.columns[inside], return_inverse=True)
    dense = np.zeros((len(chosen), max(len(columns), 1)))
    dense[place[matrix.rows[inside]], columns_used] = matrix.values[inside]
    square = dense @ dense.T
    np.fill_diagonal(square, 0.0)
    return square


def percentiles(values: Floats) -> Floats:
    """Each value's place in the order, 0 for the least to 1 for the greatest; equals share their mean place."""
    if len(values) < 2:
        return np.ones(len(values))
    ordered = np.sort(values)
    low = np.searchsorted(ordered, values, side="left")
    high = np.searchsorted(ordered, values, side="right") - 1
    return (low + high) / 2 / (len(values) - 1)


def without_repeats(matrix: TermMatrix, merit: Floats, *, strength: float = 0.7) -> Floats:
    """`merit`, lessened for each sentence by how much a better one already says (maximal marginal relevance).

    Only the best REDUNDANCY_CONSIDERED sentences are compared, so that time and memory stay bounded.
    """
    best = np.argsort(-merit, kind="stable")[:REDUNDANCY_CONSIDERED]
    likeness = similarities(matrix, best.tolist())
    covered = np.tril(likeness, k=-1).max(axis=1) if len(best) > 1 else np.zeros(len(best))
    lessened = merit.copy()
    lessened[best] -= strength * np.maximum(covered - 0.25, 0.0) * merit[best]
    return lessened
