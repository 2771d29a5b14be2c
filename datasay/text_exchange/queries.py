"""The SQL of exports."""

from typing import Any

from sqlalchemy import select

from datasay.core.database import Database
from datasay.voice.audio.models import AudioStatus, VoiceAudioBasic

_RECENT = 5  # takes of one text that are looked at; older ones are hardly of its present words


async def find_timings(database: Database, text_id: int, user_id: int, words: str) -> list[dict[str, Any]]:
    """The measured sentences of the newest speech of these very words (white space aside); empty without one."""
    statement = (
        select(VoiceAudioBasic.audio_text_content, VoiceAudioBasic.audio_timings)
        .where(
            VoiceAudioBasic.audio_text_id == text_id,
            VoiceAudioBasic.audio_created_user_id == user_id,
            VoiceAudioBasic.audio_deleted_time.is_(None),
            VoiceAudioBasic.audio_status == AudioStatus.COMPLETED,
            VoiceAudioBasic.audio_timings.is_not(None),
        )
        .order_by(VoiceAudioBasic.audio_created_time.desc(), VoiceAudioBasic.audio_id.desc())
        .limit(_RECENT)
    )
    rows = await database.fetch(statement)
    wanted = "".join(words.split())
    return next(
        (list(row["audio_timings"]) for row in rows if "".join(row["audio_text_content"].split()) == wanted), []
    )
