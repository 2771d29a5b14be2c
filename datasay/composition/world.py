"""A picture in layers as the camera passes it: what lies far stays, what lies near goes along, things come in."""

from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from datasay.composition.layer import LayerFile
from datasay.composition.movement import Movement
from datasay.composition.planes import BGR_TO_YCBCR, Plane, Targets, plane_of, sited
from datasay.composition.sprites import Sprite, Strip, sprite_of, strip_of
from datasay.composition.transition import LONGEST
from datasay.media.errors import MediaRejected
from datasay.wording.told import Told

STEP = {Movement.NONE: 0.0, Movement.CALM: 0.045, Movement.LIVELY: 0.09}  # of the shorter side, at each beat
_STEP_SECONDS = 0.75
CAMERA = {
    Movement.NONE: 0.0,
    Movement.CALM: 0.5,
    Movement.LIVELY: 0.75,
}  # pixels a frame at 1080; what is nearest goes so far
_QUARTERS = 4
_ENTERS = {"rise": 0.55, "slide": 0.55, "fade": 0.40}  # seconds
_OVERSHOOT = 1.2  # of a lively entrance; 5 % of the way
_BEFORE_WORD = 0.08  # seconds by which a thing comes before its word
_SHORT_RISE = 0.14  # of its height, where nothing lies in front of it to rise from


@dataclass(frozen=True, slots=True)
class _Part:
    """A layer made ready."""

    strip: Strip
    still: Sprite  # as it stands, for while it comes in
    role: str
    speed: int  # quarters of a pixel a frame
    depth: float  # share of the camera's steps it goes along
    entrance: str
    hidden: bool  # something in front of it hides its foot


class World:
    """The layers of one picture over the frames of one clip."""

    def __init__(
        self, layers: tuple[LayerFile, ...], width: int, height: int, *, frames: int, fps: int, seed: int,
        movement: Movement, enters: float | None, beats: tuple[float, ...] = (),
    ) -> None:  # fmt: skip
        self._middle = frames // 2
        self._fps = fps
        self._way = 1 if seed % 2 else -1
        self._lively = movement is Movement.LIVELY
        self._enters = -1.0 if movement is Movement.NONE or enters is None else enters - _BEFORE_WORD
        self._width = width
        camera = CAMERA[movement] * min(width, height) / 1080
        self._beats = tuple(beat * fps for beat in beats)
        self._step = STEP[movement] * min(width, height)
        self._parts = [
            _steady(
                _part(layer, width, camera, in_front=layers[number + 1 :]),
                width,
                lasts=frames / 2 + LONGEST,
                steps=self._step * len(beats) / 2,
            )
            for number, layer in enumerate(layers)
        ]

    def draw(self, frame: int, targets: Targets) -> None:
        """Fill the planes with the picture as it is at this frame of the clip."""
        for part in self._parts:
            steps = round(self._steps(frame) * part.depth * _QUARTERS)
            quarters = (part.speed * (frame - self._middle) + steps) * self._way
            share = self._share(part, frame)
            if share >= 1:
                part.strip.draw(targets, quarters)
            elif share > 0:
                self._entering(part, share, quarters).draw(targets)

    def _steps(self, frame: int) -> float:
        """How far the camera has stepped on by the beats so far, in pixels of what lies nearest."""
        gone = 0.0
        for beat in self._beats:
            share = min(max((frame - beat) / (_STEP_SECONDS * self._fps), 0.0), 1.0)
            gone += self._step * share * share * (3 - 2 * share)
        return gone - self._step * len(self._beats) / 2

    def _share(self, part: _Part, frame: int) -> float:
        """How far a thing has come in, 0 to 1."""
        if part.entrance == "none":
            return 1.0
        return (frame / self._fps - self._enters) / _ENTERS.get(part.entrance, 0.5)

    def _entering(self, part: _Part, share: float, quarters: int) -> Sprite:
        sprite, drift = part.still, quarters / _QUARTERS
        eased = 1 - (1 - share) ** 3
        if self._lively:
            back = share - 1
            eased = 1 + (_OVERSHOOT + 1) * back**3 + _OVERSHOOT * back**2
        alpha = min(1.0, share * 2.2)
        height = sprite.colours[0].shape[0]
        if part.entrance == "rise":
            far = height * (1.05 if part.hidden else _SHORT_RISE)
            moved = sprite.moved(drift, (1 - eased) * far)
            return moved if part.hidden else moved.faded(alpha)
        if part.entrance == "slide":
            return sprite.moved(drift + (1 - eased) * (self._width - sprite.x), 0.0)
        return sprite.moved(drift, 0.0).faded(alpha)


def _part(layer: LayerFile, width: int, camera: float, *, in_front: tuple[LayerFile, ...]) -> _Part:
    pixels = _decode(layer.path)
    if layer.role == "ground":
        sprite = _opaque(pixels, layer.x, layer.y)
    else:
        goes_on = layer.role == "ridge" and layer.x <= 0 and layer.x + pixels.shape[1] >= width
        sprite = sprite_of(_premultiplied(pixels), layer.x, layer.y, goes_on=goes_on)
    speed, depth = (round(layer.depth * camera * _QUARTERS), layer.depth) if camera else (0, 0.0)
    strip = strip_of(sprite, opaque=layer.role == "ground", moves=depth > 0)
    hidden = any(other.role == "ridge" and other.y < layer.y + pixels.shape[0] for other in in_front)
    entrance = layer.entrance if layer.role == "object" else "none"
    return _Part(strip, sprite, layer.role, speed, depth, entrance, hidden)


def _steady(part: _Part, width: int, *, lasts: float, steps: float) -> _Part:
    """The part as slow as it must be: what is wider than the picture goes no further than it reaches beyond it.

    `lasts` is how many frames it drifts from the middle on, `steps` how far the camera steps from there.
    """
    if part.role == "object":
        return part
    room = min(-part.still.x, part.still.x + part.still.colours[0].shape[1] - width)
    if part.depth * steps + part.speed / _QUARTERS * lasts + 1 <= room:
        return part
    if part.depth * steps + 1 <= room:
        return replace(part, speed=0)
    return replace(part, speed=0, depth=0.0)


def _decode(path: Path) -> Plane:
    """BGRA, or BGR where the file has no alpha."""
    data = np.fromfile(path, dtype=np.uint8) if path.is_file() else np.zeros(0, np.uint8)
    pixels = cv2.imdecode(data, cv2.IMREAD_UNCHANGED) if data.size else None
    if pixels is None or pixels.ndim != 3 or pixels.dtype != np.uint8:
        raise MediaRejected(
            Told(
                "The layer {name} of a picture cannot be read; make the picture again.",
                "画面图层 {name} 读不出来，请重新生成这张图。",
                name=path.name,
            )
        )
    return plane_of(pixels)


def _premultiplied(pixels: Plane) -> Plane:
    if pixels.shape[2] == 3:
        return plane_of(cv2.cvtColor(pixels, cv2.COLOR_BGR2BGRA))
    blue, green, red, alpha = cv2.split(pixels)
    colours = [cv2.multiply(plane, alpha, scale=1 / 255) for plane in (blue, green, red)]
    return plane_of(cv2.merge([*colours, alpha]))


def _opaque(pixels: Plane, x: int, y: int) -> Sprite:
    """Planes of a picture without holes; its first row and column are doubled where it stands on an odd place."""
    padded = cv2.copyMakeBorder(
        pixels[..., :3], y % 2, (y + pixels.shape[0]) % 2, x % 2, (x + pixels.shape[1]) % 2, cv2.BORDER_REPLICATE
    )
    luma, blue, red = (plane_of(plane) for plane in cv2.split(cv2.transform(padded, BGR_TO_YCBCR)))
    halved = [plane_of(np.asarray(cv2.blur(sited(plane), (2, 2), anchor=(0, 0)))[0::2, 0::2]) for plane in (blue, red)]
    none = np.zeros((1, 1), np.uint8)
    return Sprite(x - x % 2, y - y % 2, (luma, halved[0], halved[1]), (none, none))
