"""Layers of a picture are found by who composes, and drawn again alike when an attempt begins anew."""

from dataclasses import replace
from pathlib import Path

from datasay.engines.local.image.engine import LocalImage
from datasay.engines.protocols import Desk, ImageRequest
from datasay.image.content.layers import DrawnPage, asked_of, find_layers, folder_of, keep_layers, look_of

REQUEST = ImageRequest(
    prompt="茶壶里的水开了。", width=180, height=320, headline="水开了", keywords=("茶壶",), style="paper", seed=7,
    position=1, count=3, layout="close", words="茶壶里的水开了。",
)  # fmt: skip


async def _quiet(_fraction: float) -> None:
    return None


async def test_what_is_lost_is_drawn_again_alike(tmp_path: Path) -> None:
    engine = LocalImage(Desk())
    (arranged,) = await engine.arrange([REQUEST], "茶")
    picture = await engine.draw(arranged, _quiet)
    drawn = DrawnPage(arranged.layout, look_of(picture.look), bool(picture.layers), "local", asked_of(arranged))
    assert drawn.layered
    assert drawn.look is not None
    assert drawn.look["family"] in {"sans", "serif"}

    keep_layers(folder_of(tmp_path / "a", 5), picture.layers)
    kept = await find_layers(tmp_path / "a", 5, drawn, REQUEST, None)
    again = await find_layers(tmp_path / "b", 5, drawn, REQUEST, None)
    assert [layer.path.read_bytes() for layer in kept] == [layer.data for layer in picture.layers]
    assert [layer.path.read_bytes() for layer in again] == [layer.data for layer in picture.layers]
    assert [replace(layer, path=Path()) for layer in kept] == [replace(layer, path=Path()) for layer in again]


async def test_what_cannot_be_drawn_again_leaves_the_flat_picture(tmp_path: Path) -> None:
    flat = DrawnPage("close", None, False, "local", asked_of(REQUEST))
    assert await find_layers(tmp_path, 5, flat, REQUEST, None) == ()
    older = DrawnPage("close", None, True, "local", asked_of(REQUEST) | {"gone": 1})
    assert await find_layers(tmp_path, 5, older, REQUEST, None) == ()
    sold = DrawnPage("close", None, True, "local", asked_of(REQUEST) | {"style": "of another version"})
    assert await find_layers(tmp_path, 5, sold, REQUEST, None) == ()
