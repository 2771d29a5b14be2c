"""Pages: layers without type, in every style and shape, with the thing where type is not."""

import io
from dataclasses import asdict
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from datasay.composition.pages.legibility import ground_range, inks_for
from datasay.composition.pages.look import Look
from datasay.composition.pages.zones import zones_of
from datasay.engines.local.image.colour import luminance
from datasay.engines.local.image.drawing import draw_picture
from datasay.engines.local.image.identity import STYLES
from datasay.engines.local.image.pages.looks import ENTRANCES, LOOKS
from datasay.engines.local.image.pages.page import DARK
from datasay.engines.local.image.pages.slots import shape_of
from datasay.engines.local.image.redraw.palettes import INKS, colour_of
from datasay.engines.protocols import ImageRequest, Layer, Picture
from datasay.engines.protocols.image import LAYOUTS

SHAPES = ((180, 320), (320, 180), (200, 200))
Pixels = NDArray[np.uint8]


def page(layout: str, style: str = "paper", size: tuple[int, int] = (180, 320), **wanted: object) -> Picture:
    asked = {"motif": "teapot", "seed": 3, "words": "一把紫砂壶。", **wanted}
    return draw_picture(
        ImageRequest("", *size, "不会画出来的标题", style=style, layout=layout, **asked)  # type: ignore[arg-type]  # by name
    )


def pixels_of(layer: Layer) -> Pixels:
    read = cv2.imdecode(np.frombuffer(layer.data, np.uint8), cv2.IMREAD_UNCHANGED)
    assert read is not None
    return np.asarray(read, dtype=np.uint8)


def light_of(text: str) -> float:
    return float(luminance(np.array([[colour_of(text).rgb()]], dtype=np.uint8))[0, 0])


def test_every_style_has_colours_and_type() -> None:
    assert set(STYLES) == set(INKS) == set(LOOKS) == set(ENTRANCES)
    assert len(STYLES) >= 10


@pytest.mark.parametrize("style", STYLES)
def test_type_reads_on_the_ground_and_on_its_plate(style: str) -> None:
    look = LOOKS[style]

    def ratio(one: str, other: str) -> float:
        dark, bright = sorted((light_of(one), light_of(other)))
        return (bright + 0.05) / (dark + 0.05)

    for ground in INKS[style].ground:
        assert min(ratio(colour, ground) for colour in (look.text, look.second, look.strong)) >= 4.5
    assert ratio(look.on_plate, look.plate) >= 4.5


@pytest.mark.parametrize("style", STYLES)
def test_each_layout_in_each_shape_is_layers_that_make_up_the_picture(style: str) -> None:
    for number, layout in enumerate(LAYOUTS):
        size = SHAPES[number % len(SHAPES)]
        picture = page(layout, style, size)
        assert picture.layers[0].role == "ground"
        assert pixels_of(picture.layers[0]).shape == (size[1], size[0], 3)
        assert all(layer.entrance == "none" for layer in picture.layers if layer.role != "object")
        things = [layer for layer in picture.layers if layer.role == "object"]
        assert bool(things) == (layout in shape_of(*size).slots), layout
        with Image.open(io.BytesIO(picture.data)) as flat:
            assert flat.size == size


@pytest.mark.parametrize("size", SHAPES)
@pytest.mark.parametrize("layout", ["title", "figure", "steps", "close", "wide", "shelf", "pattern"])
def test_a_thing_stays_clear_of_headline_and_subtitles(layout: str, size: tuple[int, int]) -> None:
    for name in ("teapot", "lighthouse", "container-ship"):
        (thing,) = [one for one in page(layout, size=size, motif=name).layers if one.role == "object"]
        solid = np.argwhere(pixels_of(thing)[..., 3] > 128)
        top, foot = thing.y + solid[:, 0].min(), thing.y + solid[:, 0].max()
        left = thing.x + solid[:, 1].min()
        assert foot <= (0.765 if size[0] < size[1] else 0.97) * size[1]
        if layout == "shelf":  # above its headline, or left of it
            zones = zones_of(*size)
            right = thing.x + solid[:, 1].max()
            assert (right <= zones.shelf[0] * size[0]) if size[0] > size[1] else (foot <= zones.shelf[1] * size[1])
        elif size[0] > size[1]:
            assert left >= 0.52 * size[0]  # beside the column of type
        else:
            assert top >= 0.29 * size[1]


def test_ridges_reach_beyond_the_picture_and_one_lies_before_a_thing_in_a_landscape() -> None:
    picture = page("wide")
    roles = [layer.role for layer in picture.layers]
    assert roles.index("object") not in {0, len(roles) - 1}
    for layer in picture.layers:
        if layer.role == "ridge":
            assert layer.x < 0
            assert layer.x + pixels_of(layer).shape[1] > 180
    depths = [layer.depth for layer in picture.layers if layer.role == "ridge"]
    assert depths == sorted(depths)


def test_without_a_thing_there_is_none_and_a_split_page_shows_both() -> None:
    assert all(layer.role != "object" for layer in page("title", motif="none").layers)
    words = "走陆路骑自行车要二十分钟，坐渡轮只要六分钟。"
    both = [layer for layer in page("split", motif="bicycle", words=words).layers if layer.role == "object"]
    assert len(both) == 2
    assert both[0].y < both[1].y


@pytest.mark.parametrize("style", [style for style in STYLES if style in DARK])
def test_every_third_page_of_type_lies_on_a_dark_ground_on_which_white_reads(style: str) -> None:
    means = []
    for position in (0, 1, 2):
        picture = page("type", style, motif="none", position=position, count=3)
        middle = pixels_of(picture.layers[0])[130:200, 20:160, ::-1].reshape(-1, 3) / 255.0
        means.append(float(np.median(middle @ np.array([0.2126, 0.7152, 0.0722]))))
    assert means[1] < 0.35
    assert min(means[0], means[2]) > 0.7
    assert all(1.05 / (light_of(colour) + 0.05) >= 4.9 for colour in DARK[style])


def test_the_same_request_is_the_same_picture_and_another_seed_another() -> None:
    one, same, other = page("wide"), page("wide"), page("wide", seed=4)
    assert (one.data, one.layers) == (same.data, same.layers)
    assert one.data != other.data


def test_whose_drawing_it_is_is_told() -> None:
    assert "Apache-2.0" in page("close").details["drawing_source"]
    assert "DataSay" in page("close", motif="gavel").details["drawing_source"]
    assert "drawing_source" not in page("type").details


def test_a_photo_is_framed_or_fills_the_page(tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    Image.fromarray(np.full((90, 120, 3), (30, 200, 60), dtype=np.uint8)).save(path)
    whole = page("photo_full", photo=path)
    assert len(whole.layers) == 1
    assert whole.look is not None
    assert whole.look.text == "#ffffff"
    framed = page("figure", photo=path)
    assert framed.details["layout"] == "photo_framed"
    assert framed.layers[-1].role == "object"
    assert page("photo_full").details["layout"] == "type"  # there is none


@pytest.mark.parametrize("style", STYLES)
def test_every_style_draws_maps_as_one_ground(style: str) -> None:
    """Land and sea differ, and names in the style's colours read on the map."""
    words = "从武汉出发，乘高铁到北京。"
    picture = page("map", style, (270, 480), words=words)
    assert [layer.role for layer in picture.layers] == ["ground"]
    assert picture.details["drawing_source"].startswith("Natural Earth")
    ground = pixels_of(picture.layers[0]).astype(float)
    land, sea = ground[250:290, 60:100].mean(axis=(0, 1)), ground[400:440, 240:265].mean(axis=(0, 1))
    assert np.abs(land - sea).max() > 6
    assert picture.look is not None
    low, high = ground_range(pixels_of(picture.layers[0]), 0.2, 0.4, 0.7, 0.65)
    assert inks_for(Look(**asdict(picture.look)), (low, high)).plate is None


def test_a_map_of_no_place_is_a_page_like_others() -> None:
    assert "drawing_source" not in page("map", words="没有地方。", motif="none").details


def test_a_map_without_a_coast_is_drawn_as_well() -> None:
    assert len(page("map", "engraving", (180, 320), words="火车从西安开往咸阳。").layers) == 1
