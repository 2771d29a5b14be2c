"""One range of frames: what is asked of the process that makes it, and how ffmpeg encodes it. Pure."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

CRF = 23
PRESET = "veryfast"
TRACK_TIMESCALE = 15360  # divides by 30, so that every frame lasts a whole number of ticks
_KEYFRAME_EVERY = 90  # frames: players seek within 3 s
BT709 = ("-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709")


@dataclass(frozen=True, slots=True)
class Shot:
    """A clip in frames: the picture is on screen from `first` to before `end`, and fades on after that."""

    picture: Path
    first: int
    end: int
    seed: int


@dataclass(frozen=True, slots=True)
class SegmentRequest:
    """What one process renders; names are relative to the folder it runs in."""

    shots: tuple[Shot, ...]
    width: int
    height: int
    fps: int
    first: int
    end: int
    subtitles: str
    output: str
    threads: int
    ffmpeg: Path  # checked by the parent, so not again here

    def write(self, path: Path) -> None:
        """Keep as JSON."""
        path.write_text(json.dumps(asdict(self), default=str), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> "SegmentRequest":
        """From the JSON that `write` made."""
        values = json.loads(path.read_text(encoding="utf-8"))
        shots = tuple(Shot(**{**shot, "picture": Path(shot["picture"])}) for shot in values.pop("shots"))
        return cls(shots=shots, ffmpeg=Path(values.pop("ffmpeg")), **values)


def encoder_arguments(threads: int) -> list[str]:
    """libx264 as every segment is made, so that they join without encoding again."""
    return [
        *("-c:v", "libx264", "-preset", PRESET, "-crf", str(CRF), "-profile:v", "high", "-pix_fmt", "yuv420p"),
        *("-g", str(_KEYFRAME_EVERY), "-flags", "+cgop", "-threads", str(threads)),
        *(*BT709, "-video_track_timescale", str(TRACK_TIMESCALE)),
    ]


def segment_arguments(request: SegmentRequest) -> list[str | Path]:
    """ffmpeg's arguments: raw frames in, subtitles burned at the video's own time, one MP4 out."""
    at = f"{request.first}/{request.fps}/TB"
    burn = f"ass=filename={request.subtitles}"
    return [
        *("-loglevel", "warning", "-f", "rawvideo", "-pix_fmt", "yuv420p"),
        *("-video_size", f"{request.width}x{request.height}", "-framerate", str(request.fps), *BT709),
        *("-i", "pipe:0", "-an", "-filter_threads", str(request.threads)),
        *("-vf", f"setpts=PTS+{at},{burn},setpts=PTS-{at}"),
        *encoder_arguments(request.threads),
        *("-f", "mp4", Path(request.output)),
    ]
