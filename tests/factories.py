"""Rows for tests: what a test does not care about is filled in, what it asserts it says itself."""

import hashlib
import itertools
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.file_storage.models import FileStorageBasic, FileType
from datasay.image.content.models import ImageContentBasic, ImageType
from datasay.mixall.content.models import MixallContentBasic, MixallContentScene, MixallType
from datasay.platform_integration.models import PlatformIntegrationConfig
from datasay.task_management.models import TaskManagementQueue, TaskType
from datasay.text.analyse.models import TextAnalyseResult
from datasay.text.content.models import TextContentBasic, TextContentType
from datasay.text.template.models import TextTemplateBasic, TextTemplateType
from datasay.voice.audio.models import VoiceAudioBasic
from datasay.voice.timbre.models import VoiceTimbreBasic

Values = Any  # columns of any type
Row = TypeVar("Row")
_number = itertools.count(1)


async def _add(session: AsyncSession, row: Row) -> Row:
    session.add(row)
    await session.flush()
    await session.refresh(row)
    return row


async def make_text(session: AsyncSession, user_id: int, **values: Values) -> TextContentBasic:
    """An article."""
    defaults = {
        "text_title": "背影",
        "text_content": "我与父亲不相见已二年余了。",
        "text_content_type": TextContentType.ARTICLE,
    }
    return await _add(session, TextContentBasic(**(defaults | {"text_created_user_id": user_id} | values)))


async def make_text_template(session: AsyncSession, user_id: int, **values: Values) -> TextTemplateBasic:
    """A greeting with one optional variable."""
    defaults = {
        "template_name": "问候",
        "template_content": "你好{{ name }}！",
        "template_type": TextTemplateType.STRUCTURE,
        "template_variables": {"type": "object", "properties": {"name": {"type": "string"}}, "required": []},
    }
    return await _add(session, TextTemplateBasic(**(defaults | {"template_created_user_id": user_id} | values)))


async def make_analyse(session: AsyncSession, text_id: int, **values: Values) -> TextAnalyseResult:
    """An analysis that found nothing."""
    defaults = {"analyse_type": "keyword", "analyse_result": {}, "analyse_model_version": "local"}
    return await _add(session, TextAnalyseResult(**(defaults | {"text_id": text_id} | values)))


async def make_timbre(session: AsyncSession, user_id: int, **values: Values) -> VoiceTimbreBasic:
    """A private voice that is ready to speak."""
    defaults = {
        "timbre_name": "自己的声音",
        "timbre_platform": "local",
        "timbre_platform_id": "cmn",
        "timbre_status": "ready",
        "timbre_visibility": "private",
    }
    return await _add(session, VoiceTimbreBasic(**(defaults | {"timbre_created_user_id": user_id} | values)))


async def make_file(
    session: AsyncSession, user_id: int, file_type: FileType = FileType.IMAGE, **values: Values
) -> FileStorageBasic:
    """A file row without bytes."""
    name = values.pop("file_name", f"{file_type}-{next(_number)}")  # another name, other bytes
    digest = hashlib.sha256(f"{user_id}{name}".encode()).hexdigest()
    defaults = {
        "file_name": name,
        "file_original_name": name,
        "file_path": f"{user_id}/{digest[:2]}/{digest}",
        "file_size": 3,
        "file_type": file_type,
        "file_mime_type": {"audio": "audio/wav", "image": "image/png", "video": "video/mp4"}.get(
            file_type, "text/plain"
        ),
        "file_hash_md5": hashlib.md5(name.encode(), usedforsecurity=False).hexdigest(),
        "file_hash_sha256": digest,
        "file_created_user_id": user_id,
    }
    return await _add(session, FileStorageBasic(**(defaults | values)))


async def make_audio(session: AsyncSession, user_id: int, **values: Values) -> VoiceAudioBasic:
    """Two seconds of speech, one sentence."""
    file = await make_file(session, user_id, FileType.AUDIO)
    defaults = {
        "audio_title": "问候",
        "audio_text_content": "你好，世界。",
        "audio_file_id": file.file_id,
        "audio_duration": 2,
        "audio_timings": [
            {"text": "你好，世界。", "text_start": 0, "text_end": 6, "start": 0.1, "end": 1.8, "words": []}
        ],
        "audio_created_user_id": user_id,
    }
    return await _add(session, VoiceAudioBasic(**(defaults | values)))


async def make_image(session: AsyncSession, user_id: int, **values: Values) -> ImageContentBasic:
    """A picture, or a clip."""
    file = await make_file(session, user_id, FileType(values.get("image_type", FileType.IMAGE)))
    defaults = {
        "image_title": "月台",
        "image_prompt": "冬天的车站",
        "image_file_id": file.file_id,
        "image_type": ImageType.IMAGE,
        "image_created_user_id": user_id,
    }
    return await _add(session, ImageContentBasic(**(defaults | values)))


async def make_mixall(session: AsyncSession, user_id: int, **values: Values) -> MixallContentBasic:
    """A draft with one scene."""
    audio = await make_audio(session, user_id)
    image = await make_image(session, user_id)
    defaults = {
        "mixall_title": "背影",
        "mixall_type": MixallType.VIDEO_WITH_VOICE,
        "mixall_audio_id": audio.audio_id,
        "mixall_image_ids": [image.image_id],
        "mixall_created_user_id": user_id,
    }
    mixall = await _add(session, MixallContentBasic(**(defaults | values)))
    await _add(
        session,
        MixallContentScene(
            scene_mixall_id=mixall.mixall_id,
            scene_position=0,
            scene_narration="你好，世界。",
            scene_image_id=image.image_id,
            scene_start_seconds=0,
            scene_end_seconds=3,
        ),
    )
    return mixall


async def make_task(session: AsyncSession, user_id: int, **values: Values) -> TaskManagementQueue:
    """A waiting task whose message was never sent."""
    digest = hashlib.sha256(repr((user_id, values)).encode()).hexdigest()
    defaults = {
        "task_uuid": f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}",
        "task_name": "test",
        "task_type": TaskType.TEXT_GENERATE,
        "task_params": {},
        "task_created_user_id": user_id,
    }
    return await _add(session, TaskManagementQueue(**(defaults | values)))


async def make_platform(session: AsyncSession, user_id: int, **values: Values) -> PlatformIntegrationConfig:
    """An account with an engine, whose key cannot be read."""
    defaults = {
        "platform_name": "openai",
        "platform_app_id": "https://models.example.com/v1",
        "platform_app_secret": "sealed",
        "platform_options": {"model": "m-1"},
        "platform_created_user_id": user_id,
    }
    return await _add(session, PlatformIntegrationConfig(**(defaults | values)))
