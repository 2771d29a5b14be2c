"""A picture's layers, for whoever composes: kept in the task's work folder, drawn again where an attempt begins anew.

Layers are many times larger than the picture and are only needed to make a video of it; an engine that needs no
account draws the same ones again from the same request, so none are stored.
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from datasay.composition.layer import LayerFile
from datasay.composition.pages.look import Look
from datasay.engines import results
from datasay.engines.errors import EngineError
from datasay.engines.protocols import Desk, ImageRequest, Layer, Picture, TypeLook
from datasay.engines.registry import engine_info, open_engine

_NOT_KEPT = frozenset({"photo", "aigc_label"})


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """What is kept of how a scene's picture was drawn: its page, how type looks on it, and how to draw it again."""

    layout: str
    look: dict[str, Any] | None  # Any: JSON of a Look
    layered: bool
    engine: str
    asked: dict[str, Any]  # Any: JSON of the request, but for photo and label; of older ones, what the scene says too
    photo_file_id: int | None = None
    drawing: str = ""  # the thing in it, and whose drawing that is, with its licence
    drawing_source: str = ""


async def _unwatched(_fraction: float) -> None:
    """Nobody watches a picture being drawn again."""


def asked_of(request: ImageRequest) -> dict[str, Any]:  # Any: JSON
    """What of a request it takes to draw the same again."""
    return {name: value for name, value in asdict(request).items() if name not in _NOT_KEPT}


def look_of(look: TypeLook | None) -> dict[str, Any] | None:  # Any: JSON of a Look
    """How type looks, as it is kept."""
    return None if look is None else {each.name: getattr(look, each.name) for each in fields(Look)}


def folder_of(work_folder: Path, image_id: int) -> Path:
    """Where the layers of an image lie during an attempt."""
    return work_folder / "layers" / str(image_id)


def keep_layers(folder: Path, layers: Sequence[Layer]) -> None:
    """Write the layers and what is known of them."""
    folder.mkdir(parents=True, exist_ok=True)
    known = []
    for number, layer in enumerate(layers):
        name = f"{number}.png"
        (folder / name).write_bytes(layer.data)
        known.append(
            {"path": name, "role": layer.role, "x": layer.x, "y": layer.y, "depth": layer.depth}
            | {"entrance": layer.entrance}
        )
    (folder / "layers.json").write_text(json.dumps(known), encoding="utf-8")


def _read(folder: Path) -> tuple[LayerFile, ...] | None:
    listing = folder / "layers.json"
    if not listing.is_file():
        return None
    return tuple(
        LayerFile(**{**each, "path": folder / each["path"]}) for each in json.loads(listing.read_text(encoding="utf-8"))
    )


async def find_layers(
    work_folder: Path, image_id: int, drawn: DrawnPage, scene: ImageRequest, photo: Path | None
) -> tuple[LayerFile, ...]:
    """The layers of an image that was drawn in some; none where they are lost and cannot be drawn again for nothing.

    `scene` holds what the scene says, for pictures that do not know themselves what was asked for.
    """
    folder = folder_of(work_folder, image_id)
    kept = await asyncio.to_thread(_read, folder)
    if kept is not None or not drawn.layered:
        return kept or ()
    info = engine_info("image", drawn.engine)
    if info.account is not None:
        return ()
    said = {name: getattr(scene, name) for name in ("prompt", "words", "headline", "keywords")}
    try:
        request = ImageRequest(**{**said, **drawn.asked, "photo": photo})
        async with open_engine("image", info.name, Desk()) as engine:
            picture: Picture = results.picture(await engine.draw(request, _unwatched), info.name)
    except (EngineError, TypeError):  # another version of the engine, which asks for something else
        return ()
    await asyncio.to_thread(keep_layers, folder, picture.layers)
    return await asyncio.to_thread(_read, folder) or ()
