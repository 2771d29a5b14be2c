"""Which part of the world a picture shows, and where in it a place lies: whoever paints land and whoever names places.

Lambert's azimuthal projection about the middle of the places: areas keep their sizes, and near the middle their forms.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from datasay.geography.gazetteer import Place
from datasay.geography.land import Line, degrees_to_coast, directions

_TALL, _BROAD, _SQUARE = (0.15, 0.385, 0.78, 0.675), (0.58, 0.22, 0.90, 0.72), (0.17, 0.45, 0.80, 0.73)
_CLOSEST, _WIDEST = 3.4, 11.5  # degrees from the middle of a map of one place to the nearer edge of its window
_OF_AREA = 7.5
_BEYOND = -0.55  # cosine of the angle from the middle beyond which all lies on the rim
_ROOM = 1.12  # how much wider than the places the map is


@dataclass(frozen=True, slots=True)
class View:
    """A map: the place in its middle, where that stands in the picture, and pixels per radius of the Earth."""

    longitude: float
    latitude: float
    x: float
    y: float
    scale: float

    def project(self, points: Line) -> NDArray[np.float64]:
        """Pixels of the picture, (points, 2)."""
        return self._placed(*_about(self.longitude, self.latitude, points))

    def _placed(self, away: NDArray[np.float64], cosine: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.array([self.x, self.y]) + self.scale * away * np.sqrt(2.0 / (1.0 + cosine))[:, None]

    def outline(self, ring: Line) -> NDArray[np.float64] | None:
        """A closed outline in pixels; what lies beyond the rim is cut off along it. None where nothing is seen."""
        away, cosine = _about(self.longitude, self.latitude, ring)
        seen = cosine > _BEYOND
        if not seen.any():
            return None
        points = self._placed(away, cosine)
        if seen.all():
            return points
        begin = -int(np.argmax(seen))
        points, seen = np.roll(points, begin, axis=0), np.roll(seen, begin)
        edges = np.flatnonzero(np.diff(np.concatenate([[True], seen, [True]]).astype(np.int8)))
        kept: list[NDArray[np.float64]] = []
        place = 0
        for first, behind in zip(edges[::2], edges[1::2], strict=True):  # hidden from `first` to before `behind`
            kept += [points[place:first], self._along_the_rim(points[first - 1], points[behind % len(points)])]
            place = behind
        return np.concatenate([*kept, points[place:]])

    def _along_the_rim(self, one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
        """The shorter way round."""
        start, end = (math.atan2(point[1] - self.y, point[0] - self.x) for point in (one, other))
        turn = (end - start + math.pi) % (2 * math.pi) - math.pi
        angles = start + turn * np.linspace(0.0, 1.0, 24)
        reach = self.reach(math.degrees(math.acos(_BEYOND)))
        return np.array([self.x, self.y]) + reach * np.column_stack([np.cos(angles), np.sin(angles)])

    def degrees(self, pixels: float) -> float:
        """How far from the middle lies what is so many pixels away."""
        return math.degrees(2.0 * math.asin(min(1.0, pixels / (2.0 * self.scale))))

    def reach(self, degrees: float) -> float:
        """How many pixels from the middle all lies that is so far from it."""
        return 2.0 * self.scale * math.sin(math.radians(degrees) / 2)


def window_of(width: int, height: int) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of where places stand, as shares: clear of headline, subtitles and buttons."""
    if width > height * 1.25:
        return _BROAD
    return _TALL if height > width * 1.15 else _SQUARE


def view_of(shown: Sequence[Place], width: int, height: int) -> View:
    """The map on which these places fill the picture's window; of one place, wide enough to tell where it is."""
    points = np.array([[place.longitude, place.latitude] for place in shown])
    middle = directions(points).sum(axis=0)
    longitude = math.degrees(math.atan2(middle[1], middle[0]))
    latitude = math.degrees(math.atan2(middle[2], math.hypot(middle[0], middle[1])))
    left, top, right, bottom = window_of(width, height)
    room = np.array([(right - left) * width, (bottom - top) * height])
    away, cosine = _about(longitude, latitude, points)
    spread = away * np.sqrt(2.0 / (1.0 + cosine))[:, None]
    low, high = spread.min(axis=0), spread.max(axis=0)
    least = 2.0 * math.sin(math.radians(_least(shown)) / 2)
    fitting = np.concatenate([room / np.maximum((high - low) * _ROOM, 1e-6), [room.min() / 2 / least]])
    scale = float(fitting.min())
    x, y = np.array([left * width, top * height]) + room / 2 - scale * (low + high) / 2
    return View(longitude, latitude, float(x), float(y), scale)


def _least(shown: Sequence[Place]) -> float:
    """Degrees that a map shows at least about its middle: to the coast where that is not too far, more of an area."""
    if len(shown) > 1:
        return _CLOSEST / 3
    (place,) = shown
    coast = degrees_to_coast(place.longitude, place.latitude)
    return max(_OF_AREA if place.kind == "area" else _CLOSEST, min(1.2 * coast, _WIDEST))


def _about(longitude: float, latitude: float, points: Line) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """East and south of the middle as a unit of direction times the sine of the angle, and the angle's cosine.

    What lies beyond the rim lies on it, in its direction.
    """
    turned = np.radians(points[:, 0] - longitude)
    own, other = np.radians(points[:, 1]), math.radians(latitude)
    cosine = math.sin(other) * np.sin(own) + math.cos(other) * np.cos(own) * np.cos(turned)
    east = np.cos(own) * np.sin(turned)
    south = -(math.cos(other) * np.sin(own) - math.sin(other) * np.cos(own) * np.cos(turned))
    away = np.column_stack([east, south])
    beyond = cosine < _BEYOND
    if beyond.any():
        sine = np.maximum(np.hypot(east, south), 1e-9)
        rim = math.sqrt(1.0 - _BEYOND**2)
        away[beyond] *= (rim / sine[beyond])[:, None]
        cosine = np.maximum(cosine, _BEYOND)
    return away, cosine
