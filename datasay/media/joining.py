"""Pieces of speech laid one after another with silence between, to the sample, as one sound."""

import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from datasay.media.ffmpeg import run_ffmpeg
from datasay.media.probe import demuxer_for
from datasay.media.speech import DELIVERED_RATE

_ROOM = (0.03, 0.12)  # seconds kept before the first and behind the last sound of a piece: breath and echo
_FADE = 0.008  # seconds over which a cut is faded
Samples = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a file, `start` to `end` seconds of it, that begins `lead` samples into a block of `length`."""

    path: Path
    mime_type: str
    start: float
    end: float
    lead: int
    length: int


async def join_pieces(pieces: Sequence[Piece | int], made: Path) -> None:
    """Write the blocks one after another as a 48 kHz mono WAV; a number is that many samples of silence.

    Raises MediaError for a file that cannot be read.
    """
    with made.open("wb") as file, wave.open(file, "wb") as sound:
        sound.setparams((1, 2, DELIVERED_RATE, 0, "NONE", ""))
        for piece in pieces:
            if isinstance(piece, int):
                sound.writeframes(bytes(2 * piece))
            else:
                sound.writeframes(block_of(piece, await _samples(piece)).tobytes())


def block_of(piece: Piece, samples: Samples) -> Samples:
    """The block of a piece: silence, the stretch with faded ends, silence."""
    begin, stop = (round(seconds * DELIVERED_RATE) for seconds in (piece.start, piece.end))
    before = min(round(_ROOM[0] * DELIVERED_RATE), piece.lead, begin)
    first, last = begin - before, min(stop + round(_ROOM[1] * DELIVERED_RATE), len(samples))
    at = piece.lead - before
    kept = samples[first : min(last, first + piece.length - at)].astype(np.float32)
    fade = min(round(_FADE * DELIVERED_RATE), len(kept) // 2)
    if fade:
        ramp = np.linspace(0.0, 1.0, fade, dtype=np.float32)
        kept[:fade] *= ramp
        kept[-fade:] *= ramp[::-1]
    block = np.zeros(piece.length, dtype="<i2")
    block[at : at + len(kept)] = np.rint(kept)
    return block


async def _samples(piece: Piece) -> Samples:
    read = _plain(piece.path)
    if read is not None:
        return read
    raw = piece.path.with_name(f"{piece.path.name}.{DELIVERED_RATE}.raw")
    try:
        delivered: list[str | Path] = ["-f", "s16le", "-ar", str(DELIVERED_RATE), "-ac", "1", raw]
        await run_ffmpeg(["-f", demuxer_for(piece.mime_type), "-i", piece.path, "-map", "0:a:0", *delivered])
        return np.fromfile(raw, dtype="<i2")
    finally:
        raw.unlink(missing_ok=True)


def _plain(path: Path) -> Samples | None:
    """The samples of a file that is as our own voices deliver it; None for another."""
    with path.open("rb") as file:
        try:
            return _read(file)
        except (wave.Error, EOFError):
            return None


def _read(file: BinaryIO) -> Samples | None:
    with wave.open(file, "rb") as sound:
        if (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) != (1, 2, DELIVERED_RATE):
            return None
        return np.frombuffer(sound.readframes(sound.getnframes()), dtype="<i2")
