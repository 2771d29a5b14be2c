"""The main job's beginning: check everything that can be checked, plan the work, queue the task."""

import hashlib
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.errors import Invalid
from datasay.core.resources import Resources
from datasay.core.schemas import clean_line
from datasay.creation.schemas import CreationParams, CreationStart
from datasay.creation.steps import KIND
from datasay.image.content.service import check_style
from datasay.language.counting import count_words
from datasay.mixall.content.storyboard import begin_mixall
from datasay.task_management.models import TaskManagementQueue
from datasay.task_management.schemas import Asked
from datasay.task_management.service import Planned, submit_task
from datasay.text.content.schemas import ARTICLE_LIMIT, TextCreate
from datasay.text.content.service import create_text, get_text
from datasay.text.generation.service import check_engine
from datasay.voice.timbre.service import check_sayable, ready_timbre, speaking_engine
from datasay.wording.told import Told

_TITLE_LIMIT = 80  # characters


async def submit_creation(
    session: AsyncSession, resources: Resources, user_id: int, wanted: CreationStart, asked: Asked
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
        asked=asked,
        check=check,
    )


@dataclass(frozen=True, slots=True)
class _Source:
    """The text a video is made of."""

    text_id: int
    title: str
    content: str
    language: str
    seed: int  # of its pictures: the same words are shown in the same way


async def _plan(session: AsyncSession, resources: Resources, user_id: int, wanted: CreationStart) -> Planned:
    """Keep the article and an empty work that the task will fill."""
    await check_style(session, resources, user_id, wanted.image_engine, wanted.style, field="image_engine")
    work = await check_engine(session, resources, user_id, wanted.engine)
    source = await _source(session, user_id, wanted)
    timbre = await ready_timbre(session, resources.settings, user_id, wanted.audio_timbre_id, source.language)
    voice = await speaking_engine(session, resources.settings, user_id, timbre.timbre_platform)
    check_sayable(voice, source.content, field="text_id" if wanted.text_id is not None else "article")
    title = wanted.mixall_title or source.title
    titled = wanted.mixall_title is not None
    seed = source.seed if wanted.seed is None else wanted.seed
    params = CreationParams(
        mixall_id=await begin_mixall(
            session,
            user_id,
            title,
            wanted,
            style=wanted.style,
            titled=titled,
            seed=seed,
            photos=wanted.photos,
            audio_timbre_id=wanted.audio_timbre_id,
            audio_speed=wanted.audio_speed,
            image_engine=wanted.image_engine,
        ),
        text_id=source.text_id,
        target_seconds=wanted.target_seconds,
        audio_timbre_id=wanted.audio_timbre_id,
        style=wanted.style,
        engine=wanted.engine,
        image_engine=wanted.image_engine,
        seed=seed,
        audio_speed=wanted.audio_speed,
        photos=wanted.photos,
    )
    return Planned(title, params.model_dump(), work=work)


async def _source(session: AsyncSession, user_id: int, wanted: CreationStart) -> _Source:
    if wanted.text_id is not None:
        text = await get_text(session, user_id, wanted.text_id)
        if len(text.text_content) > ARTICLE_LIMIT:
            raise Invalid.field(
                "text_id",
                Told(
                    "The text has more than {most:,} characters; shorten it.",
                    "文本超过 {most:,} 个字符，请删短。",
                    most=ARTICLE_LIMIT,
                ),
            )
        if not _has_words(text.text_content):
            raise Invalid.field(
                "text_id",
                Told(
                    "The text holds nothing that can be said; it needs words.", "文本里没有可以念的内容，请写上文字。"
                ),
            )
    else:
        text = await create_text(session, user_id, _article(wanted))
    seed = int(hashlib.sha256(text.text_content.encode()).hexdigest()[:8], 16)
    return _Source(text.text_id, text.text_title, text.text_content, text.text_language or "zh-CN", seed)


def _has_words(text: str) -> bool:
    """Whether there is something to tell: figures alone are no sentence."""
    return count_words(text) > 0 and any(map(str.isalpha, text))


def _article(wanted: CreationStart) -> TextCreate:
    assert wanted.article is not None
    if not _has_words(wanted.article):
        raise Invalid.field(
            "article",
            Told("The article holds nothing that can be said; it needs words.", "文章里没有可以念的内容，请写上文字。"),
        )
    first_line = next(line for line in map(clean_line, wanted.article.splitlines()) if line)
    title = wanted.mixall_title or first_line[:_TITLE_LIMIT]
    return TextCreate.model_validate({"text_title": title, "text_content": wanted.article})
