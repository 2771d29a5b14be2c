"""Drawing pictures within a task, each kept as soon as it is made."""

import asyncio
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from datasay.core.labels import hidden_label
from datasay.engines import results
from datasay.engines.errors import BadInput, EngineRejected
from datasay.engines.protocols import ImageEngine, ImageRequest, Picture, Progress
from datasay.engines.registry import engine_info, open_engine
from datasay.file_storage.models import FileType
from datasay.file_storage.service import add_file_row, made_by, store_bytes
from datasay.image.content.layers import folder_of, keep_layers, look_of
from datasay.image.content.models import ImageContentBasic, ImageStatus, ImageType
from datasay.image.content.schemas import ImageGenerate
from datasay.image.content.steps import IMAGE
from datasay.platform_integration.service import desk_for
from datasay.task_management.kinds import work_of
from datasay.task_management.run import TaskRun
from datasay.wording.told import Told

_FORMATS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}


@dataclass(frozen=True, slots=True)
class Drawing:
    """One picture to draw within a task: which of its pictures, from 0, what it is called, what the engine gets."""

    number: int
    title: str
    engine: str
    request: ImageRequest
    tags: tuple[str, ...] = ()
    photo_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture that is kept. `photo_refused`: it was to be built on a photo that the engine could not use.

    `look` is how type looks on it, where it says so; `layered`, whether it came in layers.
    """

    image_id: int
    photo_refused: bool
    look: dict[str, Any] | None = None  # Any: JSON of a Look
    layered: bool = False
    drawing: str = ""  # the thing in it, where the engine says so, and whose drawing that is, with its licence
    drawing_source: str = ""


async def generate_images(run: TaskRun, wanted: ImageGenerate) -> list[int]:
    """Draw the pictures one after the other; returns their image_ids. Raises EngineError."""
    image_ids = []
    await run.plan_parts(IMAGE, wanted.count)
    for number in range(wanted.count):
        request = ImageRequest(
            prompt=wanted.image_prompt,
            width=wanted.image_width,
            height=wanted.image_height,
            keywords=tuple(wanted.image_tags),
            style=wanted.style,
            seed=wanted.seed + number,
            position=number,
            count=wanted.count,
        )
        drawing = Drawing(number, wanted.image_title, wanted.engine, request, tuple(wanted.image_tags))
        image_ids.append((await draw_image(run, drawing)).image_id)
    return image_ids


async def draw_image(run: TaskRun, drawing: Drawing) -> Drawn:
    """Draw one picture, label it and keep it; without its photo where the engine cannot use that.

    Raises EngineError.
    """
    info = engine_info("image", drawing.engine)
    inputs = asdict(drawing.request) | {
        "photo": drawing.photo_sha256,
        "title": drawing.title,
        "tags": drawing.tags,
        "engine": [info.name, info.version],
    }
    step = await run.begin_step(IMAGE, inputs, number=drawing.number, work=work_of(info))
    if step.kept is not None:
        kept = step.kept
        layered = bool(kept.get("layered"))
        thing, source = (str(kept.get(name, "")) for name in ("drawing", "drawing_source"))
        refused = bool(kept.get("photo_refused"))
        return Drawn(int(kept["image_id"]), refused, kept.get("look"), layered, thing, source)
    produced = f"{run.task_uuid}/image-{drawing.number + 1}"
    label = hidden_label(producer=run.resources.settings.producer_name, produce_id=produced)
    request = ImageRequest(**(asdict(drawing.request) | {"aigc_label": label}))
    account = await run.account(info)
    async with run.metered(step, info, account) as work:
        desk = desk_for(account, meter=work.meter, ledger=work.ledger())
        async with open_engine("image", info.name, desk) as engine:
            made, refused = await _draw(engine, request, run.progress(step))
            picture = results.picture(made, info.name)
    extension = _FORMATS.get(picture.mime_type)
    if extension is None:
        raise EngineRejected(
            Told(
                "The engine {engine} made {mime_type}, which is no picture kept here. Choose another engine.",
                "引擎 {engine} 做出的是 {mime_type}，这里不保存这种图片。请换一个引擎。",
                engine=info.name,
                mime_type=picture.mime_type,
            )
        )
    layers: Path | None = None
    if picture.layers:  # first, for a disk that is full here must not leave the picture without its row
        layers = run.work_folder / "layers" / f"new-{uuid4().hex}"
        await asyncio.to_thread(keep_layers, layers, picture.layers)
    with made_by(info.name, picture.mime_type):
        stored = await store_bytes(
            run.resources,
            user_id=run.user_id,
            data=picture.data,
            file_type=FileType.IMAGE,
            mime_type=picture.mime_type,
            file_name=f"{drawing.title}.{extension}",
        )
    results.sized(picture, info.name, stored.content.width, stored.content.height)
    async with run.transaction() as session:
        file = await add_file_row(session, stored)
        image = _image(run.user_id, drawing, picture, file.file_id, extension)
        session.add(image)
        await session.flush()
        source = str(picture.details.get("drawing_source", ""))
        thing = str(picture.details.get("motif", "")) if source else ""
        drawn = Drawn(image.image_id, refused, look_of(picture.look), bool(picture.layers), thing, source)
        if layers is not None:
            layers.rename(folder_of(run.work_folder, drawn.image_id))
        await run.complete_step(session, step, asdict(drawn))
        return drawn


async def _draw(engine: ImageEngine, request: ImageRequest, progress: Progress) -> tuple[Picture, bool]:
    """The picture, and whether it had to be drawn without the photo it was given. Raises EngineError."""
    try:
        return await engine.draw(request, progress), False
    except BadInput:
        if request.photo is None:
            raise
    return await engine.draw(replace(request, photo=None), progress), True


def _image(user_id: int, drawing: Drawing, picture: Picture, file_id: int, extension: str) -> ImageContentBasic:
    return ImageContentBasic(
        image_title=drawing.title[:200],
        image_prompt=drawing.request.prompt,
        image_file_id=file_id,
        image_type=ImageType.IMAGE,
        image_width=picture.width,
        image_height=picture.height,
        image_format=extension,
        image_status=ImageStatus.COMPLETED,
        image_tags=list(drawing.tags),
        image_seed=picture.seed,
        image_style=picture.style[:100],
        image_model_version=picture.model_version[:50],
        image_created_user_id=user_id,
    )
