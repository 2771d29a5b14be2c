"""What a video was made of: voice, drawings, photos, music, type, whose they are and under which licence."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.image.content.models import ImageContentBasic
from datasay.image.content.queries import list_images_by_ids
from datasay.mixall.content.clips import ShownScene
from datasay.voice.audio.models import VoiceAudioBasic
from datasay.voice.timbre.queries import find_timbre

_OWN = "made by DataSay, free to use · 由 DataSay 制作，可自由使用"
_YOURS = "your own · 你自己的"
_VENDORS = "as its vendor's terms say · 见其供应商的条款"
_VOICES = {
    "kokoro": "Kokoro-82M, Apache-2.0",
    "local": "espeak-ng (GPL-3.0-or-later), what it speaks is free to use · 所合成的语音可自由使用",
}


@dataclass(frozen=True, slots=True)
class Credit:
    """One part. `credit_kind` is voice, picture, drawing, photo, music or font."""

    credit_kind: str
    credit_name: str
    credit_source: str
    credit_licence: str
    scene_positions: tuple[int, ...] = ()

    def as_json(self) -> dict[str, Any]:  # Any: JSON
        """As `task_result` tells it."""
        return asdict(self) | {"scene_positions": list(self.scene_positions)}


async def read_credits(
    session: AsyncSession, user_id: int, audio: VoiceAudioBasic, scenes: Sequence[ShownScene], music: Credit | None
) -> list[Credit]:
    """Of one work, in the order of its parts."""
    found = await list_images_by_ids(session, [scene.image_id for scene in scenes], user_id)
    images = {image.image_id: image for image in found}
    fonts = Credit("font", "Noto Sans CJK, Noto Serif SC, LXGW WenKai", "Google, Adobe, LXGW", "SIL OFL 1.1")
    heard = [await _voice(session, user_id, audio), *([music] if music else [])]
    return [*heard, *_pictures(scenes, images), fonts]


async def _voice(session: AsyncSession, user_id: int, audio: VoiceAudioBasic) -> Credit:
    timbre = await find_timbre(session, audio.audio_timbre_id, user_id) if audio.audio_timbre_id else None
    name = timbre.timbre_name if timbre else audio.audio_title
    platform = timbre.timbre_platform if timbre else ""
    return Credit("voice", name, audio.audio_model_version or platform, _VOICES.get(platform, _VENDORS))


def _pictures(scenes: Sequence[ShownScene], images: Mapping[int, ImageContentBasic]) -> list[Credit]:
    """Engine and style of the pictures; the drawings in them and the photos by name, each with its scenes."""
    made: dict[tuple[str, str, str, str], list[int]] = {}
    for position, scene in enumerate(scenes):
        image = images.get(scene.image_id)
        by = (image.image_model_version or "") if image else ""
        licence = _OWN if by.startswith("datasay-local") else _VENDORS
        style = (image.image_style or "") if image else ""
        made.setdefault(("picture", style, by, licence), []).append(position)
        if scene.photo is not None:
            made.setdefault(("photo", scene.photo.file_original_name, "", _YOURS), []).append(position)
        elif scene.drawn is not None and scene.drawn.drawing:
            source, _, licence = scene.drawn.drawing_source.rstrip(")").partition(" (")
            made.setdefault(("drawing", scene.drawn.drawing, source, licence), []).append(position)
    return [Credit(*names, scene_positions=tuple(positions)) for names, positions in made.items()]


def bed_credit(mood: str) -> Credit:
    """Of music that was composed for the product."""
    return Credit("music", mood, "DataSay", _OWN)


def own_music_credit(name: str) -> Credit:
    """Of the user's own."""
    return Credit("music", name, "", _YOURS)
