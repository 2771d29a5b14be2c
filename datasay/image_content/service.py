"""The rules of images: draw, keep, change, delete."""

from dataclasses import asdict, dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.clock import utc_now
from datasay.core.errors import Invalid
from datasay.core.labels import hidden_label
from datasay.core.resources import Resources
from datasay.engines.errors import BadInput
from datasay.engines.protocols import ImageRequest, Picture, Progress
from datasay.engines.registry import image_engine
from datasay.file_storage.models import FileType
from datasay.file_storage.service import add_file_row, store_bytes
from datasay.image_content import queries
from datasay.image_content.errors import ImageNotFound
from datasay.image_content.models import ImageContentBasic, ImageStatus, ImageType
from datasay.image_content.schemas import ImageGenerate, ImageUpdate
from datasay.task_management.models import TaskManagementQueue, TaskType
from datasay.task_management.run import TaskRun
from datasay.task_management.service import find_submitted, hash_request, submit_task

_FORMATS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}


@dataclass(frozen=True, slots=True)
class Drawing:
    """One picture to draw within a task: the step it is, what it is called, what the engine gets."""

    step: str
    position: int
    title: str
    engine: str
    request: ImageRequest
    tags: tuple[str, ...] = ()
    photo_sha256: str | None = None


async def get_image(session: AsyncSession, user_id: int, image_id: int) -> ImageContentBasic:
    """One image of this user. Raises ImageNotFound."""
    image = await queries.find_image(session, image_id, user_id)
    if image is None:
        raise ImageNotFound.of("image", image_id)
    return image


async def update_image(session: AsyncSession, user_id: int, image_id: int, changes: ImageUpdate) -> ImageContentBasic:
    """Change title or tags. Raises ImageNotFound."""
    image = await queries.find_image(session, image_id, user_id, lock=True)
    if image is None:
        raise ImageNotFound.of("image", image_id)
    for name, value in changes.model_dump(exclude_unset=True).items():
        setattr(image, name, value)
    image.image_updated_time = utc_now()
    await session.flush()
    return image


async def delete_image(session: AsyncSession, user_id: int, image_id: int) -> None:
    """Hide an image; works made with it keep it. Raises ImageNotFound."""
    image = await queries.find_image(session, image_id, user_id, lock=True)
    if image is None:
        raise ImageNotFound.of("image", image_id)
    image.image_deleted_time = utc_now()


async def submit_drawing(
    session: AsyncSession, resources: Resources, user_id: int, wanted: ImageGenerate, key: str | None
) -> TaskManagementQueue:
    """Queue the drawing of pictures. Raises Invalid for an unknown engine or style."""
    params = wanted.model_dump(mode="json")
    digest = hash_request(TaskType.IMAGE_GENERATE, params)
    earlier = await find_submitted(session, user_id, key, digest)
    if earlier is not None:
        return earlier
    check_style(wanted.engine, wanted.style)
    return await submit_task(
        session,
        resources,
        user_id=user_id,
        task_type=TaskType.IMAGE_GENERATE,
        task_name=wanted.image_title,
        params=params,
        key=key,
        request_hash=digest,
    )


def check_style(engine: str, style: str | None) -> None:
    """Raises Invalid for an engine or a style that does not exist."""
    try:
        styles = image_engine(engine).info.options
    except BadInput as error:
        raise Invalid.field("engine", str(error)) from error
    if style is not None and style not in styles:
        raise Invalid.field("style", f"The image engine {engine} has no style {style!r}. Known: {', '.join(styles)}.")


async def generate_images(run: TaskRun, wanted: ImageGenerate) -> list[int]:
    """Draw the pictures one after the other; returns their image_ids. Raises EngineError."""
    image_ids = []
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
        step = f"image {number + 1}"
        drawing = Drawing(step, number, wanted.image_title, wanted.engine, request, tuple(wanted.image_tags))
        progress = run.part(number / wanted.count, (number + 1) / wanted.count, step)
        image_ids.append(await draw_image(run, drawing, progress))
    return image_ids


async def draw_image(run: TaskRun, drawing: Drawing, progress: Progress) -> int:
    """Draw one picture, label it and keep it; returns its image_id. Raises EngineError."""
    inputs = asdict(drawing.request) | {"photo": drawing.photo_sha256, "engine": drawing.engine, "title": drawing.title}
    kept = await run.begin_step(drawing.step, drawing.position, inputs)
    if kept is not None:
        return int(kept["image_id"])
    label = hidden_label(
        producer=run.resources.settings.producer_name, produce_id=f"{run.task_uuid}/{drawing.step.replace(' ', '-')}"
    )
    request = ImageRequest(**(asdict(drawing.request) | {"aigc_label": label}))
    picture = await image_engine(drawing.engine).draw(request, progress)
    extension = _FORMATS[picture.mime_type]
    stored = await store_bytes(
        run.resources,
        user_id=run.user_id,
        data=picture.data,
        file_type=FileType.IMAGE,
        mime_type=picture.mime_type,
        file_name=f"{drawing.title}.{extension}",
    )
    async with run.transaction() as session:
        file = await add_file_row(session, stored)
        image = _image(run.user_id, drawing, picture, file.file_id, extension)
        session.add(image)
        await session.flush()
        await run.complete_step(session, drawing.step, {"image_id": image.image_id})
        return image.image_id


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
