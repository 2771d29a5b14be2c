"""Makes land.npz: `python -m datasay.geography.compile_land WORLD-ATLAS.tgz`.

WORLD-ATLAS is the npm package world-atlas 2.0.2 (ISC), whose land-10m.json is Natural Earth's land at 1 : 10 million
(public domain). Kept are the outlines of land where it meets the sea, without any border, in steps of a hundredth of a
degree and no finer than a map of a region shows; islets of less than some ten square kilometres are left out.
"""

import json
import sys
import tarfile
from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

import cv2
import numpy as np
from numpy.typing import NDArray

STEPS = 100  # of a degree
_LEAST_AREA = 0.0012  # square degrees
_FINEST = 1.4  # steps that a point may lie off the line that replaces it

Ring = NDArray[np.float64]  # (points, 2): longitude and latitude


class _Transform(TypedDict):
    scale: list[float]
    translate: list[float]


class _Shape(TypedDict):
    arcs: list[list[list[int]]]


class _Topology(TypedDict):
    """The parts of a TopoJSON file that are used."""

    transform: _Transform
    arcs: list[list[list[int]]]
    objects: dict[str, dict[str, list[_Shape]]]


def main(atlas: str) -> None:
    """Write land.npz beside this file: points (longitude, latitude) as differences, and how many each outline has."""
    with tarfile.open(atlas) as archive:
        member = archive.extractfile("package/land-10m.json")
        assert member is not None, "no world-atlas package"
        topology: _Topology = json.load(member)
    rings = [_plainer(ring) for ring in _rings(topology) if abs(_area(ring)) >= _LEAST_AREA]
    rings = [ring for ring in rings if len(ring) >= 3]
    counts = np.array([len(ring) for ring in rings], dtype=np.int32)
    steps = np.concatenate([np.diff(ring, axis=0, prepend=0) for ring in rings])
    assert np.abs(steps).max() < 2**15, "two points are too far apart"
    np.savez_compressed(Path(__file__).with_name("land.npz"), counts=counts, steps=steps.astype(np.int16))


def _rings(topology: _Topology) -> list[Ring]:
    scale, translate = (np.array(topology["transform"][name]) for name in ("scale", "translate"))
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + translate for arc in topology["arcs"]]
    shapes = topology["objects"]["land"]["geometries"]
    return [_joined(ring, arcs) for shape in shapes for polygon in shape["arcs"] for ring in polygon]


def _joined(ring: Sequence[int], arcs: Sequence[Ring]) -> Ring:
    """One outline of its arcs; an arc that is told by its complement goes backwards."""
    parts = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in ring]
    return np.concatenate([part if not place else part[1:] for place, part in enumerate(parts)])


def _area(ring: Ring) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return float(0.5 * np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))


def _plainer(ring: Ring) -> NDArray[np.int32]:
    """The outline in whole steps, without points that a map does not show; it goes on past 180° where it crosses it."""
    unbroken = np.column_stack([np.unwrap(ring[:, 0], period=360.0), ring[:, 1]])
    whole = np.round(unbroken * STEPS).astype(np.int32)
    return np.asarray(cv2.approxPolyDP(whole[:, None, :], _FINEST, closed=True), dtype=np.int32)[:, 0, :]


if __name__ == "__main__":
    main(sys.argv[1])
