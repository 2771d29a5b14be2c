"""The Celery application: a wake-up call for workers, nothing more (docs/explanation/tasks.md).

Long tasks outlive Redis's visibility timeout; it is set under each name Celery knows it by, and a message delivered
twice is harmless because a worker must first win the claim in PostgreSQL.
"""

import asyncio
from functools import cache

import structlog
from celery import Celery
from kombu.exceptions import OperationalError
from redis.asyncio import Redis
from redis.exceptions import RedisError

logger = structlog.get_logger(__name__)

TASK_QUEUE = "tasks"
HOUSEKEEPING_QUEUE = "housekeeping"
RUN_TASK = "datasay.run_task"
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


def _send(redis_url: str | None, task_uuid: str) -> None:
    celery_app(redis_url).send_task(RUN_TASK, args=[task_uuid], task_id=task_uuid, queue=TASK_QUEUE, retry=False)


async def wake_worker(redis_url: str | None, task_uuid: str) -> bool:
    """Tell the workers that this task waits; False when the broker is away (the relay tries again later)."""
    try:
        await asyncio.to_thread(_send, redis_url, task_uuid)
    except (OperationalError, OSError) as error:
        logger.warning("worker_not_woken", task_uuid=task_uuid, error=str(error))
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
