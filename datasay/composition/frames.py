"""Pictures become frames: decoded once, held as BT.709 planes, cut and scaled for each frame."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from datasay.composition.motion import Motion, Rectangle
from datasay.composition.planes import BGR_TO_YCBCR, Plane, Targets, plane_of, sited
from datasay.composition.segment import Crop
from datasay.media.errors import MediaRejected
from datasay.wording.told import Told

_LARGEST_PICTURE = 64_000_000  # pixels
# Catmull-Rom a quarter of a pixel on. Unlike OpenCV's own cubic it keeps straight slopes straight, so that the two
# phases lie exactly half a pixel apart.
_QUARTER = np.array([-0.0703125, 0.8671875, 0.2265625, -0.0234375], np.float32)


class Moving(Protocol):
    """A picture made ready for one kind of motion."""

    def draw(self, rectangle: Rectangle, targets: Targets) -> None:
        """Fill the planes of a frame with this part of the picture."""
        ...


@dataclass(frozen=True, slots=True)
class ZoomedPicture:
    """Enlarged planes, of which each frame is a part scaled down."""

    luma: Plane  # twice the output
    blue: Plane  # twice the output's chroma
    red: Plane

    def draw(self, rectangle: Rectangle, targets: Targets) -> None:
        """Cut and scale: about 3 ms for a frame of full HD."""
        left, top, width, height = rectangle.left, rectangle.top, rectangle.width, rectangle.height
        for number, plane in enumerate((self.luma, self.blue, self.red)):
            halves = 1 if number == 0 else 2
            x, y = left // halves, top // halves
            cut = plane[y : y + height // halves, x : x + width // halves]
            target = targets[number]
            cv2.resize(cut, (target.shape[1], target.shape[0]), dst=target, interpolation=cv2.INTER_LINEAR)


@dataclass(frozen=True, slots=True)
class PassingPicture:
    """Planes at the size they are shown in, each in two phases half a pixel apart along the way: frames are cut out.

    The phases lie a quarter of a pixel to either side of the picture's own grid, so both are equally sharp.
    """

    luma: tuple[Plane, Plane]
    blue: tuple[Plane, Plane]
    red: tuple[Plane, Plane]
    across: bool

    def draw(self, rectangle: Rectangle, targets: Targets) -> None:
        """Copy: a tenth of the time that scaling takes."""
        halves = rectangle.left if self.across else rectangle.top
        still = (rectangle.top if self.across else rectangle.left) // 2
        for number, phases in enumerate((self.luma, self.blue, self.red)):
            step, beside = (halves, still) if number == 0 else (halves // 2, still // 2)
            along = step // 2
            x, y = (along, beside) if self.across else (beside, along)
            target = targets[number]
            rows, columns = target.shape
            np.copyto(target, phases[step % 2][y : y + rows, x : x + columns])


def load_picture(path: Path, motion: Motion) -> Moving:
    """Decode a picture, fill the motion's size with its middle, convert, and make it ready. Raises MediaRejected."""
    return ready_picture(decode(path), motion)


def ready_picture(picture: Plane, motion: Motion) -> Moving:
    """The same of a picture that is decoded, BGR."""
    width, height = motion.fitted
    luma, blue, red = (
        plane_of(plane) for plane in cv2.split(cv2.transform(fill(picture, width, height), BGR_TO_YCBCR))
    )
    blue, red = sited(blue), sited(red)
    if not motion.pans:
        enlarged = cv2.resize(luma, (width * 2, height * 2), interpolation=cv2.INTER_CUBIC)
        # Chroma of 4:2:0 is half as large, so its enlarged plane is just the full one.
        return ZoomedPicture(plane_of(enlarged), blue, red)
    return PassingPicture(
        _phases(luma, across=motion.across),
        _chroma_phases(blue, across=motion.across),
        _chroma_phases(red, across=motion.across),
        motion.across,
    )


def _phases(luma: Plane, *, across: bool) -> tuple[Plane, Plane]:
    """The plane a quarter of a pixel before and after its own grid, along the way."""
    before, after = _QUARTER[::-1], _QUARTER
    if across:
        return _filtered(luma, before[None], (2, 0)), _filtered(luma, after[None], (1, 0))
    return _filtered(luma, before[:, None], (0, 2)), _filtered(luma, after[:, None], (0, 1))


def _filtered(plane: Plane, kernel: NDArray[np.float32], anchor: tuple[int, int]) -> Plane:
    return plane_of(cv2.filter2D(plane, -1, np.ascontiguousarray(kernel), anchor=anchor))


def _chroma_phases(chroma: Plane, *, across: bool) -> tuple[Plane, Plane]:
    """Means of two by two pixels, from every second place, and from the places between along the way."""
    means = plane_of(cv2.blur(chroma, (2, 2), anchor=(0, 0)))
    return plane_of(means[0::2, 0::2]), plane_of(means[0::2, 1::2] if across else means[1::2, 0::2])


def cropped(picture: Plane, crop: Crop) -> Plane:
    """The part of a picture that is to be seen, at least a pixel of it."""
    height, width = picture.shape[:2]
    left, top = (min(int(share * side), side - 1) for share, side in ((crop.x, width), (crop.y, height)))
    right, foot = (
        max(left + 1, round((crop.x + crop.width) * width)),
        max(top + 1, round((crop.y + crop.height) * height)),
    )
    return plane_of(picture[top:foot, left:right])


def decode(path: Path, *, roughly: bool = False) -> Plane:
    """The pixels of a picture, BGR; a quarter as large where that is enough. Raises MediaRejected."""
    kind = cv2.IMREAD_REDUCED_COLOR_4 if roughly else cv2.IMREAD_COLOR
    try:
        data = np.fromfile(path, dtype=np.uint8)
        picture = cv2.imdecode(data, kind) if data.size else None
    except (OSError, cv2.error) as error:
        raise MediaRejected(
            Told(
                "The picture {name} cannot be read; save it anew as PNG, JPEG or WebP.",
                "图片 {name} 读不出来，请重新存为 PNG、JPEG 或 WebP。",
                name=path.name,
            )
        ) from error
    if picture is None:
        raise MediaRejected(
            Told(
                "The picture {name} is no PNG, JPEG or WebP that can be decoded; choose another.",
                "图片 {name} 不是能读的 PNG、JPEG 或 WebP，请换一张。",
                name=path.name,
            )
        )
    if picture.shape[0] * picture.shape[1] > _LARGEST_PICTURE:
        raise MediaRejected(
            Told(
                "The picture {name} has more than {millions} million pixels; scale it down.",
                "图片 {name} 超过 {millions} 百万像素，请缩小。",
                name=path.name,
                millions=_LARGEST_PICTURE // 1000000,
            )
        )
    return plane_of(picture)


def fill(picture: Plane, width: int, height: int) -> Plane:
    """Scale so that both sides are covered, and keep the middle."""
    rows, columns = picture.shape[:2]
    scale = max(width / columns, height / rows)
    if (columns, rows) != (width, height):
        size = (max(width, round(columns * scale)), max(height, round(rows * scale)))
        smooth = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        picture = plane_of(cv2.resize(picture, size, interpolation=smooth))
    left, top = (picture.shape[1] - width) // 2, (picture.shape[0] - height) // 2
    return plane_of(picture[top : top + height, left : left + width])


class Screen:
    """One frame's planes in the layout ffmpeg reads (yuv420p), reused from frame to frame."""

    def __init__(self, width: int, height: int) -> None:
        self.data: NDArray[np.uint8] = np.empty(width * height * 3 // 2, np.uint8)
        luma, chroma = width * height, (width // 2) * (height // 2)
        self.planes: Targets = (
            self.data[:luma].reshape(height, width),
            self.data[luma : luma + chroma].reshape(height // 2, width // 2),
            self.data[luma + chroma :].reshape(height // 2, width // 2),
        )
