"""Reads an SVG drawing into filled outlines; used when the stock is compiled, never when a picture is drawn.

Skia's own reader drops parts of some drawings (a lighthouse loses its tower). What the two sets hold is read here:
groups, `use`, transforms, clip paths, basic shapes, glued arc flags, strokes (turned into outlines), gradients (taken
for the mean of their stops), opacity. Raises ValueError for anything else.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree
from PIL import ImageColor

from datasay.typography.headless import skia

_TOKEN = re.compile(r"[MmLlHhVvCcSsQqTtAaZz]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_FLAG = re.compile(r"[\s,]*([01])")
_NUMBER = re.compile(r"[\s,]*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)")
_COMMAND = re.compile(r"[\s,]*([MmLlHhVvCcSsQqTtAaZz])")
_COUNTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
_TRANSFORM = re.compile(r"(\w+)\s*\(([^)]*)\)")
_NAMED = {"none": "", "currentColor": "#333333"}
_HREF = "{http://www.w3.org/1999/xlink}href"


@dataclass(frozen=True, slots=True)
class Filled:
    """One filled outline in the drawing's own box; `rgb` 0–255 each, `alpha` 0–1."""

    path: skia.Path
    rgb: tuple[float, float, float]
    alpha: float


@dataclass(frozen=True, slots=True)
class _Look:
    fill: str = "#000000"
    fill_alpha: float = 1.0
    stroke: str = ""
    stroke_alpha: float = 1.0
    stroke_width: float = 1.0
    cap: str = "butt"
    join: str = "miter"
    even_odd: bool = False
    alpha: float = 1.0


def read_svg(body: str, side: float = 1e6) -> list[Filled]:
    """The outlines in the order they are painted; what lies beyond a box of this side is cut off."""
    text = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{body}</svg>'
    root = etree.fromstring(text.encode())
    filled = _Reader(root).children(root, _Look(), skia.Matrix(), None, 0)
    return [cut for one in filled if (cut := _within(one, skia.Rect.MakeWH(side, side))) is not None]


def _within(one: Filled, box: skia.Rect) -> Filled | None:
    bounds = one.path.computeTightBounds()
    if box.contains(bounds):
        return one
    frame = skia.Path()
    frame.addRect(box)
    path = skia.Op(one.path, frame, skia.PathOp.kIntersect_PathOp)
    return None if path.isEmpty() else Filled(path, one.rgb, one.alpha)


class _Reader:
    def __init__(self, root: etree._Element) -> None:
        self._named = {one.get("id"): one for one in root.iter() if isinstance(one.tag, str) and one.get("id")}

    def children(
        self, parent: etree._Element, look: _Look, matrix: skia.Matrix, clip: skia.Path | None, depth: int
    ) -> Iterator[Filled]:
        if depth > 20:
            raise ValueError("nested too deep")
        for one in parent:
            if isinstance(one.tag, str):
                yield from self._element(one, look, matrix, clip, depth)

    def _element(
        self, one: etree._Element, look: _Look, matrix: skia.Matrix, clip: skia.Path | None, depth: int
    ) -> Iterator[Filled]:
        kind = etree.QName(one).localname
        if kind in {"defs", "clipPath", "linearGradient", "radialGradient", "title", "desc", "mask", "filter"}:
            return
        style = _style(one)
        look = _looked(look, style)
        matrix = _joined(matrix, one.get("transform"))
        if (reference := style.get("clip-path", "")).startswith("url("):
            clip = self._clipped(clip, reference, matrix)
        if kind in {"g", "svg"}:
            yield from self.children(one, look, matrix, clip, depth + 1)
        elif kind == "use":
            target = self._named[(one.get("href") or one.get(_HREF) or "")[1:]]
            moved = _joined(matrix, None)
            moved.preTranslate(float(one.get("x", 0)), float(one.get("y", 0)))
            yield from self._element(target, look, moved, clip, depth + 1)
        else:
            yield from self._painted(outline(one), look, matrix, clip)

    def _painted(self, path: skia.Path, look: _Look, matrix: skia.Matrix, clip: skia.Path | None) -> Iterator[Filled]:
        if look.even_odd:
            path.setFillType(skia.PathFillType.kEvenOdd)
        if look.fill and (colour := self._colour(look.fill)):
            yield from _kept(path, colour, look.fill_alpha * look.alpha, matrix, clip)
        if look.stroke and look.stroke_width > 0 and (colour := self._colour(look.stroke)):
            thick = skia.Path()
            paint = skia.Paint(Style=skia.Paint.kStroke_Style, StrokeWidth=look.stroke_width)
            paint.setStrokeCap(
                {"round": skia.Paint.kRound_Cap, "square": skia.Paint.kSquare_Cap}.get(look.cap, skia.Paint.kButt_Cap)
            )
            paint.setStrokeJoin(
                {"round": skia.Paint.kRound_Join, "bevel": skia.Paint.kBevel_Join}.get(
                    look.join, skia.Paint.kMiter_Join
                )
            )
            paint.getFillPath(path, thick)
            yield from _kept(thick, colour, look.stroke_alpha * look.alpha, matrix, clip)

    def _clipped(self, clip: skia.Path | None, reference: str, matrix: skia.Matrix) -> skia.Path:
        named = self._named[reference[5:].rstrip(")").strip("\"'")]
        total = skia.Path()
        for one in named:
            if not isinstance(one.tag, str):
                continue
            target = one
            while _local(target) == "use":
                target = self._named[(target.get("href") or target.get(_HREF))[1:]]
            total.addPath(_moved(outline(target), _joined(matrix, one.get("transform"))))
        return total if clip is None else skia.Op(total, clip, skia.PathOp.kIntersect_PathOp)

    def _colour(self, paint: str) -> tuple[float, float, float, float] | None:
        if not paint.startswith("url("):
            return _rgb(paint)
        named = self._named.get(paint[4:].split(")", maxsplit=1)[0].strip("#\"'"))
        if named is None:
            return None
        if (link := named.get(_HREF) or named.get("href")) and not len(named):
            named = self._named[link[1:]]
        stops = [_stop(one) for one in named if _local(one) == "stop"]
        if not stops:
            return None
        weight = sum(alpha for *_, alpha in stops) or 1.0
        red, green, blue = (sum(stop[place] * stop[3] for stop in stops) / weight for place in range(3))
        return red, green, blue, sum(stop[3] for stop in stops) / len(stops)


def _local(one: etree._Element) -> str:
    return str(etree.QName(one).localname) if isinstance(one.tag, str) else ""


def _style(one: etree._Element) -> dict[str, str]:
    given = {str(name): str(value) for name, value in one.attrib.items()}
    for pair in given.get("style", "").split(";"):
        name, colon, value = pair.partition(":")
        if colon:
            given[name.strip()] = value.strip()
    return given


def _looked(look: _Look, style: dict[str, str]) -> _Look:
    changed: dict[str, object] = {}
    for name in ("fill", "stroke"):
        if name in style:
            changed[name] = _NAMED.get(style[name], style[name])
    for name, field in (("fill-opacity", "fill_alpha"), ("stroke-opacity", "stroke_alpha")):
        if name in style:
            changed[field] = float(style[name])
    if "stroke-width" in style:
        changed["stroke_width"] = float(style["stroke-width"].removesuffix("px"))
    if "stroke-linecap" in style:
        changed["cap"] = style["stroke-linecap"]
    if "stroke-linejoin" in style:
        changed["join"] = style["stroke-linejoin"]
    if "fill-rule" in style:
        changed["even_odd"] = style["fill-rule"] == "evenodd"
    if "opacity" in style:
        changed["alpha"] = look.alpha * float(style["opacity"])
    return replace(look, **changed)  # type: ignore[arg-type]  # fields by name


def _stop(one: etree._Element) -> tuple[float, float, float, float]:
    style = _style(one)
    colour = _rgb(_NAMED.get(style.get("stop-color", "black"), style.get("stop-color", "#000000")))
    return (*(colour or (0.0, 0.0, 0.0, 1.0))[:3], float(style.get("stop-opacity", 1.0)))


def _rgb(text: str) -> tuple[float, float, float, float] | None:
    text = _NAMED.get(text, text)
    if not text:
        return None
    red, green, blue, *alpha = ImageColor.getrgb(text)
    return float(red), float(green), float(blue), alpha[0] / 255.0 if alpha else 1.0


def _kept(
    path: skia.Path,
    colour: tuple[float, float, float, float],
    alpha: float,
    matrix: skia.Matrix,
    clip: skia.Path | None,
) -> Iterator[Filled]:
    placed = _moved(path, matrix)
    if clip is not None:
        placed = skia.Op(placed, clip, skia.PathOp.kIntersect_PathOp)
    if not placed.isEmpty():
        yield Filled(placed, colour[:3], colour[3] * alpha)


def _moved(path: skia.Path, matrix: skia.Matrix) -> skia.Path:
    placed = skia.Path(path)
    placed.transform(matrix)
    return placed


def _joined(matrix: skia.Matrix, text: str | None) -> skia.Matrix:
    total = skia.Matrix()
    total.preConcat(matrix)
    for kind, numbers in _TRANSFORM.findall(text or ""):
        values = [float(number) for number in re.findall(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", numbers)]
        if kind == "translate":
            total.preTranslate(values[0], values[1] if len(values) > 1 else 0.0)
        elif kind == "scale":
            total.preScale(values[0], values[-1])
        elif kind == "rotate":
            total.preRotate(*values)
        elif kind == "matrix":
            a, b, c, d, e, f = values
            total.preConcat(skia.Matrix.MakeAll(a, c, e, b, d, f, 0, 0, 1))
        elif kind == "skewX":
            total.preSkew(math.tan(math.radians(values[0])), 0.0)
        else:
            raise ValueError(f"transform {kind}")
    return total


def outline(one: etree._Element) -> skia.Path:
    """The path of one shape element. Raises ValueError for an element that is no shape."""
    kind = _local(one)

    def number(name: str) -> float:
        return float(str(one.get(name, 0)).removesuffix("px"))

    path = skia.Path()
    if kind == "path":
        return read_path(one.get("d", ""))
    if kind == "circle":
        path.addCircle(number("cx"), number("cy"), number("r"))
    elif kind == "ellipse":
        across, down = number("rx"), number("ry")
        path.addOval(skia.Rect.MakeXYWH(number("cx") - across, number("cy") - down, 2 * across, 2 * down))
    elif kind == "rect":
        box = skia.Rect.MakeXYWH(number("x"), number("y"), number("width"), number("height"))
        round_x = number("rx") or number("ry")
        path.addRoundRect(box, round_x, number("ry") or round_x) if round_x else path.addRect(box)
    elif kind in {"polygon", "polyline"}:
        values = [float(value) for value in re.findall(r"[-+]?(?:\d+\.?\d*|\.\d+)", one.get("points", ""))]
        points = [skia.Point(x, y) for x, y in zip(values[::2], values[1::2], strict=True)]
        path.addPoly(points, kind == "polygon")
    elif kind == "line":
        path.moveTo(number("x1"), number("y1"))
        path.lineTo(number("x2"), number("y2"))
    else:
        raise ValueError(f"element {kind}")
    return path


def _steps(text: str) -> Iterator[tuple[str, list[float]]]:
    """Command letters with as many numbers as each takes; arc flags may be glued to what follows."""
    at, command = 0, ""
    end = len(text.rstrip())
    while at < end:
        if found := _COMMAND.match(text, at):
            command, at = found[1], found.end()
        elif command in "Mm":
            command = "L" if command == "M" else "l"
        values = []
        for place in range(_COUNTS[command.upper()]):
            pattern = _FLAG if command in "Aa" and place in {3, 4} else _NUMBER
            found = pattern.match(text, at)
            if found is None:
                raise ValueError(f"path breaks off at {text[at : at + 20]!r}")
            values.append(float(found[1]))
            at = found.end()
        yield command, values


def read_path(text: str) -> skia.Path:
    """A path from any SVG path text. Raises ValueError where it cannot be read."""
    path = skia.Path()
    x = y = start_x = start_y = control_x = control_y = 0.0
    before = ""
    for command, given in _steps(text):
        kind, values = command.upper(), list(given)
        if command.islower():
            if kind in "MLCSQT":
                values = [value + (x if place % 2 == 0 else y) for place, value in enumerate(values)]
            elif kind == "A":
                values[5:] = [values[5] + x, values[6] + y]
            elif kind == "H":
                values = [values[0] + x]
            elif kind == "V":
                values = [values[0] + y]
        smooth = (2 * x - control_x, 2 * y - control_y) if before in ("CS" if kind == "S" else "QT") else (x, y)
        if kind == "M":
            path.moveTo(*values)
            start_x, start_y = values
        elif kind in "LHV":
            values = [values[0] if kind != "V" else x, values[-1] if kind != "H" else y]
            path.lineTo(*values)
        elif kind in "CS":
            first = values[:2] if kind == "C" else list(smooth)
            control_x, control_y = values[-4:-2]
            path.cubicTo(*first, *values[-4:])
        elif kind in "QT":
            control_x, control_y = values[:2] if kind == "Q" else smooth
            path.quadTo(control_x, control_y, *values[-2:])
        elif kind == "A":
            large = skia.Path.kLarge_ArcSize if values[3] else skia.Path.kSmall_ArcSize
            sweep = skia.PathDirection.kCW if values[4] else skia.PathDirection.kCCW
            path.arcTo(abs(values[0]), abs(values[1]), values[2], large, sweep, values[5], values[6])
        else:
            path.close()
            values = [start_x, start_y]
        x, y = values[-2:]
        before = kind
    return path
