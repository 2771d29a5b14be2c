"""What a speaking task is made of."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.file_storage.queries import lock_file
from datasay.task_management.kinds import Step, task_kind
from datasay.task_management.models import TaskType
from datasay.voice.audio.queries import find_audio


async def _audio_is_alive(session: AsyncSession, user_id: int, result: Mapping[str, Any], **_: bool) -> bool:
    audio = await find_audio(session, int(result["audio_id"]), user_id, lock=True)
    return audio is not None and await lock_file(session, audio.audio_file_id, user_id) is not None


VOICE = Step("voice", "配音 · Voice", alive=_audio_is_alive)
KIND = task_kind(TaskType.VOICE_SYNTHESIZE, (VOICE, 1.0))
