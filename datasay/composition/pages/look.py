"""How a style sets type: family, weight and colours."""

from dataclasses import dataclass

INK, WHITE = "#14161c", "#ffffff"


@dataclass(frozen=True, slots=True)
class Look:
    """Type of a style. Colours as #rrggbb; `family` is "sans" or "serif", `weight` that of headlines."""

    family: str
    weight: int
    text: str
    second: str
    strong: str
    plate: str
    on_plate: str


PLAIN = Look("sans", 850, INK, "#3d4048", "#a4331a", INK, WHITE)  # of pictures that bring none
