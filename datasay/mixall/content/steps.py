"""What a rendering task is made of."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.file_storage.queries import lock_file
from datasay.image.content.steps import IMAGE
from datasay.task_management.kinds import Step, task_kind
from datasay.task_management.models import TaskType
from datasay.voice.audio.steps import VOICE


async def _files_are_alive(session: AsyncSession, user_id: int, result: Mapping[str, Any], **_: bool) -> bool:
    found = [await lock_file(session, int(result[name]), user_id) for name in ("file_id", "subtitle_file_id")]
    return None not in found


VIDEO = Step("video", "合成 · Video", alive=_files_are_alive)
NARRATION = Step("narration", "旁白 · Narration", alive=VOICE.alive)
KIND = task_kind(TaskType.MIXALL_RENDER, (VOICE, 49), (NARRATION, 1), (IMAGE, 11), (VIDEO, 39), is_long=True)
