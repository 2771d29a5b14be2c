"""How a still picture moves while it is on screen: the rectangle that is shown at each frame. Pure."""

import math
from dataclasses import dataclass
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
    """A part of the enlarged picture, in its pixels: half pixels of the output."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Motion:
    """The path of one clip over its frames and over the fade that follows them."""

    move: Move
    width: int  # of the enlarged picture
    height: int
    frames: int  # on screen, the fade into the next clip included
    fps: int = 30

    def at(self, frame: int) -> Rectangle:
        """What is shown at a frame of the clip, counted from its first."""
        if self.move in {Move.PUSH_IN, Move.PULL_OUT}:
            return self._zoomed(frame)
        return self._panned(frame)

    def _zoomed(self, frame: int) -> Rectangle:
        seconds = self.frames / self.fps
        depth = min(DEEPEST, max(_SHALLOWEST, seconds * _DEPTH_A_SECOND))
        travelled = _there_and_back(frame / max(self.frames - 1, 1), max(1, math.ceil(seconds / _TURN_SECONDS)))
        hidden = depth * (travelled if self.move is Move.PUSH_IN else 1 - travelled)
        inset_x, inset_y = round(self.width * hidden / 2), round(self.height * hidden / 2)
        return Rectangle(inset_x, inset_y, self.width - 2 * inset_x, self.height - 2 * inset_y)

    def _panned(self, frame: int) -> Rectangle:
        """A steady move at whole steps of the grid; where the room ends, it turns round."""
        across = self.move in {Move.PAN_LEFT, Move.PAN_RIGHT}
        side = self.width if across else self.height
        room = min(int(side * DEEPEST), max(self.frames * _PAN_STEP, int(side * _SHALLOWEST)))
        hidden = room / side
        width, height = round(self.width * (1 - hidden)), round(self.height * (1 - hidden))
        if across:
            width = self.width - room
        else:
            height = self.height - room
        gone = (frame * _PAN_STEP) % (2 * room)
        offset = gone if gone <= room else 2 * room - gone
        if self.move in {Move.PAN_LEFT, Move.PAN_UP}:
            offset = room - offset
        left, top = (self.width - width) // 2, (self.height - height) // 2
        return Rectangle(offset, top, width, height) if across else Rectangle(left, offset, width, height)


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
    """The motion of a clip of `frames` frames of its own. Neighbouring seeds move differently.

    Width and height are those of the enlarged picture. A pan that would have to turn round becomes a zoom.
    """
    move = _SERIES[seed % len(_SERIES)]
    whole = frames + FADE_FRAMES
    across = move in {Move.PAN_LEFT, Move.PAN_RIGHT}
    along = move in {Move.PAN_UP, Move.PAN_DOWN}
    if (across or along) and whole * _PAN_STEP > int((width if across else height) * DEEPEST):
        move = Move.PUSH_IN if seed % 4 == 1 else Move.PULL_OUT
    return Motion(move, width, height, whole, fps)
