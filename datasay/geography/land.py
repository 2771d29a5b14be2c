"""Where land meets the sea, and the greatest rivers: outlines in degrees, without any border."""

from functools import cache
from importlib.resources import as_file, files

import numpy as np
from numpy.typing import NDArray

Line = NDArray[np.float64]  # (points, 2): longitude and latitude in degrees

_STEPS = 100  # of a degree, as compile_land keeps them


@cache
def coasts() -> tuple[Line, ...]:
    """The outlines of land; one inside another is water."""
    with as_file(files("datasay.geography") / "land.npz") as path, np.load(path) as kept:
        ends = np.cumsum(kept["counts"])[:-1]
        return tuple(np.cumsum(part, axis=0, dtype=np.int64) / _STEPS for part in np.split(kept["steps"], ends))


@cache
def rivers() -> tuple[Line, ...]:
    """The rivers, each from its upper course to the sea."""
    lines = (files("datasay.geography") / "rivers.tsv").read_text(encoding="utf-8").splitlines()
    courses = (line.split("\t")[1].split() for line in lines if not line.startswith("#"))
    return tuple(np.array([[float(part) for part in point.split(",")] for point in course]) for course in courses)


def coasts_near(longitude: float, latitude: float, degrees: float) -> list[Line]:
    """The outlines of which a part may lie so near."""
    middles, reaches = _caps()
    cosines = np.clip(middles @ directions(np.array([[longitude, latitude]]))[0], -1.0, 1.0)
    near = np.degrees(np.arccos(cosines)) - reaches <= degrees
    return [ring for ring, is_near in zip(coasts(), near, strict=True) if is_near]


@cache
def _caps() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The middle of each outline as a direction, and how far it reaches from there in degrees."""
    middles, reaches = [], []
    for ring in coasts():
        points = directions(ring)
        middle = points.mean(axis=0)
        middle /= np.linalg.norm(middle)
        middles.append(middle)
        reaches.append(np.degrees(np.arccos(np.clip(points @ middle, -1.0, 1.0).min())))
    return np.array(middles), np.array(reaches)


@cache
def _shore() -> NDArray[np.float64]:
    return directions(np.concatenate(coasts()))


def directions(points: Line) -> NDArray[np.float64]:
    """Points as directions from the middle of the Earth, (points, 3)."""
    longitude, latitude = np.radians(points[:, 0]), np.radians(points[:, 1])
    return np.column_stack(
        [np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude)]
    )


def degrees_to_coast(longitude: float, latitude: float) -> float:
    """How far it is to the nearest coast, in degrees of a great circle."""
    nearest = float((_shore() @ directions(np.array([[longitude, latitude]]))[0]).max())
    return float(np.degrees(np.arccos(min(nearest, 1.0))))
