"""The Celery side: one loop and one set of resources per process, the list of jobs, the work done by the clock."""
