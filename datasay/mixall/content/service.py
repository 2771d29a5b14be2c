"""The rules of works: plan a storyboard, render it, keep the result."""

from decimal import Decimal
from itertools import pairwise

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.clock import utc_now
from datasay.core.errors import FieldError, Invalid
from datasay.core.resources import Resources
from datasay.file_storage.models import FileType
from datasay.file_storage.queries import find_file
from datasay.image.content.errors import ImageNotFound
from datasay.image.content.models import ImageContentBasic, ImageType
from datasay.image.content.queries import list_images_by_ids
from datasay.mixall.content import queries
from datasay.mixall.content.errors import MixallBusy, MixallIncomplete, MixallNotFound
from datasay.mixall.content.models import MixallContentBasic, MixallContentScene, MixallStatus
from datasay.mixall.content.schemas import MixallCreate, MixallSettings, MixallUpdate, MixallWishes
from datasay.mixall.content.steps import KIND
from datasay.mixall.content.timeline import TAIL_SECONDS, Sentence, group_sentences, place_scenes
from datasay.task_management.models import TaskManagementQueue, TaskStatus, TaskType
from datasay.task_management.registry import tidy
from datasay.task_management.schemas import Asked
from datasay.task_management.service import Planned, submit_task
from datasay.text.content.service import get_text
from datasay.voice.audio.models import VoiceAudioBasic
from datasay.voice.audio.service import get_audio
from datasay.wording.told import Told


async def get_mixall(session: AsyncSession, user_id: int, mixall_id: int) -> MixallContentBasic:
    """One work of this user. Raises MixallNotFound."""
    mixall = await queries.find_mixall(session, mixall_id, user_id)
    if mixall is None:
        raise MixallNotFound.of(mixall_id)
    return mixall


async def lock_mixall(session: AsyncSession, user_id: int, mixall_id: int) -> MixallContentBasic:
    """One work of this user, locked. Raises MixallNotFound."""
    mixall = await queries.find_mixall(session, mixall_id, user_id, lock=True)
    if mixall is None:
        raise MixallNotFound.of(mixall_id)
    return mixall


async def create_mixall(session: AsyncSession, user_id: int, wanted: MixallCreate) -> MixallContentBasic:
    """Plan a work from a speech and pictures. Raises AudioNotFound, ImageNotFound, TextNotFound, MixallIncomplete."""
    audio = await get_audio(session, user_id, wanted.mixall_audio_id)
    if wanted.mixall_text_id is not None:
        await get_text(session, user_id, wanted.mixall_text_id)
    images = await _images(session, user_id, wanted.mixall_image_ids)
    await check_music(session, user_id, wanted)
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


async def check_music(session: AsyncSession, user_id: int, wishes: MixallWishes) -> None:
    """Raises Invalid unless the wished music, if it is a file, is a sound of this user."""
    if wishes.music_file_id is None:
        return
    file = await find_file(session, wishes.music_file_id, user_id)
    if file is None or file.file_type != FileType.AUDIO:
        raise Invalid.field(
            "music_file_id",
            Told(
                "There is no sound file {file_id} of yours; upload one (WAV, MP3, M4A, FLAC, OGG).",
                "没有音频文件 {file_id}，请先上传（WAV、MP3、M4A、FLAC、OGG）。",
                file_id=wishes.music_file_id,
            ),
        )


async def _images(session: AsyncSession, user_id: int, image_ids: list[int]) -> dict[int, ImageContentBasic]:
    images = {image.image_id: image for image in await list_images_by_ids(session, image_ids, user_id)}
    missing = [image_id for image_id in image_ids if image_id not in images]
    if missing:
        said = Told("There is no image {image_ids}.", "没有图片 {image_ids}。", image_ids=missing)
        raise ImageNotFound(said, errors=[FieldError("mixall_image_ids", said)])
    for image in images.values():
        if image.image_type != ImageType.IMAGE:
            raise Invalid.field(
                "mixall_image_ids",
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
    for position, (group, start, end) in enumerate(zip(groups, starts, ends, strict=True)):
        session.add(
            MixallContentScene(
                scene_mixall_id=mixall.mixall_id,
                scene_position=position,
                scene_narration="".join(sentence.text for sentence in group),
                scene_image_id=images[position].image_id,
                scene_start_seconds=Decimal(str(round(start, 3))),
                scene_end_seconds=Decimal(str(round(end, 3))),
            )
        )
    mixall.mixall_image_ids = [image.image_id for image in images[: len(groups)]]


async def place_on_audio(session: AsyncSession, mixall: MixallContentBasic, audio: VoiceAudioBasic) -> None:
    """Give every scene of the storyboard its time on the speech that was made from their narrations."""
    scenes = await queries.list_scenes(session, mixall.mixall_id)
    sentences = [Sentence.of(timing) for timing in audio.audio_timings or []]
    duration = float(audio.audio_duration or 0) + TAIL_SECONDS
    placed = place_scenes([scene.scene_narration for scene in scenes], sentences, duration)
    for scene, (start, end) in zip(scenes, placed, strict=True):
        scene.scene_start_seconds = Decimal(str(round(start, 3)))
        scene.scene_end_seconds = Decimal(str(round(end, 3)))
        scene.scene_updated_time = utc_now()


async def update_mixall(
    session: AsyncSession, user_id: int, mixall_id: int, changes: MixallUpdate
) -> MixallContentBasic:
    """Change title, description or tags. Raises MixallNotFound."""
    mixall = await lock_mixall(session, user_id, mixall_id)
    for name, value in changes.model_dump(exclude_unset=True).items():
        setattr(mixall, name, value)
    mixall.mixall_updated_time = utc_now()
    await session.flush()
    return mixall


async def delete_mixall(session: AsyncSession, user_id: int, mixall_id: int) -> None:
    """Hide a work. Raises MixallNotFound, MixallBusy."""
    mixall = await lock_mixall(session, user_id, mixall_id)
    if mixall.mixall_status == MixallStatus.PROCESSING:
        raise MixallBusy(Told("Revoke its task first.", "请先停止它的任务。"))
    mixall.mixall_deleted_time = utc_now()


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
        scenes = await queries.list_scenes(session, mixall_id)
        if mixall.mixall_audio_id is None or not scenes or any(scene.scene_image_id is None for scene in scenes):
            raise MixallIncomplete(
                Told(
                    "A work needs a speech and a picture for each scene before it can be rendered.",
                    "作品要有配音，且每个分镜都要有画面，才能渲染。",
                )
            )
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
