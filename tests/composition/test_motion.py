"""Pictures always move, never leave their edges, and move steadily."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasay.composition.motion import DEEPEST, Move, motion_of
from datasay.composition.timeline import FADE_FRAMES

SIZES = st.sampled_from([(1080, 1920), (1920, 1080), (1080, 1080), (720, 1280), (64, 64)])


@given(st.integers(0, 10_000), SIZES, st.integers(1, 3000))
def test_the_rectangle_stays_inside_and_keeps_its_shape(seed: int, size: tuple[int, int], frames: int) -> None:
    width, height = size
    motion = motion_of(seed, width=width, height=height, frames=frames)
    for frame in {0, 1, frames // 2, frames - 1, frames, frames + FADE_FRAMES - 1}:
        shown = motion.at(frame)
        assert shown.left >= 0
        assert shown.top >= 0
        whole_width, whole_height = (2 * side for side in motion.fitted)
        assert shown.left + shown.width <= whole_width
        assert shown.top + shown.height <= whole_height
        assert shown.width >= whole_width * (1 - DEEPEST) - 8
        assert shown.width / shown.height == pytest.approx(width / height, abs=0.01)


@given(st.integers(0, 10_000), SIZES, st.integers(1, 400))
def test_a_fitted_picture_is_hardly_stretched_and_lies_on_whole_chroma(
    seed: int, size: tuple[int, int], frames: int
) -> None:
    motion = motion_of(seed, width=size[0], height=size[1], frames=frames)
    width, height = motion.fitted
    assert (width - size[0]) % 4 == (height - size[1]) % 4 == 0
    assert 1.0 <= width / size[0] <= 1 / (1 - DEEPEST) + 4 / size[0]
    shown = motion.at(0)
    if motion.pans:
        assert (shown.width, shown.height) == (2 * size[0], 2 * size[1])


@given(st.integers(0, 10_000), SIZES.filter(lambda size: min(size) > 64), st.integers(60, 4000))
def test_no_second_stands_still(seed: int, size: tuple[int, int], frames: int) -> None:
    motion = motion_of(seed, width=size[0], height=size[1], frames=frames)
    shown = [motion.at(frame) for frame in range(0, frames, 10)]
    assert all(len(set(shown[first : first + 4])) > 1 for first in range(len(shown) - 3))


@given(st.integers(0, 10_000), SIZES, st.integers(30, 2000))
def test_nothing_jumps(seed: int, size: tuple[int, int], frames: int) -> None:
    motion = motion_of(seed, width=size[0], height=size[1], frames=frames)
    shown = [motion.at(frame) for frame in range(frames + FADE_FRAMES)]
    steps = [abs(after.left - before.left) for before, after in itertools.pairwise(shown)]
    steps += [abs(after.top - before.top) for before, after in itertools.pairwise(shown)]
    assert max(steps) <= 4  # half pixels of the output


def test_a_pan_takes_the_same_step_each_frame() -> None:
    motion = motion_of(3, width=1080, height=1920, frames=150)
    assert motion.move is Move.PAN_RIGHT
    shown = [motion.at(frame) for frame in range(165)]
    assert {after.left - before.left for before, after in itertools.pairwise(shown)} == {1}
    assert len({(rectangle.top, rectangle.width, rectangle.height) for rectangle in shown}) == 1


def test_neighbours_move_differently() -> None:
    moves = [motion_of(seed, width=1080, height=1920, frames=150).move for seed in range(8)]
    assert all(before is not after for before, after in itertools.pairwise(moves))
    assert set(moves) == set(Move)
