"""The storyboard of a work as the main job fills it: scenes of a script, their times on its speech, their pictures.

Each verb shares the caller's transaction. Those that change the work lock it, once.
"""

import asyncio
from typing import Any, cast

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.digest.layout import lay_out
from datasay.language.detection import reading_language
from datasay.mixall.content import queries
from datasay.mixall.content.errors import MixallIncomplete
from datasay.mixall.content.models import MixallContentBasic, MixallContentScene, MixallStatus
from datasay.mixall.content.revisions import count_change
from datasay.mixall.content.schemas import MixallSettings, MixallWishes
from datasay.mixall.content.service import check_music, lock_mixall
from datasay.text.content.models import TextContentBasic
from datasay.text.content.service import get_text
from datasay.wording.told import Told

_HEADLINE_LIMIT = 200
_TITLE_LIMIT = 190  # of a picture's, whose number follows


async def begin_mixall(
    session: AsyncSession, user_id: int, title: str, wishes: MixallWishes, **more: str | float | bool | None
) -> int:
    """An empty work that a task is going to fill; its mixall_id. `more`: other settings. Raises Invalid."""
    await check_music(session, user_id, wishes.music_file_id)
    settings = MixallSettings.wished(wishes, **more)
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
    count_change(mixall)
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
