"""The Celery application: a wake-up call for workers, nothing more (docs/explanation/tasks.md).

Long tasks outlive Redis's visibility timeout; it is set under each name Celery knows it by. A message names no task: a
worker claims in PostgreSQL whatever is next, so one that is lost, doubled or late changes nothing.
"""

import asyncio
from functools import cache

import structlog
from celery import Celery
from kombu.exceptions import OperationalError
from redis.asyncio import Redis
from redis.exceptions import RedisError

from datasay.core.periodic import periodic
from datasay.core.resources import Resources

logger = structlog.get_logger(__name__)

TASK_QUEUE = "tasks"
RUN_TASKS = "datasay.run_tasks"
PROBE = "datasay.probe"
_NOWHERE = "redis://127.0.0.1:1/0"
_VISIBILITY_SECONDS = 6 * 3600
_TRANSPORT = {
    "visibility_timeout": _VISIBILITY_SECONDS,
    "socket_connect_timeout": 2,
    "socket_timeout": 10,
    "socket_keepalive": True,
    "health_check_interval": 10,
    "retry_on_timeout": True,
}


@cache
def celery_app(redis_url: str | None) -> Celery:
    """The Celery application for this broker, made once per process."""
    app = Celery("datasay", broker=redis_url or _NOWHERE, set_as_current=True)
    app.conf.update(
        accept_content=["json"],
        task_serializer="json",
        task_ignore_result=True,
        task_store_errors_even_if_ignored=False,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_acks_on_failure_or_timeout=True,
        task_track_started=False,
        task_default_queue=TASK_QUEUE,
        task_create_missing_queues=True,
        broker_transport="datasay.core.broker:Transport",
        task_publish_retry=False,
        worker_prefetch_multiplier=1,
        worker_send_task_events=False,
        worker_enable_remote_control=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        worker_hijack_root_logger=False,
        worker_soft_shutdown_timeout=20,
        worker_enable_soft_shutdown_on_idle=False,
        worker_max_tasks_per_child=5000,
        worker_max_memory_per_child=1024 * 1024,  # KiB at the peak: a new process after a task that needed more
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_connection_timeout=2,
        broker_transport_options=_TRANSPORT,
        result_backend_transport_options=_TRANSPORT,
        visibility_timeout=_VISIBILITY_SECONDS,
        timezone="UTC",
        enable_utc=True,
    )
    return app


def _send(redis_url: str | None, name: str, expires: int | None) -> None:
    celery_app(redis_url).send_task(name, queue=TASK_QUEUE, retry=False, expires=expires)


async def wake_worker(redis_url: str | None) -> bool:
    """Tell the workers that something waits; False when the broker is away (the relay tries again later)."""
    return await _sent(redis_url, RUN_TASKS)


@periodic(seconds=10)
async def send_probe(resources: Resources) -> None:
    """Ask a worker for a sign of life (/readyz)."""
    await _sent(resources.settings.redis_url, PROBE, expires=10)


async def _sent(redis_url: str | None, name: str, *, expires: int | None = None) -> bool:
    try:
        await asyncio.to_thread(_send, redis_url, name, expires)
    except (OperationalError, OSError) as error:
        logger.warning("worker_not_woken", error=str(error))
        return False
    return True


async def queue_length(redis: Redis | None) -> int | None:
    """Messages that wait in the broker; None when it cannot be asked."""
    if redis is None:
        return None
    try:
        return int(await redis.llen(TASK_QUEUE))
    except (RedisError, OSError):
        return None
