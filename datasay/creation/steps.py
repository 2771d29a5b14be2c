"""The steps of the main job in order, and the share of the progress bar each has, as measured."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Share:
    """A step and its part of the whole."""

    name: str
    begin: float
    end: float
    title: str


SCRIPT = Share("script", 0.0, 0.04, "脚本 · Script")
VOICE = Share("voice", 0.04, 0.12, "配音 · Voice")
IMAGES = Share("images", 0.12, 0.30, "画面 · Pictures")
VIDEO = Share("video", 0.30, 1.0, "合成 · Video")
SHARES = (SCRIPT, VOICE, IMAGES, VIDEO)
