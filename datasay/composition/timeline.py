"""What plays when in one video, checked to be whole, and the exact frame at which everything changes. Pure."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

from datasay.composition.layer import LayerFile
from datasay.composition.movement import Movement
from datasay.composition.pages.look import Look
from datasay.composition.segment import Crop
from datasay.composition.subtitle_styles import SubtitleStyle
from datasay.composition.transition import LONGEST, Transition
from datasay.digest.pages.page import ScenePage

FADE_FRAMES = LONGEST  # how long a clip goes on while the next one comes

_SAME_TIME = 1e-6  # seconds: two numbers that went through different arithmetic
_LARGEST_SIDE = 4096  # pixels: H.264 level 5.1 and every player's hardware
_LONGEST = 4 * 3600.0  # seconds
_MOST_CLIPS = 5000
_LINGERS = 1.0  # seconds by which a last short subtitle may be timed to outlast the video


class TimelineInvalid(ValueError):
    """The timeline contradicts itself; the text says where."""


@dataclass(frozen=True, slots=True)
class Clip:
    """One picture on screen from `start` to `end` seconds; the seed chooses how it moves.

    `layers` are the same picture in parts that move each by itself. `page` is the type over it, `look` how that is set;
    its `moments` (seconds) are when the figure or each entry is said, `enters` the word on which a thing comes in,
    `beats` when the camera steps on.
    """

    picture: Path
    start: float
    end: float
    seed: int
    transition: Transition = Transition.FADE
    layers: tuple[LayerFile, ...] = ()
    page: ScenePage | None = None
    look: Look | None = None
    moments: tuple[float, ...] = ()
    enters: float | None = None
    beats: tuple[float, ...] = ()
    movement: Movement | None = None  # where it is not that of the whole
    crop: Crop | None = None


@dataclass(frozen=True, slots=True)
class CueWord:
    """A word of a subtitle, `text[begin:stop]`, and when it sounds, in seconds."""

    begin: int
    stop: int
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Cue:
    """A subtitle of one or two lines (parted by a line feed), on screen from `start` to `end` seconds.

    `words` are in order; a styled subtitle lights each while it sounds.
    """

    start: float
    end: float
    text: str
    words: tuple[CueWord, ...] = ()


class EffectKind(StrEnum):
    """The sounds that go with what happens in the picture."""

    SWEEP = "sweep"
    PAGE = "page"
    TICK = "tick"
    CHIME = "chime"


@dataclass(frozen=True, slots=True)
class Effect:
    """A sound whose moment is at `at` seconds: a sweep is loudest then, the others begin there."""

    at: float
    kind: EffectKind


@dataclass(frozen=True, slots=True)
class Label:
    """The visible mark of generated content, from the first frame for `seconds`."""

    text: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything one video is made of. Times are seconds, sizes pixels; checked when it is made (TimelineInvalid).

    `music_volume` 1.0 puts the music 14 LU below the speech where nobody speaks, and ducking lowers it further.
    `metadata` goes into the file as it is; a key `AIGC` carries the hidden label as a JSON text.
    """

    width: int
    height: int
    clips: Sequence[Clip]
    cues: Sequence[Cue]
    speech: Path
    duration: float
    music: Path | None = None
    music_volume: float = 1.0
    label: Label | None = None
    metadata: dict[str, str] = field(default_factory=dict)
    language: str = "zh-CN"
    fps: int = 30
    effects: Sequence[Effect] = ()
    movement: Movement = Movement.CALM
    subtitle_style: SubtitleStyle = SubtitleStyle.PLAIN
    cover_title: str | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be rendered exactly."""
        _check_picture(self)
        _check_clips(self)
        _check_cues(self)
        _check_words(self)

    @property
    def frames(self) -> int:
        """Frames of the whole video."""
        return frame_at(self.duration, self.fps)


def frame_at(seconds: float, fps: int) -> int:
    """The frame nearest to a time; every change happens on one, so lengths add up without drift."""
    return math.floor(seconds * fps + 0.5)


def clip_frames(timeline: Timeline) -> list[tuple[int, int]]:
    """First frame and frame after the last of each clip; contiguous from 0 to `timeline.frames`."""
    return [(frame_at(clip.start, timeline.fps), frame_at(clip.end, timeline.fps)) for clip in timeline.clips]


def divide(frames: int, parts: int) -> list[tuple[int, int]]:
    """Contiguous ranges of nearly the same number of frames, none empty."""
    count = max(1, min(parts, frames))
    edges = [frames * number // count for number in range(count + 1)]
    return list(pairwise(edges))


def _check_picture(timeline: Timeline) -> None:
    for name, side in (("width", timeline.width), ("height", timeline.height)):
        if side % 2 or not 64 <= side <= _LARGEST_SIDE:
            raise TimelineInvalid(f"The {name} is {side}; it must be even and from 64 to {_LARGEST_SIDE} pixels.")
    if timeline.fps != 30:
        raise TimelineInvalid(f"The frame rate is {timeline.fps}; videos are made at 30 frames a second.")
    if not math.isfinite(timeline.duration) or not 1 / timeline.fps <= timeline.duration <= _LONGEST:
        raise TimelineInvalid(f"The length is {timeline.duration} s; it must be between a frame and {_LONGEST:.0f} s.")
    if not 0.0 <= timeline.music_volume <= 4.0:
        raise TimelineInvalid(f"The music's volume is {timeline.music_volume}; it must be from 0 to 4.")


def _check_clips(timeline: Timeline) -> None:
    if not timeline.clips:
        raise TimelineInvalid("There is no clip; a video needs at least one picture.")
    if len(timeline.clips) > _MOST_CLIPS:
        raise TimelineInvalid(f"There are {len(timeline.clips)} clips; at most {_MOST_CLIPS} are possible.")
    expected = 0.0
    for number, clip in enumerate(timeline.clips, 1):
        if not (math.isfinite(clip.start) and math.isfinite(clip.end)) or abs(clip.start - expected) > _SAME_TIME:
            raise TimelineInvalid(f"Clip {number} starts at {clip.start} s, but the one before ends at {expected} s.")
        if clip.end < clip.start:
            raise TimelineInvalid(f"Clip {number} ends before it starts ({clip.start} to {clip.end} s).")
        expected = clip.end
    if abs(expected - timeline.duration) > _SAME_TIME:
        raise TimelineInvalid(f"The clips end at {expected} s, but the video lasts {timeline.duration} s.")


def _check_cues(timeline: Timeline) -> None:
    before = 0.0
    for number, cue in enumerate(timeline.cues, 1):
        if not (math.isfinite(cue.start) and math.isfinite(cue.end)) or cue.end <= cue.start:
            raise TimelineInvalid(f"Subtitle {number} ends before it starts ({cue.start} to {cue.end} s).")
        if cue.start < before - _SAME_TIME:
            raise TimelineInvalid(f"Subtitle {number} starts at {cue.start} s, before the one ahead of it has ended.")
        before = cue.end
    if before > timeline.duration + _LINGERS:
        raise TimelineInvalid(f"The last subtitle ends at {before} s, after the video ({timeline.duration} s).")


def _check_words(timeline: Timeline) -> None:
    if timeline.label is not None and not (timeline.label.text.strip() and timeline.label.seconds >= 2.0):
        raise TimelineInvalid("The label needs a text and at least 2 s on screen.")
    for key, value in timeline.metadata.items():
        if not key or any(sign in key for sign in "=\0\r\n") or "\0" in value:
            raise TimelineInvalid(f"The metadata key {key!r} or its value cannot be written into a file.")
    if any(not 0 <= effect.at <= timeline.duration for effect in timeline.effects):
        raise TimelineInvalid("A sound effect lies outside the video.")
    if "AIGC" in timeline.metadata:
        try:
            json.loads(timeline.metadata["AIGC"])
        except ValueError as error:
            raise TimelineInvalid("The metadata AIGC must be a JSON text.") from error
