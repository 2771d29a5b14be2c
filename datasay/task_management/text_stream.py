"""Text while it is being written: told as it comes, and kept in Redis for who joins late. Best effort, never the truth.

A text is a round: beginning anew starts another one. Offsets count characters (Unicode code points) of the round.
"""

import contextlib
import secrets
import time
from collections import deque
from collections.abc import Callable

import orjson
from redis.exceptions import RedisError

from datasay.core.broadcast import Broadcast
from datasay.engines import results

_FLUSH_SECONDS = 0.1
_KEEP_SECONDS = 900
_ROUND_LENGTH = 8
_LONGEST = 2_000_000  # characters kept of one text


def _key(task_uuid: str) -> str:
    return f"datasay-text:{task_uuid}"


def channel(task_uuid: str) -> str:
    """The broadcast channel of a task's text."""
    return f"text:{task_uuid}"


class TextStream:
    """The writing side; a `TextSink`. `finish()` tells what is still held back."""

    def __init__(self, broadcast: Broadcast, task_uuid: str) -> None:
        self._broadcast = broadcast
        self._task_uuid = task_uuid
        self._round = ""
        self._offset = 0
        self._bytes = 0
        self._held: list[str] = []
        self._flushed = 0.0

    async def begin(self) -> None:
        """A text begins; whatever was written before is void."""
        self._round, self._offset, self._held = secrets.token_hex(_ROUND_LENGTH // 2), 0, []
        self._bytes = _ROUND_LENGTH
        redis = self._broadcast.redis
        if redis is not None:
            with contextlib.suppress(RedisError, OSError):
                await redis.set(_key(self._task_uuid), self._round, ex=_KEEP_SECONDS)
        await self._tell("")

    async def write(self, piece: str) -> None:
        """More of it; told at most ten times a second."""
        self._held.append(results.piece(piece))
        if time.monotonic() - self._flushed >= _FLUSH_SECONDS:
            await self.finish()

    async def finish(self) -> None:
        """Tell what is held back."""
        text, self._held = "".join(self._held), []
        self._flushed = time.monotonic()
        if not text or self._offset > _LONGEST:
            return
        redis = self._broadcast.redis
        if redis is not None:
            with contextlib.suppress(RedisError, OSError):
                length = await redis.append(_key(self._task_uuid), text)
                await redis.expire(_key(self._task_uuid), _KEEP_SECONDS)
                self._bytes += len(text.encode())
                if length != self._bytes:  # Redis has forgotten the beginning: better nothing than a wrong one
                    await redis.delete(_key(self._task_uuid))
        await self._tell(text)
        self._offset += len(text)

    async def _tell(self, text: str) -> None:
        message = orjson.dumps({"round": self._round, "offset": self._offset, "text": text}).decode()
        await self._broadcast.publish(channel(self._task_uuid), message)


class TextFeed:
    """The reading side, for one who watches: pieces that follow each other without gap or repeat.

    Each is `(offset, text)`; offset 0 begins the text (anew).
    """

    def __init__(self, broadcast: Broadcast, task_uuid: str, wake: Callable[[], None]) -> None:
        self._broadcast = broadcast
        self._task_uuid = task_uuid
        self._wake = wake
        self._heard: deque[str] = deque(maxlen=1000)
        self._round = ""
        self._position = 0

    def hear(self, message: str) -> None:
        """The listener of the channel."""
        self._heard.append(message)
        self._wake()

    async def catch_up(self) -> list[tuple[int, str]]:
        """What was written so far and not yet told."""
        redis = self._broadcast.redis
        kept: str | bytes | None = None
        if redis is not None:
            with contextlib.suppress(RedisError, OSError):
                kept = await redis.get(_key(self._task_uuid))
        if not isinstance(kept, str) or len(kept) < _ROUND_LENGTH:  # the client of the broadcast decodes
            return []
        return self._advance(kept[:_ROUND_LENGTH], 0, kept[_ROUND_LENGTH:])

    async def take(self) -> list[tuple[int, str]]:
        """What was heard since."""
        pieces: list[tuple[int, str]] = []
        while self._heard:
            message = orjson.loads(self._heard.popleft())
            if message["offset"] > (self._position if message["round"] == self._round else 0):
                pieces += await self.catch_up()
            pieces += self._advance(message["round"], message["offset"], message["text"])
        return pieces

    def _advance(self, this_round: str, offset: int, text: str) -> list[tuple[int, str]]:
        begins = this_round != self._round
        if begins:
            self._round, self._position = this_round, 0
        if offset > self._position:
            return []  # a gap that could not be filled: wait for what can be told rightly
        new = text[self._position - offset :]
        if not new and not begins:
            return []
        piece = (self._position, new)
        self._position += len(new)
        return [piece]
