"""Makes and encodes one range of frames: `python -m datasay.composition.segment_process REQUEST.json`.

Standard output is a line protocol for the parent: `frames N` after every few frames, then `done`; or `rejected TEXT`
for a picture that cannot be used, or `ffmpeg CODE` when the encoder ended badly (its words are on standard error).
"""

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2

from datasay.composition.frames import FrameMaker, Shot
from datasay.media.child import Limits
from datasay.media.errors import MediaRejected
from datasay.media.frame_pipe import FramePipe

CRF = 23
PRESET = "veryfast"
TRACK_TIMESCALE = 15360  # divides by 30, so that every frame lasts a whole number of ticks
_KEYFRAME_EVERY = 90  # frames: players seek within 3 s
_REPORT_EVERY = 5  # frames
BT709 = ("-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709")


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

    def write(self, path: Path) -> None:
        """Keep as JSON."""
        path.write_text(json.dumps(asdict(self), default=str), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> "SegmentRequest":
        """From the JSON that `write` made."""
        values = json.loads(path.read_text(encoding="utf-8"))
        shots = tuple(Shot(**{**shot, "picture": Path(shot["picture"])}) for shot in values.pop("shots"))
        return cls(shots=shots, **values)


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


def render_segment(request: SegmentRequest, environment: dict[str, str]) -> int:
    """Make, pipe and encode all frames of the request; returns ffmpeg's exit code. Raises MediaRejected."""
    cv2.setNumThreads(1)  # one process for each core already
    maker = FrameMaker(request.shots, request.width, request.height)
    unlimited = Limits(wall_seconds=None, cpu_seconds=None)  # the length was checked; the parent may cancel
    with FramePipe(segment_arguments(request), limits=unlimited, environment=environment) as pipe:
        for number, frame in enumerate(maker.frames(request.first, request.end), 1):
            if not pipe.write(frame):
                break
            if number % _REPORT_EVERY == 0:
                _say(f"frames {number}")
        return pipe.finish()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    """Entry point; returns the exit code of this process."""
    request_path, fontconfig = arguments
    request = SegmentRequest.read(Path(request_path))
    try:
        code = render_segment(request, {"FONTCONFIG_FILE": fontconfig})
    except MediaRejected as refusal:
        _say("rejected " + " ".join(str(refusal).split()))
        return 2
    _say("done" if code == 0 else f"ffmpeg {code}")
    return 0 if code == 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
