"""What a work is made of at one of its revisions, and how that is kept before a change replaces it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.clock import utc_now
from datasay.mixall.content import queries
from datasay.mixall.content.models import MixallAspect, MixallContentBasic, MixallContentScene, MixallContentVersion
from datasay.mixall.content.schemas import MixallSettings

# What a person may change of a scene, and what it is where nothing is said.
EDITABLE: Mapping[str, Any] = MappingProxyType(  # Any: JSON
    {
        "scene_narration": "",
        "scene_headline": None,
        "scene_keywords": None,
        "scene_timbre_id": None,
        "scene_speed": None,
        "scene_pause_seconds": None,
        "scene_audio_id": None,
        "scene_audio_start": None,
        "scene_audio_end": None,
        "scene_image_id": None,
        "scene_image_prompt": None,
        "scene_style": None,
        "scene_layout": None,
        "scene_seed": None,
        "scene_crop": None,
        "scene_motion": None,
        "scene_transition": None,
        "scene_locked": False,
    }
)
_MEASURED = ("scene_start_seconds", "scene_end_seconds")


def fields_of(scene: MixallContentScene) -> dict[str, Any]:  # Any: JSON
    """The editable fields of a scene as JSON has them."""
    return {name: _plain(getattr(scene, name)) for name in EDITABLE}


def _plain(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else value


def snapshot_of(scenes: Sequence[MixallContentScene]) -> list[dict[str, object]]:
    """The scenes of a version, in order."""
    return [
        {"scene_id": scene.scene_id, **fields_of(scene), **{name: _plain(getattr(scene, name)) for name in _MEASURED}}
        for scene in scenes
    ]


async def begin_change(session: AsyncSession, mixall: MixallContentBasic) -> None:
    """Keep what a locked work is now as a version; what is changed after this is its next revision."""
    settings = MixallSettings.model_validate(mixall.mixall_settings or {})
    session.add(
        MixallContentVersion(
            mixall_id=mixall.mixall_id,
            mixall_revision=mixall.mixall_revision,
            version_title=mixall.mixall_title,
            version_aspect=mixall.mixall_aspect or MixallAspect.PORTRAIT,
            version_settings=settings.model_dump(mode="json"),
            version_scenes=snapshot_of(await queries.list_scenes(session, mixall.mixall_id)),
            version_kept=settings.kept_revision == mixall.mixall_revision,
            version_created_user_id=mixall.mixall_created_user_id,
            version_created_time=mixall.mixall_updated_time,
        )
    )
    count_change(mixall)


def count_change(mixall: MixallContentBasic) -> None:
    """Whoever read the work before this must read it again; what it was is not kept."""
    mixall.mixall_revision += 1
    mixall.mixall_updated_time = utc_now()
