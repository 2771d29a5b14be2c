"""One range of frames: what is asked of the process that makes it, and how ffmpeg encodes it. Pure."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from datasay.composition.layer import LayerFile
from datasay.composition.movement import Movement
from datasay.composition.pages.look import Look
from datasay.composition.transition import Transition
from datasay.digest.pages.page import ScenePage

CRF = 23
PRESET = "veryfast"
TRACK_TIMESCALE = 15360  # divides by 30, so that every frame lasts a whole number of ticks
_KEYFRAME_EVERY = 90  # frames: players seek within 3 s
BT709 = ("-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709")


@dataclass(frozen=True, slots=True)
class Crop:
    """The part of a picture that is shown, in shares of its width and height from the upper left."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Shot:
    """A clip in frames: the picture is on screen from `first` to before `end`, and goes on while the next comes.

    `moments` and `enters` are seconds of the clip: when the figure or each entry of its page is said, and the word on
    which a thing comes in.
    """

    picture: Path
    first: int
    end: int
    seed: int
    transition: Transition = Transition.FADE
    layers: tuple[LayerFile, ...] = ()
    page: ScenePage | None = None
    look: Look | None = None
    moments: tuple[float, ...] = ()
    enters: float | None = None
    beats: tuple[float, ...] = ()  # seconds of the clip at which the camera steps on
    opening: bool = False
    ending: bool = False
    movement: Movement | None = None  # where it is not that of the whole
    crop: Crop | None = None


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
    movement: Movement = Movement.CALM
    still: bool = False  # one frame, as a JPEG

    def write(self, path: Path) -> None:
        """Keep as JSON."""
        path.write_bytes(TypeAdapter(SegmentRequest).dump_json(self))

    @classmethod
    def read(cls, path: Path) -> "SegmentRequest":
        """From the JSON that `write` made."""
        return TypeAdapter(SegmentRequest).validate_json(path.read_bytes())


def encoder_arguments(threads: int) -> list[str]:
    """libx264 as every segment is made, so that they join without encoding again."""
    return [
        *("-c:v", "libx264", "-preset", PRESET, "-crf", str(CRF), "-profile:v", "high", "-pix_fmt", "yuv420p"),
        *("-g", str(_KEYFRAME_EVERY), "-flags", "+cgop", "-threads", str(threads)),
        *(*BT709, "-video_track_timescale", str(TRACK_TIMESCALE)),
    ]


def segment_arguments(request: SegmentRequest) -> list[str | Path]:
    """ffmpeg's arguments: raw frames in, subtitles burned at the video's own time, one MP4 out."""
    if request.still:
        return _still_arguments(request)
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


def _still_arguments(request: SegmentRequest) -> list[str | Path]:
    """One raw frame in, one JPEG out, in the colours JPEGs have."""
    colours = "scale=in_color_matrix=bt709:in_range=tv:out_color_matrix=bt601:out_range=pc,format=yuvj444p"
    return [
        *("-loglevel", "warning", "-f", "rawvideo", "-pix_fmt", "yuv420p"),
        *("-video_size", f"{request.width}x{request.height}", "-framerate", str(request.fps), *BT709),
        *("-i", "pipe:0", "-an", "-vf", f"ass=filename={request.subtitles},{colours}"),
        *("-frames:v", "1", "-c:v", "mjpeg", "-q:v", "3", "-f", "mjpeg", Path(request.output)),
    ]
