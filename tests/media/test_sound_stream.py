"""Sound on its way through ffmpeg: it comes out before its end is known, and what goes wrong is told."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import aclosing

import av
import pytest

from datasay.media.errors import MediaRejected
from datasay.media.sound_stream import ENCODINGS, raw_sound, through_ffmpeg

RATE = 24_000


async def test_what_goes_in_first_comes_out_before_the_rest_is_there() -> None:
    more = asyncio.Event()

    async def parts() -> AsyncIterator[bytes]:
        yield bytes(2 * RATE)
        await more.wait()
        yield bytes(2 * RATE)

    made = 0
    async with aclosing(through_ffmpeg(parts(), raw_sound(RATE), ENCODINGS["pcm"])) as pieces:
        async for piece in pieces:
            made += len(piece)
            if made > RATE:
                more.set()
    assert made == 4 * RATE


@pytest.mark.parametrize("encoding", ENCODINGS)
async def test_each_encoding_can_be_played_and_is_as_long(encoding: str) -> None:
    async def parts() -> AsyncIterator[bytes]:
        for _ in range(4):
            yield bytes(RATE)

    made = b"".join([piece async for piece in through_ffmpeg(parts(), raw_sound(RATE), ENCODINGS[encoding])])
    if encoding == "pcm":
        assert made == bytes(4 * RATE)
        return
    with av.open(io.BytesIO(made), "r") as file:
        seconds = float(sum(frame.samples / frame.sample_rate for frame in file.decode(audio=0)))
    assert seconds == pytest.approx(2.0, abs=0.15)


async def test_what_fails_before_it_ends_the_sound() -> None:
    async def parts() -> AsyncIterator[bytes]:
        yield bytes(2 * RATE)
        raise LookupError("no more")

    with pytest.raises(LookupError, match="no more"):
        async for _ in through_ffmpeg(parts(), raw_sound(RATE), ENCODINGS["mp3"]):
            pass


async def test_what_ffmpeg_cannot_read_is_told() -> None:
    async def parts() -> AsyncIterator[bytes]:
        yield b"no sound at all" * 1000

    with pytest.raises(MediaRejected):
        async for _ in through_ffmpeg(parts(), ("-f", "wav", "-i", "pipe:0"), ENCODINGS["flac"]):
            pass
