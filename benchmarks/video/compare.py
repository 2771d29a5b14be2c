"""Our rendering against the encoding floor, in one run on one machine: wall clock, processor time, peak memory.

    python benchmarks/video/compare.py            # 10 s of video, three rounds
    python benchmarks/video/compare.py --long     # 10, 60 and 180 s
    python benchmarks/video/compare.py --memory 1800   # only our peak memory, at 60 s and at so many seconds

The floor is what nobody can avoid: libx264 with our preset and quality plus the burned subtitles, fed from a file of
frames that were made before the clock started. Everything else (decoding, layers that drift, type that comes, counts
and leaves, transitions, label, ducked and mastered sound, joining) is what we add. Both run on an idle machine only to
within some 10 %: look at the ratio.
"""

import argparse
import asyncio
import json
import math
import shutil
import statistics
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from datasay.composition.layer import LayerFile
from datasay.composition.music import compose_bed
from datasay.composition.render import render
from datasay.composition.segment import BT709, encoder_arguments
from datasay.composition.segments import lay_out_subtitles, shot_of
from datasay.composition.timeline import Clip, Cue, Label, Timeline, clip_frames
from datasay.composition.transition import Transition
from datasay.digest.pages.page import Figure, PageItem, ScenePage
from datasay.media.ffmpeg import Limits, run_ffmpeg

WIDTH, HEIGHT, FPS, SCENE_SECONDS = 1080, 1920, 30, 5.0
FLOOR_SECONDS = 10.0  # of raw frames kept on disk (0.9 GB); longer floors read them again
PHRASES = ("曲曲折折的荷塘上面", "弥望的是田田的叶子", "叶子出水很高", "像亭亭的舞女的裙", "层层的叶子中间")
UNLIMITED = Limits(wall_seconds=None, cpu_seconds=None, file_size=None)


@dataclass(frozen=True)
class Cost:
    """Seconds of wall clock, seconds of processor, and the highest sum of all processes' own memory in MiB."""

    wall: float
    cpu: float
    memory: float


class Meter:
    """Watches this process's descendants (and optionally itself) while a block runs."""

    def __init__(self, *, itself: bool) -> None:
        self._me = psutil.Process()
        self._itself = itself
        self._peak = 0.0
        self._watching = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> "Meter":
        self._own = sum(self._me.cpu_times()[:2])
        self._gone = sum(self._me.cpu_times()[2:4])
        self._start = time.perf_counter()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall = time.perf_counter() - self._start
        self._stop.set()
        self._thread.join()
        times = self._me.cpu_times()
        self.cpu = sum(times[2:4]) - self._gone + (sum(times[:2]) - self._own - self._watching if self._itself else 0.0)

    def _watch(self) -> None:
        while not self._stop.wait(0.3):  # adding up the pages of large processes is work in itself
            total = 0
            for child in [*([self._me] if self._itself else []), *self._me.children(recursive=True)]:
                try:
                    # Proportional: pages that processes share (the font, libraries) are counted once.
                    total += child.memory_full_info().pss
                except (psutil.NoSuchProcess, psutil.AccessDenied):
                    continue
            self._peak = max(self._peak, total / 2**20)
            self._watching = time.thread_time()

    def cost(self) -> Cost:
        """What the block cost."""
        return Cost(self.wall, self.cpu, self._peak)


def make_pictures(folder: Path, count: int) -> list[Path]:
    """Gradients, large shapes with edges and a little grain, as the local engine's pictures have.

    Beside each lie its layers: a ground that stays, three ridges wider than the picture, a thing.
    """
    import cv2  # noqa: PLC0415  not in the process whose memory is measured
    import numpy as np  # noqa: PLC0415  not in the process whose memory is measured

    paths = []
    for number in range(count):
        chance = np.random.default_rng(number)
        down = np.linspace(0, 1, HEIGHT, dtype=np.float32)[:, None, None]
        top, bottom = chance.uniform(30, 220, 3), chance.uniform(30, 220, 3)
        picture = (top * (1 - down) + bottom * down) * np.ones((HEIGHT, WIDTH, 3), np.float32)
        for _ in range(24):
            centre = (int(chance.integers(0, WIDTH)), int(chance.integers(0, HEIGHT)))
            colour = tuple(float(value) for value in chance.uniform(0, 255, 3))
            cv2.circle(picture, centre, int(chance.integers(20, 220)), colour, -1, cv2.LINE_AA)
        picture += chance.normal(0, 2.0, (HEIGHT, WIDTH, 1))
        path = folder / f"picture-{number}.png"
        cv2.imwrite(str(path), np.clip(picture, 0, 255).astype(np.uint8))
        paths.append(path)
        for ridge in range(3):
            wide, high = WIDTH + 240, HEIGHT - 900 - 250 * ridge
            crest = 80 + 60 * np.sin(np.linspace(0, wide / (90 - 20 * ridge), wide) + number)
            pixels = np.zeros((high, wide, 4), np.uint8)
            pixels[..., :3] = chance.integers(30, 220, 3) + chance.normal(0, 2, pixels.shape[:2])[..., None]
            pixels[..., 3] = np.where(np.linspace(0, high, high)[:, None] > crest[None, :], 255, 0)
            cv2.imwrite(str(folder / f"layer-{number}-{ridge}.png"), pixels)
        thing = np.zeros((560, 560, 4), np.uint8)
        cv2.circle(thing, (280, 280), 270, (40, 60, 200, 255), -1, cv2.LINE_AA)
        cv2.imwrite(str(folder / f"layer-{number}-thing.png"), thing)
    return paths


def layers_of(picture: Path) -> tuple[LayerFile, ...]:
    """The layers that lie beside a picture, from the back to the front."""
    number = picture.stem.removeprefix("picture-")
    ridges = [picture.with_name(f"layer-{number}-{ridge}.png") for ridge in range(3)]
    return (
        LayerFile(picture, "ground", 0, 0, 0.0),
        LayerFile(ridges[0], "ridge", -120, 900, 0.3),
        LayerFile(picture.with_name(f"layer-{number}-thing.png"), "object", 420, 760, 0.5, "rise"),
        LayerFile(ridges[1], "ridge", -120, 1150, 0.5),
        LayerFile(ridges[2], "ridge", -120, 1400, 1.0),
    )


def page_of(number: int) -> ScenePage:
    """A page: a headline, a figure that counts, a list whose entries light, in turn."""
    return (
        ScenePage("close", headline=PHRASES[number % len(PHRASES)]),
        ScenePage("figure", headline="从塔底到灯前，要爬", figure=Figure("200", "级", 200, 0, 3), note="他每晚走一趟"),
        ScenePage("list", headline="只要四样", items=tuple(PageItem(phrase[:5], 0) for phrase in PHRASES[:4])),
    )[number % 3]


async def make_timeline(folder: Path, pictures: list[Path], seconds: float) -> Timeline:
    """A new picture every five seconds, a subtitle every two, speech-like sound, music, the label."""
    speech = folder / f"speech-{seconds:.0f}.wav"
    source = "aevalsrc=exprs='0.2*sin(2*PI*170*t)*max(0,sin(2*PI*4*t))*lt(mod(t,2),1.6)':s=22050"
    if not speech.exists():
        await run_ffmpeg(["-f", "lavfi", "-i", f"{source}:d={seconds - 1}", "-c:a", "pcm_s16le", speech])
    music = folder / f"music-{seconds:.0f}.wav"
    if not music.exists():
        await compose_bed(music, duration=seconds, seed=1)
    starts = [SCENE_SECONDS * number for number in range(math.ceil(seconds / SCENE_SECONDS))]
    edges = [*starts, seconds]
    ways = list(Transition)
    clips = [
        Clip(
            pictures[number % len(pictures)],
            start,
            edges[number + 1],
            number,
            transition=ways[number % len(ways)],
            layers=layers_of(pictures[number % len(pictures)]),
            page=page_of(number),
            moments=tuple(start + 1.0 + share for share in range(4)),
            enters=start + 1.0,
        )
        for number, start in enumerate(starts)
    ]
    cues = [
        Cue(at + 0.1, at + 1.8, PHRASES[number % len(PHRASES)])
        for number, at in enumerate(2.0 * turn for turn in range(int(seconds / 2) - 1))
    ]
    hidden = {"AIGC": json.dumps({"Label": "1"}), "title": "benchmark"}
    return Timeline(
        WIDTH, HEIGHT, clips, cues, speech, seconds, music=music, label=Label("AI 生成", 4.0), metadata=hidden
    )


def keep_frames(timeline: Timeline, path: Path) -> None:
    """The first ten seconds of our own frames as raw video, so that both sides encode the same pictures."""
    from datasay.composition.film import FrameMaker  # noqa: PLC0415  loads OpenCV

    shots = [
        shot_of(clip, *span, number, timeline)
        for number, (clip, span) in enumerate(zip(timeline.clips, clip_frames(timeline), strict=True))
    ]
    maker = FrameMaker(shots, WIDTH, HEIGHT)
    with path.open("wb") as file:
        for frame in maker.frames(0, round(FLOOR_SECONDS * FPS)):
            file.write(frame)


async def run_floor(timeline: Timeline, frames: Path, folder: Path) -> Cost:
    """One ffmpeg with all cores: frames from the file, subtitles, libx264."""
    fontconfig = lay_out_subtitles(timeline, folder)
    source = [
        "-f",
        "rawvideo",
        "-pix_fmt",
        "yuv420p",
        "-video_size",
        f"{WIDTH}x{HEIGHT}",
        "-framerate",
        str(FPS),
        *BT709,
    ]
    turns = math.ceil(timeline.duration / FLOOR_SECONDS) - 1
    ends: list[str | Path] = ["-stream_loop", str(turns), *source, "-i", frames, "-frames:v", str(timeline.frames)]
    encoder = [*("-vf", "ass=filename=subtitles.ass"), *encoder_arguments(0)]
    with Meter(itself=False) as meter:
        await run_ffmpeg(
            [*ends, *encoder, "-f", "mp4", folder / "floor.mp4"],
            cwd=folder,
            limits=UNLIMITED,
            environment={"FONTCONFIG_FILE": str(fontconfig)},
        )
    return meter.cost()


async def run_ours(folder: Path, seconds: float) -> Cost:
    """The whole rendering by a process that does nothing else, itself counted."""
    command = [sys.executable, __file__, "--render", str(folder), str(seconds)]
    child = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    said, _ = await child.communicate()
    if child.returncode != 0:
        raise SystemExit("the rendering failed")
    return Cost(**json.loads(said))


async def render_one(folder: Path, seconds: float) -> None:
    """What that process does: render, and print what it cost."""

    async def ignore(_fraction: float) -> None:
        return None

    timeline = await make_timeline(folder, sorted(folder.glob("picture-*.png")), seconds)
    work = folder / "work"
    work.mkdir()
    with Meter(itself=True) as meter:
        await render(timeline, output=folder / "ours.mp4", work_folder=work, progress=ignore)
    shutil.rmtree(work)
    print(json.dumps(asdict(meter.cost())))


def median(costs: list[Cost]) -> Cost:
    """The median of each figure; of memory the highest."""
    return Cost(
        statistics.median(cost.wall for cost in costs),
        statistics.median(cost.cpu for cost in costs),
        max(cost.memory for cost in costs),
    )


def show(name: str, seconds: float, cost: Cost, floor: Cost | None = None) -> None:
    """One line of the table."""
    ratio = f"{cost.wall / floor.wall:6.2f} × wall {cost.cpu / floor.cpu:6.2f} × cpu" if floor else ""
    figures = f"{cost.wall:8.2f} s {cost.cpu:8.2f} s cpu {cost.memory:7.0f} MiB {seconds / cost.wall:6.2f} × real time"
    print(f"{name:<10}{seconds:6.0f} s {figures}  {ratio}", flush=True)


async def compare(lengths: list[float], rounds: int) -> bool:
    """Print the table; whether all targets are met."""
    met = True
    with tempfile.TemporaryDirectory(prefix="datasay-video-") as name:
        folder = Path(name)
        pictures = make_pictures(folder, 12)
        frames = folder / "frames.yuv"
        keep_frames(await make_timeline(folder, pictures, FLOOR_SECONDS), frames)
        for seconds in lengths:
            timeline = await make_timeline(folder, pictures, seconds)
            floors, ours = [], []
            for _ in range(rounds if seconds <= 10 else 1):  # alternating, so that a busy minute hits both
                floors.append(await run_floor(timeline, frames, folder))
                ours.append(await run_ours(folder, seconds))
            floor, mine = median(floors), median(ours)
            show("floor", seconds, floor)
            show("DataSay", seconds, mine, floor)
            met = met and mine.wall <= 1.3 * floor.wall and mine.memory <= 900
    return met


async def measure_memory(seconds: float) -> bool:
    """Print our peak memory for a short and a long video; whether it is flat and within the limit.

    Not from 10 s on: each half of that has one picture, and no second one is held for a fade.
    """
    peaks = []
    with tempfile.TemporaryDirectory(prefix="datasay-video-") as name:
        folder = Path(name)
        make_pictures(folder, 12)
        for length in (60.0, seconds):
            cost = await run_ours(folder, length)
            show("DataSay", length, cost)
            peaks.append(cost.memory)
    return max(peaks) <= 900 and peaks[1] <= 1.1 * peaks[0]


def main() -> int:
    """Exit code 0 when the targets hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--long", action="store_true", help="also 60 and 180 s")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", type=float, metavar="SECONDS")
    parser.add_argument("--render", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.render:
        asyncio.run(render_one(Path(arguments.render[0]), float(arguments.render[1])))
        return 0
    if arguments.memory:
        met = asyncio.run(measure_memory(arguments.memory))
    else:
        met = asyncio.run(compare([10.0, 60.0, 180.0] if arguments.long else [10.0], arguments.rounds))
    print("targets met" if met else "TARGETS MISSED (wall ≤ 1.3 × floor, memory ≤ 900 MiB)")
    return 0 if met else 1


if __name__ == "__main__":
    raise SystemExit(main())
