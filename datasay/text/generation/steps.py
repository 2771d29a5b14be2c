"""What a writing task is made of."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.task_management.kinds import Step, task_kind
from datasay.task_management.models import TaskType
from datasay.text.content.queries import lock_texts


async def _texts_are_alive(session: AsyncSession, user_id: int, result: Mapping[str, Any], *, own: bool) -> bool:
    """Another task takes over only what nobody has edited; for its own, what was edited since is what counts."""
    wanted = [int(text_id) for text_id in result["text_ids"]]
    return len(await lock_texts(session, user_id, wanted, unedited=not own)) == len(wanted)


SCRIPT = Step("script", "脚本 · Script", alive=_texts_are_alive)
KIND = task_kind(TaskType.TEXT_GENERATE, (SCRIPT, 1.0))
