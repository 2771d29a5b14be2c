"""Sound that passes through ffmpeg while it is still being made: filters and encodings that need not see its end."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterable, Sequence

from datasay.media.child import BoundedText, start_child
from datasay.media.ffmpeg import Limits, ffmpeg_command, raise_for_exit

ENCODINGS: dict[str, tuple[str, ...]] = {  # what a player can begin to play before the file has an end
    "mp3": ("-c:a", "libmp3lame", "-b:a", "128k", "-write_xing", "0", "-id3v2_version", "0", "-f", "mp3"),
    "opus": ("-c:a", "libopus", "-b:a", "48k", "-page_duration", "100000", "-f", "ogg"),
    "aac": ("-c:a", "aac", "-b:a", "96k", "-f", "adts"),
    "flac": ("-c:a", "flac", "-f", "flac"),
    "wav": ("-c:a", "pcm_s16le", "-f", "wav"),
    "pcm": ("-c:a", "pcm_s16le", "-f", "s16le"),
}
_LIMITS = Limits(wall_seconds=None, cpu_seconds=3600)
_SOON = ("-flush_packets", "1", "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact")
_CHUNK = 64 * 1024


def raw_sound(rate: int) -> tuple[str, ...]:
    """How ffmpeg is told that it gets samples of 16 bits, mono."""
    return ("-probesize", "32", "-f", "s16le", "-ar", str(rate), "-ac", "1", "-i", "pipe:0")


async def through_ffmpeg(
    parts: AsyncIterable[bytes], given: Sequence[str], made: Sequence[str]
) -> AsyncGenerator[bytes, None]:
    """The parts, as they come, read as `given` and made what `made` tells, in pieces as they are ready.

    Raises what `parts` raises, and MediaError.
    """
    command = ffmpeg_command([*given, *made, *_SOON, "pipe:1"])
    async with start_child(command, limits=_LIMITS, feed=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        said = BoundedText()
        feeding = asyncio.create_task(_feed(process, parts))
        listening = asyncio.create_task(_listen(process.stderr, said))
        try:
            while piece := await process.stdout.read(_CHUNK):
                yield piece
            await feeding
            await listening
            raise_for_exit(await process.wait(), said.text())
        finally:
            for task in (feeding, listening):
                task.cancel()
            await asyncio.gather(feeding, listening, return_exceptions=True)


async def _feed(process: asyncio.subprocess.Process, parts: AsyncIterable[bytes]) -> None:
    assert process.stdin is not None
    try:
        async for part in parts:
            process.stdin.write(part)
            await process.stdin.drain()
    except (BrokenPipeError, ConnectionResetError):
        pass  # how it ended says why it takes no more
    finally:
        process.stdin.close()
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        await process.stdin.wait_closed()


async def _listen(stream: asyncio.StreamReader, said: BoundedText) -> None:
    while chunk := await stream.read(_CHUNK):
        said.add(chunk)
