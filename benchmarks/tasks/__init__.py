"""Tasks against bare Celery."""

BARE_TASK = "benchmark.bare"
