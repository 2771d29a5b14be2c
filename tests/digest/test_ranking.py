"""Centrality, redundancy and the choice of passages, on small cases whose answer is known."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasay.digest.passages import Passage, find_passages
from datasay.digest.ranking import (
    DAMPING,
    centrality,
    percentiles,
    similarities,
    term_matrix,
    without_repeats,
)
from datasay.digest.selection import JUMP_SECONDS, MERIT_WEIGHT, Wish, choose_passages
from datasay.language.pace import LOCAL, clock_for

Sentence = list[tuple[str, float]]
sentences_of_terms = st.lists(
    st.lists(st.tuples(st.sampled_from("abcdefgh"), st.floats(0.1, 2.0)), max_size=6), min_size=2, max_size=12
)


def terms(text: str) -> Sentence:
    return [(word, 1.0) for word in text.split()]


@given(sentences_of_terms)
@settings(max_examples=100, deadline=None)
def test_the_sparse_walk_agrees_with_the_dense_one(sentences: list[Sentence]) -> None:
    matrix = term_matrix(sentences)
    prior = np.linspace(2.0, 1.0, len(sentences))
    weights = similarities(matrix, range(len(sentences)))
    degree = weights.sum(axis=1)
    restart = prior / prior.sum()
    step = np.where(degree[:, None] > 1e-9, weights / np.maximum(degree[:, None], 1e-9), restart[None, :])
    system = np.eye(len(sentences)) - DAMPING * step.T
    exact = np.linalg.solve(system, (1 - DAMPING) * restart)
    assert centrality(matrix, prior) == pytest.approx(exact, abs=2e-4)


def test_the_sentence_that_shares_most_words_is_central() -> None:
    matrix = term_matrix([terms("tide power island"), terms("tide power"), terms("tide island"), terms("cat")])
    rank = centrality(matrix, np.ones(4))
    assert rank.sum() == pytest.approx(1.0)
    assert int(rank.argmax()) == 0
    assert int(rank.argmin()) == 3


def test_a_prior_moves_the_rank() -> None:
    matrix = term_matrix([terms("a b"), terms("a b"), terms("c d"), terms("c d")])
    rank = centrality(matrix, np.array([3.0, 1.0, 1.0, 1.0]))
    assert rank[0] > rank[2]


def test_a_repeat_of_a_better_sentence_loses_merit_and_a_new_one_does_not() -> None:
    matrix = term_matrix([terms("tide power island"), terms("tide power island"), terms("fish swim away")])
    merit = without_repeats(matrix, np.array([1.0, 0.9, 0.5]))
    assert merit[0] == 1.0
    assert merit[1] < 0.5
    assert merit[2] == 0.5


def test_percentiles_order_and_share_places() -> None:
    assert percentiles(np.array([5.0, 1.0, 5.0, 9.0])).tolist() == [0.5, 0.0, 0.5, 1.0]


def passage(seconds: float, *, leans: float = 0.0, leads: float = 0.0) -> Passage:
    text = "一" * max(1, round(seconds / LOCAL.syllable))
    return Passage(text, 0, opens_paragraph=False, seconds=seconds, leans=leans, leads=leads, words=())


def wish(seconds: float, merit: list[float]) -> Wish:
    clock = clock_for(100, chinese=True)
    return Wish(seconds, np.array(merit), np.zeros(len(merit)), np.zeros(len(merit)), [{} for _ in merit], clock)


@given(st.lists(st.tuples(st.floats(2.0, 9.0), st.floats(0.1, 1.0)), min_size=20, max_size=40))
@settings(max_examples=40, deadline=None)
def test_a_choice_fills_the_time_in_source_order(given_passages: list[tuple[float, float]]) -> None:
    passages = [passage(seconds) for seconds, _ in given_passages]
    taken = choose_passages(passages, wish(30, [merit for _, merit in given_passages]))
    numbers = [piece.number for piece in taken]
    assert numbers == sorted(set(numbers))
    assert sum(passages[number].seconds for number in numbers) == pytest.approx(30, rel=0.1)


def test_a_sentence_that_leans_is_not_taken_without_its_predecessor() -> None:
    passages = [passage(6), passage(6), passage(6, leans=0.9), passage(6), passage(6), passage(6)]
    taken = choose_passages(passages, wish(18, [0.9, 0.1, 0.9, 0.5, 0.5, 0.5]))
    numbers = [piece.number for piece in taken]
    assert all(1 in numbers for number in numbers if number == 2)


def test_the_best_of_all_choices_is_found() -> None:
    """Against trying every subset, for equal lengths, where the worth is easy to state."""
    merit = [0.2, 0.9, 0.3, 0.8, 0.1, 0.7, 0.9, 0.2]
    passages = [passage(5) for _ in merit]
    taken = {piece.number for piece in choose_passages(passages, wish(20, merit))}

    def worth(chosen: tuple[int, ...]) -> float:
        jumps = sum(1 for one, other in itertools.pairwise(chosen) if other != one + 1)
        return sum(5 * (0.1 + MERIT_WEIGHT * merit[number]) for number in chosen) - JUMP_SECONDS * jumps

    best = max(itertools.combinations(range(8), 4), key=worth)
    assert worth(tuple(sorted(taken))) >= worth(best) - 4.0  # balancing the parts may cost a little
    assert len(taken) == 4


def test_passages_know_what_they_lean_on() -> None:
    found = find_passages(["岛上有六台机组。但是叶片被糊满了。为什么会这样？因为海里有藤壶。"], chinese=True)
    leans = [passage.leans for passage in found]
    assert leans[0] == 0.0
    assert leans[1] >= 0.9
    assert leans[3] >= 0.7
    assert found[2].leads > 0.5
