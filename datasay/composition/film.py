"""The frames of a video in order: pictures that move, type over them, one scene giving way to the next."""

from collections.abc import Iterator, Sequence
from typing import Protocol

import cv2

from datasay.composition.frames import Moving, Screen, cropped, decode, fill, ready_picture
from datasay.composition.mixing import mix
from datasay.composition.motion import Motion, motion_of
from datasay.composition.movement import Movement
from datasay.composition.pages.elements import GONE_BEFORE_CUT, TypeLayer
from datasay.composition.pages.layouts import lay_out
from datasay.composition.pages.look import PLAIN
from datasay.composition.pages.sheet import Sheet
from datasay.composition.planes import Plane, Targets, plane_of
from datasay.composition.segment import Shot
from datasay.composition.transition import FRAMES, Transition
from datasay.composition.world import World

_MEASURED = 360  # pixels of the shorter side on which the ground of type is measured
_LEAST_SECONDS = 1.2  # on screen, for type to be read at all
_FOREVER = 1e9


class _Ground(Protocol):
    def draw(self, frame: int, targets: Targets) -> None: ...


class _Flat:
    """A picture that is one layer."""

    def __init__(self, picture: Plane, motion: Motion, *, still: bool) -> None:
        self._picture: Moving = ready_picture(picture, motion)
        self._motion, self._still = motion, still

    def draw(self, frame: int, targets: Targets) -> None:
        self._picture.draw(self._motion.at(0 if self._still else frame), targets)


class _Scene:
    """A shot made ready."""

    def __init__(self, shot: Shot, width: int, height: int, fps: int, movement: Movement) -> None:
        frames = shot.end - shot.first
        in_parts = len(shot.layers) > 1  # a ground alone would stand still: it is passed over as flat pictures are
        picture = decode(shot.picture, roughly=in_parts)  # only to see what lies beneath type
        if shot.crop is not None:
            picture = cropped(picture, shot.crop)
        movement = shot.movement or movement
        self.ground: _Ground
        if in_parts:
            self.ground = World(
                shot.layers,
                width,
                height,
                frames=frames,
                fps=fps,
                seed=shot.seed,
                movement=movement,
                enters=shot.enters,
                beats=shot.beats,
            )
        else:
            way = motion_of(shot.seed, width=width, height=height, frames=frames)
            self.ground = _Flat(picture, way, still=movement is Movement.NONE)
        self.type = _type_of(shot, picture, width, height, frames / fps)


def _type_of(shot: Shot, picture: Plane, width: int, height: int, seconds: float) -> TypeLayer | None:
    """The page over a picture; none where it has nothing to say or no time to."""
    if shot.page is None or seconds < _LEAST_SECONDS:
        return None
    scale = _MEASURED / min(width, height)
    beneath = plane_of(
        cv2.resize(
            fill(picture, width, height), (round(width * scale), round(height * scale)), interpolation=cv2.INTER_AREA
        )
    )
    sheet = Sheet(
        width, height, shot.page, shot.look or PLAIN, beneath, shot.moments, seconds, shot.seed, opening=shot.opening,
        alone=bool(shot.layers) and not any(layer.role == "object" for layer in shot.layers),
    )  # fmt: skip
    lay_out(sheet)
    gone = _FOREVER if shot.ending else seconds - GONE_BEFORE_CUT
    return TypeLayer(sheet.elements, gone, min(width, height) / 1080)


class FrameMaker:
    """Makes the frames of a range in order; holds at most two scenes."""

    def __init__(
        self, shots: Sequence[Shot], width: int, height: int, *, fps: int = 30, movement: Movement = Movement.CALM
    ) -> None:
        self._shots = [shot for shot in shots if shot.end > shot.first]
        self._width, self._height, self._fps, self._movement = width, height, fps, movement
        self._ready: dict[int, _Scene] = {}

    def frames(self, first: int, end: int) -> Iterator[memoryview]:
        """Raw yuv420p frames from `first` to before `end`; each is valid until the next is asked for."""
        screen, leaving = Screen(self._width, self._height), Screen(self._width, self._height)
        current = next(number for number, shot in enumerate(self._shots) if shot.end > first)
        for frame in range(first, end):
            if frame >= self._shots[current].end:
                current += 1
            shot = self._shots[current]
            into = frame - shot.first
            scene = self._scene(current)
            scene.ground.draw(into, screen.planes)
            still = (shot.movement or self._movement) is Movement.NONE
            kind = Transition.CUT if still else shot.transition
            length = min(FRAMES[kind], shot.end - shot.first)
            if current > 0 and into < length:
                before = self._shots[current - 1]
                self._scene(current - 1).ground.draw(frame - before.first, leaving.planes)
                mix(kind, (into + 1) / (length + 1), leaving.planes, screen.planes, 1 if shot.seed % 2 else -1)
            else:
                self._ready.pop(current - 1, None)
            if scene.type is not None:
                scene.type.draw(screen.planes, into / self._fps)
            yield screen.data.data

    def _scene(self, number: int) -> _Scene:
        if number not in self._ready:
            self._ready = {kept: scene for kept, scene in self._ready.items() if abs(kept - number) == 1}
            self._ready[number] = _Scene(self._shots[number], self._width, self._height, self._fps, self._movement)
        return self._ready[number]
