"""Layers drift without stutter, type enters, stays still and leaves, and one scene gives way to the next."""

import itertools
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from datasay.composition.film import FrameMaker
from datasay.composition.layer import LayerFile
from datasay.composition.movement import Movement
from datasay.composition.pages.legibility import contrast, ground_range, inks_for, luminance, reads
from datasay.composition.pages.look import PLAIN
from datasay.composition.pages.maps import lay_map
from datasay.composition.pages.sheet import Sheet
from datasay.composition.pages.zones import zones_of
from datasay.composition.segment import SegmentRequest, Shot
from datasay.composition.sprites import sprite_of
from datasay.composition.transition import FRAMES, Transition, choose
from datasay.digest.pages.page import Figure, PageItem, ScenePage
from datasay.typography.fonts import kai_font, sans_font, serif_font
from datasay.typography.setting import Hand

WIDTH, HEIGHT = 270, 480
CREAM = (205, 227, 243)  # BGR
PAIR = (PageItem("骑车", 0, Figure("20", "分钟", 20, 0, 2)), PageItem("坐船", 3, Figure("6", "分钟", 6, 3, 4)))
MONTHS = tuple(PageItem(f"{n}月", n, Figure(str(n), "万", n, n, n)) for n in range(7, 11))
SHARES = tuple(PageItem(f"第{n}", n, Figure("25", "%", 25, n, n)) for n in range(4))


def _flat(path: Path, colour: tuple[int, int, int]) -> Path:
    cv2.imwrite(str(path), np.full((HEIGHT, WIDTH, 3), colour, np.uint8))
    return path


def _luma(frame: memoryview) -> NDArray[np.uint8]:
    return np.frombuffer(frame, np.uint8)[: WIDTH * HEIGHT].reshape(HEIGHT, WIDTH).copy()


def _frames(shots: list[Shot], first: int, end: int, movement: Movement = Movement.CALM) -> list[NDArray[np.uint8]]:
    maker = FrameMaker(shots, WIDTH, HEIGHT, movement=movement)
    return [_luma(frame) for frame in maker.frames(first, end)]


def _ink(frame: NDArray[np.uint8]) -> int:
    """How many pixels are far from the cream beneath."""
    return int((frame < 120).sum())


def test_type_comes_stays_still_and_is_gone_before_the_cut(tmp_path: Path) -> None:
    page = ScenePage("close", headline="守塔人每晚为渔船点灯")
    pictures = [_flat(tmp_path / f"{n}.png", CREAM) for n in range(2)]
    shots = [
        Shot(picture, 90 * n, 90 * n + 90, n, page=page, transition=Transition.FADE)
        for n, picture in enumerate(pictures)
    ]
    frames = _frames(shots, 0, 180, Movement.NONE)
    ink = [_ink(frame) for frame in frames]
    assert ink[0] == 0
    assert ink[40] > 1000
    assert np.array_equal(frames[30], frames[70])
    # 0.3 s without any type lie between the two headlines.
    empty = [number for number in range(60, 120) if ink[number] == 0]
    assert len(empty) >= 9
    assert empty == list(range(empty[0], empty[-1] + 1))
    assert empty[0] < 90 < empty[-1]


def test_the_first_page_is_there_at_once_and_the_last_one_stays(tmp_path: Path) -> None:
    page = ScenePage("title", headline="一杯茶为什么会苦")
    shot = Shot(_flat(tmp_path / "a.png", CREAM), 0, 60, 0, page=page, opening=True, ending=True)
    frames = _frames([shot], 0, 60, Movement.NONE)
    assert _ink(frames[0]) == _ink(frames[-1]) > 1000


def test_a_figure_counts_up_and_its_unit_does_not_move(tmp_path: Path) -> None:
    page = ScenePage("figure", headline="从塔底到灯前", figure=Figure("200", "级", 200, 0, 3))
    shots = [Shot(_flat(tmp_path / "a.png", CREAM), 0, 120, 0, page=page)]
    frames = _frames(shots, 0, 100, Movement.NONE)
    changes = [not np.array_equal(one, other) for one, other in itertools.pairwise(frames)]
    assert all(changes[10:25])  # it counts, frame by frame
    assert not any(changes[60:])


def test_entries_light_as_they_are_said(tmp_path: Path) -> None:
    page = ScenePage("list", items=tuple(PageItem(text, 0) for text in ("细口壶", "电子秤", "滤纸")))
    shots = [Shot(_flat(tmp_path / "a.png", CREAM), 0, 150, 0, page=page, moments=(1.0, 2.0, 3.0))]
    maker = FrameMaker(shots, WIDTH, HEIGHT, movement=Movement.NONE)
    frames = {n: _luma(frame) for n, frame in enumerate(maker.frames(0, 120)) if n in {45, 75, 105}}
    middles = [float(np.argwhere(frame[:, 60:200].mean(axis=1) < 140).mean()) for frame in frames.values()]
    assert middles == sorted(middles)
    assert middles[2] - middles[0] > 40


@pytest.mark.parametrize(
    ("layout", "more"),
    [
        ("title", {"note": "从云雾里的山到手边的杯子", "kicker": "饮食"}),
        ("figure", {"figure": Figure("3.2亿", "元", 3.2e8, 0, 5), "note": "传说从神农说起"}),
        ("compare", {"items": PAIR}),
        ("list", {"items": tuple(PageItem(text, 0) for text in ("细口壶", "电子秤", "滤纸", "豆子"))}),
        ("steps", {"number": 2, "count": 4, "kicker": "炒一盘番茄鸡蛋"}),
        ("timeline", {"items": tuple(PageItem(f"202{n}年\n主桥合龙", n) for n in range(4))}),
        ("quotation", {"speaker": "林岚", "post": "总工程师"}),
        ("chart", {"form": "bar", "items": MONTHS}),
        ("chart", {"form": "line", "items": MONTHS}),
        ("chart", {"form": "share", "items": SHARES}),
        ("split", {"note": "而是坐船六分钟"}),
        ("chart", {"form": "ring", "figure": Figure("6", "成", 6, 0, 2), "note": "是老人和孩子"}),
        ("shelf", {}),
        ("type", {}),
        ("type", {"form": "sentence", "lit": "三千年"}),
        ("type", {"form": "name", "note": "市水文中心主任"}),
        ("type", {"form": "date", "figure": Figure("1041–1048", "年", 1041, 0, 5)}),
        ("photo_full", {}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("size", [(270, 480), (480, 270), (270, 270)])
def test_every_layout_keeps_to_its_zones(
    tmp_path: Path, layout: str, more: dict[str, object], size: tuple[int, int]
) -> None:
    width, height = size
    page = ScenePage(layout, headline="一片叶子走了三千年 A long way", **more)  # type: ignore[arg-type]  # fields by name
    path = tmp_path / "a.png"
    cv2.imwrite(str(path), np.full((height, width, 3), CREAM, np.uint8))
    maker = FrameMaker([Shot(path, 0, 240, 0, page=page)], width, height, movement=Movement.NONE)
    frame = next(iter(maker.frames(200, 201)))
    luma = np.frombuffer(frame, np.uint8)[: width * height].reshape(height, width)
    ink = np.abs(luma.astype(int) - int(luma[-1, -1])) > 25
    rows, columns = np.nonzero(ink.any(axis=1))[0], np.nonzero(ink.any(axis=0))[0]
    zones = zones_of(width, height)
    assert ink.sum() > 150
    assert rows[0] >= zones.label[1] * height - 1
    assert rows[-1] <= zones.subtitle[0] * height
    assert columns[0] >= (zones.left - 0.04) * width
    if height > width:
        assert columns[-1] <= 0.90 * width


def test_layers_drift_at_their_own_steady_pace(tmp_path: Path) -> None:
    ground = np.full((HEIGHT, WIDTH, 3), CREAM, np.uint8)
    bar = np.zeros((HEIGHT, WIDTH + 120, 4), np.uint8)
    bar[300:] = (20, 20, 20, 0)
    bar[300:, :, 3] = 255 * np.exp(-(((np.arange(WIDTH + 120) - 190) / 12) ** 2))  # soft, as edges of layers are
    cv2.imwrite(str(tmp_path / "flat.png"), ground)
    cv2.imwrite(str(tmp_path / "ground.png"), ground)
    cv2.imwrite(str(tmp_path / "bar.png"), bar)
    layers = (
        LayerFile(tmp_path / "ground.png", "ground", 0, 0, 0.0),
        LayerFile(tmp_path / "bar.png", "ridge", -60, 0, 1.0),
    )
    maker = FrameMaker(
        [Shot(tmp_path / "flat.png", 0, 60, 1, layers=layers)], 4 * WIDTH // 4, HEIGHT, movement=Movement.LIVELY
    )
    places = []
    for frame in maker.frames(0, 60):
        line = 255.0 - _luma(frame)[400].astype(float)
        line -= line.min()
        places.append(float((line * np.arange(WIDTH)).sum() / line.sum()))
    steps = np.diff(places)
    assert 0.1 < steps.mean() < 0.4
    assert np.abs(np.diff(steps)).max() < 0.05


def test_a_ground_alone_does_not_stand_still(tmp_path: Path) -> None:
    stripes = np.full((HEIGHT, WIDTH, 3), CREAM, np.uint8)
    stripes[300::40] = (30, 50, 220)
    path = tmp_path / "stripes.png"
    cv2.imwrite(str(path), stripes)
    shot = Shot(path, 0, 90, 0, layers=(LayerFile(path, "ground", 0, 0, 0.0),))
    calm = _frames([shot], 0, 90)
    assert not np.array_equal(calm[0], calm[45])
    still = _frames([shot], 0, 90, Movement.NONE)
    assert np.array_equal(still[0], still[45])


def test_an_object_comes_on_its_word(tmp_path: Path) -> None:
    ground = np.full((HEIGHT, WIDTH, 3), CREAM, np.uint8)
    thing = np.full((100, 100, 4), (20, 20, 20, 255), np.uint8)
    for name, pixels in (("flat", ground), ("ground", ground), ("thing", thing)):
        cv2.imwrite(str(tmp_path / f"{name}.png"), pixels)
    layers = (
        LayerFile(tmp_path / "ground.png", "ground", 0, 0, 0.0),
        LayerFile(tmp_path / "thing.png", "object", 80, 200, 1.0, "fade"),
    )
    for movement, before in ((Movement.CALM, 0), (Movement.NONE, 9000)):
        shots = [Shot(tmp_path / "flat.png", 0, 90, 1, layers=layers, enters=1.0)]
        ink = [_ink(frame) for frame in _frames(shots, 0, 90, movement)]
        assert ink[20] == pytest.approx(before, abs=1100)
        assert ink[60] == pytest.approx(10_000, abs=300)


@pytest.mark.parametrize("kind", list(Transition))
def test_a_transition_ends_in_the_new_picture_and_starts_near_the_old_one(tmp_path: Path, kind: Transition) -> None:
    dark, light = _flat(tmp_path / "a.png", (0, 0, 0)), _flat(tmp_path / "b.png", (255, 255, 255))
    levels = [
        float(frame.mean()) for frame in _frames([Shot(dark, 0, 40, 0), Shot(light, 40, 80, 1, transition=kind)], 0, 80)
    ]
    assert set(levels[:40]) == {16.0}
    assert set(levels[40 + FRAMES[kind] :]) == {235.0}
    assert levels[39:65] == sorted(levels[39:65])


def test_the_way_to_a_scene_follows_what_the_text_does() -> None:
    layouts = ["title", "wide", "steps", "steps", "compare", "type", "close"]
    ways = choose(layouts, [False] * 5 + [True, False], [True, True, False, False, False, False, True])
    assert ways == [
        Transition.CUT, Transition.WALK, Transition.FADE, Transition.CUT, Transition.WIPE, Transition.COVER,
        Transition.FADE,
    ]  # fmt: skip


def test_type_takes_a_colour_that_reads_or_lies_on_a_plate() -> None:
    cream, night = np.full((40, 40, 3), CREAM, np.uint8), np.full((40, 40, 3), (48, 18, 13), np.uint8)
    for picture in (cream, night):
        ground = ground_range(picture, 0, 0, 1, 1)
        inks = inks_for(PLAIN, ground)
        assert inks.plate is None
        assert all(reads(colour, ground, 4.5) for colour in (inks.text, inks.second, inks.strong))
    busy = np.where(np.arange(40)[None, :, None] % 20 < 10, cream, night).astype(np.uint8)
    inks = inks_for(PLAIN, ground_range(busy, 0, 0, 1, 1))
    assert inks.plate is not None
    plate = luminance(inks.plate)
    assert min(contrast(luminance(colour), plate) for colour in (inks.text, inks.second, inks.strong)) >= 4.5


def test_a_sprite_is_laid_in_true_colours_at_odd_places() -> None:
    pixels = np.full((31, 21, 4), (60, 60, 200, 255), np.uint8)
    sprite = sprite_of(pixels, 15, 7)
    targets = tuple(
        np.full(shape, level, np.uint8) for shape, level in (((64, 64), 235), ((32, 32), 128), ((32, 32), 128))
    )
    sprite.draw((targets[0], targets[1], targets[2]))
    assert (targets[0][8:37, 16:35] == targets[0][20, 20]).all()
    assert targets[0][6, 20] == targets[0][20, 13] == targets[0][39, 20] == 235
    assert targets[2][10, 12] > 170  # red


def test_a_request_survives_its_journey_to_the_child(tmp_path: Path) -> None:
    page = ScenePage("compare", items=(PageItem("坐船", 3, Figure("6", "分钟", 6, 3, 4)),))
    shot = Shot(
        tmp_path / "a.png", 0, 30, 3, Transition.WIPE, (LayerFile(tmp_path / "l.png", "ridge", -4, 2, 0.4),), page,
        PLAIN, (0.5,), 1.5, opening=True,
    )  # fmt: skip
    request = SegmentRequest((shot,), 270, 480, 30, 0, 30, "s.ass", "o.mp4", 1, tmp_path, Movement.LIVELY)
    request.write(tmp_path / "request.json")
    assert SegmentRequest.read(tmp_path / "request.json") == request


def test_a_map_joins_its_places_as_they_are_said_and_no_names_meet(tmp_path: Path) -> None:
    stops = ("武汉", "郑州", "北京")
    items = tuple(PageItem(name, number) for number, name in enumerate(stops))
    page = ScenePage("map", headline="一路向北", items=items, form="route")
    sheet = Sheet(WIDTH, HEIGHT, page, PLAIN, np.full((HEIGHT, WIDTH, 3), CREAM, np.uint8), (0.5, 2.0, 3.5), 6.0, 0)
    lay_map(sheet)
    grows = [element for element in sheet.elements if element.grows == 0.7]
    assert len(grows) == 2
    assert [element.start for element in grows] == [pytest.approx(1.75), pytest.approx(3.25)]
    top = zones_of(WIDTH, HEIGHT).headline[1] * HEIGHT
    boxes = [element.box for element in sheet.elements if element.grows == 0 and element.box.top > top]
    names = [box for box in boxes if box.right - box.left > 16.5]  # wider than a dot
    assert len(names) >= 3
    for one, other in itertools.combinations(names, 2):
        assert one.right < other.left + 4 or other.right < one.left + 4 or one.bottom < other.top + 4 or (
            other.bottom < one.top + 4
        )  # fmt: skip
    frames = _frames([Shot(_flat(tmp_path / "1.png", CREAM), 0, 180, 1, page=page, moments=(0.5, 2.0, 3.5))], 0, 180)
    assert _ink(frames[45]) < _ink(frames[90]) < _ink(frames[140])


def test_quotations_and_tales_at_bedtime_are_set_by_the_brush() -> None:
    def sheet(page: ScenePage) -> Sheet:
        return Sheet(WIDTH, HEIGHT, page, PLAIN, np.full((HEIGHT, WIDTH, 3), CREAM, np.uint8), (), 5.0, 0)

    assert "WenKai" in kai_font().family
    assert sheet(ScenePage("quotation")).quoting_hand("月亮睡着了", 700).face == kai_font()
    assert sheet(ScenePage("quotation")).quoting_hand("The moon sleeps", 700).face == serif_font()
    assert sheet(ScenePage("type", tender=True)).hand(800).face == kai_font()
    assert sheet(ScenePage("type")).hand(800).face == sans_font()
    rare = Hand(kai_font())
    assert rare.shown("龘月") == "龘月"  # what the brush lacks the serif has
    assert rare.width("龘月") > 1.5
