"""A drawing as parts with roles, whether it comes from the compiled stock or is a motif of our own."""

from dataclasses import dataclass
from functools import lru_cache

from datasay.engines.local.image.motifs import MOTIF_NAMES, find_motif
from datasay.engines.local.image.shapes import Motif, part_paint, path_from
from datasay.engines.local.image.stock.catalogue import archive, flagged
from datasay.engines.local.image.stock.paths import path_of
from datasay.typography.headless import skia

ROLES = ("body", "accent", "leaf", "warm", "pale", "neutral", "ink")
# a motif's role → role, lightness as drawn, step against the role's mean, chroma
_MOTIF_ROLES = {
    "body": ("body", 0.60, 0.0, 0.16),
    "shade": ("body", 0.51, -0.10, 0.15),
    "body_pale": ("body", 0.70, 0.09, 0.13),
    "dark": ("ink", 0.25, 0.0, 0.02),
    "pale": ("pale", 0.94, 0.0, 0.01),
    "accent": ("accent", 0.60, 0.0, 0.14),
    "accent_dark": ("accent", 0.52, -0.10, 0.13),
    "leaf": ("leaf", 0.60, 0.0, 0.13),
    "leaf_dark": ("leaf", 0.52, -0.09, 0.12),
    "leaf_pale": ("leaf", 0.72, 0.10, 0.12),
    "warm": ("warm", 0.82, 0.0, 0.14),
    "warm_dark": ("warm", 0.72, -0.09, 0.13),
    "warm_pale": ("warm", 0.88, 0.05, 0.08),
    "neutral": ("neutral", 0.76, 0.0, 0.02),
    "glow": ("warm", 0.88, 0.04, 0.12),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """One part: `light` and `chroma` as it was drawn, `step` its lightness against the mean of its role."""

    path: skia.Path
    role: str
    light: float
    step: float
    chroma: float
    glows: bool = False


@dataclass(frozen=True, slots=True)
class Thing:
    """A drawing in its own units: the longer side is about 100, its foot at 100; `left` and `top` where it begins."""

    name: str
    pieces: tuple[Piece, ...]
    outline: skia.Path
    left: float
    top: float
    width: float
    height: float
    floats: bool
    turns: bool  # whether it may be shown turned

    @property
    def main_role(self) -> str:
        """The role that covers most of it."""
        areas: dict[str, float] = {}
        for piece in self.pieces:
            bounds = piece.path.getBounds()
            areas[piece.role] = areas.get(piece.role, 0.0) + bounds.width() * bounds.height()
        return max(sorted(areas), key=lambda role: areas[role])

    @property
    def gives_light(self) -> bool:
        """Whether parts of it glow at night."""
        return self.name in flagged("light")


@lru_cache(maxsize=256)
def find_thing(name: str) -> Thing:
    """The drawing of this name. KeyError: there is none."""
    if f"parts/{name}" in archive().NameToInfo:
        return _compiled(name)
    if name in MOTIF_NAMES:
        return _from_motif(name, find_motif(name))
    raise KeyError(name)


def _compiled(name: str) -> Thing:
    first, *lines = archive().read(f"parts/{name}").decode().split("\n")
    lights = name in flagged("light")
    pieces = []
    for line in lines:
        role, light, step, chroma, text = line.split(" ", 4)
        if role == "body" and name in flagged("water"):
            role = "accent"
        elif role == "body" and name in flagged("white"):
            role = "pale"
        glows = lights and role == "warm" and float(light) > 0.78
        pieces.append(Piece(path_of(text), role, float(light), float(step), float(chroma), glows))
    return _measured(name, pieces, path_of(first), name in flagged("flying"))


def _from_motif(name: str, motif: Motif) -> Thing:
    pieces = []
    for part in motif.parts:
        if part.role not in _MOTIF_ROLES:
            continue
        path = path_from(part.path)
        if part.stroke > 0.0:
            thick = skia.Path()
            part_paint(skia.ColorBLACK, part.stroke).getFillPath(path, thick)
            path = thick
        role, light, step, chroma = _MOTIF_ROLES[part.role]
        pieces.append(Piece(path, role, light, step, chroma, part.role == "glow"))
    return _measured(name, pieces, joined([piece.path for piece in pieces]), motif.floats)


def joined(paths: list[skia.Path]) -> skia.Path:
    """One outline of all."""
    total = skia.Path()
    for path in paths:
        try:
            total = skia.Op(total, path, skia.PathOp.kUnion_PathOp)
        except RuntimeError:  # skia gives up on very many crossings; inner edges are then a blemish
            total.addPath(path)
    return total


def _measured(name: str, pieces: list[Piece], outline: skia.Path, floats: bool) -> Thing:
    bounds = outline.computeTightBounds()
    return Thing(
        name,
        tuple(pieces),
        outline,
        bounds.left(),
        bounds.top(),
        max(1.0, bounds.width()),
        max(1.0, bounds.height()),
        floats,
        name not in flagged("upright"),
    )
