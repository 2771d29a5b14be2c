"""The broker's side of Celery: Redis as kombu speaks it, but for what is no message.

Whoever reaches the queue can write anything into it. To kombu that is an error of the connection's own code, which ends
the worker; here it is put aside with a line in the log. Nothing is lost: a message only wakes.
"""

from typing import Any

import structlog
from kombu.transport import redis

logger = structlog.get_logger(__name__)

_NO_MESSAGE = (ValueError, TypeError, KeyError, AttributeError)  # what kombu raises on reading one


class Channel(redis.Channel):
    """Reads messages, and passes over what is none."""

    def _brpop_read(self, **options: Any) -> bool:  # Any: kombu's own
        try:
            return bool(super()._brpop_read(**options))  # type: ignore[misc]  # its types leave this out
        except _NO_MESSAGE as error:
            logger.error("no_message", problem=type(error).__name__)  # not its words: they quote what a stranger wrote
            return True


class Transport(redis.Transport):
    """Named in Celery's `broker_transport`."""

    Channel = Channel
