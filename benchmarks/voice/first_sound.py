"""How soon a text is heard over HTTP, and whether the sound then goes on: the door `/v1/audio/speech`, from outside.

    python -m benchmarks.voice.first_sound [--url http://127.0.0.1:8000 --token …]

Without an address a platform of its own is started. The voice has spoken once before, as the model is loaded by its
first words. What counts is the first sample that is no silence; "behind" is the longest time that somebody who plays
the sound from then on has to wait for more. Times mean something on an idle machine only; the processor seconds of the
whole platform until then do also on a busy one, but for what else it does meanwhile.
"""

import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import numpy as np
import psutil

from benchmarks.voice.sound import told
from datasay.cli.embedded.connection import find_running

_FIRST, _BEHIND = 1.0, 0.3  # seconds: the goals
_RATE = 24_000
_AUDIBLE = 300  # of 32,768
_TEXTS = (
    ("Xiaoxiao", "春天来了，河边的柳树发出了新芽，孩子们脱下厚厚的棉衣，在草地上追着风筝跑。"),
    ("Xiaoxiao", "今天我们来说一说怎样选一把好用的菜刀。它不必很贵，但是要顺手。"),
    ("Yunjian", "气象部门预计明天下午北方大部分地区有大风，请大家注意防范。"),
    ("Yunjian", "仓库里还剩2308箱苹果，够卖到下个月。"),
    ("Heart", "The harbour was quiet when the first boats came home. Nobody had slept that night."),
    ("Michael", "Good bread needs flour, water, salt and a lot of patience, and it is worth the wait."),
)


def main() -> int:
    """Print what was measured beside its goal."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url")
    parser.add_argument("--token")
    wanted = parser.parse_args()
    if wanted.url:
        return _measured(wanted.url, wanted.token, None)
    with tempfile.TemporaryDirectory() as folder, _platform(Path(folder)) as (url, token, process):
        return _measured(url, token, process)


@contextmanager
def _platform(home: Path) -> Iterator[tuple[str, str, psutil.Process]]:
    """A platform that has nothing else to do: its address, a token, and its process."""
    environment = os.environ | {"DATASAY_HOME": str(home)}
    platform = subprocess.Popen(
        [sys.executable, "-m", "datasay", "up"], env=environment, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        while (running := find_running(home)) is None:
            time.sleep(0.1)
        command = [sys.executable, "-m", "datasay", "user", "create", "listener", "--email", "listener@example.org"]
        said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        login = {"user_name": "listener", "user_password": said.stdout.strip().rsplit(" ", 1)[-1]}
        answer = httpx.post(f"{running.web_url}/api/v1/auth/login", json=login, trust_env=False, timeout=60)
        yield running.web_url, answer.json()["session_token"], psutil.Process(platform.pid)
    finally:
        platform.send_signal(signal.SIGTERM)
        platform.wait(60)


def _measured(url: str, token: str, process: psutil.Process | None) -> int:
    headers = {"Authorization": f"Bearer {token}"}
    found: list[tuple[float, float]] = []
    with httpx.Client(base_url=f"{url}/v1", headers=headers, trust_env=False, timeout=300) as client:
        for voice in ("Xiaoxiao", "Heart"):
            _heard(client, voice, "好的，谢谢。 Thank you.", process)
        for voice, text in _TEXTS:
            first, work, behind, length = _heard(client, voice, text, process)
            found.append((first, behind))
            print(f"{voice:9} {first:5.2f} s, {work:5.2f} s of work, behind {behind:4.2f} s, {length:5.1f} s  {text}")
    met = told("first sound over HTTP, median", statistics.median(first for first, _ in found), _FIRST, "s")
    met &= told("first sound over HTTP, worst", max(first for first, _ in found), _FIRST, "s")
    met &= told("behind who listens, worst", max(behind for _, behind in found), _BEHIND, "s")
    return 0 if met else 1


def _heard(client: httpx.Client, voice: str, text: str, process: psutil.Process | None) -> tuple[float, ...]:
    """Seconds until the first sound, of work until then, of waiting later on, and of sound."""
    body = {"model": "voice-kokoro", "voice": voice, "input": text, "response_format": "pcm"}
    begun, worked = time.monotonic(), _work(process)
    first = work = behind = 0.0
    length = 0
    with client.stream("POST", "/audio/speech", json=body) as answer:
        answer.raise_for_status()
        for piece in answer.iter_bytes():
            now = time.monotonic() - begun
            samples = np.frombuffer(piece[: len(piece) // 2 * 2], "<i2")
            if not first and np.abs(samples.astype(np.int32)).max(initial=0) > _AUDIBLE:
                first, work = now, _work(process) - worked
            if first:
                behind = max(behind, now - first - length / 2 / _RATE)
            length += len(piece)
    return first, work, behind, length / 2 / _RATE


def _work(process: psutil.Process | None) -> float:
    """Processor seconds of a process and all it has started."""
    if process is None:
        return 0.0
    total = 0.0
    for one in (process, *process.children(recursive=True)):
        try:
            spent = one.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += spent.user + spent.system + spent.children_user + spent.children_system
    return total


if __name__ == "__main__":
    sys.exit(main())
