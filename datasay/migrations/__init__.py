"""The history of the schema: `runner.upgrade(database_url)` brings any database to the present."""
