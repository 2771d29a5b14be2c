"""Any drawing as a motif, for the pictures that are drawn with a motif's roles."""

from functools import lru_cache

from datasay.engines.local.image.motifs import MOTIF_NAMES, find_motif
from datasay.engines.local.image.redraw.things import Piece, find_thing
from datasay.engines.local.image.shapes import Motif, Part
from datasay.engines.local.image.stock.paths import unit_text
from datasay.typography.headless import skia

NOTHING = "none"  # the name of no drawing: a scene whose words name nothing shows its landscape
_WIDEST = 150.0  # wider things are made smaller, so that they fit where a motif stands
_DARKER = -0.05


@lru_cache(maxsize=128)
def motif_of(name: str) -> Motif:
    """The motif of this name, a drawing of the stock as one, or one without parts for `NOTHING`. KeyError: unknown."""
    if name == NOTHING:
        return Motif(100.0, ())
    if name in MOTIF_NAMES:
        own = find_motif(name)
        if all(part.role not in _LATER for part in own.parts) and own.width <= _WIDEST:
            return own
    thing = find_thing(name)
    scale = min(100.0 / thing.height, _WIDEST / thing.width)
    matrix = skia.Matrix()
    matrix.setTranslate(-thing.left, -(thing.top + thing.height))
    matrix.postScale(scale, scale)
    matrix.postTranslate(0.0, 100.0)
    parts = []
    for piece in thing.pieces:
        path = skia.Path(piece.path)
        path.transform(matrix)
        parts.append(Part(_role(piece), unit_text(path)))
    return Motif(thing.width * scale, tuple(parts), thing.floats)


_LATER = frozenset({"neutral", "warm", "warm_dark", "warm_pale", "leaf_dark", "leaf_pale", "body_pale"})


def _role(piece: Piece) -> str:
    if piece.glows:
        return "glow"
    if piece.role == "ink":
        return "dark"
    if piece.role == "neutral":
        return "pale" if piece.light > 0.7 else "shade"
    if piece.role in {"accent", "warm"}:
        return "accent_dark" if piece.step < _DARKER else "accent"
    if piece.role == "body":
        return "shade" if piece.step < _DARKER else "body"
    return piece.role
