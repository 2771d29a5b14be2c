"""Vector shapes: SVG path text into skia paths, and motifs as parts with a role each."""

import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from datasay.typography.headless import skia

_TOKEN = re.compile(r"[MLHVCSQAZ]|-?\d*\.?\d+")
_PARAMETERS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "A": 7, "Z": 0}


@dataclass(frozen=True, slots=True)
class Part:
    """One shape of a motif, in the motif's box 100 high with the ground at 100; `stroke` 0 means filled.

    Roles: body, shade (darker), dark (darkest), pale (lighter), accent, accent_dark, leaf, glow (gives light),
    shine (a faint highlight), air (smoke, steam: fades away).
    """

    role: str
    path: str
    stroke: float = 0.0


@dataclass(frozen=True, slots=True)
class Motif:
    """Something drawn: `width` for a height of 100; `floats` when it hangs in the air instead of standing."""

    width: float
    parts: tuple[Part, ...]
    floats: bool = False


MotifMaker = Callable[[], Motif]


def path_from(text: str) -> skia.Path:
    """A path from SVG path text with absolute commands (M L H V C S Q A Z)."""
    builder = skia.PathBuilder()
    x = y = control_x = control_y = start_x = start_y = 0.0
    for command, values in _commands(text):
        previous_control = (control_x, control_y)
        if command == "M":
            x, y = values
            start_x, start_y = x, y
            builder.moveTo(x, y)
        elif command == "Z":
            x, y = start_x, start_y
            builder.close()
        elif command in "LHV":
            x = values[0] if command in "LH" else x
            y = values[-1] if command in "LV" else y
            builder.lineTo(x, y)
        elif command in "CS":
            first = values[:2] if command == "C" else (2 * x - previous_control[0], 2 * y - previous_control[1])
            control_x, control_y, x, y = values[-4:]
            builder.cubicTo(*first, control_x, control_y, x, y)
        elif command == "Q":
            control_x, control_y, x, y = values
            builder.quadTo(control_x, control_y, x, y)
        elif command == "A":
            large = skia.PathBuilder.kLarge_ArcSize if values[3] else skia.PathBuilder.kSmall_ArcSize
            sweep = skia.PathDirection.kCW if values[4] else skia.PathDirection.kCCW
            x, y = values[5:]
            builder.arcTo((values[0], values[1]), values[2], large, sweep, (x, y))
        if command not in "CSQ":
            control_x, control_y = x, y
    return builder.detach()


def _commands(text: str) -> Iterator[tuple[str, tuple[float, ...]]]:
    tokens = _TOKEN.findall(text)
    at, command = 0, "M"
    while at < len(tokens):
        if tokens[at].isalpha():
            command = tokens[at]
            at += 1
        elif command == "M":
            command = "L"  # more pairs after a move are lines
        count = _PARAMETERS[command]
        yield command, tuple(float(token) for token in tokens[at : at + count])
        at += count


def part_paint(colour: int, stroke: float) -> skia.Paint:
    """A fill, or a round stroke of this width."""
    paint = skia.Paint(AntiAlias=True, Color=colour)
    if stroke > 0.0:
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setStrokeWidth(stroke)
        paint.setStrokeCap(skia.Paint.kRound_Cap)
        paint.setStrokeJoin(skia.Paint.kRound_Join)
    return paint


def circle(x: float, y: float, radius: float, vertical: float | None = None) -> str:
    """A circle or an upright ellipse as path text."""
    down = radius if vertical is None else vertical
    return f"M{x - radius} {y}A{radius} {down} 0 1 1 {x + radius} {y}A{radius} {down} 0 1 1 {x - radius} {y}Z"


def box(x: float, y: float, width: float, height: float, corner: float = 0.0) -> str:
    """A rectangle with round corners as path text."""
    r, right, low = min(corner, width / 2, height / 2), x + width, y + height
    if r <= 0:
        return f"M{x} {y}H{right}V{low}H{x}Z"
    return (
        f"M{x + r} {y}H{right - r}A{r} {r} 0 0 1 {right} {y + r}V{low - r}A{r} {r} 0 0 1 {right - r} {low}"
        f"H{x + r}A{r} {r} 0 0 1 {x} {low - r}V{y + r}A{r} {r} 0 0 1 {x + r} {y}Z"
    )


def polygon(points: Iterable[tuple[float, float]]) -> str:
    """A closed polygon as path text."""
    return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points) + "Z"


def ring_of(count: int, x: float, y: float, radius: float, turn: float = -90.0) -> list[tuple[float, float]]:
    """`count` points evenly round a centre, the first at the top."""
    angles = [math.radians(turn + 360.0 * step / count) for step in range(count)]
    return [(x + radius * math.cos(angle), y + radius * math.sin(angle)) for angle in angles]


def placed(path: skia.Path, left: float, top: float, scale: float, across: float = 1.0) -> skia.Path:
    """The path scaled and moved; `across` −1 mirrors it about its own left edge."""
    matrix = skia.Matrix()
    matrix.setScale(scale * across, scale)
    matrix.postTranslate(left, top)
    return path.makeTransform(matrix) if hasattr(path, "makeTransform") else _transformed(path, matrix)


def _transformed(path: skia.Path, matrix: skia.Matrix) -> skia.Path:
    moved = skia.Path(path)
    moved.transform(matrix)
    return moved
