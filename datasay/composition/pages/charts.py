"""Figures drawn to scale: two compared, bars, a line, shares. They grow from nothing as they are said."""

from datasay.composition.pages.elements import Box, Element, Paint
from datasay.composition.pages.legibility import Inks, argb
from datasay.composition.pages.sheet import Sheet, counted, eased
from datasay.digest.pages.page import Figure, PageItem
from datasay.typography.headless import skia

_GROWS = 0.6
_RING_GROWS = 0.9
_LONGEST_NAME = 10


def lay_comparison(sheet: Sheet) -> None:
    """Two rows: name, figure, bar; the second, which is said last, is the strong one."""
    page, zones = sheet.page, sheet.zones
    if page.headline:
        sheet.add_headline(
            page.headline, (zones.headline[0], zones.body[0] - 0.025), 5.0, weight=sheet.look.weight, most=2
        )
    top = sheet.y(zones.body[0] + (0.01 if page.headline else -0.08))  # higher where nothing stands above
    bottom = sheet.y(zones.body[1] - 0.03)
    left, room = sheet.x(zones.left), sheet.x(zones.body_width)
    pitch = (bottom - top) / 2
    inks = sheet.settle(Box(left, top, left + room, bottom), sheet.start(1))
    most = max(_value(item) for item in page.items)
    for number, item in enumerate(page.items[:2]):
        figure = item.figure
        if figure is None:
            continue
        strong = number == 1
        y = top + pitch * number
        start = sheet.moment(number, 0.5 + 1.2 * number)
        sheet.add_small(item.text, y, 2.6, role="text", weight=600, most=1, start=sheet.start(1 + number))
        size = min(sheet.size(11.5 if strong else 8.5), pitch * 0.46)
        baseline = y + sheet.size(3.9) + size * 0.76
        _add_figure(sheet, figure, left, baseline, size, inks, strong=strong, start=start, room=room)
        bar = Box(left, baseline + sheet.size(1.3), left + room, baseline + sheet.size(2.3))
        sheet.add_shape(bar, inks.second, sheet.start(1 + number), alpha=0.22)
        own = Box(bar.left, bar.top, bar.left + room * max(0.01, _value(item) / most), bar.bottom)
        sheet.add_shape(own, inks.strong if strong else inks.second, start, grows=_GROWS)


def _value(item: PageItem) -> float:
    return item.figure.value if item.figure else 0.0


def _add_figure(
    sheet: Sheet, figure: Figure, left: float, baseline: float, size: float, inks: Inks, *, strong: bool, start: float,
    room: float,
) -> None:  # fmt: skip
    hand, unit_hand = sheet.hand(900 if strong else 500, serif=False), sheet.hand(600, serif=False)
    number = figure.before + figure.shown
    unit = unit_hand.shown(figure.unit)
    whole = hand.width(number, -0.02) + (unit_hand.width(unit) * 0.34 + 0.08 if unit else 0.0)
    size = min(size, room / whole)
    width = hand.width(number, -0.02) * size
    box = Box(left - size * 0.05, baseline - size * 0.85, left + width + size * 0.05, baseline + size * 0.15)
    colour = inks.strong if strong else inks.second

    def paint(canvas: skia.Canvas, growth: float) -> None:
        shown = hand.shown(figure.before + counted(figure, growth))
        own = hand.width(shown, -0.02) * size
        hand.draw(canvas, shown, left + width - own, baseline, size, argb(colour), -0.02)

    sheet.elements.append(Element(box, paint, start, grows=_GROWS))
    if unit:
        small = size * 0.34
        sheet.add_lines(
            [unit],
            unit_hand,
            left + width + size * 0.08,
            baseline - small * 0.88,
            small,
            inks.text,
            leading=1.2,
            start=start + 0.2,
        )


def lay_chart(sheet: Sheet) -> None:
    """Bars, a line or a ring."""
    page, zones = sheet.page, sheet.zones
    if page.headline:
        sheet.add_headline(
            page.headline, (zones.headline[0], zones.body[0] - 0.02), 4.8, weight=sheet.look.weight, most=2
        )
    {"line": _lay_line, "share": _lay_shares, "ring": _lay_ring}.get(page.form, _lay_bars)(sheet)


def _lay_ring(sheet: Sheet) -> None:
    """A part of a whole: a ring that fills as it is said, the share in its middle, below it what it is of."""
    page, zones, figure = sheet.page, sheet.zones, sheet.page.figure
    if figure is None:
        return
    whole = 10.0 if figure.unit == "成" else 100.0
    top, bottom = sheet.y(zones.body[0]), sheet.y(zones.body[1])
    note = sheet.size(5) if page.note else 0.0
    radius = min(0.31 * sheet.width, (bottom - top - note) / 2)
    x, y = sheet.x(0.5), top + radius
    if zones.body_width < 0.6:  # a broad picture: beside its headline
        radius = min(0.17 * sheet.width, 0.31 * sheet.height)
        x, y = sheet.x(0.77), sheet.y(0.46)
    inks = sheet.settle(Box(x - radius, y - radius, x + radius, y + radius), sheet.start(1))
    thick = radius * 0.28

    def arc(colour: str, alpha: float, share: float) -> Paint:
        def paint(canvas: skia.Canvas, growth: float) -> None:
            inner = radius - thick / 2
            rect = skia.Rect.MakeLTRB(x - inner, y - inner, x + inner, y + inner)
            pen = skia.Paint(
                AntiAlias=True, Color=argb(colour, alpha), Style=skia.Paint.kStroke_Style, StrokeWidth=thick
            )
            canvas.drawArc(rect, -90.0, 359.9 * share * eased(growth), False, pen)

        return paint

    box = Box(x - radius - 2, y - radius - 2, x + radius + 2, y + radius + 2)
    start = sheet.moment(0, 0.5)
    sheet.elements.append(Element(box, arc(inks.second, 0.22, 1.0), sheet.start(1), rise=0.0))
    sheet.elements.append(
        Element(box, arc(inks.strong, 1.0, figure.value / whole), start, grows=_RING_GROWS, rise=0.0, comes=0.1)
    )
    hand, unit_hand = sheet.hand(900, serif=False), sheet.hand(650, serif=False)
    number, unit = hand.shown(figure.shown), unit_hand.shown(figure.unit)
    wide = hand.width(number, -0.02) + 0.06 + unit_hand.width(unit) * 0.5
    size = min(radius * 0.74, 1.24 * radius / wide)
    left = x - wide * size / 2
    middle = y - size * 0.52
    sheet.add_lines([number], hand, left, middle, size, inks.strong, leading=1, start=start + 0.1, tracking=-0.02)
    sheet.add_lines(
        [unit], unit_hand, left + (hand.width(number, -0.02) + 0.06) * size, middle + size * 0.44, size * 0.5,
        inks.text, leading=1, start=start + 0.2,
    )  # fmt: skip
    if page.note:
        below = y + radius + sheet.size(2.0) if zones.body_width >= 0.6 else sheet.y(zones.headline[1] + 0.03)
        sheet.add_small(page.note, below, 2.8, weight=600, start=start + 0.5, width=zones.width)


def _plot(sheet: Sheet) -> tuple[Box, Inks, str]:
    zones = sheet.zones
    left, room = sheet.x(zones.left), sheet.x(zones.body_width)
    box = Box(left, sheet.y(zones.body[0] + 0.045), left + room, sheet.y(zones.body[1] - 0.05))
    inks = sheet.settle(Box(box.left, sheet.y(zones.body[0]), box.right, sheet.y(zones.body[1])), sheet.start(1))
    units = {item.figure.before + item.figure.unit for item in sheet.page.items if item.figure}
    unit = units.pop() if len(units) == 1 else ""
    if unit and sheet.page.form != "share":
        sheet.add_small(unit, sheet.y(zones.body[0]), 2.05, most=1, start=sheet.start(1))
    return box, inks, unit


def _name_lines(
    sheet: Sheet, item: PageItem, middle: float, top: float, inks: Inks, width: float, *, strong: bool
) -> None:
    hand = sheet.hand(700 if strong else 500, serif=False)
    text = hand.shown(item.text)
    size = min(sheet.size(2.2), width / max(hand.width(text), 0.1))
    lines = [text]
    if size < sheet.size(1.75):
        fitted, size = sheet.fit(text, hand, width, sheet.size(4.6), sheet.size(1.9), leading=1.2, most=2)
        lines = list(fitted)
    sheet.add_lines(
        lines,
        hand,
        0,
        top,
        size,
        inks.text if strong else inks.second,
        leading=1.2,
        start=sheet.start(1),
        centred=middle,
    )


def _lay_bars(sheet: Sheet) -> None:
    box, inks, _ = _plot(sheet)
    items = sheet.page.items
    column = (box.right - box.left) / len(items)
    most = max(_value(item) for item in items) or 1.0
    last = max(range(len(items)), key=lambda number: items[number].at)
    baseline = box.bottom - sheet.size(2.2)
    for number, item in enumerate(items):
        if item.figure is None:
            continue
        strong = number == last
        middle = box.left + column * (number + 0.5)
        height = (baseline - box.top - sheet.size(4)) * _value(item) / most
        bar = Box(middle - column * 0.33, baseline - max(height, 3), middle + column * 0.33, baseline)
        start = sheet.moment(number, 0.5 + 0.6 * number)
        colour = inks.strong if strong else inks.second

        def paint(canvas: skia.Canvas, growth: float, bar: Box = bar, colour: str = colour) -> None:
            top = bar.bottom - (bar.bottom - bar.top) * eased(growth)
            canvas.drawRect(
                skia.Rect.MakeLTRB(bar.left, top, bar.right, bar.bottom), skia.Paint(AntiAlias=True, Color=argb(colour))
            )

        sheet.elements.append(Element(bar, paint, start, grows=_GROWS, rise=0.0, comes=0.1))
        hand = sheet.hand(900 if strong else 600, serif=False)
        shown = item.figure.before + item.figure.shown + ("%" if item.figure.unit == "%" else "")
        size = min(sheet.size(3.6 if strong else 2.6), column * 0.95 / hand.width(shown))
        sheet.add_lines(
            [shown],
            hand,
            0,
            bar.top - size * 1.3,
            size,
            inks.strong if strong else inks.text,
            leading=1,
            start=start + 0.35,
            centred=middle,
        )
        _name_lines(sheet, item, middle, baseline + sheet.size(0.9), inks, column * 0.92, strong=strong)
    sheet.add_shape(Box(box.left, baseline, box.right, baseline + 2 * sheet.unit), inks.text, sheet.start(1), grows=0.5)


def _lay_line(sheet: Sheet) -> None:
    box, inks, _ = _plot(sheet)
    items = [item for item in sheet.page.items if item.figure]
    baseline, most = box.bottom - sheet.size(2.2), max(_value(item) for item in items) or 1.0
    step = (box.right - box.left - sheet.size(6)) / max(len(items) - 1, 1)
    points = [
        (
            box.left + sheet.size(2) + step * number,
            baseline - (baseline - box.top - sheet.size(5)) * _value(item) / most,
        )
        for number, item in enumerate(items)
    ]

    def paint(canvas: skia.Canvas, growth: float) -> None:
        path = skia.Path()
        path.moveTo(*points[0])
        reach = growth * (len(points) - 1)
        for number in range(1, len(points)):
            share = min(max(reach - number + 1, 0.0), 1.0)
            if share <= 0:
                break
            (x, y), (to_x, to_y) = points[number - 1], points[number]
            path.lineTo(x + (to_x - x) * share, y + (to_y - y) * share)
        pen = skia.Paint(
            AntiAlias=True, Color=argb(inks.strong), Style=skia.Paint.kStroke_Style, StrokeWidth=sheet.size(0.58)
        )
        pen.setStrokeJoin(skia.Paint.kRound_Join)
        canvas.drawPath(path, pen)
        if growth >= 1:
            canvas.drawCircle(*points[-1], sheet.size(1.05), skia.Paint(AntiAlias=True, Color=argb(inks.strong)))

    pad = sheet.size(1.2)
    sheet.elements.append(
        Element(
            Box(box.left - pad, box.top - pad, box.right + pad, baseline + pad),
            paint,
            sheet.moment(0, 0.5),
            grows=1.2,
            rise=0.0,
            comes=0.1,
        )
    )
    for number in (0, len(items) - 1):
        figure = items[number].figure
        assert figure is not None, "kept above"
        last = number > 0
        hand = sheet.hand(900 if last else 600, serif=False)
        size = sheet.size(5.0 if last else 2.6)
        x, y = points[number]
        start = sheet.moment(number, 0.6) + (1.0 if last else 0.0)
        shown = figure.before + figure.shown
        middle = min(x, box.right - hand.width(shown) * size / 2)
        colour = inks.strong if last else inks.second
        sheet.add_lines(
            [shown],
            hand,
            0,
            max(y - size * 1.5, box.top - sheet.size(2)),
            size,
            colour,
            leading=1,
            start=start,
            centred=middle,
        )
    for number, item in enumerate(items):
        _name_lines(
            sheet,
            item,
            points[number][0],
            baseline + sheet.size(0.9),
            inks,
            step * 0.9,
            strong=number == len(items) - 1,
        )
    sheet.add_shape(Box(box.left, baseline, box.right, baseline + 2 * sheet.unit), inks.text, sheet.start(1), grows=0.5)


def _lay_shares(sheet: Sheet) -> None:
    box, inks, _ = _plot(sheet)
    items = [item for item in sheet.page.items if item.figure]
    total = sum(_value(item) for item in items) or 1.0
    middle_x, middle_y = (box.left + box.right) / 2, box.top + (box.bottom - box.top) * 0.44
    radius = min((box.right - box.left) * 0.36, (box.bottom - box.top) * 0.40)
    largest = max(range(len(items)), key=lambda number: _value(items[number]))
    angle = -90.0
    for number, item in enumerate(items):
        sweep = 360.0 * _value(item) / total
        strong = number == largest
        thick = radius * (0.36 if strong else 0.28)
        colour, alpha = (
            (inks.strong, 1.0) if strong else (inks.second, 1.0 - 0.22 * ((number + (number > largest)) % 3))
        )

        def paint(
            canvas: skia.Canvas,
            growth: float,
            angle: float = angle,
            sweep: float = sweep,
            thick: float = thick,
            colour: str = colour,
            alpha: float = alpha,
        ) -> None:
            inner = radius - thick / 2
            rect = skia.Rect.MakeLTRB(middle_x - inner, middle_y - inner, middle_x + inner, middle_y + inner)
            pen = skia.Paint(
                AntiAlias=True, Color=argb(colour, alpha), Style=skia.Paint.kStroke_Style, StrokeWidth=thick
            )
            canvas.drawArc(rect, angle + 0.9, max(sweep * eased(growth) - 1.8, 0.1), False, pen)

        ring = Box(middle_x - radius - 2, middle_y - radius - 2, middle_x + radius + 2, middle_y + radius + 2)
        sheet.elements.append(
            Element(ring, paint, sheet.moment(number, 0.4 + 0.5 * number), grows=_GROWS, rise=0.0, comes=0.1)
        )
        angle += sweep
    head = items[largest]
    assert head.figure is not None, "kept above"
    hand = sheet.hand(900, serif=False)
    size = min(sheet.size(6.6), radius * 0.44)
    start = sheet.moment(largest, 0.6) + 0.2
    sheet.add_lines(
        [f"{head.figure.shown}%"],
        hand,
        0,
        middle_y - size * 0.75,
        size,
        inks.strong,
        leading=1,
        start=start,
        centred=middle_x,
    )
    small = sheet.hand(600, serif=False)
    name = small.shown(head.text)[:_LONGEST_NAME]
    fits = min(sheet.size(2.1), radius * 1.05 / max(small.width(name), 0.1))
    sheet.add_lines([name], small, 0, middle_y + size * 0.5, fits, inks.text, leading=1, start=start, centred=middle_x)
    others = [item for number, item in enumerate(items) if number != largest]
    legend = " · ".join(f"{item.text} {item.figure.shown}%" for item in others if item.figure)
    size = min(sheet.size(2.2), (box.right - box.left) / max(small.width(small.shown(legend)), 0.1))
    sheet.add_lines(
        [small.shown(legend)],
        small,
        0,
        box.bottom - sheet.size(1.0),
        size,
        inks.text,
        leading=1,
        start=sheet.start(3),
        centred=middle_x,
    )
