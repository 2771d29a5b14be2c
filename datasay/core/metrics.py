"""The numbers Prometheus reads at /metrics.

Web processes that share a port write theirs into one folder, so that whichever is asked answers for all of them: the
folder is named by the variable of Prometheus's own library, before that is imported.
"""

import os

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
disable_created_metrics()  # type: ignore[no-untyped-call]  # the library leaves it untyped
registry = CollectorRegistry(auto_describe=True)

http_requests = Counter(
    "datasay_http_requests_total", "Requests answered.", ["method", "route", "status"], registry=registry
)
http_seconds = Histogram(
    "datasay_http_request_seconds",
    "Time to the first byte of an answer.",
    ["method", "route"],
    registry=registry,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
open_tasks = Gauge(
    "datasay_tasks", "Tasks by status.", ["task_status"], registry=registry, multiprocess_mode="mostrecent"
)
oldest_pending_seconds = Gauge(
    "datasay_oldest_pending_task_seconds",
    "How long the oldest waiting task has waited.",
    registry=registry,
    multiprocess_mode="mostrecent",
)


def exposition() -> bytes:
    """All numbers as Prometheus reads them: of this process, or of all that share the folder."""
    if SHARED_FOLDER not in os.environ:
        return generate_latest(registry)
    shared = CollectorRegistry()
    MultiProcessCollector(shared)  # type: ignore[no-untyped-call]  # the library leaves it untyped
    return generate_latest(shared)
