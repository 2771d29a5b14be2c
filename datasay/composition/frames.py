"""Pictures become frames: decoded once, held as enlarged BT.709 planes, cut and scaled for each frame."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from datasay.composition.motion import Motion, Rectangle, motion_of
from datasay.composition.segment import Shot
from datasay.composition.timeline import FADE_FRAMES
from datasay.media.errors import MediaRejected

Plane = NDArray[np.uint8]
ENLARGED = 2  # a rectangle on whole pixels of the enlarged plane lies on half pixels of the output

_LARGEST_PICTURE = 64_000_000  # pixels
# Rows: Y, Cb, Cr; columns: B, G, R (OpenCV's order) and the offset; limited range, BT.709.
_KR, _KB = 0.2126, 0.0722
_KG = 1 - _KR - _KB
_Y_SCALE, _C_SCALE = 219 / 255, 224 / 255
_BGR_TO_YCBCR = np.array(
    [
        [_KB * _Y_SCALE, _KG * _Y_SCALE, _KR * _Y_SCALE, 16],
        [0.5 * _C_SCALE, -_KG / (1 - _KB) / 2 * _C_SCALE, -_KR / (1 - _KB) / 2 * _C_SCALE, 128],
        [-_KB / (1 - _KR) / 2 * _C_SCALE, -_KG / (1 - _KR) / 2 * _C_SCALE, 0.5 * _C_SCALE, 128],
    ],
    dtype=np.float32,
)


@dataclass(frozen=True, slots=True)
class Planes:
    """Y, Cb and Cr of one picture, each enlarged."""

    luma: Plane
    blue: Plane
    red: Plane


def load_planes(path: Path, width: int, height: int) -> Planes:
    """Decode a picture, fill `width` × `height` with its middle, convert, enlarge. Raises MediaRejected."""
    picture = _decode(path)
    fitted = _fill(picture, width, height)
    ycbcr = cv2.transform(fitted, _BGR_TO_YCBCR)
    luma, blue, red = cv2.split(ycbcr)
    size = (width * ENLARGED, height * ENLARGED)
    enlarged = cv2.resize(luma, size, interpolation=cv2.INTER_CUBIC)
    # Chroma of 4:2:0 is half as large, so its enlarged plane is just the full one.
    return Planes(_plane(enlarged), _sited(_plane(blue)), _sited(_plane(red)))


def _sited(chroma: Plane) -> Plane:
    """Half a pixel to the right: H.264's chroma samples lie on the left one of the two pixels they colour."""
    before = np.empty_like(chroma)
    before[:, 1:], before[:, 0] = chroma[:, :-1], chroma[:, 0]
    return _plane(cv2.addWeighted(chroma, 0.5, before, 0.5, 0))


def _plane(matrix: object) -> Plane:
    return np.ascontiguousarray(np.asarray(matrix, dtype=np.uint8))


def _decode(path: Path) -> Plane:
    try:
        data = np.fromfile(path, dtype=np.uint8)
        picture = cv2.imdecode(data, cv2.IMREAD_COLOR) if data.size else None
    except (OSError, cv2.error) as error:
        raise MediaRejected(f"The picture {path.name} cannot be read: {error}") from error
    if picture is None:
        raise MediaRejected(f"The picture {path.name} is no PNG, JPEG or WebP that can be decoded.")
    if picture.shape[0] * picture.shape[1] > _LARGEST_PICTURE:
        raise MediaRejected(f"The picture {path.name} has more than {_LARGEST_PICTURE // 1_000_000} million pixels.")
    return _plane(picture)


def _fill(picture: Plane, width: int, height: int) -> Plane:
    """Scale so that both sides are covered, and keep the middle."""
    rows, columns = picture.shape[:2]
    scale = max(width / columns, height / rows)
    if (columns, rows) != (width, height):
        size = (max(width, round(columns * scale)), max(height, round(rows * scale)))
        smooth = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        picture = _plane(cv2.resize(picture, size, interpolation=smooth))
    left, top = (picture.shape[1] - width) // 2, (picture.shape[0] - height) // 2
    return _plane(picture[top : top + height, left : left + width])


class Screen:
    """One frame's planes in the layout ffmpeg reads (yuv420p), reused from frame to frame."""

    def __init__(self, width: int, height: int) -> None:
        self.data: NDArray[np.uint8] = np.empty(width * height * 3 // 2, np.uint8)
        luma, chroma = width * height, (width // 2) * (height // 2)
        self._planes: tuple[Plane, Plane, Plane] = (
            self.data[:luma].reshape(height, width),
            self.data[luma : luma + chroma].reshape(height // 2, width // 2),
            self.data[luma + chroma :].reshape(height // 2, width // 2),
        )

    def show(self, planes: Planes, rectangle: Rectangle) -> None:
        """Cut the rectangle out of the enlarged planes and scale it to the frame."""
        left, top, width, height = rectangle.left, rectangle.top, rectangle.width, rectangle.height
        self._scale(planes.luma[top : top + height, left : left + width], 0)
        left, top, width, height = left // 2, top // 2, width // 2, height // 2
        self._scale(planes.blue[top : top + height, left : left + width], 1)
        self._scale(planes.red[top : top + height, left : left + width], 2)

    def _scale(self, cut: Plane, number: int) -> None:
        target = self._planes[number]
        size = (target.shape[1], target.shape[0])
        cv2.resize(cut, size, dst=target, interpolation=cv2.INTER_LINEAR)

    def mix(self, other: "Screen", weight: float) -> None:
        """Blend the other screen in, with this weight for our own."""
        ours, theirs = self.data.reshape(1, -1), other.data.reshape(1, -1)
        cv2.addWeighted(ours, weight, theirs, 1 - weight, 0, dst=ours)


class FrameMaker:
    """Makes the frames of a range in order; holds the enlarged planes of at most two pictures."""

    def __init__(self, shots: Sequence[Shot], width: int, height: int) -> None:
        self._shots = [shot for shot in shots if shot.end > shot.first]
        self._width, self._height = width, height
        self._loaded: dict[int, Planes] = {}
        self._motions: list[Motion] = [
            motion_of(shot.seed, width=width * ENLARGED, height=height * ENLARGED, frames=shot.end - shot.first)
            for shot in self._shots
        ]

    def frames(self, first: int, end: int) -> Iterator[memoryview]:
        """Raw yuv420p frames from `first` to before `end`; each is valid until the next is asked for."""
        screen, leaving = Screen(self._width, self._height), Screen(self._width, self._height)
        current = next(number for number, shot in enumerate(self._shots) if shot.end > first)
        for frame in range(first, end):
            if frame >= self._shots[current].end:
                current += 1
            self._draw(screen, current, frame)
            into = frame - self._shots[current].first
            fade = min(FADE_FRAMES, self._shots[current].end - self._shots[current].first)
            if current > 0 and into < fade:
                self._draw(leaving, current - 1, frame)
                screen.mix(leaving, (into + 1) / (fade + 1))
            else:
                self._loaded.pop(current - 1, None)
            yield screen.data.data

    def _draw(self, screen: Screen, number: int, frame: int) -> None:
        if number not in self._loaded:
            self._loaded = {kept: planes for kept, planes in self._loaded.items() if abs(kept - number) == 1}
            self._loaded[number] = load_planes(self._shots[number].picture, self._width, self._height)
        rectangle = self._motions[number].at(frame - self._shots[number].first)
        screen.show(self._loaded[number], rectangle)
