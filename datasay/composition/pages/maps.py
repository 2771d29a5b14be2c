"""Maps: a mark and a name at each place, and a route that runs from one to the next as they are said."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from datasay.composition.pages.elements import Box, Element
from datasay.composition.pages.legibility import STRONGS, Inks, argb, ground_range, inks_for, reads
from datasay.composition.pages.sheet import Sheet
from datasay.composition.pages.type_pages import heavy
from datasay.digest.pages.maps import places_on
from datasay.geography.gazetteer import Place, places
from datasay.geography.view import view_of, window_of
from datasay.language.words import CJK
from datasay.typography.headless import skia

_RUNS = 0.7  # seconds from one place to the next
_BOWED = 0.10  # how far a way is bowed, as a share of its length
_TOLD_WITHIN = 30.0  # degrees on either side: maps of more of the world tell where that is without
_NAME, _OTHER = 3.1, 2.0  # sizes, per cent
_OTHERS = 4  # at most so many big cities are named beside the places, to tell where that is
_CLEAR = 0.07  # of the shorter side: nearer ones are not named
_LINE_CONTRAST = 3.0  # WCAG 2.2, 1.4.11
_BEFORE = 0.25  # seconds before its word that a way begins to run


def lay_map(sheet: Sheet) -> None:
    """The headline, the ways, the places with their names, and a few others to tell where that is."""
    page = sheet.page
    chinese = any(CJK.search(item.text) for item in page.items)
    shown = places_on(page, chinese=chinese)
    taken: list[Box] = []
    if page.headline:
        zone = sheet.zones.headline[0], sheet.zones.headline[1] - 0.03
        head = sheet.add_headline(page.headline, zone, 5.2, weight=heavy(sheet), most=2)
        below = head.bottom + sheet.size(0.6)
        if page.note:
            note = sheet.add_small(page.note, below, 3.4, weight=800, role="strong", most=1, start=sheet.start(2))
            below = note.bottom
        taken.append(Box(sheet.x(sheet.zones.left), head.top, head.right, below))
    if not shown:
        return
    view = view_of(shown, sheet.width, sheet.height)
    points = [_at(view.project(np.array([[place.longitude, place.latitude]]))) for place in shown]
    whole = _inks(sheet)
    starts = [sheet.moment(number, 0.5 + 0.8 * number) for number in range(len(points))]
    ways = [_Way(*pair) for pair in itertools.pairwise(points)] if page.form == "route" else []
    for number, way in enumerate(ways, 1):
        _add_way(sheet, way, max(starts[number] - _BEFORE, 0.3), whole)
    taken += [Box(x - 4, y - 4, x + 4, y + 4) for way in ways for x, y in way.points(24)]
    taken += [Box(x - 14 * sheet.unit, y - 14 * sheet.unit, x + 14 * sheet.unit, y + 14 * sheet.unit)
                        for x, y in points]  # fmt: skip
    for number, (place, point, item) in enumerate(zip(shown, points, page.items, strict=False)):
        start = starts[number] + (_RUNS - _BEFORE if number and page.form == "route" else 0.0)
        area = place.kind == "area" and page.form == "place"
        _add_mark(sheet, point, start, whole, area=area)
        gap = 74.0 if area else 34.0
        _add_name(sheet, item.text, point, taken, start, percent=_NAME, role="text", gap=gap)
    others: list[tuple[float, float]] = []
    for other in _others(shown) if view.reach(_TOLD_WITHIN) > min(sheet.width, sheet.height) / 2 else ():
        x, y = _at(view.project(np.array([[other.longitude, other.latitude]])))
        if len(others) < _OTHERS and _stands_clear(sheet, (x, y), [*points, *others]):
            others.append((x, y))
            _add_other(sheet, next(iter(other.chinese if chinese else other.english)), (x, y), taken, whole)


def _at(projected: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> tuple[float, float]:
    return float(projected[0, 0]), float(projected[0, 1])


def _others(shown: Sequence[Place]) -> list[Place]:
    """Big cities, the nearest to the places first."""
    known = [place for place in places() if place.kind == "big" and place not in shown]
    return sorted(known, key=lambda place: min(_away(place, one) for one in shown))


def _away(one: Place, other: Place) -> float:
    turned = abs(one.longitude - other.longitude) % 360
    return math.hypot(one.latitude - other.latitude, min(turned, 360 - turned) * math.cos(math.radians(one.latitude)))


def _stands_clear(sheet: Sheet, point: tuple[float, float], points: Sequence[tuple[float, float]]) -> bool:
    left, top, right, bottom = window_of(sheet.width, sheet.height)
    inside = sheet.x(left) < point[0] < sheet.x(right) and sheet.y(top) < point[1] < sheet.y(bottom)
    clear = _CLEAR * min(sheet.width, sheet.height)
    return inside and all(math.dist(point, one) > clear for one in points)


@dataclass(frozen=True, slots=True)
class _Way:
    """A bowed line from one place to the next."""

    one: tuple[float, float]
    other: tuple[float, float]

    @property
    def bow(self) -> tuple[float, float]:
        """The point that bends it: upwards, as ways over the Earth are drawn."""
        across = self.other[1] - self.one[1], self.one[0] - self.other[0]
        side = _BOWED if across[1] < 0 else -_BOWED
        return (self.one[0] + self.other[0]) / 2 + across[0] * side, (self.one[1] + self.other[1]) / 2 + across[
            1
        ] * side

    def points(self, steps: int, share: float = 1.0) -> list[tuple[float, float]]:
        """From its beginning to a share of it."""
        bow = self.bow
        found = []
        for step in range(round(steps * share) + 1):
            t = step / steps
            a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t**2
            found.append((
                a * self.one[0] + b * bow[0] + c * self.other[0], a * self.one[1] + b * bow[1] + c * self.other[1]
            ))  # fmt: skip
        return found


def _inks(sheet: Sheet) -> Inks:
    """The colours of marks and ways: lines need less contrast than type."""
    ground = ground_range(sheet.picture, *window_of(sheet.width, sheet.height))
    inks = inks_for(sheet.look, ground)
    strong = next((one for one in (sheet.look.strong, *STRONGS) if reads(one, ground, _LINE_CONTRAST)), inks.strong)
    return replace(inks, strong=strong)


def _add_way(sheet: Sheet, way: _Way, start: float, inks: Inks) -> None:
    """A line that runs from one place to the next."""
    width = 7.0 * sheet.unit
    xs, ys = ([point[axis] for point in (way.one, way.other, way.bow)] for axis in (0, 1))
    box = Box(min(xs) - width, min(ys) - width, max(xs) + width, max(ys) + width)

    def paint(canvas: skia.Canvas, growth: float) -> None:
        path = skia.Path()
        path.addPoly([skia.Point(x, y) for x, y in way.points(40, growth)], False)
        stroke = skia.Paint(AntiAlias=True, Color=argb(inks.strong), StrokeWidth=width)
        stroke.setStyle(skia.Paint.kStroke_Style)
        stroke.setStrokeCap(skia.Paint.kRound_Cap)
        stroke.setStrokeJoin(skia.Paint.kRound_Join)
        canvas.drawPath(path, stroke)

    sheet.elements.append(Element(box, paint, start, grows=_RUNS, rise=0.0, comes=0.05))


def _add_mark(sheet: Sheet, point: tuple[float, float], start: float, inks: Inks, *, area: bool) -> None:
    """A dot with a ring; of an area a wide ring alone, for it is no point."""
    x, y = point
    unit = sheet.unit
    reach = (58.0 if area else 26.0) * unit
    box = Box(x - reach - 6, y - reach - 6, x + reach + 6, y + reach + 6)
    heart = _heart(inks.text)

    def paint(canvas: skia.Canvas, growth: float) -> None:
        grown = 1 - (1 - growth) ** 3
        ring = skia.Paint(AntiAlias=True, Color=argb(inks.strong, 0.9), StrokeWidth=(4.0 if area else 3.0) * unit)
        ring.setStyle(skia.Paint.kStroke_Style)
        canvas.drawCircle(x, y, (reach - 3 * unit) * (0.35 + 0.65 * grown), ring)
        if area:
            canvas.drawCircle(x, y, reach - 3 * unit, skia.Paint(AntiAlias=True, Color=argb(inks.strong, 0.16)))
        else:
            canvas.drawCircle(x, y, 12.5 * unit, skia.Paint(AntiAlias=True, Color=argb(inks.strong)))
            canvas.drawCircle(x, y, 4.2 * unit, skia.Paint(AntiAlias=True, Color=argb(heart)))

    sheet.elements.append(Element(box, paint, start, grows=0.45, rise=0.0, comes=0.12))


def _heart(text: str) -> str:
    """The middle of a mark: pale on a pale ground, dark on a dark one."""
    return "#ffffff" if int(text[1:3], 16) < 128 else "#14161c"


def _add_name(
    sheet: Sheet,
    name: str,
    point: tuple[float, float],
    taken: list[Box],
    start: float,
    *,
    percent: float,
    role: str,
    gap: float,
) -> None:
    hand = sheet.hand(700 if role == "text" else 500, serif=False)
    text = hand.shown(name)
    size = sheet.size(percent)
    width = hand.width(text) * size
    box = _room(sheet, point, width, size, taken, gap=gap * sheet.unit)
    if box is None or (role != "text" and sheet.inks(box).plate is not None):
        return
    taken.append(box)
    inks = sheet.laid(box, start)
    sheet.add_lines(
        [text], hand, box.left, box.top, size, inks.text if role == "text" else inks.second, leading=1, start=start
    )


def _room(
    sheet: Sheet, point: tuple[float, float], width: float, size: float, taken: Sequence[Box], *, gap: float
) -> Box | None:
    """Beside, below or above a place, where nothing stands yet; None where there is no room."""
    x, y = point
    left, right = sheet.x(sheet.zones.left * 0.8), sheet.x(window_of(sheet.width, sheet.height)[2] + 0.06)
    spots = (
        (x + gap, y - size * 0.52),
        (x - gap - width, y - size * 0.52),
        (x - width / 2, y + gap * 0.9),
        (x - width / 2, y - gap * 0.9 - size * 1.05),
        (x + gap * 0.6, y + gap * 0.5),
        (x + gap * 0.6, y - gap * 0.5 - size),
        (x - gap * 0.6 - width, y + gap * 0.5),
        (x - gap * 0.6 - width, y - gap * 0.5 - size),
    )
    for at, top in spots:
        box = Box(at, top, at + width, top + size * 1.05)
        if box.left >= left and box.right <= right and not any(_meet(box, other) for other in taken):
            return box
    return None


def _meet(one: Box, other: Box) -> bool:
    return one.left < other.right and other.left < one.right and one.top < other.bottom and other.top < one.bottom


def _add_other(sheet: Sheet, name: str, point: tuple[float, float], taken: list[Box], inks: Inks) -> None:
    x, y = point
    radius = 5.0 * sheet.unit

    def paint(canvas: skia.Canvas, _: float) -> None:
        canvas.drawCircle(x, y, radius, skia.Paint(AntiAlias=True, Color=argb(inks.second)))

    before = len(taken)
    _add_name(sheet, name, point, taken, sheet.start(2), percent=_OTHER, role="second", gap=12.0)
    if len(taken) > before:
        sheet.elements.append(Element(Box(x - 8, y - 8, x + 8, y + 8), paint, sheet.start(2), rise=0.0))
