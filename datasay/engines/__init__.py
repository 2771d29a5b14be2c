"""Generation behind small protocols; no HTTP serving, no database, no Celery in here."""
