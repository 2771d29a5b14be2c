"""The process that renders: it waits for jobs and does each in a fork of its own, which is ended when it must be.

A fork costs a millisecond or two, starts with everything imported, and leaves nothing behind for the next template.
Messages both ways are a length (8 bytes, big-endian) and that much JSON.
"""

import gc
import json
import os
import resource
import select
import signal
import sys
import time
import traceback
from typing import BinaryIO

from datasay.templating.errors import over_limit
from datasay.templating.limits import CPU_SECONDS, MEMORY_BYTES, WALL_SECONDS
from datasay.templating.reading import preload
from datasay.templating.work import OUT_OF_MEMORY, Job, Outcome, perform, to_json
from datasay.wording.told import Told

_CHUNK = 65536
_OUT_OF_MEMORY = 2
_ENDED = Told(
    "The template takes longer than 2 seconds to render; make it simpler.", "模板渲染超过 2 秒，请写得简单些。"
)


def _encoded(outcome: Outcome) -> bytes:
    return json.dumps(to_json(outcome)).encode()


def _confine() -> None:
    """Bound this fork: processor time, memory on top of what is there now, and no file written."""
    with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123  before every rendering: keep it quick
        pages = int(statm.read().split()[0])
    space = pages * resource.getpagesize() + MEMORY_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (space, space))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)


def _in_fork(job: Job, out: int) -> None:
    """Do the job and write its outcome. Never returns."""
    code = _OUT_OF_MEMORY
    try:
        _confine()
        try:
            answer = _encoded(perform(job))
        except Exception as error:  # noqa: BLE001  a fault of ours: told to the program, which has a log
            answer = json.dumps({"fault": "".join(traceback.format_exception(error))}).encode()
        while answer:
            answer = answer[os.write(out, answer) :]
        code = 0
    finally:
        os._exit(code)


def _answer(job: Job) -> bytes:
    receive, send = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(receive)
        _in_fork(job, send)
    os.close(send)
    try:
        answer, in_time = _read(receive)
    finally:
        os.close(receive)
        if not _gone(child):
            os.kill(child, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status == 0 and in_time:
        return answer
    late = not in_time or status in (-signal.SIGXCPU, -signal.SIGKILL)
    why = _ENDED if late else OUT_OF_MEMORY
    return _encoded(Outcome(findings=over_limit(why).findings))


def _gone(child: int) -> bool:
    """Whether it has ended by itself; one that wrote its answer is given the moment it needs to."""
    for _ in range(100):
        if os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            return True
        time.sleep(0.001)
    return False


def _read(receive: int) -> tuple[bytes, bool]:
    """What the fork wrote, and whether it finished in time."""
    end = time.monotonic() + WALL_SECONDS
    parts: list[bytes] = []
    while True:
        left = end - time.monotonic()
        if left <= 0 or not select.select([receive], [], [], left)[0]:
            return b"", False
        part = os.read(receive, _CHUNK)
        if not part:
            return b"".join(parts), True
        parts.append(part)


def _message(source: BinaryIO) -> bytes | None:
    head = source.read(8)
    return source.read(int.from_bytes(head, "big")) if len(head) == 8 else None


def main() -> None:
    """Answer jobs until standard input ends."""
    perform(Job("{{ 'ready' | upper }}", {"type": "object"}, {}))  # what is imported and compiled once stays
    gc.freeze()
    while (message := _message(sys.stdin.buffer)) is not None:
        job = Job(**json.loads(message))
        preload(job.content)
        answer = _answer(job)
        sys.stdout.buffer.write(len(answer).to_bytes(8, "big") + answer)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
