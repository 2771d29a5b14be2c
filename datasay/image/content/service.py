"""The rules of images: draw, keep, change, delete."""

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.clock import utc_now
from datasay.core.errors import Invalid
from datasay.core.resources import Resources
from datasay.engines.errors import BadInput
from datasay.engines.registry import image_engine
from datasay.image.content import queries
from datasay.image.content.errors import ImageNotFound
from datasay.image.content.models import ImageContentBasic
from datasay.image.content.schemas import ImageGenerate, ImageUpdate
from datasay.image.content.steps import KIND
from datasay.task_management.kinds import work_of
from datasay.task_management.models import TaskManagementQueue
from datasay.task_management.service import Planned, submit_task


async def get_image(session: AsyncSession, user_id: int, image_id: int) -> ImageContentBasic:
    """One image of this user. Raises ImageNotFound."""
    image = await queries.find_image(session, image_id, user_id)
    if image is None:
        raise ImageNotFound.of("image", image_id)
    return image


async def lock_image(session: AsyncSession, user_id: int, image_id: int) -> ImageContentBasic:
    """One image of this user, for changing. Raises ImageNotFound."""
    image = await queries.find_image(session, image_id, user_id, lock=True)
    if image is None:
        raise ImageNotFound.of("image", image_id)
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
    session: AsyncSession, resources: Resources, user_id: int, wanted: ImageGenerate, key: str | None
) -> TaskManagementQueue:
    """Queue the drawing of pictures. Raises Invalid for an unknown engine or style."""

    async def check() -> Planned:
        check_style(wanted.engine, wanted.style)
        return Planned(wanted.image_title, work=work_of(image_engine(wanted.engine).info))

    return await submit_task(
        session,
        resources,
        user_id=user_id,
        kind=KIND,
        request=wanted.model_dump(mode="json"),
        key=key,
        check=check,
    )


def check_style(engine: str, style: str | None) -> None:
    """Raises Invalid for an engine or a style that does not exist."""
    try:
        styles = image_engine(engine).info.options
    except BadInput as error:
        raise Invalid.field("engine", str(error)) from error
    if style is not None and style not in styles:
        raise Invalid.field("style", f"The image engine {engine} has no style {style!r}. Known: {', '.join(styles)}.")
