"""A speech brought to its wanted length by the silence between its sentences, within what still sounds natural."""

import shutil
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

LEAST, MOST = 0.6, 1.5  # of a pause as the voice makes it
NEARLY = 0.1  # of the wished length: a speech farther away was not meant to have it
CLOSE = 0.002  # of the wished length: nearer than that nothing is changed
_SAMPLE = 2  # bytes
_BLOCK = 1 << 20  # bytes copied at a time


def fit_pauses(raw: Path, rate: int, spans: Sequence[tuple[float, float]], seconds: float) -> list[float]:
    """Make the pauses of a raw timeline (16-bit, mono) longer or shorter so that it lasts `seconds`, if that is near.

    `spans` are start and end of each sentence. Returns how many seconds later each begins now, one more for the end.
    """
    still = [0.0] * (len(spans) + 1)
    length = raw.stat().st_size / _SAMPLE / rate
    off = seconds - length
    gaps = [(before[1], after[0]) for before, after in pairwise(spans)]
    silence = sum(end - start for start, end in gaps)
    if silence <= 0 or not CLOSE * seconds < abs(off) <= NEARLY * seconds:
        return still
    change = min(max(1 + off / silence, LEAST), MOST) - 1
    moved, later = [0.0], 0
    fitted = raw.with_suffix(".fitted.raw")
    with raw.open("rb") as before, fitted.open("wb") as after:
        for start, end in gaps:
            added = round((end - start) * change * rate)
            middle = round((start + end) / 2 * rate) + min(0, added) // 2
            _copy(before, after, middle * _SAMPLE - before.tell())
            if added > 0:
                after.write(bytes(added * _SAMPLE))
            else:
                before.seek(-added * _SAMPLE, 1)
            later += added
            moved.append(later / rate)
        shutil.copyfileobj(before, after, _BLOCK)
    fitted.replace(raw)
    return [*moved, later / rate]


def _copy(before: BinaryIO, after: BinaryIO, count: int) -> None:
    while count > 0 and (block := before.read(min(count, _BLOCK))):
        after.write(block)
        count -= len(block)
