"""What stands where on each kind of page."""

from collections.abc import Callable, Sequence

from datasay.composition.pages.charts import lay_chart, lay_comparison
from datasay.composition.pages.elements import Box, Element, Paint
from datasay.composition.pages.legibility import argb, on
from datasay.composition.pages.maps import lay_map
from datasay.composition.pages.sheet import FIRST_SECOND, Sheet, counted
from datasay.composition.pages.type_pages import heavy, lay_type
from datasay.typography.headless import skia
from datasay.typography.setting import Hand

_COUNTS_UP = 0.95  # seconds; it ends when the figure is said,
_WAITS = 1.5  # unless that is so late that the page would stand empty
_FIGURE_SIZES = ((2, 31.0), (3, 25.0))  # up to so many characters; others:
_FIGURE_SIZE = 21.5
_BESIDE = 0.48  # of the width, for a note beside a thing
_LIT_MOVES = 0.28
_UNIT = 0.30  # of the figure's size


def lay_title(sheet: Sheet) -> None:
    """A card: kicker, title, a second line."""
    page, zones = sheet.page, sheet.zones
    start = sheet.start()
    if page.kicker:
        top = sheet.y(zones.kicker)
        sheet.add_small(page.kicker, top, 2.05, weight=700, role="strong", most=1, start=start, tracking=0.06)
    sheet.add_rule(
        sheet.y(zones.title[0]) - sheet.size(1.2), 0.085 * sheet.width, percent=0.32, role="strong", start=start
    )
    room = zones.title[0], zones.title[1] - (sheet.size(5.2) / sheet.height if page.note else 0.0)
    title = sheet.add_headline(page.headline, room, 8.8, most=4, leading=1.18, start=start, weight=heavy(sheet))
    if page.note:
        sheet.add_small(page.note, title.bottom + sheet.size(1.2), 2.4, start=sheet.start(3))


def lay_headline(sheet: Sheet) -> None:
    """A headline above its picture."""
    sheet.add_headline(sheet.page.headline, sheet.zones.headline, 6.0, weight=heavy(sheet))


def lay_shelf(sheet: Sheet) -> None:
    """A headline below its picture, or beside it where the picture is broad."""
    left, top, width, bottom = sheet.zones.shelf
    sheet.add_headline(
        sheet.page.headline, (top, bottom), 6.0, weight=heavy(sheet), left=left, width=width, hang="top", most=3
    )


def lay_figure(sheet: Sheet) -> None:
    """What it counts, the figure, its unit, a rule, a note."""
    page, zones = sheet.page, sheet.zones
    figure = page.figure
    if figure is None:
        lay_headline(sheet)
        return
    left, room = sheet.x(zones.left), sheet.x(zones.width)
    top = sheet.y(0.185 if zones.scale == 1 else zones.headline[0])
    number = figure.before + figure.shown
    hand, unit_hand = sheet.hand(900), sheet.hand(650, serif=False)
    largest = _largest(sheet, number)
    wide = hand.width(number, -0.02)
    unit = unit_hand.shown(figure.unit)
    unit_width = unit_hand.width(unit) * _UNIT + 0.07 if unit else 0.0
    size = min(largest, room / (wide + unit_width))
    alone = min(largest, room / wide)
    below = bool(unit) and size < 0.72 * alone  # a long unit stands under its number
    if below:
        size = alone
    unit_size = min(sheet.size(5.0), room / unit_hand.width(unit)) if below else size * _UNIT
    label = sheet.size(8.6) if page.headline else 0.0
    foot = top + label + size * 0.80 + (unit_size * 1.3 if below else 0) + sheet.size(11 if page.note else 3)
    if sheet.alone:  # lower, where nothing stands below it
        lower = max(0.0, min(0.075 * sheet.height, 0.70 * sheet.height - foot))
        top, foot = top + lower, foot + lower
    sheet.settle(Box(left, top, left + room, foot), sheet.start())
    if page.headline:
        zone = top / sheet.height, (top + sheet.size(8)) / sheet.height
        block = sheet.add_headline(page.headline, zone, 3.5, weight=700, most=2, start=sheet.start())
        top = block.bottom + sheet.size(2.4)
    size = _clear_of_thing(sheet, size, top + (unit_size * 1.3 if below else 0.0))
    unit_size = unit_size if below else size * _UNIT
    start = min(max(sheet.start(1), sheet.moment(0, 0.0) - _COUNTS_UP), sheet.start(1) + _WAITS)
    width, baseline = wide * size, top + size * 0.76
    box = Box(left - size * 0.05, baseline - size * 0.8, left + width + size * 0.05, baseline + size * 0.28)
    inks = sheet.inks(box)

    def paint(canvas: skia.Canvas, growth: float) -> None:
        shown = hand.shown(figure.before + counted(figure, growth))
        own = hand.width(shown, -0.02) * size
        hand.draw(canvas, shown, left + width - own, baseline, size, argb(inks.strong), -0.02)

    sheet.elements.append(Element(box, paint, start, grows=_COUNTS_UP))
    end = baseline
    if unit:
        end = baseline + unit_size * 1.3 + (size * 0.1 if "," in number else 0.0) if below else baseline
        x = left if below else left + width + size * 0.07
        sheet.add_lines(
            [unit], unit_hand, x, end - unit_size * 0.88, unit_size, inks.text, leading=1.2, start=start + 0.6
        )
    rule = end + sheet.size(2.4)
    sheet.add_rule(rule, room, percent=0.18, role="text", start=start + 0.3)
    if page.note:
        beside = zones.note_width if sheet.alone or zones.body_width < 0.6 else min(zones.note_width, _BESIDE)
        sheet.add_small(page.note, rule + sheet.size(1.6), 2.6, width=beside, start=start + 0.9)


def _largest(sheet: Sheet, number: str) -> float:
    """How large a figure may be by how long it is."""
    length = sum(0.5 if c in ",." else 1.0 for c in number)
    percent = next((size for most, size in _FIGURE_SIZES if length <= most), _FIGURE_SIZE)
    return sheet.size(percent) * (0.78 if sheet.zones.scale != 1 else 1.0)


def _clear_of_thing(sheet: Sheet, size: float, taken: float) -> float:
    """The size of a figure whose rule stays above the thing below it. `taken`: the top, and its unit."""
    free = sheet.y(sheet.zones.thing) - taken - sheet.size(3.0)
    return size if sheet.alone else min(size, max(free / 0.76, sheet.size(9)))


def lay_quotation(sheet: Sheet) -> None:
    """A mark, the words, who said them."""
    page, zones = sheet.page, sheet.zones
    start = sheet.start()
    top, bottom = sheet.y(zones.quotation[0]), sheet.y(zones.quotation[1])
    hand = sheet.hand(900, serif=True)
    size = sheet.size(15 if zones.scale == 1 else 10.5)
    left = sheet.x(zones.left)
    box = Box(left - size * 0.6, top - size * 0.8, left + size, top + size * 0.05)
    inks = sheet.settle(Box(left, top - size * 0.5, left + sheet.x(zones.width), bottom), start)

    def paint(canvas: skia.Canvas, _: float) -> None:
        hand.draw(canvas, "“", left - size * 0.06, top + size * 0.16, size, argb(inks.strong))

    sheet.elements.append(Element(box, paint, start))
    block = sheet.add_headline(
        page.headline,
        (top / sheet.height + 0.012, bottom / sheet.height),
        5.6,
        hand=sheet.quoting_hand(page.headline, 700),
        most=6,
        leading=1.36,
        start=sheet.start(1),
    )
    below = block.bottom + sheet.size(2.6)
    if page.speaker:
        sheet.add_rule(below, 0.07 * sheet.width, percent=0.32, role="strong", start=sheet.start(4))
        name = sheet.add_small(
            page.speaker, below + sheet.size(1.6), 2.7, weight=800, role="text", most=1, start=sheet.start(5)
        )
        if page.post:
            sheet.add_small(page.post, name.bottom + sheet.size(0.7), 2.15, most=1, start=sheet.start(6))


def lay_list(sheet: Sheet) -> None:
    """Numbered entries; the one that is said lies on a bar of the strong colour."""
    page, zones = sheet.page, sheet.zones
    top = sheet.y(zones.headline[0])
    if page.headline:
        zone = zones.headline[0], zones.body[0] - 0.02
        top = sheet.add_headline(page.headline, zone, 4.8, weight=heavy(sheet), most=2).bottom
    top = max(top + sheet.size(2.6), sheet.y(zones.body[0]) if page.headline else sheet.y(zones.headline[0] + 0.05))
    bottom = sheet.y(zones.body[1])
    count = len(page.items)
    pitch = min((bottom - top) / count, sheet.size(10.4))
    left, room = sheet.x(zones.left), sheet.x(zones.body_width)
    column = 0.115 * min(sheet.width, sheet.height)
    inks = sheet.settle(Box(left, top, left + room, top + pitch * count), sheet.start(1))
    light, heavy_hand, number_hand = (
        sheet.hand(500, serif=False),
        sheet.hand(800, serif=False),
        sheet.hand(700, serif=False),
    )
    width = room - column - sheet.size(1.5)
    size = min(sheet.size(3.7), *(width / heavy_hand.width(heavy_hand.shown(item.text)) for item in page.items))
    said = [sheet.moment(number, 0.6 + 0.9 * number) for number in range(count)]
    bar = inks.strong
    lit = on(bar)
    for number, item in enumerate(page.items):
        y = top + pitch * number
        middle = y + pitch / 2 + size * 0.36
        begins, ends = said[number], said[number + 1] if number + 1 < count else None
        states = (
            (sheet.start(1 + number * 0.6), begins, light, inks.second),
            (begins, ends, heavy_hand, lit),
            (ends, None, light, inks.text),
        )
        for place, (start, until, hand, colour) in enumerate(states):
            if start is None or (until is not None and until <= start):
                continue
            if place == 1:
                inset = pitch * 0.09
                _lit_bar(
                    sheet, Box(left - sheet.size(0.9), y + inset, left + room, y + pitch - inset), bar, start, until
                )
            parts = (
                (number_hand, str(number + 1), left + sheet.size(0.5)),
                (hand, hand.shown(item.text), left + column),
            )
            paint = _row(parts, middle, size, colour)
            box = Box(left, y, left + room, y + pitch)
            comes = 0.42 if place == 0 else 0.0
            sheet.elements.append(Element(box, paint, start, until=until, comes=comes))


def _row(parts: Sequence[tuple[Hand, str, float]], baseline: float, size: float, colour: str) -> Paint:
    def paint(canvas: skia.Canvas, _: float) -> None:
        for hand, text, x in parts:
            hand.draw(canvas, text, x, baseline, size, argb(colour))

    return paint


def _lit_bar(sheet: Sheet, box: Box, colour: str, start: float, until: float | None) -> None:
    radius = 14 * sheet.unit

    def paint(canvas: skia.Canvas, growth: float) -> None:
        grown = 1 - (1 - growth) ** 3
        rect = skia.Rect.MakeLTRB(
            box.left, box.top, box.left + (box.right - box.left) * (0.2 + 0.8 * grown), box.bottom
        )
        canvas.drawRoundRect(rect, radius, radius, skia.Paint(AntiAlias=True, Color=argb(colour)))

    sheet.elements.append(Element(box, paint, start, grows=_LIT_MOVES, rise=0.0, comes=0.1, until=until))


def lay_steps(sheet: Sheet) -> None:
    """How far the steps are, the number of this one, what is to be done."""
    page, zones = sheet.page, sheet.zones
    left, room = sheet.x(zones.left), sheet.x(zones.width)
    top = sheet.y(zones.headline[0] + 0.015)
    gap = sheet.size(0.7)
    each = (room - gap * (page.count - 1)) / page.count
    inks = sheet.settle(Box(left, top, left + room, top + sheet.size(28)), sheet.start())
    for number in range(page.count):
        x = left + number * (each + gap)
        box = Box(x, top, x + each, top + sheet.size(0.46))
        current = number + 1 == page.number
        if number + 1 > page.number or current:
            sheet.add_shape(box, inks.second, sheet.start(), alpha=0.35)
        if number + 1 <= page.number:
            sheet.add_shape(box, inks.strong, sheet.start(), grows=0.5 if current else 0.0)
    below = top + sheet.size(2.0)
    if page.kicker:
        below = sheet.add_small(page.kicker, below, 2.25, start=sheet.start(), most=1).bottom + sheet.size(0.8)
    hand, small = sheet.hand(900), sheet.hand(500, serif=False)
    size = sheet.size(12.5)
    block = sheet.add_lines(
        [str(page.number)], hand, left, below - size * 0.1, size, inks.strong, leading=1.0, start=sheet.start(1)
    )
    of_size = sheet.size(3.0)
    sheet.add_lines(
        [f"/ {page.count}"],
        small,
        block.right + size * 0.12,
        below + size * 0.78 - of_size * 0.88,
        of_size,
        inks.second,
        leading=1.0,
        start=sheet.start(1),
    )
    zone = (below + size * 0.92) / sheet.height
    sheet.add_headline(
        page.headline, (zone, zone + 0.13 * zones.scale), 5.0, weight=heavy(sheet), most=2, start=sheet.start(2)
    )


def lay_timeline(sheet: Sheet) -> None:
    """Dates along a line, each coming as it is said."""
    page, zones = sheet.page, sheet.zones
    if page.headline:
        sheet.add_headline(
            page.headline, (zones.headline[0], zones.headline[0] + 0.1), 4.6, weight=heavy(sheet), most=1
        )
    top, bottom = sheet.y(zones.body[0] + (0.02 if zones.scale != 1 else -0.03)), sheet.y(zones.body[1])
    left = sheet.x(zones.left) + sheet.size(0.9)
    count = len(page.items)
    pitch = (bottom - top) / count
    inks = sheet.settle(Box(left, top, left + sheet.x(zones.body_width), bottom), sheet.start())
    line = 2.5 * sheet.unit
    for number, item in enumerate(page.items):
        date, _, text = item.text.partition("\n")
        start = sheet.moment(number, 0.5 + number)
        y = top + pitch * number + sheet.size(1.4)
        if number:
            box = Box(left - line, y - pitch, left + line, y)
            sheet.elements.append(
                Element(box, _downwards(box, inks.strong), start - 0.3, grows=0.3, rise=0.0, comes=0.05)
            )
        radius = sheet.size(0.75)

        def dot(canvas: skia.Canvas, _: float, y: float = y, radius: float = radius) -> None:
            canvas.drawCircle(left, y, radius, skia.Paint(AntiAlias=True, Color=argb(inks.strong)))

        box = Box(left - radius - 2, y - radius - 2, left + radius + 2, y + radius + 2)
        sheet.elements.append(Element(box, dot, start, rise=0.0, comes=0.15))
        x = left + sheet.size(2.6)
        width = zones.body_width - 0.1
        dated = sheet.add_small(date, y - sheet.size(1.6), 3.2, weight=900, role="strong", most=1, start=start, left=x)
        sheet.add_small(
            text, dated.bottom + sheet.size(0.4), 2.6, weight=650, role="text", start=start + 0.1, left=x, width=width
        )


def _downwards(box: Box, colour: str) -> Paint:
    def paint(canvas: skia.Canvas, growth: float) -> None:
        rect = skia.Rect.MakeLTRB(box.left, box.top, box.right, box.top + (box.bottom - box.top) * growth)
        canvas.drawRect(rect, skia.Paint(AntiAlias=True, Color=argb(colour)))

    return paint


def lay_split(sheet: Sheet) -> None:
    """Two halves against one another."""
    zones, page = sheet.zones, sheet.page
    if zones.scale == 1:
        upper, lower = (0.17, 0.36), (0.49, 0.66)
    else:
        upper, lower = (zones.headline[0], zones.headline[0] + 0.22), (0.54, 0.74)
    width = 0.43  # the halves' things stand on the right
    sheet.add_headline(page.headline, upper, 5.0, weight=heavy(sheet), width=width)
    later = FIRST_SECOND + max(0.6, min(1.6, sheet.seconds * 0.35))
    sheet.add_headline(page.note, lower, 5.0, weight=heavy(sheet), start=later, width=width)


LAYOUTS: dict[str, Callable[[Sheet], None]] = {
    "title": lay_title, "figure": lay_figure, "compare": lay_comparison, "list": lay_list, "steps": lay_steps,
    "timeline": lay_timeline, "quotation": lay_quotation, "chart": lay_chart, "split": lay_split, "type": lay_type,
    "shelf": lay_shelf, "map": lay_map,
}  # fmt: skip


def lay_out(sheet: Sheet) -> None:
    """Lay the page out by its kind; pages of a picture have a headline."""
    LAYOUTS.get(sheet.page.layout, lay_headline)(sheet)
