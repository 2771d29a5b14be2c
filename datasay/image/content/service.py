"""The rules of images: draw, keep, change, delete."""

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.clock import utc_now
from datasay.core.errors import Invalid
from datasay.core.resources import Resources
from datasay.engines.protocols import EngineInfo
from datasay.image.content import queries
from datasay.image.content.errors import ImageNotFound
from datasay.image.content.models import ImageContentBasic
from datasay.image.content.schemas import ImageGenerate, ImageUpdate
from datasay.image.content.steps import KIND
from datasay.platform_integration.service import usable_engine
from datasay.task_management.kinds import work_of
from datasay.task_management.models import TaskManagementQueue
from datasay.task_management.schemas import Asked
from datasay.task_management.service import Planned, submit_task
from datasay.wording.told import Told


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
