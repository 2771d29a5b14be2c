"""The numbers Prometheus reads at /metrics."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

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
open_tasks = Gauge("datasay_tasks", "Tasks by status.", ["task_status"], registry=registry)
oldest_pending_seconds = Gauge(
    "datasay_oldest_pending_task_seconds", "How long the oldest waiting task has waited.", registry=registry
)
