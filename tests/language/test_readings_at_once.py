"""Reading Chinese from several threads, the first time in a process: as scenes that are spoken side by side do."""

import subprocess
import sys

_AT_ONCE = """
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from datasay.language.mandarin import read_phrase
together = Barrier(4)
def read(number):
    together.wait()
    return [word for word in read_phrase("他长得很高，银行的行长也来了")]
with ThreadPoolExecutor(4) as pool:
    read_alike = list(pool.map(read, range(4)))
assert all(one == read_alike[0] for one in read_alike)
"""


def test_the_first_readings_at_once_are_all_right() -> None:
    for _ in range(3):
        done = subprocess.run([sys.executable, "-c", _AT_ONCE], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
