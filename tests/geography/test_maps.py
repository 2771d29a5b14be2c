"""Where places and coasts are, and which part of the world a map shows."""

from importlib.resources import files

import numpy as np
import pytest

from datasay.geography.gazetteer import Place, names, places, shown_name
from datasay.geography.land import coasts, coasts_near, degrees_to_coast, rivers
from datasay.geography.view import view_of, window_of

SIZES = ((1080, 1920), (1920, 1080), (1080, 1080))


def place(name: str) -> Place:
    return names(chinese=True)[name]


def _on_land(longitude: float, latitude: float) -> bool:
    """By how often a line to the right crosses a coast, on the map about the place."""
    view = view_of([Place("city", latitude, longitude, (), ())], 1000, 1000)
    crossings = 0
    for ring in coasts_near(longitude, latitude, 60.0):
        points = view.outline(ring)
        if points is None:
            continue
        x, y = points[:, 0] - view.x, points[:, 1] - view.y
        x2, y2 = np.roll(x, -1), np.roll(y, -1)
        between = (y > 0) != (y2 > 0)
        at = x[between] - y[between] * (x2 - x)[between] / (y2 - y)[between]
        crossings += int(np.count_nonzero(at > 0))
    return crossings % 2 == 1


def test_the_gazetteer_names_each_place_once() -> None:
    for chinese in (True, False):
        told = [name for each in places() for name in (each.chinese if chinese else each.english)]
        assert len(told) == len(set(told))
    assert len(places()) >= 600
    assert {each.kind for each in places()} == {"big", "city", "area"}
    assert all(-90 <= each.latitude <= 90 and -180 <= each.longitude <= 180 for each in places())


def test_land_is_small_and_true() -> None:
    assert len((files("datasay.geography") / "land.npz").read_bytes()) <= 400_000
    inland = [each for each in places() if each.kind == "big" and degrees_to_coast(each.longitude, each.latitude) > 0.3]
    assert len(inland) > 30
    assert all(_on_land(each.longitude, each.latitude) for each in inland[::8])
    assert not any(_on_land(*sea) for sea in ((-30.0, 30.0), (75.0, -20.0), (-150.0, 10.0), (51.0, 42.0)))


@pytest.mark.parametrize("town", ["重庆", "武汉", "南京"])
def test_the_yangtze_flows_by_its_towns(town: str) -> None:
    course, there = rivers()[0], place(town)
    assert np.hypot(course[:, 0] - there.longitude, course[:, 1] - there.latitude).min() < 0.2


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("shown", ["大理", "武汉 北京", "伦敦 好望角 广州", "伦敦 悉尼", "斐济 旧金山"])
def test_all_places_of_a_map_stand_in_its_window(shown: str, size: tuple[int, int]) -> None:
    several = [place(name) for name in shown.split()]
    points = view_of(several, *size).project(np.array([[one.longitude, one.latitude] for one in several]))
    left, top, right, bottom = window_of(*size)
    inside = (points / np.array(size) >= (left, top)) & (points / np.array(size) <= (right, bottom))
    assert inside.all()
    if len(several) > 1:  # and fill it one way
        span = np.ptp(points, axis=0) / np.array(size) / (right - left, bottom - top)
        assert span.max() > 0.8


def test_north_is_up_and_east_is_right() -> None:
    view = view_of([place("武汉")], 1080, 1920)
    middle, north, east = (
        view.project(np.array([[one.longitude, one.latitude]]))[0] for one in map(place, ("武汉", "北京", "上海"))
    )
    assert north[1] < middle[1] < 1920
    assert east[0] > middle[0]


def test_what_lies_on_the_far_side_is_cut_off_along_the_rim() -> None:
    """No outline leaps across the map, whatever land holds the far point of the Earth."""
    for name in ("大理", "悉尼", "雷克雅未克", "布宜诺斯艾利斯"):
        view = view_of([place(name)], 1080, 1920)
        rim = view.reach(124.0)
        for ring in coasts()[:200]:
            points = view.outline(ring)
            if points is not None:
                assert np.hypot(*(points - (view.x, view.y)).T).max() <= rim
                assert np.hypot(*np.diff(points, axis=0).T).max() < rim


def test_names_stand_as_they_are_said() -> None:
    assert [shown_name(name, chinese=True) for name in ("浙江省", "舟山市", "胡志明市")] == ["浙江", "舟山", "胡志明市"]
    assert shown_name("the Netherlands", chinese=False) == "Netherlands"
