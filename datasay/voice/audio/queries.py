"""The SQL of audios."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.database import Database
from datasay.core.pages import Keyset
from datasay.core.reading import Row
from datasay.voice.audio.models import VoiceAudioBasic
from datasay.voice.audio.schemas import AudioRead

Audio = VoiceAudioBasic

READ_COLUMNS = [getattr(Audio, name) for name in AudioRead.model_fields]
KEYSET = Keyset(
    Audio.audio_id,
    {
        "audio_created_time": Audio.audio_created_time,
        "audio_updated_time": Audio.audio_updated_time,
        "audio_title": Audio.audio_title,
        "audio_id": Audio.audio_id,
    },
    "-audio_created_time",
)


def listing(user_id: int) -> Select[Any]:
    """The audios of one user that are not deleted."""
    return select(*READ_COLUMNS).where(Audio.audio_created_user_id == user_id, Audio.audio_deleted_time.is_(None))


async def list_audios_by_ids(session: AsyncSession, audio_ids: Sequence[int], user_id: int) -> dict[int, Audio]:
    """Those of the audios that belong to this user and are not deleted, by id."""
    statement = select(Audio).where(
        Audio.audio_id.in_(audio_ids), Audio.audio_created_user_id == user_id, Audio.audio_deleted_time.is_(None)
    )
    return {audio.audio_id: audio for audio in await session.scalars(statement)}


async def find_read(database: Database, audio_id: int, user_id: int) -> Row | None:
    """One audio of this user, as it is shown."""
    return await database.fetch_one(listing(user_id).where(Audio.audio_id == audio_id))


async def find_audio(session: AsyncSession, audio_id: int, user_id: int, *, lock: bool = False) -> Audio | None:
    """One audio of this user."""
    statement = select(Audio).where(
        Audio.audio_id == audio_id, Audio.audio_created_user_id == user_id, Audio.audio_deleted_time.is_(None)
    )
    return await session.scalar(statement.with_for_update() if lock else statement)
