"""The sheet a page is laid out on: its measures, its colours on what lies beneath, and how its blocks are set."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from datasay.composition.pages.elements import Box, Element
from datasay.composition.pages.legibility import Inks, Pixels, argb, ground_range, inks_for
from datasay.composition.pages.look import Look
from datasay.composition.pages.zones import Zones, zones_of
from datasay.digest.pages.page import Figure, ScenePage
from datasay.language.words import CJK
from datasay.typography.fonts import kai_font, sans_font, serif_font
from datasay.typography.headless import skia
from datasay.typography.lines import fit_lines, is_wide
from datasay.typography.setting import Hand

FIRST_SECOND = 0.12  # when the first line begins to come
STAGGER = 0.10  # seconds between lines
_DROPPED = "，。、；,;"
_LAST_SECONDS = 1.9  # of a page by which all of it is there
_SMALLER = (1.0, 0.82, 0.68)  # sizes that are tried where type of full size would need a plate
_ASCENT = 0.88  # of an em above the baseline


@dataclass(frozen=True, slots=True)
class Block:
    """What was set: its lines' size, and where it begins and ends."""

    size: float
    top: float
    bottom: float
    right: float


@dataclass
class Sheet:
    """A page being laid out. Lengths named `…size`, `top`, … are shares of the height; `x`, `width` of the width."""

    width: int
    height: int
    page: ScenePage
    look: Look
    picture: Pixels  # what lies beneath, of any size
    moments: tuple[float, ...]  # seconds of the clip at which the figure or each entry is said
    seconds: float  # the clip's length
    variant: int
    opening: bool = False  # the video's first page: there at once
    alone: bool = False  # no thing stands on the page
    elements: list[Element] = field(default_factory=list)
    _common: Inks | None = None  # of a page whose parts lie on one ground

    @cached_property
    def zones(self) -> Zones:
        """Where what may stand."""
        return zones_of(self.width, self.height)

    @cached_property
    def unit(self) -> float:
        """A pixel of a picture 1080 wide or high."""
        return min(self.width, self.height) / 1080.0

    def x(self, share: float) -> float:
        """Pixels from the left."""
        return share * self.width

    def y(self, share: float) -> float:
        """Pixels from the top."""
        return share * self.height

    def size(self, percent: float) -> float:
        """A size given in per cent of a tall picture's height, in pixels of this one."""
        return percent / 100 * self.height * self.zones.scale

    def hand(self, weight: int, *, serif: bool | None = None) -> Hand:
        """Type in a weight, of the look's family unless told; headlines of a tender page are in the brush's."""
        if serif is None and self.page.tender:
            return Hand(kai_font(), weight)
        wanted = self.look.family == "serif" if serif is None else serif
        return Hand(serif_font() if wanted else sans_font(), weight)

    def quoting_hand(self, text: str, weight: int) -> Hand:
        """The hand of what somebody said: the brush for Chinese, the serif for other words."""
        return Hand(kai_font(), weight) if CJK.search(text) else self.hand(weight, serif=True)

    def start(self, order: float = 0.0) -> float:
        """When something comes that is so many lines after the first."""
        return -1.0 if self.opening else FIRST_SECOND + STAGGER * order

    def moment(self, number: int, otherwise: float) -> float:
        """When an entry is said, within what the clip leaves time for."""
        said = self.moments[number] if number < len(self.moments) else otherwise
        return max(FIRST_SECOND, min(said, max(self.seconds - _LAST_SECONDS, FIRST_SECOND)))

    def inks(self, box: Box) -> Inks:
        """The colours for type on this place."""
        if self._common is not None:
            return self._common
        place = box.left / self.width, box.top / self.height, box.right / self.width, box.bottom / self.height
        return inks_for(self.look, ground_range(self.picture, *place))

    def settle(self, box: Box, start: float) -> Inks:
        """From here on all type lies on this place, on one plate where nothing reads on all of it."""
        self._common = self.laid(box, start)
        return self._common

    def laid(self, box: Box, start: float) -> Inks:
        """The same, with a plate laid beneath where nothing else reads."""
        if self._common is not None:
            return self._common
        inks = self.inks(box)
        if inks.plate is not None:
            pad = 26 * self.unit
            wider = Box(box.left - pad, box.top - pad, box.right + pad, box.bottom + pad)
            self.add_shape(wider, inks.plate, start, radius=14 * self.unit, alpha=0.92)
        return inks

    def add_shape(
        self, box: Box, colour: str, start: float, *, radius: float = 0.0, alpha: float = 1.0, grows: float = 0.0,
        rise: float = 0.0,
    ) -> None:  # fmt: skip
        """A filled rectangle; one that grows does so from its left edge."""

        def paint(canvas: skia.Canvas, growth: float) -> None:
            right = box.left + (box.right - box.left) * eased(growth)
            rect = skia.Rect.MakeLTRB(box.left, box.top, right, box.bottom)
            canvas.drawRoundRect(rect, radius, radius, skia.Paint(AntiAlias=True, Color=argb(colour, alpha)))

        self.elements.append(Element(box, paint, start, grows=grows, rise=rise, comes=0.25))

    def fit(
        self, text: str, hand: Hand, width: float, height: float, largest: float, *, leading: float, most: int
    ) -> tuple[Sequence[str], float]:
        """Lines and their size in pixels; what may not end a displayed line is dropped."""
        fitted = fit_lines(
            hand.shown(text), width, height, hand.advance, largest=largest, leading=leading, most_lines=most
        )
        chinese = any(is_wide(character) for character in text)
        dropped = _DROPPED if chinese else ";"
        return [line.rstrip(dropped) for line in fitted.lines], fitted.size

    def add_lines(
        self, lines: Sequence[str], hand: Hand, left: float, top: float, size: float, colour: str, *, leading: float,
        start: float, tracking: float = 0.0, centred: float | None = None, until: float | None = None,
        stagger: float = STAGGER, lit: Mapping[int, tuple[int, int]] | None = None, lit_colour: str = "",
    ) -> Block:  # fmt: skip
        """Lines below one another from `top` (pixels) on; `centred` is the middle they stand about.

        `lit` are parts of lines (line → from, to) in a colour of their own.
        """
        widest = 0.0
        for number, line in enumerate(lines):
            baseline = top + size * (_ASCENT + number * leading)
            width = hand.width(line, tracking) * size
            x = left if centred is None else centred - width / 2
            widest = max(widest, x + width)
            box = Box(x - size * 0.1, baseline - size, x + width + size * 0.1, baseline + size * 0.32)

            def paint(
                canvas: skia.Canvas, _: float, line: str = line, x: float = x, baseline: float = baseline,
                own: tuple[int, int] | None = (lit or {}).get(number),
            ) -> None:  # fmt: skip
                hand.draw(
                    canvas,
                    line,
                    x,
                    baseline,
                    size,
                    argb(colour),
                    tracking,
                    lit=own,
                    lit_colour=argb(lit_colour or colour),
                )

            self.elements.append(Element(box, paint, start + (0 if self.opening else stagger * number), until=until))
        return Block(size, top, top + size * (1.02 + (len(lines) - 1) * leading), widest)

    def add_headline(
        self, text: str, zone: tuple[float, float], largest: float, *, weight: int | None = None, most: int = 3,
        hang: str = "top", width: float | None = None, serif: bool | None = None, leading: float = 1.2,
        start: float | None = None, left: float | None = None, lit: str = "", hand: Hand | None = None,
    ) -> Block:  # fmt: skip
        """A headline in a zone of heights, from the left margin, as large as fits; `lit` in the strong colour."""
        hand = hand or self.hand(weight or self.look.weight, serif=serif)
        room = self.x(width or self.zones.width)
        top, bottom = self.y(zone[0]), self.y(zone[1])
        left = self.x(self.zones.left if left is None else left)
        box, lines, size = Box(left, top, left, top), [], 0.0
        for share in _SMALLER:  # rather smaller, clear of what is drawn, than on a plate
            fitted, size = self.fit(
                text, hand, room, (bottom - top) * share, self.size(largest) * share, leading=leading, most=most
            )
            lines = list(fitted)
            if not lines:
                return Block(0.0, top, top, left)
            block = size * (1.0 + (len(lines) - 1) * leading)
            upper = bottom - block if hang == "bottom" else top
            widest = max(hand.width(line) for line in lines) * size
            box = Box(left, upper, left + widest, upper + block)
            if self.inks(box).plate is None:
                break
        top = box.top
        begin = self.start() if start is None else start
        inks = self.laid(box, begin)
        spans = _lit_spans(lines, hand.shown(lit)) if lit and inks.strong != inks.text else {}
        return self.add_lines(
            lines, hand, left, top, size, inks.text, leading=leading, start=begin, lit=spans, lit_colour=inks.strong
        )

    def add_small(
        self, text: str, top: float, percent: float, *, weight: int = 500, role: str = "second", most: int = 2,
        width: float | None = None, start: float, left: float | None = None, tracking: float = 0.0,
    ) -> Block:  # fmt: skip
        """A note, a kicker, a name: always sans; `top` in pixels, `role` the ink it takes."""
        hand = self.hand(weight, serif=False)
        room = self.x(width or self.zones.width)
        size = self.size(percent)
        lines, size = self.fit(text, hand, room, size * 1.5 * most, size, leading=1.42, most=most)
        if not lines:
            return Block(0.0, top, top, 0.0)
        x = self.x(self.zones.left) if left is None else left
        widest = max(hand.width(line, tracking) for line in lines) * size
        inks = self.laid(Box(x, top, x + widest, top + size * (1 + 1.42 * (len(lines) - 1))), start)
        colour = {"second": inks.second, "strong": inks.strong, "text": inks.text}[role]
        return self.add_lines(lines, hand, x, top, size, colour, leading=1.42, start=start, tracking=tracking)

    def add_rule(self, top: float, width: float, *, percent: float, role: str, start: float) -> None:
        """A line from the left margin; `top` in pixels, `width` in pixels, its thickness in per cent."""
        left = self.x(self.zones.left)
        box = Box(left, top, left + width, top + max(2.0, self.size(percent)))
        inks = self.inks(box)
        self.add_shape(box, inks.strong if role == "strong" else inks.text, start, grows=0.5)


def _lit_spans(lines: Sequence[str], lit: str) -> dict[int, tuple[int, int]]:
    """Which part of which line a run of words is, wherever the lines were broken."""
    wanted = lit.replace(" ", "").lower()
    whole = "".join(line.replace(" ", "") for line in lines).lower()
    begin = whole.find(wanted)
    if begin < 0 or not wanted:
        return {}
    spans: dict[int, tuple[int, int]] = {}
    place = 0
    for number, line in enumerate(lines):
        inside = []
        for at, character in enumerate(line):
            if character == " ":
                continue
            if begin <= place < begin + len(wanted):
                inside.append(at)
            place += 1
        if inside:
            spans[number] = (inside[0], inside[-1] + 1)
    return spans


def eased(share: float) -> float:
    """Fast at first, slow at the end."""
    return float(1 - (1 - share) ** 2.2)


def counted(figure: Figure, growth: float) -> str:
    """A figure while it counts up: as many decimals and groups as it has in the end."""
    match = re.search(r"\d[\d,]*(?:\.\d+)?", figure.shown)
    if match is None or growth >= 1:
        return figure.shown
    written = match[0]
    decimals = len(written.partition(".")[2])
    value = float(written.replace(",", "")) * eased(growth)
    shown = f"{value:,.{decimals}f}" if "," in written else f"{value:.{decimals}f}"
    return figure.shown[: match.start()] + shown + figure.shown[match.end() :]
