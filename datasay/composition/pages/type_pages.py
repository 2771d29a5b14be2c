"""Pages of type alone: a headline, a sentence, a person, a year; by turns high, low and in the middle."""

from datasay.composition.pages.elements import Box
from datasay.composition.pages.sheet import Sheet

_UNIT = 0.30  # of the figure's size


def heavy(sheet: Sheet) -> int:
    """The weight of headlines."""
    return sheet.look.weight if sheet.look.family == "sans" else 700


def lay_type(sheet: Sheet) -> None:
    """A page of type alone, by what it says."""
    {"sentence": _lay_sentence, "name": _lay_name, "date": _lay_date}.get(sheet.page.form, lay_plain)(sheet)


def _zone_of(sheet: Sheet) -> tuple[float, float]:
    """Where the type of a page of type stands, by turns high, low, in the middle."""
    top, bottom = sheet.zones.plain
    shift = (-0.05, 0.06, 0.03)[sheet.variant % 3]
    return top + shift, bottom + shift


def _lay_sentence(sheet: Sheet) -> None:
    """What is said, as a whole, its most telling words in the strong colour."""
    top, bottom = _zone_of(sheet)
    low = sheet.variant % 3 == 1
    block = sheet.add_headline(
        sheet.page.headline, (top - 0.02, bottom + 0.06), 5.4, weight=heavy(sheet), leading=1.3, most=6,
        hang="bottom" if low else "top", lit=sheet.page.lit,
    )  # fmt: skip
    if block.size:
        below = block.top - sheet.size(2.4) if low else block.bottom + sheet.size(2.2)
        sheet.add_rule(below, 0.085 * sheet.width, percent=0.32, role="strong", start=sheet.start(0 if low else 3))


def _lay_name(sheet: Sheet) -> None:
    """Somebody: a rule, the name, large, and what that person is."""
    top, bottom = _zone_of(sheet)
    rule = sheet.y(top) + sheet.size(1.0)
    sheet.add_rule(rule, 0.085 * sheet.width, percent=0.32, role="strong", start=sheet.start())
    zone = (rule + sheet.size(2.4)) / sheet.height, bottom
    name = sheet.add_headline(sheet.page.headline, zone, 8.0, weight=heavy(sheet), most=2)
    sheet.add_small(sheet.page.note, name.bottom + sheet.size(1.6), 3.0, weight=600, start=sheet.start(3))


def _lay_date(sheet: Sheet) -> None:
    """When something was: the year, large, a rule, what was then."""
    figure, (top, _) = sheet.page.figure, _zone_of(sheet)
    if figure is None:
        lay_plain(sheet)
        return
    left, room = sheet.x(sheet.zones.left), sheet.x(sheet.zones.width)
    hand, unit_hand = sheet.hand(900), sheet.hand(650, serif=False)
    wide, unit = hand.width(figure.shown, -0.02), unit_hand.shown(figure.unit)
    unit_width = unit_hand.width(unit) * _UNIT + 0.07 if unit else 0.0
    size = min(sheet.size(16.0), room / (wide + unit_width))
    y = sheet.y(top)
    inks = sheet.laid(Box(left, y, left + room, y + size), sheet.start())
    sheet.add_lines([figure.shown], hand, left, y, size, inks.strong, leading=1, start=sheet.start(), tracking=-0.02)
    if unit:
        small = size * _UNIT
        x = left + (wide + 0.07) * size
        sheet.add_lines(
            [unit], unit_hand, x, y + (size - small) * 0.88, small, inks.text, leading=1, start=sheet.start(1)
        )
    rule = y + size * 0.88 + sheet.size(2.4)
    sheet.add_rule(rule, room, percent=0.18, role="text", start=sheet.start(2))
    zone = (rule + sheet.size(2.2)) / sheet.height, (rule + sheet.size(14)) / sheet.height
    sheet.add_headline(sheet.page.headline, zone, 4.8, weight=heavy(sheet), most=2, start=sheet.start(3))


def lay_plain(sheet: Sheet) -> None:
    """Nothing but type, by turns high with a rule below it, low and large with one above it, or in the middle."""
    zones, text = sheet.zones, sheet.page.headline
    top, bottom = zones.plain
    rule = 0.085 * sheet.width
    turn = sheet.variant % 3
    if turn == 1:
        zone = top + 0.02, bottom + 0.12
        block = sheet.add_headline(text, zone, 8.4, weight=heavy(sheet), leading=1.2, hang="bottom", most=4)
        if block.size:
            above = sheet.y(zone[1]) - (block.bottom - block.top) - sheet.size(2.4)
            sheet.add_rule(above, rule, percent=0.32, role="strong", start=sheet.start())
        return
    shift = -0.05 if turn == 0 else 0.03
    block = sheet.add_headline(text, (top + shift, bottom + shift), 6.6, weight=heavy(sheet), leading=1.24)
    if block.size:
        below = block.bottom + sheet.size(2.2)
        sheet.add_rule(below, rule, percent=0.32, role="strong", start=sheet.start(3))
