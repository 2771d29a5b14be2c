"""How much moves in a video."""

from enum import StrEnum


class Movement(StrEnum):
    """How much moves in the picture."""

    NONE = "none"
    CALM = "calm"
    LIVELY = "lively"
