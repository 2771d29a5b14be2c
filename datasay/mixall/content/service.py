"""The rules of works: plan a storyboard, render it, keep the result."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.clock import utc_now
from datasay.core.database import Database
from datasay.core.errors import FieldError, Invalid
from datasay.core.reading import Row
from datasay.core.resources import Resources
from datasay.file_storage.models import FileType
from datasay.file_storage.queries import find_file
from datasay.image.content.errors import ImageNotFound
from datasay.image.content.models import ImageContentBasic, ImageType
from datasay.image.content.queries import list_images_by_ids
from datasay.image.content.service import check_style
from datasay.language.counting import count_words
from datasay.language.detection import reading_language
from datasay.language.words import CJK
from datasay.mixall.content import queries
from datasay.mixall.content.errors import MixallBusy, MixallChanged, MixallIncomplete, MixallNotFound
from datasay.mixall.content.fingerprints import voice_key
from datasay.mixall.content.models import MixallContentBasic, MixallContentScene, MixallStatus
from datasay.mixall.content.revisions import EDITABLE, begin_change, fields_of
from datasay.mixall.content.schemas import (
    MixallCreate,
    MixallDetail,
    MixallRead,
    MixallSettings,
    MixallUpdate,
    SceneRead,
    SettingChanges,
    ShownSettings,
)
from datasay.mixall.content.steps import KIND
from datasay.mixall.content.timeline import TAIL_SECONDS, Sentence, group_sentences
from datasay.task_management.models import TaskManagementQueue, TaskStatus, TaskType
from datasay.task_management.registry import tidy
from datasay.task_management.schemas import Asked
from datasay.task_management.service import Planned, submit_task
from datasay.text.content.service import get_text
from datasay.voice.audio.models import VoiceAudioBasic
from datasay.voice.audio.schemas import SPOKEN_LIMIT
from datasay.voice.audio.service import get_audio
from datasay.voice.timbre.service import check_sayable, ready_timbre, speaking_engine
from datasay.wording.told import Told

_TITLE_LIMIT = 200
_COPY_ZH, _COPY_EN = "（副本）", " (copy)"
_COPIED = (
    "mixall_description", "mixall_type", "mixall_text_id", "mixall_audio_id", "mixall_image_ids", "mixall_tags",
    "mixall_aspect",
)  # fmt: skip
_COPIED_OF_A_SCENE = (
    *EDITABLE, "scene_position", "scene_voice_key", "scene_image_key", "scene_start_seconds", "scene_end_seconds"
)  # fmt: skip


async def get_mixall(session: AsyncSession, user_id: int, mixall_id: int) -> MixallContentBasic:
    """One work of this user. Raises MixallNotFound."""
    mixall = await queries.find_mixall(session, mixall_id, user_id)
    if mixall is None:
        raise MixallNotFound.of(mixall_id)
    return mixall


async def lock_mixall(
    session: AsyncSession, user_id: int, mixall_id: int, if_revision: int | None = None
) -> MixallContentBasic:
    """One work of this user, locked; with `if_revision`, only that one. Raises MixallNotFound, MixallChanged."""
    mixall = await queries.find_mixall(session, mixall_id, user_id, lock=True)
    if mixall is None:
        raise MixallNotFound.of(mixall_id)
    if if_revision is not None and mixall.mixall_revision != if_revision:
        raise MixallChanged(mixall.mixall_revision)
    return mixall


async def detail_of(session: AsyncSession, mixall: MixallContentBasic) -> MixallDetail:
    """A work as it is shown, as this transaction sees it."""
    scenes = await queries.list_scenes(session, mixall.mixall_id)
    shown = MixallRead.model_validate(mixall).model_dump()
    settings = ShownSettings.model_validate(mixall.mixall_settings or {})
    return MixallDetail(
        **shown, mixall_settings=settings, mixall_scenes=[SceneRead.model_validate(scene) for scene in scenes]
    )


async def read_detail(database: Database, user_id: int, mixall_id: int) -> Row:
    """A work as it is shown. Raises MixallNotFound."""
    row = await queries.find_read(database, mixall_id, user_id)
    if row is None:
        raise MixallNotFound.of(mixall_id)
    settings = ShownSettings.model_validate(row["mixall_settings"] or {}).model_dump(mode="json")
    return {**row, "mixall_settings": settings, "mixall_scenes": await queries.read_scenes(database, mixall_id)}


async def create_mixall(session: AsyncSession, user_id: int, wanted: MixallCreate) -> MixallContentBasic:
    """Plan a work from a speech and pictures. Raises AudioNotFound, ImageNotFound, TextNotFound, MixallIncomplete."""
    audio = await get_audio(session, user_id, wanted.mixall_audio_id)
    if wanted.mixall_text_id is not None:
        await get_text(session, user_id, wanted.mixall_text_id)
    images = await check_images(session, user_id, wanted.mixall_image_ids)
    await check_music(session, user_id, wanted.music_file_id)
    mixall = MixallContentBasic(
        **wanted.model_dump(include={name for name in MixallCreate.model_fields if name.startswith("mixall_")}),
        mixall_settings=MixallSettings.wished(wanted).model_dump(mode="json"),
        mixall_status=MixallStatus.DRAFT,
        mixall_created_user_id=user_id,
    )
    session.add(mixall)
    await session.flush()
    _plan_scenes(session, mixall, audio, [images[image_id] for image_id in wanted.mixall_image_ids])
    await session.flush()
    await session.refresh(mixall)
    return mixall


async def check_music(session: AsyncSession, user_id: int, music_file_id: int | None) -> None:
    """Raises Invalid unless the wished music, if it is a file, is a sound of this user."""
    if music_file_id is None:
        return
    file = await find_file(session, music_file_id, user_id)
    if file is None or file.file_type != FileType.AUDIO:
        raise Invalid.field(
            "music_file_id",
            Told(
                "There is no sound file {file_id} of yours; upload one (WAV, MP3, M4A, FLAC, OGG).",
                "没有音频文件 {file_id}，请先上传（WAV、MP3、M4A、FLAC、OGG）。",
                file_id=music_file_id,
            ),
        )


async def check_images(
    session: AsyncSession, user_id: int, image_ids: Sequence[int], *, field: str = "mixall_image_ids"
) -> dict[int, ImageContentBasic]:
    """The pictures by id. Raises ImageNotFound, Invalid for a clip."""
    images = {image.image_id: image for image in await list_images_by_ids(session, image_ids, user_id)}
    missing = [image_id for image_id in image_ids if image_id not in images]
    if missing:
        said = Told("There is no image {image_ids}.", "没有图片 {image_ids}。", image_ids=missing)
        raise ImageNotFound(said, errors=[FieldError(field, said)])
    for image in images.values():
        if image.image_type != ImageType.IMAGE:
            raise Invalid.field(
                field,
                Told(
                    "Image {image_id} is a clip; only pictures can be composed.",
                    "图片 {image_id} 是视频片段，只能用静态图片。",
                    image_id=image.image_id,
                ),
            )
    return images


def _plan_scenes(
    session: AsyncSession, mixall: MixallContentBasic, audio: VoiceAudioBasic, images: list[ImageContentBasic]
) -> None:
    sentences = [Sentence.of(timing) for timing in audio.audio_timings or []]
    if not sentences:
        raise MixallIncomplete(
            Told(
                "Audio {audio_id} has no timings; synthesize it anew.",
                "音频 {audio_id} 没有时间标记，请重新合成。",
                audio_id=audio.audio_id,
            )
        )
    duration = float(audio.audio_duration or 0) + TAIL_SECONDS
    groups = group_sentences(sentences, len(images))
    starts = [0.0] + [(before[-1].end + after[0].start) / 2 for before, after in pairwise(groups)]
    ends = [*starts[1:], duration]
    settings = MixallSettings.model_validate(mixall.mixall_settings or {})
    for position, (group, start, end) in enumerate(zip(groups, starts, ends, strict=True)):
        scene = MixallContentScene(
            scene_mixall_id=mixall.mixall_id,
            scene_position=position,
            scene_narration="".join(sentence.text for sentence in group),
            scene_image_id=images[position].image_id,
            scene_audio_id=audio.audio_id,
            scene_audio_start=_moment(group[0].start),
            scene_audio_end=_moment(group[-1].end),
            scene_start_seconds=_moment(start),
            scene_end_seconds=_moment(end),
        )
        scene.scene_voice_key = voice_key(fields_of(scene), settings)
        session.add(scene)
    mixall.mixall_image_ids = [image.image_id for image in images[: len(groups)]]


def _moment(seconds: float) -> Decimal:
    return Decimal(str(round(seconds, 3)))


async def update_mixall(
    session: AsyncSession,
    resources: Resources,
    user_id: int,
    mixall_id: int,
    changes: MixallUpdate,
    if_revision: int | None,
) -> MixallContentBasic:
    """Change title, description, tags, shape or settings. Raises MixallNotFound, MixallChanged, Invalid."""
    mixall = await lock_mixall(session, user_id, mixall_id, if_revision)
    wanted = changes.model_dump(exclude_unset=True, exclude={"mixall_settings"})
    if changes.mixall_settings is not None:
        kept = MixallSettings.model_validate(mixall.mixall_settings or {})
        wanted["mixall_settings"] = await _changed_settings(session, resources, user_id, kept, changes.mixall_settings)
    changed = {name: value for name, value in wanted.items() if getattr(mixall, name) != value}
    if changed:
        await begin_change(session, mixall)
    for name, value in changed.items():
        setattr(mixall, name, value)
    await session.flush()
    return mixall


async def _changed_settings(
    session: AsyncSession, resources: Resources, user_id: int, kept: MixallSettings, changes: SettingChanges
) -> dict[str, object]:
    """The settings with these changes. Raises Invalid, TimbreNotFound, TimbreNotReady, EngineNotConfigured."""
    given = changes.model_dump(exclude_unset=True)
    settings = kept.model_copy(update=given)
    if given.keys() & {"style", "image_engine"}:
        await check_style(session, resources, user_id, settings.image_engine, settings.style, field="image_engine")
    if given.get("audio_timbre_id") is not None:
        await ready_timbre(session, resources.settings, user_id, settings.audio_timbre_id, "zh-CN")
    await check_music(session, user_id, settings.music_file_id if "music_file_id" in given else None)
    return settings.model_dump(mode="json")


async def delete_mixall(session: AsyncSession, user_id: int, mixall_id: int) -> None:
    """Hide a work. Raises MixallNotFound, MixallBusy."""
    mixall = await lock_mixall(session, user_id, mixall_id)
    if mixall.mixall_status == MixallStatus.PROCESSING:
        raise MixallBusy(Told("Revoke its task first.", "请先停止它的任务。"))
    mixall.mixall_deleted_time = utc_now()


async def restore_mixall(session: AsyncSession, user_id: int, mixall_id: int) -> MixallContentBasic:
    """Bring a deleted work back. Raises MixallNotFound."""
    mixall = await queries.lock_deleted_or_not(session, mixall_id, user_id)
    if mixall is None:
        raise MixallNotFound.of(mixall_id)
    mixall.mixall_deleted_time = None
    await session.flush()
    return mixall


async def copy_mixall(session: AsyncSession, user_id: int, mixall_id: int) -> MixallContentBasic:
    """A draft with the same scenes and all that was made for them, but for the video. Raises MixallNotFound."""
    mixall = await get_mixall(session, user_id, mixall_id)
    suffix = _COPY_ZH if CJK.search(mixall.mixall_title) else _COPY_EN
    kept = {name: getattr(mixall, name) for name in _COPIED}
    copy = MixallContentBasic(
        **kept,
        mixall_title=mixall.mixall_title[: _TITLE_LIMIT - len(suffix)] + suffix,
        mixall_created_user_id=user_id,
        mixall_status=MixallStatus.DRAFT,
    )
    session.add(copy)
    await session.flush()
    copies = {}
    for scene in await queries.list_scenes(session, mixall_id):
        fields = {name: getattr(scene, name) for name in _COPIED_OF_A_SCENE}
        copies[scene.scene_id] = MixallContentScene(scene_mixall_id=copy.mixall_id, **fields)
    session.add_all(copies.values())
    await session.flush()
    settings = MixallSettings.model_validate(mixall.mixall_settings or {})
    settings.cover_file_id = settings.video_key = settings.kept_revision = None
    settings.drawn_for = {
        image_id: f"{copies[int(scene_id)].scene_id}:{key}"
        for image_id, drawn_for in settings.drawn_for.items()
        for scene_id, _, key in [drawn_for.partition(":")]
        if int(scene_id) in copies
    }
    copy.mixall_settings = settings.model_dump(mode="json")
    await session.flush()
    await session.refresh(copy)
    return copy


async def submit_render(
    session: AsyncSession, resources: Resources, user_id: int, mixall_id: int, asked: Asked
) -> TaskManagementQueue:
    """Queue the rendering of a work. Raises MixallNotFound, MixallBusy, MixallIncomplete."""

    async def check() -> Planned:
        mixall = await lock_mixall(session, user_id, mixall_id)
        if mixall.mixall_status == MixallStatus.PROCESSING:
            raise MixallBusy(
                Told(
                    "A task is making this work already; wait until it has ended.",
                    "已有任务正在制作这个作品，请等它结束。",
                )
            )
        await check_makeable(session, resources, mixall)
        kept = MixallSettings.model_validate(mixall.mixall_settings or {})
        kept.kept_revision = mixall.mixall_revision
        mixall.mixall_settings = kept.model_dump(mode="json")
        mixall.mixall_status = MixallStatus.PROCESSING
        return Planned(mixall.mixall_title)

    return await submit_task(
        session,
        resources,
        user_id=user_id,
        kind=KIND,
        request={"mixall_id": mixall_id},
        asked=asked,
        check=check,
    )


async def check_makeable(session: AsyncSession, resources: Resources, mixall: MixallContentBasic) -> None:
    """Refuse before anything is made what could not be made. Raises MixallIncomplete, Invalid, TimbreNotFound,
    TimbreNotReady, EngineNotConfigured.
    """
    user_id, settings = mixall.mixall_created_user_id, MixallSettings.model_validate(mixall.mixall_settings or {})
    scenes = await queries.list_scenes(session, mixall.mixall_id)
    if not any(count_words(scene.scene_narration) for scene in scenes):
        raise MixallIncomplete(
            Told(
                "Work {mixall_id} has no scene that says anything; write one, or start from a text.",
                "作品 {mixall_id} 没有一个有话说的分镜，请先写一镜，或从文本生成。",
                mixall_id=mixall.mixall_id,
            )
        )
    if all(scene.scene_audio_id is not None and scene.scene_image_id is not None for scene in scenes):
        return
    text = "\n".join(scene.scene_narration for scene in scenes)
    if len(text) > SPOKEN_LIMIT:
        raise MixallIncomplete(
            Told(
                "The scenes say more than {most:,} characters; make two works of it.",
                "各分镜的旁白超过 {most:,} 个字符，请分成两个作品。",
                most=SPOKEN_LIMIT,
            )
        )
    language = reading_language(text)
    for timbre_id in {scene.scene_timbre_id or settings.audio_timbre_id for scene in scenes}:
        timbre = await ready_timbre(session, resources.settings, user_id, timbre_id, language)
        voice = await speaking_engine(session, resources.settings, user_id, timbre.timbre_platform)
        check_sayable(voice, text, field="scene_narration")
    await check_style(session, resources, user_id, settings.image_engine, settings.style, field="image_engine")


_STATUS_AFTER = {
    TaskStatus.FAILED: MixallStatus.FAILED,
    TaskStatus.REVOKED: MixallStatus.DRAFT,
    TaskStatus.PENDING: MixallStatus.PROCESSING,
}


@tidy(TaskType.MIXALL_RENDER)
@tidy(TaskType.CREATION_RUN)
async def follow_task(session: AsyncSession, task: TaskManagementQueue, status: TaskStatus) -> None:
    """The work's status follows its task: failed, revoked (a draft again), tried again.

    A work that is still empty is no draft: it goes with its task, and comes back when that is tried again.
    """
    mixall = await session.get(MixallContentBasic, int(str(task.task_params["mixall_id"])), with_for_update=True)
    if mixall is not None:
        mixall.mixall_status = _STATUS_AFTER[status]
        mixall.mixall_updated_time = utc_now()
        if mixall.mixall_text_id is None and mixall.mixall_audio_id is None:
            mixall.mixall_deleted_time = utc_now() if status == TaskStatus.REVOKED else None
        await session.flush()
