"""What a drawing task is made of: a part for each picture."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.file_storage.queries import lock_file
from datasay.image.content.queries import find_image
from datasay.task_management.kinds import Step, task_kind
from datasay.task_management.models import TaskType


async def _image_is_alive(session: AsyncSession, user_id: int, result: Mapping[str, Any], **_: bool) -> bool:
    image = await find_image(session, int(result["image_id"]), user_id, lock=True)
    return image is not None and await lock_file(session, image.image_file_id, user_id) is not None


IMAGE = Step("image", "画面 · Pictures", alive=_image_is_alive)
KIND = task_kind(TaskType.IMAGE_GENERATE, (IMAGE, 1.0))
