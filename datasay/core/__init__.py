"""What everything stands on: settings, the database, errors, identity, pages, the queue, secrets."""
