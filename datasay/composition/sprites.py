"""Parts of a picture with soft edges, held as BT.709 planes and laid over a frame."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from datasay.composition.planes import BGR_TO_YCBCR, Plane, Targets, plane_of, sited

_PHASES = 4  # a layer that drifts is held at every quarter of a pixel
_TAPS = 8


@dataclass(frozen=True, slots=True)
class Sprite:
    """Premultiplied planes and how much of what lies beneath shows through; `x` and `y` are even."""

    x: int
    y: int
    colours: Targets
    through: tuple[Plane, Plane]  # 255 where it is clear: luma's, chroma's

    def draw(self, targets: Targets, dx: int = 0, dy: int = 0) -> None:
        """Lay it over a frame, moved by whole pixels (chroma by whole pairs)."""
        for number, colour in enumerate(self.colours):
            halves = 1 if number == 0 else 2
            _lay(
                targets[number],
                colour,
                self.through[0 if number == 0 else 1],
                (self.x + dx) // halves,
                (self.y + dy) // halves,
            )

    def faded(self, alpha: float) -> "Sprite":
        """The same, clearer: `alpha` 0 to 1."""
        if alpha >= 1:
            return self
        colours = tuple(plane_of(cv2.convertScaleAbs(colour, alpha=alpha)) for colour in self.colours)
        through = tuple(
            plane_of(cv2.convertScaleAbs(clear, alpha=alpha, beta=255 * (1 - alpha))) for clear in self.through
        )
        return Sprite(self.x, self.y, (colours[0], colours[1], colours[2]), (through[0], through[1]))

    def moved(self, dx: float, dy: float) -> "Sprite":
        """The same, moved by any part of a pixel."""
        whole_x, whole_y = 2 * int(np.floor(dx / 2)), 2 * int(np.floor(dy / 2))
        rest_x, rest_y = dx - whole_x, dy - whole_y
        if not (rest_x or rest_y):
            return Sprite(self.x + whole_x, self.y + whole_y, self.colours, self.through)
        colours = tuple(
            _shifted(colour, rest_x / (1 if number == 0 else 2), rest_y / (1 if number == 0 else 2), 0)
            for number, colour in enumerate(self.colours)
        )
        through = tuple(
            _shifted(clear, rest_x / (1 + number), rest_y / (1 + number), 255)
            for number, clear in enumerate(self.through)
        )
        return Sprite(
            self.x + whole_x, self.y + whole_y, (colours[0], colours[1], colours[2]), (through[0], through[1])
        )


def _lay(target: Plane, colour: Plane, through: Plane, x: int, y: int) -> None:
    rows, columns = target.shape
    height, width = colour.shape
    top, left = max(0, -y), max(0, -x)
    bottom, right = min(height, rows - y), min(width, columns - x)
    if top >= bottom or left >= right:
        return
    beneath = target[y + top : y + bottom, x + left : x + right]
    shown = cv2.multiply(beneath, through[top:bottom, left:right], scale=1 / 255)
    cv2.add(shown, colour[top:bottom, left:right], dst=shown)
    beneath[...] = shown


def _shifted(plane: Plane, dx: float, dy: float, beyond: int) -> Plane:
    matrix = np.array([[1, 0, dx], [0, 1, dy]], np.float32)
    return plane_of(
        cv2.warpAffine(
            plane,
            matrix,
            (plane.shape[1], plane.shape[0]),
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=beyond,
        )
    )


def sprite_of(pixels: NDArray[np.uint8], x: int, y: int, *, goes_on: bool = False) -> Sprite:
    """From premultiplied BGRA whose top left stands at (x, y).

    Padded with nothing, so that it can be moved by a pixel or two; one that goes on beyond the picture is continued.
    """
    pad, border = (0, cv2.BORDER_REPLICATE) if goes_on else (2, cv2.BORDER_CONSTANT)
    left, top = pad + x % 2, pad + y % 2
    height, width = pixels.shape[:2]
    padded = cv2.copyMakeBorder(
        pixels, top, pad + (top + height) % 2, left, pad + (left + width) % 2, border, value=(0, 0, 0, 0)
    )
    alpha = np.ascontiguousarray(padded[..., 3])
    matrix = BGR_TO_YCBCR.copy()
    # A premultiplied colour gets its share of the offset only.
    shares = np.concatenate([matrix[:, :3], matrix[:, 3:4] / 255], axis=1)
    luma, blue, red = (plane_of(plane) for plane in cv2.split(cv2.transform(padded, shares)))
    through = plane_of(255 - alpha)
    return Sprite(x - left, y - top, (luma, _halved(blue), _halved(red)), (through, _halved(through)))


def _halved(plane: Plane) -> Plane:
    """Means of two by two pixels, sited on the left one as H.264 has it."""
    means = cv2.blur(sited(plane), (2, 2), anchor=(0, 0), borderType=cv2.BORDER_REPLICATE)
    return plane_of(np.asarray(means)[0::2, 0::2])


@dataclass(frozen=True, slots=True)
class Strip:
    """A layer that drifts sideways, held at quarters of a pixel, so that it never stutters and stays equally sharp."""

    x: int
    y: int
    phases: tuple[Sprite, ...]
    solid: int  # row from which on it covers what lies beneath wholly: copied there, not mixed; even

    def draw(self, targets: Targets, quarters: int) -> None:
        """Lay it over a frame, moved to the right by so many quarters of a pixel."""
        whole, part = divmod(quarters, _PHASES)
        # Chroma samples are two pixels wide: their own quarter is half a pixel.
        halves, chroma_part = divmod(quarters // 2, _PHASES)
        luma, chroma = self.phases[part % len(self.phases)], self.phases[chroma_part % len(self.phases)]
        places = (
            (luma.colours[0], luma.through[0], self.x + whole, self.y),
            (chroma.colours[1], chroma.through[1], self.x // 2 + halves, self.y // 2),
            (chroma.colours[2], chroma.through[1], self.x // 2 + halves, self.y // 2),
        )
        for target, (colour, through, x, y) in zip(targets, places, strict=True):
            solid = self.solid if target is targets[0] else self.solid // 2
            if solid:
                _lay(target, colour[:solid], through[:solid], x, y)
            _copy(target, colour[solid:], x, y + solid)


def _copy(target: Plane, colour: Plane, x: int, y: int) -> None:
    rows, columns = target.shape
    top, left = max(0, -y), max(0, -x)
    bottom, right = min(colour.shape[0], rows - y), min(colour.shape[1], columns - x)
    if top >= bottom or left >= right:
        return
    target[y + top : y + bottom, x + left : x + right] = colour[top:bottom, left:right]


def strip_of(sprite: Sprite, *, opaque: bool, moves: bool) -> Strip:
    """A sprite made ready to drift; one that stays is held once."""
    shifts = [number / _PHASES for number in range(_PHASES)] if moves else [0.0]
    phases = []
    for shift in shifts:
        colours = tuple(_later(plane, shift, 0 if not opaque else None) for plane in sprite.colours)
        through = tuple(_later(plane, shift, 255) for plane in sprite.through)
        phases.append(Sprite(sprite.x, sprite.y, (colours[0], colours[1], colours[2]), (through[0], through[1])))
    return Strip(sprite.x, sprite.y, tuple(phases), 0 if opaque else _solid_from(sprite))


def _solid_from(sprite: Sprite) -> int:
    """The row from which on nothing shows through; its height where there is none. Even."""
    clear = np.nonzero(sprite.through[0].any(axis=1))[0]
    last = int(clear[-1]) + 1 if len(clear) else 0
    return min(2 * ((last + 3) // 2), int(sprite.through[0].shape[0]))


def _later(plane: Plane, shift: float, beyond: int | None) -> Plane:
    """The plane a part of a pixel to the right, by a windowed sinc."""
    if shift == 0:
        return plane
    places = np.arange(_TAPS) - _TAPS // 2  # which pixel a tap reads, relative to the one that is made
    distance = places + shift
    window = np.cos(np.pi * np.clip(distance / (_TAPS / 2 + 0.5), -1, 1) / 2) ** 2
    kernel = np.sinc(distance) * window
    kernel /= kernel.sum()
    # What it moves by is its first moment: made exact, so that steps from phase to phase are all alike.
    tilt = window * (places - (window * places).sum() / window.sum())
    kernel -= tilt * ((kernel * places).sum() + shift) / (tilt * places).sum()
    border = cv2.BORDER_REPLICATE if beyond is None else cv2.BORDER_REFLECT_101
    row = kernel[None, :].astype(np.float32)
    return plane_of(cv2.filter2D(plane, -1, row, anchor=(_TAPS // 2, 0), borderType=border))
