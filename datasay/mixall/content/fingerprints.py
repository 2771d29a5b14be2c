"""What a scene's speech and picture depend on, as a hash: where it differs from what they were made of, they are stale.

A picture does not depend on the narration: a word that is mended must not turn the picture into another. Who wants
another asks for it.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from datasay.mixall.content.schemas import ShownSettings


def voice_key(fields: Mapping[str, Any], settings: ShownSettings) -> str:  # Any: JSON
    """Of the speech: what is said, by whom, how fast."""
    timbre_id = fields["scene_timbre_id"] or settings.audio_timbre_id
    return fingerprint([fields["scene_narration"], timbre_id, fields["scene_speed"] or settings.audio_speed])


def image_key(fields: Mapping[str, Any], settings: ShownSettings, size: tuple[int, int]) -> str:  # Any: JSON
    """Of a drawn picture: what it shows, how, and how large."""
    own = [fields[name] for name in ("scene_image_prompt", "scene_layout")]
    style = fields["scene_style"] or settings.style
    seed = settings.seed if fields["scene_seed"] is None else fields["scene_seed"]
    return fingerprint([*own, style, seed, settings.image_engine, size])


def fingerprint(parts: Sequence[object]) -> str:
    """A hash of JSON, whatever order its keys have: those of JSONB have one of their own."""
    options = orjson.OPT_NON_STR_KEYS | orjson.OPT_SORT_KEYS
    return hashlib.sha256(orjson.dumps(list(parts), option=options, default=str)).hexdigest()
