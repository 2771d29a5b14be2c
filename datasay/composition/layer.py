"""A layer of a picture, as a file."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class LayerFile:
    """A layer of a picture: PNG, where its top left stands in the picture, how far it goes along, how it comes in."""

    path: Path
    role: str  # "ground" | "ridge" | "object"
    x: int
    y: int
    depth: float  # 0 the sky … 1
    entrance: str = "none"  # "rise" | "slide" | "fade" | "none"
