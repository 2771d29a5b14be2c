"""The rules of images: draw, keep, change, delete."""

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.clock import utc_now
from datasay.core.errors import Invalid
from datasay.core.resources import Resources
from datasay.core.schemas import clean_line
from datasay.engines.protocols import EngineInfo
from datasay.file_storage.service import get_file
from datasay.image.content import queries
from datasay.image.content.errors import ImageNotFound
from datasay.image.content.models import ImageContentBasic, ImageStatus, ImageType
from datasay.image.content.schemas import ImageGenerate, ImageTake, ImageUpdate
from datasay.image.content.steps import KIND
from datasay.platform_integration.service import usable_engine
from datasay.task_management.kinds import work_of
from datasay.task_management.models import TaskManagementQueue
from datasay.task_management.schemas import Asked
from datasay.task_management.service import Planned, submit_task
from datasay.wording.told import Told

# What may be taken into the library, and how it is called there.
_TAKEN = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "video/mp4": "mp4", "video/webm": "webm"}
_MOST_PIXELS = 64_000_000  # what can be composed


async def get_image(session: AsyncSession, user_id: int, image_id: int) -> ImageContentBasic:
    """One image of this user. Raises ImageNotFound."""
    image = await queries.find_image(session, image_id, user_id)
    if image is None:
        raise ImageNotFound.of(image_id)
    return image


async def lock_image(session: AsyncSession, user_id: int, image_id: int) -> ImageContentBasic:
    """One image of this user, for changing. Raises ImageNotFound."""
    image = await queries.find_image(session, image_id, user_id, lock=True)
    if image is None:
        raise ImageNotFound.of(image_id)
    return image


async def take_image(session: AsyncSession, user_id: int, wanted: ImageTake) -> ImageContentBasic:
    """Put a picture or clip of the user's files into the library. Raises FileNotFound, Invalid."""
    file = await get_file(session, user_id, wanted.file_id)
    extension = _TAKEN.get((file.file_mime_type or "").lower())
    if extension is None:
        raise Invalid.field(
            "file_id",
            Told(
                "File {file_id} is {mime_type}; pictures can be {known}.",
                "文件 {file_id} 是 {mime_type}，图片可以是 {known}。",
                file_id=file.file_id,
                mime_type=file.file_mime_type or "?",
                known=list(_TAKEN),
            ),
        )
    if (file.file_width or 0) * (file.file_height or 0) > _MOST_PIXELS:
        raise Invalid.field(
            "file_id",
            Told(
                "File {file_id} has {width}×{height} pixels; at most {millions} million are possible. Scale it down.",
                "文件 {file_id} 有 {width}×{height} 像素，最多 {millions} 百万像素，请先缩小。",
                file_id=file.file_id,
                width=file.file_width,
                height=file.file_height,
                millions=_MOST_PIXELS // 1_000_000,
            ),
        )
    image = ImageContentBasic(
        image_title=wanted.image_title or clean_line(file.file_original_name)[:200] or str(file.file_id),
        image_prompt="",
        image_file_id=file.file_id,
        image_type=ImageType(file.file_type),
        image_width=file.file_width,
        image_height=file.file_height,
        image_duration=file.file_duration,
        image_format=extension,
        image_status=ImageStatus.COMPLETED,
        image_tags=wanted.image_tags,
        image_created_user_id=user_id,
    )
    session.add(image)
    await session.flush()
    await session.refresh(image)
    return image


async def update_image(session: AsyncSession, user_id: int, image_id: int, changes: ImageUpdate) -> ImageContentBasic:
    """Change title or tags. Raises ImageNotFound."""
    image = await lock_image(session, user_id, image_id)
    for name, value in changes.model_dump(exclude_unset=True).items():
        setattr(image, name, value)
    image.image_updated_time = utc_now()
    await session.flush()
    return image


async def delete_image(session: AsyncSession, user_id: int, image_id: int) -> None:
    """Hide an image; works made with it keep it. Raises ImageNotFound."""
    image = await lock_image(session, user_id, image_id)
    image.image_deleted_time = utc_now()


async def submit_drawing(
    session: AsyncSession, resources: Resources, user_id: int, wanted: ImageGenerate, asked: Asked
) -> TaskManagementQueue:
    """Queue the drawing of pictures. Raises Invalid for an unknown engine or style."""

    async def check() -> Planned:
        info = await check_style(session, resources, user_id, wanted.engine, wanted.style)
        return Planned(wanted.image_title, work=work_of(info))

    return await submit_task(
        session,
        resources,
        user_id=user_id,
        kind=KIND,
        request=wanted.model_dump(mode="json"),
        asked=asked,
        check=check,
    )


async def check_style(
    session: AsyncSession,
    resources: Resources,
    user_id: int,
    engine: str,
    style: str | None,
    *,
    field: str = "engine",
) -> EngineInfo:
    """An engine that this user can have draw in that style. Raises Invalid (of `field`, style), EngineNotConfigured.

    Styles an engine does not name by itself are its vendor's, which decides when it draws.
    """
    info = await usable_engine(session, resources.settings, user_id, "image", engine, field=field)
    if style is not None and info.options and style not in info.options:
        known = info.options
        raise Invalid.field(
            "style",
            Told(
                "The image engine {engine} has no style {style}. Known: {known}.",
                "图片引擎 {engine} 没有画风 {style}，可选：{known}。",
                engine=engine,
                style=style,
                known=known,
            ),
        )
    return info
