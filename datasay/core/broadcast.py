"""Small messages between processes over Redis: best effort, never the truth, never needed for correctness.

One connection per process listens to what this kind of process needs of everything under `datasay:`; who waits for a
channel is woken when a message arrives. Losing the connection loses messages, so every waiter also looks at PostgreSQL
from time to time, and `connected` says whether what was heard is complete.
"""

import asyncio
import contextlib
from collections.abc import Callable, Iterator

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

logger = structlog.get_logger(__name__)

Listener = Callable[[str], None]
_PREFIX = "datasay:"


class Broadcast:
    """`start()` begins to listen, `close()` ends it."""

    def __init__(self, redis_url: str | None) -> None:
        self.redis: Redis | None = None
        if redis_url is not None:
            self.redis = Redis.from_url(
                redis_url,
                decode_responses=True,
                socket_connect_timeout=2,
                socket_timeout=5,
                health_check_interval=10,
            )
        self.connected = False
        self._listeners: dict[str, set[Listener]] = {}
        self._lost: set[Callable[[], None]] = set()
        self._task: asyncio.Task[None] | None = None

    async def start(self, channels: str = "*") -> None:
        """Begin to listen to the channels of this pattern; returns at once, connecting goes on in the background."""
        if self.redis is not None:
            self._task = asyncio.create_task(self._listen(_PREFIX + channels), name="broadcast")

    async def publish(self, channel: str, message: str = "") -> bool:
        """Send; False when Redis is away."""
        if self.redis is None:
            return False
        try:
            await self.redis.publish(_PREFIX + channel, message)
        except (RedisError, OSError) as error:
            logger.warning("broadcast_not_sent", channel=channel, error=str(error))
            return False
        return True

    @contextlib.contextmanager
    def listen(self, channel: str, listener: Listener) -> Iterator[None]:
        """Call `listener(message)` for each message on the channel while the block runs."""
        self.on(channel, listener)
        try:
            yield
        finally:
            self._listeners[channel].discard(listener)
            if not self._listeners[channel]:
                del self._listeners[channel]

    def on(self, channel: str, listener: Listener) -> None:
        """Call `listener(message)` for each message on the channel, for as long as the process lives."""
        self._listeners.setdefault(channel, set()).add(listener)

    def on_lost(self, callback: Callable[[], None]) -> None:
        """Call back when the connection is lost: messages may have been missed."""
        self._lost.add(callback)

    async def close(self) -> None:
        """Stop listening and close the connection."""
        if self._task is not None:
            # The loop of a worker stands still between tasks: a timeout that is due by now may swallow a cancellation.
            while not self._task.done():
                self._task.cancel()
                await asyncio.wait({self._task}, timeout=0.2)
        if self.redis is not None:
            await self.redis.aclose()

    async def _listen(self, pattern: str) -> None:
        assert self.redis is not None
        while True:
            try:
                async with self.redis.pubsub() as pubsub:
                    await pubsub.psubscribe(pattern)
                    while True:
                        message = await pubsub.get_message(ignore_subscribe_messages=False, timeout=5)
                        self.connected = True
                        if message is not None and message["type"] == "pmessage":
                            self._deliver(message["channel"].removeprefix(_PREFIX), message["data"])
            except (RedisError, OSError) as error:
                logger.warning("broadcast_lost", error=str(error))
            finally:
                self._connection_lost()
            await asyncio.sleep(0.5)

    def _connection_lost(self) -> None:
        if self.connected:
            self.connected = False
            for callback in self._lost:
                callback()

    def _deliver(self, channel: str, message: str) -> None:
        for listener in tuple(self._listeners.get(channel, ())):
            listener(message)
