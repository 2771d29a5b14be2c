"""Pictures with detail everywhere, speech-like sound, and one rendered video that many tests look at."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest

from datasay.composition.music import compose_bed
from datasay.composition.render import Rendering, render
from datasay.composition.timeline import Clip, Cue, Label, Timeline
from datasay.media.ffmpeg import run_ffmpeg

MakePicture = Callable[..., Path]
MakeSpeech = Callable[[float], Awaitable[Path]]
AIGC = json.dumps({"Label": "1", "ContentProducer": "DataSay", "ProduceID": "测试/1"}, ensure_ascii=False)


@dataclass(frozen=True)
class Rendered:
    """A rendered video and what it was made from."""

    timeline: Timeline
    rendering: Rendering
    heard: tuple[float, ...]
    work_folder: Path


@pytest.fixture(scope="session")
def make_picture(tmp_path_factory: pytest.TempPathFactory) -> MakePicture:
    """Soft blotches around one colour: something to follow at every place, nothing that aliases."""
    folder = tmp_path_factory.mktemp("pictures")

    def make(seed: int, width: int, height: int, *, colour: tuple[int, int, int] = (96, 128, 160)) -> Path:
        chance = np.random.default_rng(seed)
        noise = cv2.GaussianBlur(chance.normal(0, 1, (height, width)).astype(np.float32), (0, 0), 6)
        noise = noise * np.float32(40 / float(np.abs(noise).max()))
        picture = np.clip(np.array(colour, np.float32) + noise[:, :, None], 0, 255).astype(np.uint8)
        path = folder / f"{seed}-{width}x{height}.png"
        cv2.imwrite(str(path), picture)
        return path

    return make


@pytest.fixture(scope="session")
def make_speech(tmp_path_factory: pytest.TempPathFactory) -> MakeSpeech:
    """Mono bursts of a buzz at syllable speed with a pause each second: as hard to duck and level as a voice."""
    folder = tmp_path_factory.mktemp("speech")

    async def make(seconds: float) -> Path:
        path = folder / f"{seconds}.wav"
        buzz = "+".join(f"sin(2*PI*{140 * n}*t)/{n}" for n in range(1, 9))
        syllables = "max(0\\,sin(2*PI*4*t))*lt(mod(t\\,1.5)\\,1.0)"
        source = f"aevalsrc=exprs=0.05*({buzz})*{syllables}:s=22050:d={seconds}"
        await run_ffmpeg(["-f", "lavfi", "-i", source, "-c:a", "pcm_s16le", path])
        return path

    return make


@pytest.fixture(scope="session")
async def portrait(
    make_picture: MakePicture, make_speech: MakeSpeech, tmp_path_factory: pytest.TempPathFactory
) -> Rendered:
    """Eight seconds, 1080 × 1920, three pictures, everything switched on."""
    folder = tmp_path_factory.mktemp("portrait")
    edges = [0.0, 3.05, 5.513, 8.0]
    pictures = [make_picture(seed, 1080, 1920) for seed in range(3)]
    timeline = Timeline(
        width=1080,
        height=1920,
        clips=[Clip(pictures[n], edges[n], edges[n + 1], seed=n) for n in range(3)],
        cues=[Cue(0.5, 2.0, "曲曲折折的荷塘上面"), Cue(4.0, 5.0, "弥望的是田田的叶子"), Cue(6.2, 7.4, "龘{\\b1}100%")],
        speech=await make_speech(7.3),
        duration=8.0,
        music=await compose_bed(folder / "music.wav", duration=8.0, seed=1),
        label=Label("AI 生成", 3.0),
        metadata={"title": "荷塘月色", "AIGC": AIGC},
        language="zh-CN",
        cover_title="荷塘月色",
    )
    heard: list[float] = []

    async def hear(fraction: float) -> None:
        heard.append(fraction)

    work = folder / "work 目录"
    work.mkdir()
    rendering = await render(timeline, output=folder / "video.mp4", work_folder=work, progress=hear)
    return Rendered(timeline, rendering, tuple(heard), work)
