"""The private PostgreSQL, Redis, worker, scheduler and web process that `datasay up` runs as its children."""
