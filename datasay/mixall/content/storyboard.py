"""The storyboard of a work as the main job fills it: scenes of a script, their times on its speech, their pictures.

Each verb shares the caller's transaction. Those that change the work lock it, once.
"""

import asyncio
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.clock import utc_now
from datasay.digest.layout import lay_out
from datasay.image.content.series import DrawnSeries, Series, Shown
from datasay.language.detection import reading_language
from datasay.mixall.content import queries
from datasay.mixall.content.errors import MixallIncomplete
from datasay.mixall.content.models import MixallAspect, MixallContentBasic, MixallContentScene, MixallStatus
from datasay.mixall.content.scene_pages import read_pages
from datasay.mixall.content.schemas import SIZES, MixallSettings, MixallWishes
from datasay.mixall.content.service import check_music, get_mixall, lock_mixall, place_on_audio
from datasay.mixall.content.timeline import join_narrations
from datasay.text.content.models import TextContentBasic
from datasay.text.content.service import get_text
from datasay.voice.audio.schemas import SPOKEN_LIMIT
from datasay.voice.audio.service import get_audio
from datasay.wording.told import Told

_HEADLINE_LIMIT = 200
_TITLE_LIMIT = 190  # of a picture's, whose number follows


@dataclass(frozen=True, slots=True)
class Narration:
    """What a work says."""

    title: str
    text: str
    language: str | None


async def begin_mixall(
    session: AsyncSession, user_id: int, title: str, wishes: MixallWishes, *, style: str | None, titled: bool, seed: int
) -> int:
    """An empty work that a task is going to fill; its mixall_id. `titled`: its user has named it. Raises Invalid."""
    await check_music(session, user_id, wishes)
    settings = MixallSettings.wished(wishes, style=style, titled=titled, seed=seed)
    mixall = MixallContentBasic(
        mixall_title=title,
        mixall_type=wishes.mixall_type,
        mixall_aspect=wishes.mixall_aspect,
        mixall_tags=wishes.mixall_tags,
        mixall_settings=settings.model_dump(mode="json"),
        mixall_status=MixallStatus.PROCESSING,
        mixall_created_user_id=user_id,
    )
    session.add(mixall)
    await session.flush()
    return mixall.mixall_id


async def plan_storyboard(session: AsyncSession, user_id: int, mixall_id: int, text_id: int) -> None:
    """Lay the script out as scenes; what was planned of the same words stays. Raises MixallNotFound, TextNotFound,
    MixallIncomplete.
    """
    mixall = await lock_mixall(session, user_id, mixall_id)
    script = await get_text(session, user_id, text_id)
    settings = MixallSettings.model_validate(mixall.mixall_settings or {})
    if (mixall.mixall_text_id, settings.text_version or script.text_version) == (text_id, script.text_version):
        return
    await queries.delete_scenes(session, mixall_id)
    if not settings.titled:
        mixall.mixall_title = script.text_title
    mixall.mixall_text_id = text_id
    mixall.mixall_audio_id = None
    mixall.mixall_image_ids = None
    mixall.mixall_settings = settings.model_copy(update={"text_version": script.text_version}).model_dump(mode="json")
    mixall.mixall_updated_time = utc_now()
    session.add_all(await _scenes(mixall_id, script))
    await session.flush()


async def _scenes(mixall_id: int, script: TextContentBasic) -> list[MixallContentScene]:
    """Those the script was written in, or, of one that was typed or edited, those its words are cut into."""
    written = cast("list[dict[str, Any]]", script.text_scenes or [])
    scenes = [(scene["narration"], scene["headline"], scene["keywords"]) for scene in written]
    if not scenes:
        language = script.text_language or reading_language(script.text_content)
        chinese = language.lower().startswith("zh")
        laid_out = await asyncio.to_thread(lay_out, script.text_content, title=script.text_title, chinese=chinese)
        scenes = [(scene.narration, scene.headline, list(scene.keywords)) for scene in laid_out]
    if not scenes:
        raise MixallIncomplete(
            Told(
                "Text {text_id} holds nothing that can be said; it needs words.",
                "文本 {text_id} 里没有可以念的内容，请写上文字。",
                text_id=script.text_id,
            )
        )
    return [
        MixallContentScene(
            scene_mixall_id=mixall_id,
            scene_position=position,
            scene_narration=narration,
            scene_headline=headline[:_HEADLINE_LIMIT],
            scene_keywords=keywords,
        )
        for position, (narration, headline, keywords) in enumerate(scenes)
    ]


async def read_narration(session: AsyncSession, user_id: int, mixall_id: int) -> Narration:
    """What is to be spoken for the storyboard. Raises MixallNotFound, TextNotFound, MixallIncomplete."""
    mixall = await get_mixall(session, user_id, mixall_id)
    script = await _script(session, user_id, mixall)
    text = join_narrations([scene.scene_narration for scene in await queries.list_scenes(session, mixall_id)])
    if len(text) > SPOKEN_LIMIT:
        raise MixallIncomplete(
            Told(
                "The script has more than {most:,} characters; shorten it, then retry.",
                "脚本超过 {most:,} 个字符，请删短后重试。",
                most=SPOKEN_LIMIT,
            )
        )
    return Narration(script.text_title, text, script.text_language)


async def keep_narration(session: AsyncSession, user_id: int, mixall_id: int, audio_id: int) -> None:
    """Give the scenes their times on the speech that was made of them. Raises MixallNotFound, AudioNotFound."""
    mixall = await lock_mixall(session, user_id, mixall_id)
    if mixall.mixall_audio_id == audio_id:
        return
    audio = await get_audio(session, user_id, audio_id)
    audio.audio_text_id = audio.audio_text_id or mixall.mixall_text_id  # speech taken over from before has its own
    mixall.mixall_audio_id = audio_id
    await place_on_audio(session, mixall, audio)


async def read_series(
    session: AsyncSession, user_id: int, mixall_id: int, *, engine: str, style: str | None, seed: int, photos: bool
) -> Series:
    """The pictures the storyboard needs. Raises MixallNotFound, TextNotFound."""
    mixall = await get_mixall(session, user_id, mixall_id)
    script = await _script(session, user_id, mixall)
    width, height = SIZES[MixallAspect(mixall.mixall_aspect or MixallAspect.PORTRAIT)]
    scenes = await queries.list_scenes(session, mixall_id)
    pages = await read_pages(scenes, mixall.mixall_title, script.text_language or "zh-CN")
    return Series(
        title=mixall.mixall_title[:_TITLE_LIMIT],
        subject=script.text_title,
        language=script.text_language or "zh-CN",
        width=width,
        height=height,
        engine=engine,
        style=style,
        seed=seed,
        photos=photos,
        scenes=tuple(
            Shown(scene.scene_narration, scene.scene_headline or "", tuple(scene.scene_keywords or ()), page.layout)
            for scene, page in zip(scenes, pages, strict=True)
        ),
    )


async def keep_pictures(session: AsyncSession, user_id: int, mixall_id: int, drawn: DrawnSeries) -> None:
    """Give each scene its picture, and the work what its pages are. Raises MixallNotFound."""
    mixall = await lock_mixall(session, user_id, mixall_id)
    for scene, image_id in zip(await queries.list_scenes(session, mixall_id), drawn.image_ids, strict=True):
        scene.scene_image_id = image_id
    mixall.mixall_image_ids = list(drawn.image_ids)
    settings = MixallSettings.model_validate(mixall.mixall_settings or {})
    pages = dict(zip(drawn.image_ids, drawn.pages, strict=True))
    mixall.mixall_settings = settings.model_copy(update={"drawn": pages}).model_dump(mode="json")


async def _script(session: AsyncSession, user_id: int, mixall: MixallContentBasic) -> TextContentBasic:
    if mixall.mixall_text_id is None:
        raise MixallIncomplete(
            Told(
                "Work {mixall_id} has no script. Start anew from its article.",
                "作品 {mixall_id} 没有脚本。请从文章重新开始。",
                mixall_id=mixall.mixall_id,
            )
        )
    return await get_text(session, user_id, mixall.mixall_text_id)
