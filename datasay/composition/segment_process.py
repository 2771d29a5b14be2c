"""Makes and encodes one range of frames: `python -m datasay.composition.segment_process REQUEST.json`.

Standard output is a line protocol for the parent: `frames N` after every few frames, then `done`; or `rejected TEXT`
for a picture that cannot be used, or `ffmpeg CODE` when the encoder ended badly (its words are on standard error).
"""

import sys
from pathlib import Path

import cv2

from datasay.composition.frames import FrameMaker
from datasay.composition.segment import SegmentRequest, segment_arguments
from datasay.media.child import Limits
from datasay.media.errors import MediaRejected
from datasay.media.frame_pipe import FramePipe

_REPORT_EVERY = 5  # frames


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
