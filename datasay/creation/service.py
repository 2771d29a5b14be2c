"""The main job's beginning: check everything that can be checked, plan the work, queue the task."""

import hashlib

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.errors import Invalid
from datasay.core.resources import Resources
from datasay.core.schemas import clean_line
from datasay.creation.schemas import CreationParams, CreationStart
from datasay.creation.steps import KIND
from datasay.image.content.service import check_style
from datasay.language.counting import count_words
from datasay.mixall.content.models import MixallContentBasic, MixallStatus
from datasay.task_management.models import TaskManagementQueue
from datasay.task_management.service import Planned, submit_task
from datasay.text.content.models import TextContentBasic
from datasay.text.content.schemas import ARTICLE_LIMIT, TextCreate
from datasay.text.content.service import create_text, get_text
from datasay.text.generation.service import check_engine
from datasay.voice.timbre.service import ready_timbre

_TITLE_LIMIT = 60


async def submit_creation(
    session: AsyncSession, resources: Resources, user_id: int, wanted: CreationStart, key: str | None
) -> TaskManagementQueue:
    """Queue the main job. Raises TextNotFound, TimbreNotFound, TimbreNotReady, EngineNotConfigured, Invalid."""

    async def check() -> Planned:
        return await _plan(session, resources, user_id, wanted)

    return await submit_task(
        session,
        resources,
        user_id=user_id,
        kind=KIND,
        request=wanted.model_dump(mode="json"),
        key=key,
        check=check,
    )


async def _plan(session: AsyncSession, resources: Resources, user_id: int, wanted: CreationStart) -> Planned:
    """Keep the article and an empty work that the task will fill."""
    check_style("local", wanted.style)
    work = await check_engine(session, resources, user_id, wanted.engine)
    text = await _source(session, user_id, wanted)
    await ready_timbre(session, user_id, wanted.audio_timbre_id, text.text_language or "zh-CN")
    mixall = MixallContentBasic(
        mixall_title=wanted.mixall_title or text.text_title,
        mixall_type=wanted.mixall_type,
        mixall_aspect=wanted.mixall_aspect,
        mixall_tags=wanted.mixall_tags,
        mixall_settings={"music": wanted.music, "style": wanted.style, "titled": wanted.mixall_title is not None},
        mixall_status=MixallStatus.PROCESSING,
        mixall_created_user_id=user_id,
    )
    session.add(mixall)
    await session.flush()
    params = CreationParams(
        mixall_id=mixall.mixall_id,
        text_id=text.text_id,
        target_seconds=wanted.target_seconds,
        audio_timbre_id=wanted.audio_timbre_id,
        style=wanted.style,
        engine=wanted.engine,
        seed=int(hashlib.sha256(text.text_content.encode()).hexdigest()[:8], 16),
    )
    return Planned(mixall.mixall_title, params.model_dump(), work=work)


async def _source(session: AsyncSession, user_id: int, wanted: CreationStart) -> TextContentBasic:
    if wanted.text_id is not None:
        text = await get_text(session, user_id, wanted.text_id)
        if len(text.text_content) > ARTICLE_LIMIT:
            raise Invalid.field("text_id", f"The text has more than {ARTICLE_LIMIT} characters; shorten it.")
        if count_words(text.text_content) == 0:
            raise Invalid.field("text_id", "The text holds nothing that can be said; it needs words.")
        return text
    assert wanted.article is not None
    if count_words(wanted.article) == 0:
        raise Invalid.field("article", "The article holds nothing that can be said; it needs words.")
    first_line = next(line for line in map(clean_line, wanted.article.splitlines()) if line)
    title = wanted.mixall_title or first_line[:_TITLE_LIMIT]
    return await create_text(
        session, user_id, TextCreate.model_validate({"text_title": title, "text_content": wanted.article})
    )
