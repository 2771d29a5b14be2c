"""How a still picture moves while it is on screen: the rectangle that is shown at each frame. Pure."""

import math
from dataclasses import dataclass, replace
from enum import StrEnum

from datasay.composition.timeline import FADE_FRAMES

DEEPEST = 0.10  # how much of a side a move may hide: type near the edge must stay readable
_SHALLOWEST = 0.03
_DEPTH_A_SECOND = 0.018  # of the side, so that a short clip does not rush
_PAN_STEP = 1  # half pixels of the output a frame: exact on the grid that is cut on, so a pan never stutters
_TURN_SECONDS = 9.0  # a zoom longer than this turns round instead of slowing down to a standstill
_EASE = 0.35  # part of the speed that comes and goes softly; the rest keeps the picture alive at both ends


class Move(StrEnum):
    """The ways to move."""

    PUSH_IN = "push_in"
    PULL_OUT = "pull_out"
    PAN_LEFT = "pan_left"
    PAN_RIGHT = "pan_right"
    PAN_UP = "pan_up"
    PAN_DOWN = "pan_down"


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A part of the fitted picture, in half pixels of the output."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Motion:
    """The path of one clip over its frames and over the fade that follows them."""

    move: Move
    width: int  # of the output, pixels
    height: int
    frames: int  # on screen, the fade into the next clip included
    fps: int = 30

    @property
    def across(self) -> bool:
        """Whether it pans to a side."""
        return self.move in {Move.PAN_LEFT, Move.PAN_RIGHT}

    @property
    def pans(self) -> bool:
        """Whether the picture passes by at one size, instead of growing or shrinking."""
        return self.across or self.move in {Move.PAN_UP, Move.PAN_DOWN}

    @property
    def fitted(self) -> tuple[int, int]:
        """Width and height in pixels to which the picture is fitted: larger than the output where it pans."""
        if not self.pans:
            return self.width, self.height
        side = self.width if self.across else self.height
        scale = (side + self._room) / side
        # Steps of four keep the middle on whole pixels of the halved chroma planes.
        width, height = (size + 4 * math.ceil(size * (scale - 1) / 4) for size in (self.width, self.height))
        return width, height

    @property
    def _room(self) -> int:
        """Pixels to pass by, a multiple of four: enough for all frames, if that is not too much."""
        side = self.width if self.across else self.height
        wanted = max(math.ceil(self.frames * _PAN_STEP / 2), round(side * _SHALLOWEST))
        return min(4 * math.ceil(wanted / 4), _most_room(side))

    def at(self, frame: int) -> Rectangle:
        """What is shown at a frame of the clip, counted from its first."""
        return self._panned(frame) if self.pans else self._zoomed(frame)

    def _zoomed(self, frame: int) -> Rectangle:
        seconds = self.frames / self.fps
        depth = min(DEEPEST, max(_SHALLOWEST, seconds * _DEPTH_A_SECOND))
        travelled = _there_and_back(frame / max(self.frames - 1, 1), max(1, math.ceil(seconds / _TURN_SECONDS)))
        hidden = depth * (travelled if self.move is Move.PUSH_IN else 1 - travelled)
        inset_x, inset_y = round(self.width * hidden), round(self.height * hidden)
        return Rectangle(inset_x, inset_y, 2 * (self.width - inset_x), 2 * (self.height - inset_y))

    def _panned(self, frame: int) -> Rectangle:
        """A steady move at whole steps of the grid; where the room ends, it turns round."""
        room = 2 * self._room
        gone = (frame * _PAN_STEP) % (2 * room)
        offset = gone if gone <= room else 2 * room - gone
        if self.move in {Move.PAN_LEFT, Move.PAN_UP}:
            offset = room - offset
        width, height = self.fitted
        middle_x, middle_y = width - self.width, height - self.height
        left, top = (offset, middle_y) if self.across else (middle_x, offset)
        return Rectangle(left, top, 2 * self.width, 2 * self.height)


def _most_room(side: int) -> int:
    return 4 * int(side * DEEPEST / (1 - DEEPEST) / 4)


def _there_and_back(fraction: float, legs: int) -> float:
    """0 to 1 over one leg, back over the next; each leg starts and ends softly."""
    position = min(max(fraction, 0.0), 1.0) * legs
    leg = min(int(position), legs - 1)
    part = position - leg
    eased = part - _EASE * math.sin(2 * math.pi * part) / (2 * math.pi)
    return eased if leg % 2 == 0 else 1 - eased


_SERIES = (
    Move.PUSH_IN,
    Move.PAN_UP,
    Move.PULL_OUT,
    Move.PAN_RIGHT,
    Move.PUSH_IN,
    Move.PAN_DOWN,
    Move.PULL_OUT,
    Move.PAN_LEFT,
)


def motion_of(seed: int, *, width: int, height: int, frames: int, fps: int = 30) -> Motion:
    """The motion of a clip of `frames` frames of its own on a screen of this size. Neighbouring seeds move differently.

    A pan that would have to turn round becomes a zoom.
    """
    motion = Motion(_SERIES[seed % len(_SERIES)], width, height, frames + FADE_FRAMES, fps)
    if motion.pans and motion.frames * _PAN_STEP > 2 * _most_room(width if motion.across else height):
        return replace(motion, move=Move.PUSH_IN if seed % 4 == 1 else Move.PULL_OUT)
    return motion
