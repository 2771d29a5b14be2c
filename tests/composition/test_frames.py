"""Pictures become true colours, whole fades and exact numbers of frames."""

import itertools
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from datasay.composition.film import FrameMaker
from datasay.composition.frames import PassingPicture, ZoomedPicture, load_picture
from datasay.composition.motion import Motion, Move
from datasay.composition.segment import Shot
from datasay.media.errors import MediaRejected

WIDTH, HEIGHT = 320, 180
STILL = Motion(Move.PUSH_IN, WIDTH, HEIGHT, 30)


def _flat(path: Path, red: int, green: int, blue: int) -> Path:
    cv2.imwrite(str(path), np.full((HEIGHT, WIDTH, 3), (blue, green, red), np.uint8))
    return path


def _blank(rows: int, columns: int) -> NDArray[np.uint8]:
    return np.zeros((rows, columns), np.uint8)


def _middle(line: NDArray[Any]) -> float:
    """The centre of what stands out of a line's background."""
    weight = np.abs(line.astype(float) - float(line[0]))
    return float((weight * np.arange(len(line))).sum() / weight.sum())


def _luma(frame: memoryview) -> float:
    return float(np.frombuffer(frame, np.uint8)[: WIDTH * HEIGHT].mean())


@pytest.mark.parametrize(
    ("rgb", "ycbcr"),
    [  # from the definition in ITU-R BT.709, 8 bits
        ((255, 255, 255), (235, 128, 128)),
        ((0, 0, 0), (16, 128, 128)),
        ((255, 0, 0), (63, 102, 240)),
        ((0, 255, 0), (173, 42, 26)),
        ((0, 0, 255), (32, 240, 118)),
    ],
)
def test_colours_follow_bt709(tmp_path: Path, rgb: tuple[int, int, int], ycbcr: tuple[int, int, int]) -> None:
    path = _flat(tmp_path / "flat.png", *rgb)
    for move in Move:
        picture = load_picture(path, Motion(move, WIDTH, HEIGHT, 30))
        targets = (_blank(HEIGHT, WIDTH), _blank(HEIGHT // 2, WIDTH // 2), _blank(HEIGHT // 2, WIDTH // 2))
        for frame in (0, 1, 29):
            picture.draw(Motion(move, WIDTH, HEIGHT, 30).at(frame), targets)
            assert [int(plane.min()) for plane in targets] == pytest.approx(ycbcr, abs=1)
            assert [int(plane.max()) for plane in targets] == pytest.approx(ycbcr, abs=1)


def test_luma_and_chroma_pass_together(tmp_path: Path) -> None:
    # A red bar on green: in every frame its edges lie at the same place in all planes.
    path = tmp_path / "bar.png"
    picture = np.full((HEIGHT, WIDTH, 3), (60, 160, 60), np.uint8)
    picture[:, 120:200] = (60, 60, 200)
    cv2.imwrite(str(path), picture)
    for move in (Move.PAN_LEFT, Move.PAN_RIGHT, Move.PUSH_IN, Move.PULL_OUT):
        motion = Motion(move, WIDTH, HEIGHT, 30)
        ready = load_picture(path, motion)
        assert isinstance(ready, PassingPicture if motion.pans else ZoomedPicture)
        middles = []
        for frame in range(30):
            targets = (_blank(HEIGHT, WIDTH), _blank(HEIGHT // 2, WIDTH // 2), _blank(HEIGHT // 2, WIDTH // 2))
            ready.draw(motion.at(frame), targets)
            # A chroma sample lies on the left of the two pixels it colours.
            middles.append((_middle(targets[0][90]), 2 * _middle(targets[2][45])))
        assert all(abs(luma - chroma) < 0.8 for luma, chroma in middles)
        if motion.pans:
            steps = np.diff([luma for luma, _ in middles])
            assert np.abs(np.abs(steps) - 0.5).max() < 0.03


def test_a_fade_lasts_fifteen_frames_and_never_steps_back(tmp_path: Path) -> None:
    dark, light = _flat(tmp_path / "a.png", 0, 0, 0), _flat(tmp_path / "b.png", 255, 255, 255)
    maker = FrameMaker([Shot(dark, 0, 40, 0), Shot(light, 40, 80, 1)], WIDTH, HEIGHT)
    levels = [_luma(frame) for frame in maker.frames(0, 80)]
    assert len(levels) == 80
    assert set(levels[:40]) == {16.0}
    assert levels[39] < levels[40] < levels[54] < levels[55]
    assert levels[40:56] == sorted(levels[40:56])
    assert set(levels[55:]) == {235.0}
    assert max(after - before for before, after in itertools.pairwise(levels)) < 16


def test_a_range_gives_the_same_frames_as_the_whole(tmp_path: Path) -> None:
    chance = np.random.default_rng(1)
    shots = []
    for number in range(3):
        path = tmp_path / f"{number}.png"
        cv2.imwrite(str(path), chance.integers(0, 255, (HEIGHT, WIDTH, 3), np.uint8))
        shots.append(Shot(path, number * 30, number * 30 + 30, number))
    whole = [bytes(frame) for frame in FrameMaker(shots, WIDTH, HEIGHT).frames(0, 90)]
    parts = [bytes(frame) for first in (0, 37, 66) for frame in
             FrameMaker(shots, WIDTH, HEIGHT).frames(first, {0: 37, 37: 66, 66: 90}[first])]  # fmt: skip
    assert parts == whole


def test_clips_shorter_than_a_fade_still_end_in_the_picture_itself(tmp_path: Path) -> None:
    paths = [_flat(tmp_path / f"{n}.png", 80 * n, 80 * n, 80 * n) for n in range(4)]
    shots = [Shot(paths[0], 0, 20, 0), Shot(paths[1], 20, 26, 1), Shot(paths[2], 26, 26, 2), Shot(paths[3], 26, 60, 3)]
    levels = [_luma(frame) for frame in FrameMaker(shots, WIDTH, HEIGHT).frames(0, 60)]
    assert len(levels) == 60
    assert max(abs(after - before) for before, after in itertools.pairwise(levels)) < 25


def test_a_picture_of_another_shape_fills_the_screen(tmp_path: Path) -> None:
    path = tmp_path / "wide.png"
    picture = np.zeros((100, 900, 3), np.uint8)
    picture[:, 400:500] = 255
    cv2.imwrite(str(path), picture)
    screen = FrameMaker([Shot(path, 0, 30, 0)], 100, 100)
    assert min(int(np.frombuffer(frame, np.uint8)[:10_000].min()) for frame in screen.frames(0, 30)) > 200


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n" + bytes(200)])
def test_a_broken_picture_is_rejected_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.png"
    path.write_bytes(content)
    with pytest.raises(MediaRejected, match=r"broken\.png"):
        load_picture(path, STILL)


def test_a_missing_picture_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(MediaRejected, match="cannot be read"):
        load_picture(tmp_path / "none.png", STILL)
