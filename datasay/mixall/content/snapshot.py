"""A work as it was when a task began to make it: what people edit meanwhile goes into the next making."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.language.detection import reading_language
from datasay.mixall.content import queries
from datasay.mixall.content.errors import MixallIncomplete
from datasay.mixall.content.models import MixallAspect, MixallContentBasic, MixallContentScene
from datasay.mixall.content.revisions import EDITABLE, fields_of
from datasay.mixall.content.schemas import SIZES, MixallSettings
from datasay.mixall.content.service import get_mixall, lock_mixall
from datasay.text.content.queries import find_text
from datasay.wording.told import Told

_COPIED = (
    "scene_id", "scene_mixall_id", "scene_position", *EDITABLE, "scene_voice_key", "scene_image_key",
    "scene_start_seconds", "scene_end_seconds",
)  # fmt: skip


@dataclass
class Work:
    """A work and copies of its scenes, which the steps of a task fill with what they make."""

    mixall_id: int
    title: str
    subject: str  # what it is about, in the words of its script's title
    size: tuple[int, int]
    language: str
    text_id: int | None
    audio_id: int | None
    settings: MixallSettings
    scenes: list[MixallContentScene]
    before: Mapping[int, Mapping[str, Any]]  # Any: JSON; what people can edit of each scene, as it was read

    @property
    def narrations(self) -> list[str]:
        """What each scene says."""
        return [scene.scene_narration for scene in self.scenes]


async def read_work(session: AsyncSession, user_id: int, mixall_id: int) -> Work:
    """Raises MixallNotFound, MixallIncomplete for a work without scenes."""
    mixall = await get_mixall(session, user_id, mixall_id)
    scenes = [_copy(scene) for scene in await queries.list_scenes(session, mixall_id)]
    if not scenes:
        raise MixallIncomplete(
            Told(
                "Work {mixall_id} has no scenes; write some, or start from a text.",
                "作品 {mixall_id} 还没有分镜，请先写几镜，或从文本生成。",
                mixall_id=mixall_id,
            )
        )
    script = None if mixall.mixall_text_id is None else await find_text(session, mixall.mixall_text_id, user_id)
    language = script.text_language if script is not None else None
    return Work(
        mixall_id=mixall_id,
        title=mixall.mixall_title,
        subject=script.text_title if script is not None else mixall.mixall_title,
        size=SIZES[MixallAspect(mixall.mixall_aspect or MixallAspect.PORTRAIT)],
        language=language or reading_language("\n".join(scene.scene_narration for scene in scenes)),
        text_id=mixall.mixall_text_id,
        audio_id=mixall.mixall_audio_id,
        settings=MixallSettings.model_validate(mixall.mixall_settings or {}),
        scenes=scenes,
        before={scene.scene_id: fields_of(scene) for scene in scenes},
    )


def _copy(scene: MixallContentScene) -> MixallContentScene:
    """The same values on no session: nothing that is done to it reaches the database."""
    return MixallContentScene(**{name: getattr(scene, name) for name in _COPIED})


async def lock_work(
    session: AsyncSession, user_id: int, work: Work
) -> tuple[MixallContentBasic, Sequence[MixallContentScene]]:
    """The work's row, locked, and those of its scenes in order. Raises MixallNotFound."""
    mixall = await lock_mixall(session, user_id, work.mixall_id)
    return mixall, await queries.list_scenes(session, work.mixall_id)


def still_so(
    work: Work, rows: Sequence[MixallContentScene], names: Sequence[str]
) -> list[tuple[MixallContentScene, MixallContentScene]]:
    """Each copy with its row, where nobody has edited these fields since."""
    by_id = {row.scene_id: row for row in rows}
    pairs = [(copy, by_id[copy.scene_id]) for copy in work.scenes if copy.scene_id in by_id]
    return [(copy, row) for copy, row in pairs if _agree(work.before[copy.scene_id], fields_of(row), names)]


def _agree(one: Mapping[str, Any], other: Mapping[str, Any], names: Sequence[str]) -> bool:  # Any: JSON
    return all(one[name] == other[name] for name in names)
