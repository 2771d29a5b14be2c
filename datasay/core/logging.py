"""Structured logs: one line of JSON per event, with the request and the actor, without secrets."""

import logging
import re
import sys
import threading
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

from datasay.core.identity import acting, request_id
from datasay.outgoing.secrecy import without_keys

_SECRET_NAMES = re.compile(r"password|secret|token|authorization|cookie|api_key", re.IGNORECASE)
_SECRET_VALUES = re.compile(r"(://[^:/@\s]*:)[^@\s]+@|\bds_[A-Za-z0-9_-]{20,}|\bBearer\s+\S+")
_LONGEST_VALUE = 2000

Event = MutableMapping[str, Any]


def _add_context(_logger: object, _method: str, event: Event) -> Event:
    event.setdefault("request_id", request_id.get())
    event.setdefault("user_id", acting.get().user_id)
    return event


def _clean(value: object) -> object:
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, Mapping):
        return {name: "***" if _SECRET_NAMES.search(str(name)) else _clean(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_clean(inner) for inner in value]
    words = struck(value if isinstance(value, str) else _told(value))
    return words if len(words) <= _LONGEST_VALUE else words[:_LONGEST_VALUE] + "…"


def struck(words: str) -> str:
    """The words without keys in use, passwords in addresses, and tokens."""
    words = without_keys(words)
    return _SECRET_VALUES.sub(lambda match: f"{match.group(1)}***@" if match.group(1) else "***", words)


def _told(value: object) -> str:
    """What it says of itself; an error of a stranger may raise anything when it is asked."""
    try:
        return str(value)
    except BaseException:  # noqa: BLE001  see above
        return type(value).__name__


def without_secrets(_logger: object, _method: str, event: Event) -> Event:
    """Mask what is named like a secret, cut passwords out of addresses and keys in use out of all, cut what is endless.

    What begins with `_` is structlog's own and is not shown.
    """
    for name, value in event.items():
        if not name.startswith("_"):
            event[name] = "***" if _SECRET_NAMES.search(name) and name != "event" else _clean(value)
    return event


def _of_thread(ended: threading.ExceptHookArgs) -> None:
    """A thread that ended with an error is told in the log, and so without secrets."""
    logger = structlog.get_logger(__name__)
    logger.error("thread_crashed", thread=getattr(ended.thread, "name", ""), exc_info=ended.exc_value)


def configure_logging(level: str) -> None:
    """Send structlog and the standard library's logging to stderr as JSON lines."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_context,
        structlog.processors.format_exc_info,
        without_secrets,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        # What is below the level costs nothing: it is not put together at all.
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    logging.captureWarnings(capture=True)  # a library may put a key into a warning
    if threading.excepthook is threading.__excepthook__:
        threading.excepthook = _of_thread
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for noisy in ("uvicorn.access", "celery.redirected", "httpx", "PIL"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
