"""The SQL of images."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.database import Database
from datasay.core.pages import Keyset
from datasay.core.reading import Row
from datasay.image.content.models import ImageContentBasic
from datasay.image.content.schemas import ImageRead

Image = ImageContentBasic

READ_COLUMNS = [getattr(Image, name) for name in ImageRead.model_fields]
KEYSET = Keyset(
    Image.image_id,
    {
        "image_created_time": Image.image_created_time,
        "image_updated_time": Image.image_updated_time,
        "image_title": Image.image_title,
        "image_id": Image.image_id,
    },
    "-image_created_time",
)


def listing(user_id: int) -> Select[Any]:
    """The images of one user that are not deleted."""
    return select(*READ_COLUMNS).where(Image.image_created_user_id == user_id, Image.image_deleted_time.is_(None))


async def find_read(database: Database, image_id: int, user_id: int) -> Row | None:
    """One image of this user, as it is shown."""
    return await database.fetch_one(listing(user_id).where(Image.image_id == image_id))


async def find_image(session: AsyncSession, image_id: int, user_id: int, *, lock: bool = False) -> Image | None:
    """One image of this user."""
    statement = select(Image).where(
        Image.image_id == image_id, Image.image_created_user_id == user_id, Image.image_deleted_time.is_(None)
    )
    return await session.scalar(statement.with_for_update() if lock else statement)


async def list_images_by_ids(session: AsyncSession, image_ids: Sequence[int], user_id: int) -> Sequence[Image]:
    """Those of the images that belong to this user and are not deleted, in no order."""
    statement = select(Image).where(
        Image.image_id.in_(image_ids), Image.image_created_user_id == user_id, Image.image_deleted_time.is_(None)
    )
    return (await session.scalars(statement)).all()
