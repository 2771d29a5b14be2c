"""Makes and encodes ranges of frames side by side: `python -m datasay.composition.segment_process FONTS REQUEST...`.

Standard output is a line protocol for the parent: `frames N` after every few frames, then `done`; or `rejected JSON`
for a picture that cannot be used, or `ffmpeg CODE` when an encoder ended badly (its words are on standard error).

One process with a thread for each range, not a process each: scaling and writing let go of the interpreter's lock,
and NumPy and OpenCV are loaded once.
"""

import json
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import cv2

from datasay.composition.film import FrameMaker
from datasay.composition.segment import SegmentRequest, segment_arguments
from datasay.media.child import Limits
from datasay.media.errors import MediaRejected
from datasay.media.frame_pipe import FramePipe
from datasay.wording.told import said_by

_REPORT_EVERY = 5  # frames


class _Report:
    """Counts the frames of all threads and says so now and then."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._frames = 0

    def one_more(self) -> None:
        """One frame was passed on."""
        with self._lock:
            self._frames += 1
            if self._frames % _REPORT_EVERY == 0:
                _say(f"frames {self._frames}")


def render_segments(requests: Sequence[SegmentRequest], environment: dict[str, str]) -> int:
    """Make, pipe and encode all frames; returns the first exit code of an ffmpeg that failed. Raises MediaRejected."""
    cv2.setNumThreads(1)  # one thread for each core already
    unlimited = Limits(wall_seconds=None, cpu_seconds=None)  # the length was checked; the parent may cancel
    report, stop = _Report(), threading.Event()
    with ExitStack() as stack:
        # Started here and not in the threads: a child dies with the thread that started it.
        pipes = [
            stack.enter_context(
                FramePipe(segment_arguments(request), limits=unlimited, program=request.ffmpeg, environment=environment)
            )
            for request in requests
        ]
        with ThreadPoolExecutor(len(requests)) as pool:
            running = [pool.submit(_feed, *pair, report, stop) for pair in zip(requests, pipes, strict=True)]
        return next((code for future in running if (code := future.result())), 0)


def _feed(request: SegmentRequest, pipe: FramePipe, report: _Report, stop: threading.Event) -> int:
    """All frames of one range; ffmpeg's exit code, or 0 when another thread's failure ended this one early."""
    try:
        maker = FrameMaker(request.shots, request.width, request.height, fps=request.fps, movement=request.movement)
        for frame in maker.frames(request.first, request.end):
            if stop.is_set():
                return 0
            if not pipe.write(frame):
                break
            if not request.still:
                report.one_more()
        code = pipe.finish()
    except BaseException:
        stop.set()
        raise
    if code != 0:
        stop.set()
    return code


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    """Entry point; returns the exit code of this process."""
    fontconfig, *paths = arguments
    requests = [SegmentRequest.read(Path(path)) for path in paths]
    try:
        code = render_segments(requests, {"FONTCONFIG_FILE": fontconfig})
    except MediaRejected as refusal:
        _say("rejected " + json.dumps(said_by(refusal).packed()))
        return 2
    _say("done" if code == 0 else f"ffmpeg {code}")
    return 0 if code == 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
